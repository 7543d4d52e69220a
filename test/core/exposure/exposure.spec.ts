import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandKey, type CommandResult } from '../../../src/core/command';
import { containersCommand } from '../../../src/core/container/ask-engine';
import { sshArgsCommand } from '../../../src/core/container/engine-process';
import { connectionsReport } from '../../../src/core/exposure/connections-report';
import { judgeExposure } from '../../../src/core/exposure/judge';
import { type Listener, type Scope, SCOPES } from '../../../src/core/exposure/listener';
import { exposureProbe, furtherExposure } from '../../../src/core/exposure/probe';
import { readExposure } from '../../../src/core/exposure/read-exposure';
import { readListeners } from '../../../src/core/exposure/read-listeners';
import { readSockets } from '../../../src/core/exposure/read-sockets';
import type { Family, ListeningSocket } from '../../../src/core/exposure/socket';
import { exposureReport, outcomeOf } from '../../../src/core/exposure/report';
import { DEFAULT_POLICY, type Policy, STRICT_POLICY } from '../../../src/core/policy';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { freshMac, hardenedMac, machine, RELEASE_NAMES, servingMac } from '../../sim/machines';
import { type MacState, withFirewall } from '../../sim/mac-state';
import { said } from '../parse/parsers';
import { askMac, exposureOn, HOME } from './ask-mac';

const MISSING: CommandResult = { kind: 'not-started', reason: 'there is no such program on this computer' };
const HANGS: CommandResult = { kind: 'timed-out', afterMs: 5000 };
const GARBAGE = said('\u0000\u0001 nothing that any tool prints\n');

/** Rows in few words: verdict, title, scope, and what can be done. */
function told(exposure: ReturnType<typeof readExposure>, policy: Policy = DEFAULT_POLICY): readonly string[] {
  return judgeExposure(exposure, policy).rows.map(({ verdict, title, listener, fix }) =>
    [verdict, title, listener.scope, fix?.kind ?? '-'].join(' | '),
  );
}

