import type { TaskRow } from '../../src/core/snapshot';
import type {
  AccountTunnelsView,
  ConnectionRow,
  ConnectionsView,
  ExposureRow,
  ExposureView,
  TunnelRow,
} from '../../src/shared/exposure-views';
import { compliant, noncompliant, rows, TAKEN_AT } from './fixtures';
import { EXPOSURE_TASKS } from './task-fixtures';

/** The Mac of the hardening guide: its services, what it should not offer, and its tunnels. */

const PLANKA = '3f1c6a52b8d04e7793aa1c2f5be0d9e8417c6b2a5d3e9f80';
const MATTERMOST = '9bd27e40c1fa4b6f8d25a7703ce9b1f64d08e2937a5c1b6f';
const POSTGRES = 'c07be1d9a24f4a60b3f58e6d917c02ab35f4d8e6b19a7c03';
const BOOKSTACK = '51e8f0a7c3d24b198e6fa0b2d4c7935e1fa6820b9d3c4e75';

const ANYONE = 'Any device on your network can reach it.';
const ONLY_THIS_MAC = 'Only this Mac can reach it.';
const ALLOWED = 'Lets it in: a rule allows the program.';
const FIREWALL_OFF = 'Off, so it stops nothing.';

export const bindingIdOf = (service: string): string => `binding:compose:/Users/mia/stack/compose.yml#${service}`;
export const fileOnlyIdOf = (service: string): string => `binding-file:compose:/Users/mia/stack/compose.yml#${service}`;

const closes = (service: string): NonNullable<ExposureRow['fix']> => ({
  kind: 'change',
  taskId: bindingIdOf(service),
  fileOnlyTaskId: fileOnlyIdOf(service),
});

/** A service that listens: reachable from the network and not expected, unless said otherwise. */
export const exposureRow = (id: string, title: string, more: Partial<ExposureRow> = {}): ExposureRow => ({
  id,
  title,
  sentence: ANYONE,
  level: 'exposed',
  scope: 'lan',
  owner: 'node, process 4711',
  boundTo: [`Every address, port ${/\d+/.exec(title)?.[0] ?? ''}`],
  ways: ['Local network'],
  wanted: 'Nobody expected it',
  firewall: FIREWALL_OFF,
  notes: [],
  canExpect: true,
  canRestrict: true,
  ...more,
});

const onlyThisMac = (id: string, title: string, owner: string, bound: string, wanted: string): ExposureRow =>
  exposureRow(id, title, {
    sentence: ONLY_THIS_MAC,
    level: 'fine',
    scope: 'this-mac',
    owner,
    boundTo: [bound],
    ways: [],
    wanted,
    firewall: 'Not asked: nothing comes from outside.',
    canRestrict: false,
  });

const ofMacos = (id: string, title: string, owner: string, more: Partial<ExposureRow> = {}): ExposureRow =>
  exposureRow(id, title, {
    level: 'fine',
    owner,
    wanted: 'Part of macOS',
    firewall: ALLOWED,
    canExpect: false,
    canRestrict: false,
    ...more,
  });

