import type { ConnectionsReport, RemotePlace } from '../core/exposure/connections-report';
import type { JudgedExposure } from '../core/exposure/judge';
import type { JudgedListener } from '../core/exposure/judged-listener';
import type { JudgedRoute } from '../core/exposure/judge-routes';
import type { Listener, ListenerOwner, Scope } from '../core/exposure/listener';
import { asSentence, endpointWords } from '../core/exposure/sentence';
import type { ListeningSocket } from '../core/exposure/socket';
import { assertNever } from '../core/result';
import type {
  ConnectionRow,
  ConnectionsView,
  ExposureRow,
  ExposureView,
  RowFix,
  RowLevel,
  TunnelRow,
} from '../shared/exposure-views';

/** An exposure as the screen shows it. Pure. */
export function exposureView(judged: JudgedExposure, takenAt: number): ExposureView {
  const containers = judged.rows.flatMap(({ listeners }) =>
    listeners.flatMap(({ owner }) => (owner.kind === 'container' ? [owner.container] : [])),
  );
  const distinct = [...new Map(containers.map(({ id, name }) => [id, { id, name }])).values()];
  return {
    takenAt,
    headline: headlineOf(judged),
    rows: judged.rows.map(exposureRow),
    absent: judged.absent.map(({ name, port, reason, because }) => ({
      name,
      port,
      reason,
      ...(because === undefined ? {} : { because: asSentence(because) }),
    })),
    tunnels: judged.tunnels.map(tunnelRow),
    gaps: judged.gaps.map(({ what, reason }) => ({ what, reason: asSentence(reason) })),
    unread: judged.unread,
    containers: distinct.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function headlineOf({ rows, gaps, unread }: JudgedExposure): string {
  const found = rows.filter(({ isFinding }) => isFinding).length;
  if (found > 0) {
    return found === 1
      ? '1 service can be reached from outside this Mac that should not be'
      : `${found} services can be reached from outside this Mac that should not be`;
  }
  const hidden = gaps.some(({ hidesListeners }) => hidesListeners) || unread.length > 0;
  if (hidden) return 'Not everything that listens could be read';
  return 'Nothing can be reached from outside this Mac that should not be';
}

function exposureRow(row: JudgedListener): ExposureRow {
  const { listener, listeners, title, sentence, wanted, notes } = row;
  const { owner, scope, hostnames } = listener;
  const fix = fixOf(row);
  const isMacos = row.verdict === 'macos' || row.verdict === 'passing';
  return {
    id: row.id,
    title,
    sentence: asSentence(sentence),
    level: levelOf(row),
    scope,
    owner: ownerWords(listener),
    boundTo: [...new Set(listeners.map(({ socket }) => boundWords(socket)))],
    ways: [
      ...(scope === 'this-mac' ? [] : [SCOPE_WAYS[scope]]),
      ...hostnames.map((hostname) => `Tunnel ${hostname}`),
      ...(owner.kind === 'container' || owner.kind === 'engine' ? ['Container'] : []),
    ],
    wanted,
    firewall: FIREWALL_WORDS[listener.firewall],
    notes,
    ...(fix === undefined ? {} : { fix }),
    canExpect: row.verdict !== 'as-wanted' && !isMacos,
    canRestrict: scope !== 'this-mac' && !isMacos && row.service?.scope !== 'this-mac',
    ...(owner.kind === 'container' ? { containerId: owner.container.id } : {}),
  };
}

function levelOf({ isFinding, verdict, listener }: JudgedListener): RowLevel {
  if (isFinding) return 'exposed';
  if (verdict === 'retired') return 'attention';
  if (listener.owner.kind === 'unknown' && listener.scope !== 'this-mac') return 'unknown';
  return 'fine';
}

function fixOf({ fix }: JudgedListener): RowFix | undefined {
  switch (fix?.kind) {
    case undefined:
      return undefined;
    case 'part':
      return { kind: 'change', taskId: fix.id, fileOnlyTaskId: fix.fileOnlyId };
    case 'task':
      return { kind: 'task', taskId: fix.taskId };
    case 'advice':
      return { kind: 'advice', steps: fix.steps, ...(fix.code === undefined ? {} : { code: fix.code }) };
    case 'none':
      return { kind: 'advice', steps: [asSentence(fix.because)] };
    default:
      return assertNever(fix);
  }
}

const SCOPE_WAYS: Readonly<Record<Exclude<Scope, 'this-mac'>, string>> = {
  'this-link': 'Same cable or Wi-Fi',
  vpn: 'Tailscale',
  lan: 'Local network',
  everyone: 'Internet',
};

const FIREWALL_WORDS: Readonly<Record<Listener['firewall'], string>> = {
  off: 'Off, so it stops nothing',
  allows: 'Lets it in',
  blocks: 'Stops it',
  asks: 'Has no rule for it: macOS asks',
  'not-known': 'Cannot be read',
};

/** Who holds a socket: "Container stack-postgres-1 (orbstack)", "node, process 4711". */
export function ownerWords({ owner, socket }: Pick<Listener, 'owner' | 'socket'>): string {
  const pids = [...new Set(socket.owners.map(({ pid }) => pid))];
  const process = pids.length === 0 ? '' : `, process ${pids.join(', ')}`;
  return `${whoseWords(owner)}${owner.kind === 'container' ? '' : process}`;
}

function whoseWords(owner: ListenerOwner): string {
  switch (owner.kind) {
    case 'macos':
      return `macOS: ${owner.service}`;
    case 'container': {
      const { name, engine, compose } = owner.container;
      const project = compose === undefined ? '' : `, ${compose.service} of ${compose.project}`;
      return `Container ${name} (${engine}${project})`;
    }
    case 'engine':
      return `A container of ${owner.engine}`;
    case 'program':
      return owner.path ?? owner.name;
    case 'unknown':
      return 'A program that cannot be told';
    default:
      return assertNever(owner);
  }
}

function boundWords({ local, family }: ListeningSocket): string {
  if (local.address !== '*') return endpointWords(local);
  switch (family) {
    case 'IPv4':
      return `Every IPv4 address, port ${local.port}`;
    case 'IPv6':
      return `Every IPv6 address, port ${local.port}`;
    case 'dual':
      return `Every address, port ${local.port}`;
    default:
      return assertNever(family);
  }
}

function tunnelRow(row: JudgedRoute): TunnelRow {
  const { route, tunnel, isFinding, service, otherwise, listenerId } = row;
  const { source } = tunnel;
  return {
    id: row.id,
    hostname: route.path === undefined ? route.hostname : `${route.hostname} ${route.path}`,
    target: route.target === undefined ? route.service : endpointWords(route.target),
    service,
    otherwise,
    level: isFinding ? 'exposed' : tunnel.running === 'unknown' ? 'unknown' : 'fine',
    source: source.kind === 'file' ? source.path : `cloudflared, process ${source.pid}`,
    running: tunnel.running,
    ...(listenerId === undefined ? {} : { listenerId }),
  };
}

/** Connections as the screen shows them. Pure. */
export function connectionsView({ takenAt, connections, gaps, unread }: ConnectionsReport): ConnectionsView {
  return {
    takenAt: Date.parse(takenAt),
    rows: connections.map(({ protocol, local, remote, place, state, incoming, programs }, index): ConnectionRow => {
      const [program] = programs;
      return {
        id: `${protocol} ${endpointWords(local)} ${endpointWords(remote)} ${program?.pid ?? index}`,
        program: program?.name ?? 'Not known',
        ...(program === undefined ? {} : { pid: program.pid }),
        local: endpointWords(local),
        remote: endpointWords(remote),
        where: PLACE_WORDS[place],
        protocol: protocol.toUpperCase(),
        state,
        incoming,
      };
    }),
    gaps: gaps.map(({ what, reason }) => ({ what, reason: asSentence(reason) })),
    unread,
  };
}

const PLACE_WORDS: Readonly<Record<RemotePlace, string>> = {
  'this-mac': 'This Mac',
  'this-link': 'Same cable or Wi-Fi',
  vpn: 'Tailscale',
  lan: 'Local network',
  internet: 'Internet',
  'not-known': 'Not known',
};