describe('the guide’s Mac', () => {
  it.each(RELEASE_NAMES)('is read the same on macOS %s', async (release) => {
    const exposure = await exposureOn(servingMac(release));
    expect(exposure.gaps).toEqual([]);
    expect(exposure.unread).toEqual([]);
    expect(told(exposure)).toEqual([
      'unexpected | AirPlay Receiver 5000 | lan | advice',
      'unexpected | Postgres 5433 | lan | part',
      'unexpected | AirPlay Receiver 7000 | lan | advice',
      'unexpected | Python 8000 | lan | advice',
      'unexpected | Ollama 11434 | lan | part',
      'wider | PostgreSQL 5432 | lan | part',
      'wider | Redis 6379 | lan | part',
      'around-the-tunnel | Documenso 3003 | lan | part',
      'around-the-tunnel | Planka 3100 | lan | part',
      'macos | Remote Login 22 | lan | task',
      'macos | Bonjour 5353 (UDP) | lan | none',
      'macos | AirDrop and Handoff 8770 | lan | none',
      'macos | Handoff and Continuity 55230 | lan | none',
      'as-wanted | Mission Control Dashboard 3030 | lan | -',
      'as-wanted | BookStack 6875 | lan | -',
      'only-this-mac | Printing 631 | this-mac | -',
      'only-this-mac | cloudflared 20241 | this-mac | -',
    ]);
  });

  it('has its bindings, its tunnel and nothing missing', async () => {
    const judged = judgeExposure(await exposureOn(servingMac('26.5')), DEFAULT_POLICY);
    const fixes = judged.rows.flatMap(({ fix }) => (fix?.kind === 'part' ? [fix.id] : []));
    expect(fixes.sort()).toEqual([
      `binding:compose:${HOME}/documenso/compose.yml#documenso`,
      `binding:compose:${HOME}/planka/docker-compose.yml#planka`,
      `binding:compose:${HOME}/stack/docker-compose.yml#postgres`,
      `binding:compose:${HOME}/stack/docker-compose.yml#redis`,
      `binding:launchd-plist:${HOME}/Library/LaunchAgents/com.ollama.serve.plist#OLLAMA_HOST`,
      'binding:postgresql:/opt/homebrew/var/postgresql@16/postgresql.conf#',
    ]);
    expect(
      judged.tunnels.map(({ route, verdict, isFinding, service }) => [route.hostname, verdict, isFinding, service]),
    ).toEqual([
      ['mm.basicconsulting.no', 'retired-hostname', true, 'Nobody listens on port 8065, where Mattermost should be'],
      ['boards.alai.no', 'expected', true, 'Planka'],
      ['sign.alai.no', 'expected', true, 'Documenso'],
      ['*', 'no-origin', false, 'cloudflared itself'],
    ]);
    expect(judged.tunnels[0]?.tunnel).toMatchObject({ running: 'yes', source: { kind: 'running' } });
    expect(judged.absent).toEqual([]);
    expect(outcomeOf(judged)).toBe('findings');
    const planka = judged.rows.find(({ title }) => title === 'Planka 3100');
    expect(planka?.sentence).toBe(
      'any device on your network and, as boards.alai.no, whoever the tunnel lets in can reach it',
    );
    expect(planka?.listeners).toHaveLength(2);
    expect(planka?.wanted).toBe('Only this Mac, and outside through boards.alai.no');
  });

  it('is asked few questions, in no more rounds than a scan has, and none that leaves it', async () => {
    const { commands, rounds } = await askMac(servingMac('26.5'));
    expect(rounds).toBeLessThanOrEqual(3);
    const keys = Object.values(commands).map(commandKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeLessThan(35);
    for (const { program, args } of Object.values(commands)) {
      if (program === 'curl') expect(args.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:20241\//);
      expect([
        'netstat',
        'lsof',
        'ps',
        'ifconfig',
        'socketfilterfw',
        'docker',
        'cat',
        'ls',
        'curl',
        'launchctl',
      ]).toContain(program);
    }
  });

  it('is wide open to the internet with a public address, and the router’s matter over IPv6', async () => {
    const serving = servingMac('26.5');
    const open = await exposureOn({ ...serving, network: { ...serving.network, lan: '203.0.114.20' } });
    const dashboard = judgeExposure(open, DEFAULT_POLICY).rows.find(({ title }) => title.startsWith('Mission'));
    expect(dashboard).toMatchObject({ verdict: 'wider', sentence: 'anyone on the internet can reach it' });
    const six = await exposureOn({ ...serving, network: { ...serving.network, global: '2a01:4f8:1:2::3' } });
    const same = judgeExposure(six, DEFAULT_POLICY).rows.find(({ title }) => title.startsWith('Mission'));
    expect(same).toMatchObject({
      verdict: 'as-wanted',
      notes: expect.arrayContaining([expect.stringMatching(/^Over IPv6/)]),
    });
  });
});

describe('the firewall', () => {
  const withRule = (rule: 'allow' | 'block', path: string): MacState => {
    const serving = servingMac('26.5');
    const apps = [...serving.firewall.apps, { path, identifier: path, rule }];
    return withFirewall(serving, { global: true, apps });
  };
  const scopeOf = async (state: MacState, port: number): Promise<readonly string[]> => {
    const { listeners } = await exposureOn(state);
    const found = listeners.filter(({ socket }) => socket.local.port === port);
    return [...new Set(found.flatMap(({ scope, firewall }) => [scope, firewall]))];
  };
  const NODE = '/opt/homebrew/Cellar/node/25.2.0/bin/node';

  it('narrows what it certainly blocks, and nothing else', async () => {
    expect(await scopeOf(withRule('block', NODE), 3030)).toEqual(['this-mac', 'blocks']);
    expect(await scopeOf(withRule('allow', NODE), 3030)).toEqual(['lan', 'allows']);
    expect(await scopeOf(withRule('block', '/opt/homebrew/bin/node'), 3030)).toEqual(['lan', 'not-known']);
    expect(await scopeOf(withFirewall(withRule('block', NODE), { global: false }), 3030)).toEqual(['lan', 'off']);
    expect(await scopeOf(withFirewall(servingMac('26.5'), { global: true, blockAll: true }), 3030)).toEqual([
      'this-mac',
      'blocks',
    ]);
    expect(await scopeOf(withFirewall(servingMac('26.5'), { global: true, blockAll: true }), 5353)).toEqual([
      'lan',
      'allows',
    ]);
  });

  it('is never given credit for what listens on this Mac only', async () => {
    expect(await scopeOf(withFirewall(servingMac('26.5'), { global: true, blockAll: true }), 20_241)).toEqual([
      'this-mac',
      'allows',
    ]);
  });

  it('narrows nothing by a name alone, as macOS 15.1 lists them', async () => {
    const state = withFirewall(servingMac('15.1'), {
      global: true,
      apps: [{ path: NODE, identifier: 'node', rule: 'block' }],
    });
    expect(await scopeOf(state, 3030)).toEqual(['lan', 'not-known']);
  });
});

describe('what is missing', () => {
  it('is no gap where a program is simply not installed', async () => {
    const exposure = await exposureOn(machine('stock', '26.5'));
    expect(exposure.gaps).toEqual([]);
    expect(exposure.tunnels).toEqual([]);
    expect(outcomeOf(judgeExposure(await exposureOn(hardenedMac('26.5')), DEFAULT_POLICY))).toBe('as-wanted');
  });

  it.each<[string, string, CommandResult, boolean, RegExp]>([
    ['netstatTcp', 'netstat does not answer', HANGS, true, /^TCP sockets of other users$/],
    ['netstatUdp', 'netstat does not answer about UDP', HANGS, true, /^UDP sockets of other users$/],
    ['netstatTcp', 'there is no netstat, as on Linux', MISSING, true, /^TCP sockets of other users$/],
    ['lsof', 'lsof does not answer', HANGS, false, /^Whole names and addresses of your own sockets$/],
    ['processes', 'ps does not answer', HANGS, false, /^Names of programs$/],
    ['interfaces', 'ifconfig does not answer', HANGS, false, /^Networks of this Mac$/],
    ['firewallState', 'the firewall does not answer', HANGS, false, /^Whether the firewall is on$/],
    ['dockerContexts', 'docker does not answer', HANGS, false, /^Container engines$/],
    ['dockerContexts', 'docker answers garbage', GARBAGE, false, /^Container engines$/],
    ['containers of orbstack', 'an engine does not answer', HANGS, false, /^Containers of orbstack$/],
    [
      `tunnel file ${HOME}/.cloudflared/config.yml`,
      'a tunnel’s file cannot be read',
      HANGS,
      false,
      /^The tunnel described in /,
    ],
    [
      `tunnel file ${HOME}/.cloudflared/config.yml`,
      'a tunnel’s file is printed as nothing',
      said(''),
      false,
      /^The tunnel described in /,
    ],
    ['tunnel config 20241', 'cloudflared does not tell', HANGS, false, /^Where the running cloudflared/],
    [`file ${HOME}/planka/docker-compose.yml`, 'a compose file cannot be read', HANGS, false, /^What .*planka.* says$/],
  ])('is a gap: %s, %s', async (key, _why, result, hides, what) => {
    const { results } = await askMac(servingMac('26.5'));
    const { gaps } = readExposure({ ...results, [key]: result }, { home: HOME });
    expect(gaps[0]).toMatchObject({ what: expect.stringMatching(what), hidesListeners: hides });
    expect(gaps[0]?.reason).not.toBe('');
  });

  it('is a gap where an engine holds sockets and nobody lists its containers', async () => {
    const { results } = await askMac(servingMac('26.5'));
    const gone = readExposure({ ...results, dockerContexts: MISSING }, { home: HOME });
    expect(gone.gaps.map(({ what }) => what)).toEqual(['Containers of OrbStack']);
    const stopped = said('', {
      exitCode: 1,
      stderr: 'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?\n',
    });
    const all = Object.fromEntries(
      Object.keys(results).map((key) => [key, key.startsWith('containers of ') ? stopped : results[key]]),
    );
    const halted = readExposure(all, { home: HOME });
    expect(halted.gaps.map(({ what }) => what)).toEqual(['Containers of OrbStack']);
    expect(halted.listeners.filter(({ owner }) => owner.kind === 'engine').length).toBeGreaterThan(0);
    const { engine } = servingMac('26.5');
    if (engine === undefined) throw new Error('no engine');
    const off = await exposureOn({ ...servingMac('26.5'), engine: { ...engine, running: false } });
    expect(off.gaps).toEqual([]);
  });

  it('hides everything where both socket tools are silent', async () => {
    const { results } = await askMac(servingMac('26.5'));
    const exposure = readExposure({ ...results, netstatTcp: HANGS, netstatUdp: HANGS, lsof: HANGS }, { home: HOME });
    expect(exposure.listeners).toEqual([]);
    expect(exposure.gaps.filter(({ hidesListeners }) => hidesListeners)).toHaveLength(3);
  });

  it('is a gap where the home folder is not known', async () => {
    const exposure = await exposureOn(servingMac('26.5'), {});
    expect(exposure.gaps.map(({ what }) => what)).toEqual(['Tunnels described in your home folder']);
    expect(Object.keys(exposureProbe({})).filter((key) => key.includes('/Users/'))).toEqual([]);
  });

  it('is a gap where a tunnel runs in a container', async () => {
    const { results } = await askMac(servingMac('26.5'));
    const row = {
      ID: 'c'.repeat(64),
      Names: 'tunnel-1',
      Image: 'cloudflare/cloudflared:2026.9.1',
      Ports: '',
      State: 'running',
    };
    const list = results['containers of orbstack'];
    if (list?.kind !== 'exited') throw new Error('no list');
    const more = { ...list, stdout: `${list.stdout}${JSON.stringify(row)}\n` };
    const { gaps } = readExposure({ ...results, 'containers of orbstack': more }, { home: HOME });
    expect(gaps).toMatchObject([{ what: 'Where the tunnel in the container tunnel-1 leads', source: 'tunnels' }]);
  });

  it('never makes anything milder, whichever answers are missing or garbage', async () => {
    const states = [servingMac('26.5'), withFirewall(servingMac('14.6'), { global: true }), freshMac('15.1')];
    for (const state of states) {
      const { results } = await askMac(state);
      const keys = Object.keys(results);
      const whole = findings(readExposure(results, { home: HOME }), DEFAULT_POLICY);
      const spoilt = fc.constantFrom<CommandResult | undefined>(HANGS, GARBAGE, MISSING, undefined, said(''));
      fc.assert(
        fc.property(fc.subarray(keys), spoilt, (gone, instead) => {
          const rest: Record<string, CommandResult> = { ...results };
          for (const key of gone) {
            if (instead === undefined) delete rest[key];
            else rest[key] = instead;
          }
          const exposure = readExposure(rest, { home: HOME });
          const now = findings(exposure, DEFAULT_POLICY);
          // Where a socket tool is missing, what it alone saw is hidden, and a gap says so.
          const hides = exposure.gaps.some(({ hidesListeners }) => hidesListeners) || exposure.unreadSockets.length > 0;
          for (const [port, scope] of whole) {
            const still = now.get(port);
            if (still === undefined) expect([port, hides]).toEqual([port, true]);
            else expect(SCOPES.indexOf(still)).toBeGreaterThanOrEqual(SCOPES.indexOf(scope));
          }
        }),
        { numRuns: 20 },
      );
    }
  }, 60_000);

  it('or hostile in a file leaves the service open, with advice in place of a change', async () => {
    const { results } = await askMac(servingMac('26.5'));
    const files = Object.keys(results).filter((key) => key.startsWith('file '));
    expect(files).toHaveLength(6);
    const whole = findings(readExposure(results, { home: HOME }), DEFAULT_POLICY);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '['.repeat(20_000),
        `services:\n${'  a: &a [*a]\n'.repeat(50)}`,
        '<plist>'.repeat(5000),
        "listen_addresses = '",
      ),
    );
    fc.assert(
      fc.property(text, (hostile) => {
        const spoilt = Object.fromEntries(files.map((key) => [key, said(hostile)]));
        const exposure = readExposure({ ...results, ...spoilt }, { home: HOME });
        expect(findings(exposure, DEFAULT_POLICY)).toEqual(whole);
        const { rows } = judgeExposure(exposure, DEFAULT_POLICY);
        expect(rows.filter(({ fix }) => fix?.kind === 'part')).toEqual([]);
        expect(rows.filter(({ isFinding, fix }) => isFinding && fix === undefined)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('never stops the questions or the reading', () => {
    const keys = [
      ...Object.keys(exposureProbe({ home: HOME })),
      'containers of orbstack',
      'arguments of 7',
      'podmanConnections',
    ];
    const answer = fc.oneof(
      fc.string().map((text) => said(text)),
      fc.string().map((text) => said('', { stderr: text, exitCode: 1 })),
      fc.constantFrom(HANGS, MISSING, GARBAGE),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), answer), (results) => {
        furtherExposure(results, { home: HOME });
        const judged = judgeExposure(readExposure(results, { home: HOME }), STRICT_POLICY);
        expect(outcomeOf(judged)).not.toBe('as-wanted');
      }),
    );
  }, 30_000);
});

/** The findings by port, with the farthest scope. */
function findings(exposure: ReturnType<typeof readExposure>, policy: Policy): ReadonlyMap<number, Scope> {
  const found = new Map<number, Scope>();
  for (const { isFinding, listener } of judgeExposure(exposure, policy).rows) {
    const { port } = listener.socket.local;
    const before = found.get(port) ?? 'this-mac';
    if (isFinding && SCOPES.indexOf(listener.scope) > SCOPES.indexOf(before)) found.set(port, listener.scope);
  }
  return found;
}

describe('every socket', () => {
  it('is in the rows, with everybody who holds it', async () => {
    for (const state of [servingMac('26.5'), freshMac('13.6')]) {
      const { results } = await askMac(state);
      const { table } = readSockets(results);
      const { rows } = judgeExposure(readExposure(results, { home: HOME }), DEFAULT_POLICY);
      const shown = rows.flatMap(({ listeners }) => listeners.map(({ socket }) => socket));
      expect(table.listening.length).toBeGreaterThan(15);
      for (const { owners, ...socket } of table.listening) {
        const same = shown.filter((one) => isSame(one, socket));
        expect(same.flatMap((one) => one.owners.map(({ pid }) => pid))).toEqual(owners.map(({ pid }) => pid));
      }
    }
  });

  it('is there once for each program that holds it', () => {
    const owner = fc.record(
      {
        pid: fc.nat(9),
        name: fc.constantFrom('node', 'nginx', 'launchd'),
        path: fc.constantFrom('/a/node', '/b/nginx'),
      },
      { requiredKeys: ['pid'] },
    );
    const socket = fc.record({
      protocol: fc.constantFrom<'tcp' | 'udp'>('tcp', 'udp'),
      family: fc.constantFrom<Family>('IPv4', 'IPv6', 'dual'),
      local: fc.record({
        address: fc.constantFrom('*', '127.0.0.1', '::1', '192.168.1.20', 'fe80::1…'),
        port: fc.integer({ min: 1, max: 65_535 }),
      }),
      owners: fc.uniqueArray(owner, { selector: ({ pid }) => pid }),
      seenBy: fc.constant<['netstat']>(['netstat']),
    });
    const blank = readSockets({});
    fc.assert(
      fc.property(fc.array(socket), (listening) => {
        const sources = { containers: [], args: new Map<number, string>(), tunnels: [] };
        const listeners = readListeners({ ...blank, table: { listening, connections: [], unread: [] } }, sources);
        const holders = (sockets: readonly ListeningSocket[]): readonly string[] =>
          sockets
            .flatMap(({ owners, ...rest }) =>
              (owners.length === 0 ? [undefined] : owners).map((one) => JSON.stringify([rest, one?.pid])),
            )
            .sort();
        expect(holders(listeners.map((one) => one.socket))).toEqual(holders(listening));
        for (const one of listeners)
          expect(new Set(one.socket.owners.map(({ path, name, pid }) => path ?? name ?? pid)).size).toBeLessThan(2);
      }),
    );
  });
});

function isSame(a: ListeningSocket, b: Omit<ListeningSocket, 'owners'>): boolean {
  return (
    a.protocol === b.protocol &&
    a.family === b.family &&
    a.local.address === b.local.address &&
    a.local.port === b.local.port
  );
}

describe('reports', () => {
  it('say everything about the guide’s Mac as plain JSON', async () => {
    const exposure = await exposureOn(servingMac('26.5'));
    const judged = judgeExposure(exposure, DEFAULT_POLICY);
    const report = exposureReport(judged, Date.UTC(2026, 10, 22, 13, 0));
    expect(report).toMatchObject({
      schema: 'batten.bindings/1',
      takenAt: '2026-11-22T13:00:00.000Z',
      absent: [],
      gaps: [],
      unread: [],
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    const sockets = report.listeners.flatMap((one) => one.sockets);
    expect(sockets).toHaveLength(exposure.listeners.length);
    expect(report.listeners.find(({ port }) => port === 5432)).toMatchObject({
      title: 'PostgreSQL 5432',
      holder: { kind: 'container', name: 'stack-postgres-1', service: 'postgres' },
      verdict: 'wider',
      finding: true,
      wanted: 'Only this Mac',
      service: 'PostgreSQL',
      fix: { kind: 'part', taskId: `binding:compose:${HOME}/stack/docker-compose.yml#postgres` },
    });
    expect(report.tunnels[1]).toEqual({
      hostname: 'boards.alai.no',
      target: 'http://localhost:3100',
      service: 'Planka',
      otherwise: 'Any device on your network can also reach it directly, without the tunnel.',
      verdict: 'expected',
      finding: true,
      tunnel: '6ff42ae2-765d-4adf-8112-31c55c1551ef',
      source: 'the running cloudflared',
      running: 'yes',
    });
  });

  it('hold no text of files that may hold passwords', async () => {
    const exposure = await exposureOn(servingMac('26.5'));
    const report = JSON.stringify(exposureReport(judgeExposure(exposure, DEFAULT_POLICY), 0));
    expect(report).not.toMatch(/invented|secret|credentials|\.json"/i);
    expect(JSON.stringify(exposure)).not.toMatch(/an-invented|notsecretkey|credentials-file/);
  });

  it('tell who is connected to what', async () => {
    const serving = servingMac('26.5');
    const visitor = {
      proto: 'tcp4',
      local: '192.168.1.20.3030',
      foreign: '192.168.1.31.60111',
      state: 'ESTABLISHED',
      owner: 'node',
      pid: 1622,
      opened: 9000,
    } as const;
    const exposure = await exposureOn({ ...serving, sockets: [...serving.sockets, visitor] });
    const { connections, schema } = connectionsReport(exposure, 0);
    expect(schema).toBe('batten.connections/1');
    expect(
      connections.map(({ local, remote, place, incoming, programs }) => [
        local.port,
        remote.address,
        place,
        incoming,
        programs[0]?.name,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [3030, '192.168.1.31', 'lan', true, 'node'],
        [50_861, '203.0.113.10', expect.any(String), false, 'Safari'],
      ]),
    );
  });
});

describe.skipIf(!haveFixtures())('captured contradictions between engines and the host', () => {
  const captured = (name: string, from = 0, to?: number): string =>
    fixture(`bindings/${name}`).split('\n').slice(from, to).join('\n');
  const contexts = (name: string): CommandResult =>
    said(JSON.stringify({ Current: true, DockerEndpoint: `unix:///Users/x/.${name}/docker.sock`, Name: name }));
  const read = (results: Record<string, CommandResult>): readonly Listener[] =>
    readExposure({ netstatTcp: said(HEADER), netstatUdp: said(HEADER), ...results }, { home: HOME }).listeners;
  const HEADER =
    'Active Internet connections (including servers)\nProto Recv-Q Send-Q  Local Address  Foreign Address  (state)\n';
  const port = (row: Readonly<Record<string, string>>): CommandResult =>
    said(JSON.stringify({ ID: 'a'.repeat(64), Image: 'x', State: 'running', Networks: 'bridge', ...row }));
  /** The columns of lsof cut the name; ps completes it. */
  const backend = (pid: number): CommandResult =>
    said(`    1     0 /sbin/launchd\n${pid}   501 /Applications/Docker.app/Contents/MacOS/com.docker.backend\n`);
  const line = ({ owner, scope, socket }: Listener): string =>
    `${socket.local.address}:${socket.local.port} ${owner.kind === 'container' ? owner.container.name : owner.kind} ${scope}`;

  it('OrbStack: two sockets for one port, of one container', () => {
    const listeners = read({
      lsof: said(captured('lsof-orbstack-8001.txt')),
      dockerContexts: contexts('orbstack'),
      'containers of orbstack': port({ Names: 'web', Ports: '0.0.0.0:8001->8000/tcp, [::]:8001->8000/tcp' }),
    });
    expect(listeners.map(line)).toEqual(['*:8001 web everyone', '*:8001 web everyone']);
    expect(listeners[0]?.notes).not.toContainEqual(expect.stringContaining('listens wider'));
  });

  it('Docker Desktop of old: every address for IPv4, this Mac for IPv6', () => {
    const listeners = read({
      lsof: said(captured('lsof-docker-desktop-old-v4-star-v6-localhost.txt')),
      processes: backend(1596),
      dockerContexts: contexts('desktop-linux'),
      'containers of desktop-linux': port({ Names: 'web', Ports: '0.0.0.0:8000->8000/tcp' }),
    });
    expect(listeners.map(line).sort()).toEqual(['*:8000 web everyone', '::1:8000 web this-mac']);
  });

  it('Docker Desktop: one socket that takes both families', () => {
    const listeners = read({
      lsof: said(captured('lsof-docker-desktop-2020.txt')),
      processes: backend(50_512),
      dockerContexts: contexts('desktop-linux'),
      'containers of desktop-linux': port({ Names: 'proxy', Ports: '127.0.0.1:10443->443/tcp' }),
    });
    expect(listeners.map(line).sort()).toEqual(['*:10080 engine everyone', '*:10443 proxy everyone']);
    expect(listeners.flatMap(({ notes }) => notes)).toContain(
      'Docker Desktop was asked to publish it on 127.0.0.1 only, and listens wider. What this Mac listens on is what counts.',
    );
  });

  it('Colima: a port of a container, held by ssh', () => {
    const [heading, process] = captured('lsof-colima-ssh-mux.txt', 2, 4).split('\n');
    expect(heading).toMatch(/^ {2}UID/);
    const args = process?.slice(process.indexOf('ssh:')) ?? '';
    expect(sshArgsCommand(53_130).args).toContain('53130');
    const results = {
      lsof: said(captured('lsof-colima-ssh-mux.txt', 0, 2)),
      dockerContexts: contexts('colima'),
      'containers of colima': port({ Names: 'mailhog', Ports: '0.0.0.0:8025->8025/tcp' }),
    };
    expect(read({ ...results, 'arguments of 53130': said(`${args}\n`) }).map(line)).toEqual([
      '127.0.0.1:8025 mailhog this-mac',
    ]);
    expect(read(results).map(line)).toEqual(['127.0.0.1:8025 program this-mac']);
    const asked = furtherExposure({ ...results, netstatTcp: said(HEADER) }, { home: HOME });
    expect(asked['arguments of 53130']).toEqual(sshArgsCommand(53_130));
  });

  it('Podman: ports of containers that have ended, and its own', () => {
    const exposure = readExposure(
      {
        netstatTcp: said(HEADER),
        netstatUdp: said(HEADER),
        lsof: said(captured('lsof-podman-gvproxy.txt')),
        dockerContexts: MISSING,
        podmanConnections: said(
          '[{"Name":"podman-machine-default","URI":"ssh://core@127.0.0.1:50451/run/podman.sock","Default":true}]',
        ),
        podmanContainers: said(captured('podman-port-all.txt')),
      },
      { home: HOME },
    );
    expect(exposure.listeners.map(line).sort()).toEqual([
      '*:2379 engine everyone',
      '*:50006 engine everyone',
      '*:58080 d2cae48bf699 everyone',
      '*:58081 engine everyone',
      '*:9411 b07a3ef56677 everyone',
      '127.0.0.1:50451 engine this-mac',
    ]);
    expect(exposure.gaps.filter(({ source }) => source === 'containers')).toEqual([]);
  });

  it('Rancher Desktop: docker says this Mac, the host listens on every address', () => {
    const [docker = '', netstat = ''] = captured('docker-ps-rancher-vs-netstat.txt').split('\n');
    const engine = { context: 'rancher-desktop', socket: '/Users/x/.rancher-desktop/docker.sock' };
    expect(containersCommand(engine).args).toContain('rancher-desktop');
    const lsof = 'p77\ncssh\nu501\nf5\ntIPv4\nPTCP\nn*:8000\nTST=LISTEN\n';
    const listeners = read({
      netstatTcp: said(`${HEADER}${netstat}\n`),
      lsof: said(lsof),
      dockerContexts: contexts('rancher-desktop'),
      'containers of rancher-desktop': said(docker),
      'arguments of 77': said('ssh: /Users/x/Library/Application Support/rancher-desktop/lima/0/ssh.sock [mux]\n'),
    });
    expect(listeners).toHaveLength(1);
    expect(listeners[0]).toMatchObject({ scope: 'everyone', owner: { kind: 'container' } });
    expect(listeners[0]?.notes).toContain(
      'Rancher Desktop was asked to publish it on 127.0.0.1 only, and listens wider. What this Mac listens on is what counts.',
    );
    const [row] = judgeExposure(
      readExposure({ ...Object.fromEntries([]), netstatTcp: said(`${HEADER}${netstat}\n`), lsof: said(lsof) }, {}),
      STRICT_POLICY,
    ).rows;
    expect(row).toMatchObject({ verdict: 'unexpected', isFinding: true });
  });

  it('one port with two holders: AirPlay on every address, another on this Mac', () => {
    const listeners = read({ lsof: said(captured('lsof-airplay-vs-localhost5000.txt')) });
    expect(
      listeners.filter(({ socket }) => socket.local.port === 5000).map(({ name, scope }) => [name, scope]),
    ).toEqual([
      ['ControlCe', 'everyone'],
      ['agent', 'this-mac'],
    ]);
  });
});