export const EXPOSURE_ROWS: readonly ExposureRow[] = [
  exposureRow('tcp * 3100 OrbStack', 'Planka 3100', {
    sentence: 'Any device on your network and, as boards.alai.no, whoever the tunnel lets in can reach it.',
    owner: 'Container stack-planka-1 (OrbStack)',
    ways: ['Local network', 'Tunnel boards.alai.no', 'Container'],
    wanted: 'Only this Mac, and outside through boards.alai.no',
    notes: ['The tunnel goes on working when it listens on this Mac only: cloudflared reaches it from here.'],
    fix: closes('planka'),
    canRestrict: false,
    containerId: PLANKA,
  }),
  exposureRow('tcp * 5432 OrbStack', 'PostgreSQL 5432', {
    owner: 'Container stack-postgres-1 (OrbStack)',
    ways: ['Local network', 'Container'],
    wanted: 'Only this Mac',
    fix: closes('postgres'),
    canRestrict: false,
    containerId: POSTGRES,
  }),
  exposureRow('tcp * 8065 OrbStack', 'Mattermost 8065', {
    owner: 'Container mattermost (OrbStack)',
    ways: ['Local network', 'Tunnel mm.basicconsulting.no', 'Container'],
    sentence: 'Any device on your network and, as mm.basicconsulting.no, whoever the tunnel lets in can reach it.',
    wanted: 'Not at all: retired since 2026-05-18',
    notes: [
      'OrbStack was asked to publish it on 127.0.0.1 only, and listens wider. What this Mac listens on is what counts.',
    ],
    fix: closes('mattermost'),
    canExpect: false,
    canRestrict: false,
    containerId: MATTERMOST,
  }),
  exposureRow('tcp * 4100 node', 'node 4100', {
    owner: 'node, process 4711: /opt/homebrew/bin/node',
    fix: {
      kind: 'advice',
      steps: ['Open the program’s code where it begins to listen.', 'Let it listen on 127.0.0.1 and start it anew.'],
      code: {
        framework: 'Node',
        bad: 'app.listen(4100);',
        good: "app.listen(4100, '127.0.0.1');",
        better: "const HOST = process.env.HOST || '127.0.0.1';\napp.listen(4100, HOST);",
      },
    },
  }),
  exposureRow('tcp * 8000 Python', 'Python 8000', {
    sentence: 'Any device on your network can reach it, if the firewall lets it in: it has no rule for it.',
    level: 'attention',
    owner: 'Python, process 902',
    firewall: 'Has no rule for it and asks when somebody connects.',
    fix: { kind: 'advice', steps: ['Start it with --bind 127.0.0.1.'] },
  }),
  exposureRow('tcp * 8443 ?', 'A program that is not named 8443', {
    sentence: 'Any device on your network can reach it, unless the firewall stops it, which cannot be read.',
    level: 'unknown',
    owner: 'Not known',
    firewall: 'Cannot be read.',
    notes: ['No tool says which program holds it.'],
  }),
  exposureRow('tcp * 3030 node', 'Mission Control Dashboard 3030', {
    level: 'fine',
    owner: 'node, process 512: /opt/homebrew/bin/node',
    wanted: 'Your network',
    firewall: ALLOWED,
    canExpect: false,
  }),
  exposureRow('tcp * 6875 OrbStack', 'BookStack 6875', {
    level: 'fine',
    owner: 'Container bookstack (OrbStack)',
    ways: ['Local network', 'Container'],
    wanted: 'Your network',
    canExpect: false,
    containerId: BOOKSTACK,
  }),
  onlyThisMac(
    'tcp 127.0.0.1 6379 OrbStack',
    'Redis 6379',
    'Container stack-redis-1 (OrbStack)',
    '127.0.0.1:6379',
    'Only this Mac',
  ),
  onlyThisMac(
    'tcp 127.0.0.1 11434 ollama',
    'Ollama 11434',
    'ollama, process 1203',
    '127.0.0.1:11434',
    'Nobody expected it',
  ),
  onlyThisMac('tcp ::1 631 cupsd', 'CUPS 631', 'cupsd, process 377', '[::1]:631', 'Nobody expected it'),
  onlyThisMac(
    'tcp 127.0.0.1 20241 cloudflared',
    'cloudflared 20241',
    'cloudflared, process 640',
    '127.0.0.1:20241',
    'Nobody expected it',
  ),
  ofMacos('tcp * 22 launchd', 'Remote Login 22', 'macOS: Remote Login, process 1', {
    notes: ['It is judged by its own check.'],
    fix: { kind: 'task', taskId: 'remote-login' },
  }),
  ofMacos('tcp * 7000 ControlCenter', 'AirPlay Receiver 7000', 'macOS: AirPlay Receiver, process 611', {
    fix: { kind: 'task', taskId: 'airplay-receiver' },
  }),
  ofMacos('udp * 5353 mDNSResponder', 'Bonjour 5353 (UDP)', 'macOS: Bonjour, process 388', {
    notes: ['Bonjour cannot be turned off; the Mac finds printers and other devices with it.'],
  }),
];

export const TUNNEL_ROWS: readonly TunnelRow[] = [
  {
    id: 'boards.alai.no',
    hostname: 'boards.alai.no',
    target: 'localhost:3100',
    service: 'Planka',
    otherwise: 'Any device on your network can reach it without the tunnel.',
    level: 'exposed',
    source: '~/.cloudflared/config.yml',
    running: 'yes',
    listenerId: 'tcp * 3100 OrbStack',
  },
  {
    id: 'mm.basicconsulting.no',
    hostname: 'mm.basicconsulting.no',
    target: 'localhost:8065',
    service: 'Mattermost',
    otherwise: 'The policy says that the name has led nowhere since 2026-05-18.',
    level: 'attention',
    source: '~/.cloudflared/config.yml',
    running: 'yes',
    listenerId: 'tcp * 8065 OrbStack',
  },
  {
    id: 'sign.alai.no',
    hostname: 'sign.alai.no',
    target: 'localhost:3003',
    service: 'Nothing listens there',
    otherwise: 'Nothing listens at localhost:3003.',
    level: 'attention',
    source: 'the running cloudflared',
    running: 'unknown',
  },
];

export const EXPOSURE: ExposureView = {
  takenAt: TAKEN_AT,
  headline: '5 services can be reached from outside this Mac that should not be',
  rows: EXPOSURE_ROWS,
  absent: [
    { name: 'Documenso', port: 3003, reason: 'Reached from outside through its tunnel, which needs only this Mac.' },
  ],
  tunnels: TUNNEL_ROWS,
  gaps: [{ what: 'Containers of Docker', reason: 'docker ps did not answer in 5 s' }],
  unread: ['tcp4 0 0 *.9999 *.* LISTEN 131072 131072 what is this', 'COMMAND PID USER FD TYPE'],
  containers: [
    { id: PLANKA, name: 'stack-planka-1' },
    { id: MATTERMOST, name: 'mattermost' },
    { id: POSTGRES, name: 'stack-postgres-1' },
    { id: BOOKSTACK, name: 'bookstack' },
  ],
};

/** Nothing to look at: what listens is as wanted, or for this Mac only. */
export const QUIET_EXPOSURE: ExposureView = {
  ...EXPOSURE,
  headline: 'Nothing can be reached from outside this Mac that should not be',
  rows: EXPOSURE_ROWS.filter(({ level }) => level === 'fine'),
  absent: [],
  tunnels: [],
  gaps: [],
  unread: [],
};

export const EMPTY_EXPOSURE: ExposureView = {
  ...QUIET_EXPOSURE,
  headline: 'Nothing listens on this Mac',
  rows: [],
  containers: [],
};

/** As many rows as asked for, of every kind in turn. */
export function manyExposed(count: number): ExposureView {
  return {
    ...EXPOSURE,
    headline: `${Math.ceil((count * 5) / EXPOSURE_ROWS.length)} services can be reached from outside this Mac that should not be`,
    rows: Array.from({ length: count }, (_, index) => {
      const row = EXPOSURE_ROWS[index % EXPOSURE_ROWS.length] as ExposureRow;
      return { ...row, id: `${row.id} ${index}`, title: row.title.replace(/\d+/, String(10_000 + index)) };
    }),
  };
}

const SENTENCES: Readonly<Record<string, string>> = {
  'service-bindings': 'Other devices can reach 7 services',
  'tunnel-origins': '1 service can be reached without its tunnel',
};

/** Those two as rows of a snapshot, as wanted or not. */
export function exposureTaskRows(wanted: boolean): readonly TaskRow[] {
  return EXPOSURE_TASKS.map((one) => ({
    id: one.id,
    area: one.area,
    title: one.title,
    name: one.name,
    risk: one.risk,
    severity: one.severity,
    scope: 'person',
    byCommand: true,
    finding: wanted
      ? { ...compliant(one), sentence: `${one.name} are as wanted` }
      : { ...noncompliant(one), sentence: SENTENCES[one.id] ?? '' },
  }));
}

/** A whole Mac whose services are not as wanted, or are. */
export function rowsWithExposure(wanted: boolean, others: readonly TaskRow[] = rows()): readonly TaskRow[] {
  return [...others, ...exposureTaskRows(wanted)];
}

const connection = (
  id: string,
  program: string,
  local: string,
  remote: string,
  where: string,
  more: Partial<ConnectionRow> = {},
): ConnectionRow => ({
  id,
  program,
  local,
  remote,
  where,
  protocol: 'TCP',
  state: 'Established',
  incoming: false,
  ...more,
});

export const CONNECTIONS: ConnectionsView = {
  takenAt: TAKEN_AT,
  rows: [
    connection('1', 'node', '192.168.1.20:3030', '192.168.1.44:51822', 'Local network', { pid: 512, incoming: true }),
    connection('2', 'OrbStack', '192.168.1.20:5432', '192.168.1.71:60114', 'Local network', {
      pid: 488,
      incoming: true,
    }),
    connection('3', 'cloudflared', '192.168.1.20:52911', '198.41.192.107:7844', 'Internet', { pid: 640 }),
    connection('4', 'cloudflared', '127.0.0.1:52930', '127.0.0.1:3100', 'This Mac', { pid: 640 }),
    connection('5', 'Safari', '192.168.1.20:53011', '17.253.144.10:443', 'Internet', { pid: 2210 }),
    connection('6', 'sshd', '100.101.12.4:22', '100.88.3.9:50210', 'Tailscale', { pid: 3120, incoming: true }),
    connection('7', 'A program that is not named', '[fd00::20]:54001', '[2606:4700::6810:84e5]:443', 'Internet', {
      state: 'Closing',
    }),
  ],
  gaps: [{ what: 'Programs of other accounts', reason: 'lsof lists only what belongs to you' }],
  unread: [],
};

export const ACCOUNT_TUNNELS: AccountTunnelsView = {
  tunnels: [
    {
      name: 'mac-studio',
      id: 'a956a3fe-ad15-4f1e-8499-8dad27859d3d',
      created: '2026-01-12',
      connections: '4 connections, 1 connector',
    },
    { name: 'old-mattermost', id: '0c2f6b1e-77d4-4a1c-9a54-c1b1f0b2a9d7', created: '2025-08-03', connections: 'None' },
  ],
};
