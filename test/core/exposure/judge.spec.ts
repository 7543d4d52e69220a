import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { servicesStateOf, tunnelsStateOf } from '../../../src/core/exposure/exposure-reading';
import {
  aroundTunnels,
  fixesOf,
  recogniseServices,
  recogniseTunnels,
  unwantedRoutes,
  unwantedServices,
} from '../../../src/core/exposure/exposure-state';
import { judgeExposure } from '../../../src/core/exposure/judge';
import type { JudgedListener } from '../../../src/core/exposure/judged-listener';
import { type FirewallVerdict, type Listener, SCOPES } from '../../../src/core/exposure/listener';
import type { FoundConfig } from '../../../src/core/exposure/read-configs';
import type { ReadExposure } from '../../../src/core/exposure/read-exposure';
import { hidingGap } from '../../../src/core/exposure/source-gap';
import type { Tunnel } from '../../../src/core/exposure/tunnel';
import { DEFAULT_POLICY, type Policy, type ServicePolicy, STRICT_POLICY } from '../../../src/core/policy';
import { containerOf, containerOwner, exposureOf, listenerAt, process, socketAt } from './exposure-parts';

const REMOTE_LOGIN: Listener['owner'] = {
  kind: 'macos',
  service: 'Remote Login',
  turnOff: 'Batten has a task for it.',
  taskId: 'remote-login',
};
const AIRPLAY: Listener['owner'] = { kind: 'macos', service: 'AirPlay Receiver', turnOff: 'Turn it off.' };
const BONJOUR: Listener['owner'] = { kind: 'macos', service: 'Bonjour', turnOff: 'It cannot be turned off.' };
const postgres = (where: string, more: Partial<Listener> = {}): Listener =>
  listenerAt(where, { owner: containerOwner('stack-postgres-1', 'postgres'), name: 'postgres', ...more });

function policyOf(...services: readonly Partial<ServicePolicy>[]): Policy {
  return {
    ...STRICT_POLICY,
    services: services.map((one) => ({
      name: 'Thing',
      protocol: 'tcp',
      port: 5432,
      scope: 'this-mac',
      reason: 'Told so.',
      ...one,
    })),
  };
}

function judged(
  listeners: readonly Listener[],
  policy: Policy,
  more: Partial<ReadExposure> = {},
): readonly JudgedListener[] {
  return judgeExposure(exposureOf(listeners, more), policy).rows;
}

function only(listener: Listener, policy: Policy, more: Partial<ReadExposure> = {}): JudgedListener {
  const [row, ...others] = judged([listener], policy, more);
  if (row === undefined || others.length > 0) throw new Error('not one row');
  return row;
}

describe('a verdict', () => {
  it.each<[string, string, Listener, Policy]>([
    ['wider', 'a service that only this Mac should reach', postgres('*:5432'), policyOf({})],
    ['as-wanted', 'a service that is where it should be', postgres('127.0.0.1:5432'), policyOf({})],
    ['as-wanted', 'a service for the local network', postgres('*:5432'), policyOf({ scope: 'lan' })],
    [
      'wider',
      'one for the local network that everyone reaches',
      postgres('*:5432', { scope: 'everyone' }),
      policyOf({ scope: 'lan' }),
    ],
    [
      'wider',
      'one for the VPN that a cable reaches',
      postgres('*:5432', { scope: 'this-link' }),
      policyOf({ scope: 'vpn' }),
    ],
    ['as-wanted', 'one for the VPN on the VPN', postgres('*:5432', { scope: 'vpn' }), policyOf({ scope: 'vpn' })],
    ['unexpected', 'a service of which nobody spoke', postgres('*:5432'), STRICT_POLICY],
    ['only-this-mac', 'one of which nobody spoke, on this Mac', postgres('127.0.0.1:5432'), STRICT_POLICY],
    ['unexpected', 'another protocol on that port', postgres('*:5432'), policyOf({ protocol: 'udp', scope: 'lan' })],
    [
      'as-wanted',
      'the container by its name',
      postgres('*:5432'),
      policyOf({ scope: 'lan', container: 'stack-postgres-1' }),
    ],
    [
      'as-wanted',
      'the container by its Compose service',
      postgres('*:5432'),
      policyOf({ scope: 'lan', container: 'postgres' }),
    ],
    ['unexpected', 'another container', postgres('*:5432'), policyOf({ scope: 'lan', container: 'mariadb' })],
    [
      'unexpected',
      'a container in place of a program',
      postgres('*:5432'),
      policyOf({ scope: 'lan', process: 'postgres' }),
    ],
    ['as-wanted', 'the program', listenerAt('*:5432'), policyOf({ scope: 'lan', process: 'node' })],
    [
      'as-wanted',
      'the program under a name with its version',
      listenerAt('*:5432', { owner: { kind: 'program', name: 'node22' } }),
      policyOf({ scope: 'lan', process: 'node' }),
    ],
    [
      'unexpected',
      'a program with a longer name',
      listenerAt('*:5432', { owner: { kind: 'program', name: 'node-miner' } }),
      policyOf({ scope: 'lan', process: 'node' }),
    ],
    [
      'unexpected',
      'a holder that nobody named',
      listenerAt('*:5432', { owner: { kind: 'unknown' } }),
      policyOf({ scope: 'lan', process: 'node' }),
    ],
    [
      'unexpected',
      'an engine whose container could not be told',
      listenerAt('*:5432', { owner: { kind: 'engine', engine: 'OrbStack' } }),
      policyOf({ scope: 'lan', container: 'postgres' }),
    ],
    [
      'unexpected',
      'nobody’s, where the policy allows anyone and one in particular less',
      listenerAt('*:5432', { owner: { kind: 'unknown' } }),
      policyOf({ scope: 'lan' }, { scope: 'this-mac', process: 'postgres' }),
    ],
    ['retired', 'what should no longer run', postgres('*:5432'), policyOf({ scope: 'lan', retired: '2026-05-18' })],
    [
      'retired',
      'what should no longer run, on this Mac',
      postgres('127.0.0.1:5432'),
      policyOf({ retired: '2026-05-18' }),
    ],
    [
      'wider',
      'two entries, of which the stricter counts',
      postgres('*:5432'),
      policyOf({ scope: 'lan' }, { scope: 'this-mac' }),
    ],
    ['macos', 'a part of macOS with a task', listenerAt('*:22', { owner: REMOTE_LOGIN }), STRICT_POLICY],
    [
      'macos',
      'the same, though the policy wants it narrower',
      listenerAt('*:22', { owner: REMOTE_LOGIN }),
      policyOf({ port: 22 }),
    ],
    [
      'as-wanted',
      'the same, expected',
      listenerAt('*:22', { owner: REMOTE_LOGIN }),
      policyOf({ port: 22, scope: 'lan' }),
    ],
    ['macos', 'a part of macOS without a switch', listenerAt('*:5353', { owner: BONJOUR }), STRICT_POLICY],
    [
      'unexpected',
      'a part of macOS with a switch and no task',
      listenerAt('*:5000', { owner: AIRPLAY }),
      STRICT_POLICY,
    ],
    [
      'around-the-tunnel',
      'the origin of a tunnel, not in the policy',
      postgres('*:5432', { hostnames: ['db.example'] }),
      STRICT_POLICY,
    ],
    [
      'around-the-tunnel',
      'the origin of a tunnel, wider than wanted',
      postgres('*:5432', { hostnames: ['db.example'] }),
      policyOf({}),
    ],
    [
      'as-wanted',
      'the origin of a tunnel, as wide as wanted',
      postgres('*:5432', { hostnames: ['db.example'] }),
      policyOf({ scope: 'lan' }),
    ],
    [
      'retired',
      'the origin of a tunnel that is retired',
      postgres('*:5432', { hostnames: ['db.example'] }),
      policyOf({ retired: '2026-05-18' }),
    ],
    [
      'passing',
      'a UDP port that is lent',
      listenerAt('*:60123', { socket: socketAt('*:60123', { protocol: 'udp' }) }),
      STRICT_POLICY,
    ],
    [
      'unexpected',
      'a UDP server on a high port',
      listenerAt('*:51820', {
        socket: socketAt('*:51820', { protocol: 'udp' }),
        owner: { kind: 'program', name: 'wireguard-go' },
      }),
      STRICT_POLICY,
    ],
    [
      'unexpected',
      'a high UDP port of nobody’s',
      listenerAt('*:60123', { socket: socketAt('*:60123', { protocol: 'udp' }), owner: { kind: 'unknown' } }),
      STRICT_POLICY,
    ],
    [
      'unexpected',
      'a low UDP port',
      listenerAt('*:2021', { socket: socketAt('*:2021', { protocol: 'udp' }) }),
      STRICT_POLICY,
    ],
    ['unexpected', 'a high TCP port', listenerAt('*:60123'), STRICT_POLICY],
  ])('%s: %s', (verdict, _what, listener, policy) => {
    const row = only(listener, policy);
    expect(row.verdict).toBe(verdict);
    expect(row.isFinding).toBe(
      listener.scope !== 'this-mac' && ['unexpected', 'wider', 'around-the-tunnel', 'retired'].includes(verdict),
    );
  });

  it('says what is wanted, and what stands in the way', () => {
    const wanted = only(postgres('*:5432'), policyOf({ name: 'PostgreSQL', tunnel: 'db.example' }));
    expect(wanted.title).toBe('PostgreSQL 5432');
    expect(wanted.wanted).toBe('Only this Mac, and outside through db.example');
    expect(wanted.notes).toContain('It is held by postgres.');
    expect(only(postgres('*:5432'), policyOf({ retired: '2026-05-18' })).wanted).toBe(
      'Nothing: retired since 2026-05-18',
    );
    expect(only(postgres('*:5432'), STRICT_POLICY).wanted).toBe('Nobody expected it');
    const other = only(listenerAt('*:5432'), policyOf({ name: 'PostgreSQL', container: 'postgres', scope: 'lan' }));
    expect(other.notes).toContain('The policy expects PostgreSQL on port 5432, held by postgres. It is held by node.');
    const around = only(postgres('*:5432', { hostnames: ['db.example'] }), STRICT_POLICY);
    expect(around.notes).toContain(
      'Whoever connects directly does not pass db.example and what guards it; cloudflared runs on this Mac and needs only 127.0.0.1.',
    );
  });
});

describe('rows', () => {
  it('put the sockets of one service together', () => {
    const four = postgres('*:5432', { id: 'four', socket: socketAt('*:5432', { family: 'IPv4' }) });
    const six = postgres('*:5432', {
      id: 'six',
      socket: socketAt('*:5432', { family: 'IPv6' }),
      scope: 'everyone',
      hostnames: ['a.example'],
    });
    const row = judged([four, six], STRICT_POLICY);
    expect(row).toHaveLength(2);
    const both = judged([{ ...four, hostnames: ['a.example'] }, six], STRICT_POLICY);
    expect(both).toHaveLength(1);
    expect(both[0]?.listeners.map(({ id }) => id).sort()).toEqual(['four', 'six']);
    expect(both[0]).toMatchObject({
      id: 'six',
      sentence: 'anyone on the internet and, as a.example, whoever the tunnel lets in can reach it',
    });
  });

  it('keep apart what different programs hold, and what has another verdict', () => {
    const airplay = listenerAt('*:5000', { owner: AIRPLAY, name: 'AirPlay Receiver' });
    const agent = listenerAt('127.0.0.1:5000', { name: 'agent' });
    expect(judged([airplay, agent], STRICT_POLICY).map(({ title, verdict }) => [title, verdict])).toEqual([
      ['AirPlay Receiver 5000', 'unexpected'],
      ['agent 5000', 'only-this-mac'],
    ]);
    const nobody = { owner: { kind: 'unknown' }, name: 'A program that is not named' } as const;
    const two = [listenerAt('*:81', { ...nobody, id: 'a' }), listenerAt('192.168.1.20:81', { ...nobody, id: 'b' })];
    expect(judged(two, STRICT_POLICY)).toHaveLength(2);
  });

  it('come with the worst first', () => {
    const rows = judged(
      [
        listenerAt('127.0.0.1:1'),
        listenerAt('*:22', { owner: REMOTE_LOGIN, name: 'Remote Login' }),
        listenerAt('*:3030'),
        postgres('*:5432'),
        listenerAt('*:9', { scope: 'everyone' }),
        postgres('*:8065', { name: 'mattermost' }),
        listenerAt('*:7', { scope: 'this-link' }),
      ],
      { ...DEFAULT_POLICY },
    );
    expect(rows.map(({ verdict, listener }) => [verdict, listener.socket.local.port])).toEqual([
      ['unexpected', 9],
      ['wider', 5432],
      ['retired', 8065],
      ['unexpected', 7],
      ['macos', 22],
      ['as-wanted', 3030],
      ['only-this-mac', 1],
    ]);
  });

  it('name the services that are expected and do not listen, but not the retired ones', () => {
    const { absent } = judgeExposure(exposureOf([listenerAt('*:3030'), listenerAt('*:6379')]), DEFAULT_POLICY);
    expect(absent.map(({ name }) => name)).toEqual(['Planka', 'Documenso', 'BookStack', 'PostgreSQL']);
    const other = judgeExposure(exposureOf([listenerAt('*:3030', { owner: { kind: 'unknown' } })]), DEFAULT_POLICY);
    expect(other.absent.map(({ name }) => name)).toContain('Mission Control Dashboard');
  });
});

describe('what can be done', () => {
  const path = '/Users/alex/stack/docker-compose.yml';
  const config = (more: Partial<FoundConfig> = {}): FoundConfig => ({
    format: 'compose',
    path,
    subject: 'postgres',
    programs: [],
    bound: 'wider',
    listenerIds: ['*:5432'],
    ...more,
  });

  it('is a change where one file decides', () => {
    expect(only(postgres('*:5432'), STRICT_POLICY, { configs: [config()] }).fix).toEqual({
      kind: 'part',
      id: `binding:compose:${path}#postgres`,
      fileOnlyId: `binding-file:compose:${path}#postgres`,
    });
  });

  it('is nothing where nothing is wrong', () => {
    expect(only(postgres('127.0.0.1:5432'), STRICT_POLICY, { configs: [config()] }).fix).toBeUndefined();
    expect(only(postgres('*:5432'), policyOf({ scope: 'lan' }), { configs: [config()] }).fix).toBeUndefined();
  });

  it('is advice with the reason where the file cannot be changed, or several decide', () => {
    const refused = only(postgres('*:5432'), STRICT_POLICY, { configs: [config({ refusal: 'A tag decides.' })] }).fix;
    expect(refused).toMatchObject({
      kind: 'advice',
      steps: [`${path}: A tag decides.`, expect.stringContaining('127.0.0.1:5432:5432'), expect.any(String)],
    });
    const other = '/Users/alex/stack/override.yml';
    const several = only(postgres('*:5432'), STRICT_POLICY, { configs: [config(), config({ path: other })] }).fix;
    expect(several).toMatchObject({
      kind: 'advice',
      steps: [`Several files decide about it: ${path}, ${other}.`, expect.any(String), expect.any(String)],
    });
    const closedBeside = [config(), config({ path: other, bound: 'this-mac' })];
    expect(only(postgres('*:5432'), STRICT_POLICY, { configs: closedBeside }).fix?.kind).toBe('part');
  });

  it('is the setting of the engine where the file already asks for this Mac', () => {
    const container = {
      ...containerOf('splunk', 'splunk', [path]),
      engine: 'rancher-desktop',
      published: [{ protocol: 'tcp' as const, host: { address: '127.0.0.1', port: 5432 }, containerPort: 5432 }],
    };
    const listener = postgres('*:5432', { owner: { kind: 'container', container } });
    const { fix } = only(listener, STRICT_POLICY, { configs: [config({ bound: 'this-mac' })] });
    expect(fix).toMatchObject({
      kind: 'advice',
      steps: expect.arrayContaining([expect.stringContaining('hostIP: 127.0.0.1')]),
    });
  });

  it('is the guide’s own line for Docker and for Node', () => {
    expect(only(postgres('*:8065', { name: 'mattermost' }), STRICT_POLICY).fix).toMatchObject({
      kind: 'advice',
      // oxlint-disable-next-line no-template-curly-in-string -- Compose reads this
      code: { bad: '- "8065:8065"', good: '- "127.0.0.1:8065:8065"', better: '- "${HOST:-127.0.0.1}:8065:8065"' },
    });
    expect(only(listenerAt('*:3030'), STRICT_POLICY).fix).toMatchObject({
      kind: 'advice',
      code: {
        bad: 'app.listen(3030);',
        good: "app.listen(3030, '127.0.0.1');",
        better: "const HOST = process.env.HOST || '127.0.0.1';\napp.listen(3030, HOST);",
      },
    });
  });

  it('is the task of a part of macOS, its steps, or why there is nothing', () => {
    expect(only(listenerAt('*:22', { owner: REMOTE_LOGIN }), STRICT_POLICY).fix).toEqual({
      kind: 'task',
      taskId: 'remote-login',
    });
    expect(only(listenerAt('*:5000', { owner: AIRPLAY }), STRICT_POLICY).fix).toMatchObject({
      kind: 'advice',
      steps: [expect.any(String), 'Turn off AirPlay Receiver.'],
    });
    expect(only(listenerAt('*:5353', { owner: BONJOUR }), STRICT_POLICY).fix).toEqual({
      kind: 'none',
      because: 'It cannot be turned off.',
    });
  });

  it('ends what is retired', () => {
    const { fix } = only(postgres('127.0.0.1:5432'), policyOf({ retired: '2026-05-18' }));
    expect(fix).toMatchObject({
      kind: 'advice',
      steps: ['Open Terminal and enter: docker compose -p stack stop postgres', expect.any(String)],
    });
  });

  it('never writes a name from a label into a command that a shell would read differently', () => {
    const words = fc.string({ minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, words, fc.boolean(), (project, service, retired) => {
        const own = containerOf('name-1', service, [path]);
        const container = { ...own, compose: { project, service, workingFolder: '/w', files: [path] } };
        const listener = postgres('*:5432', { owner: { kind: 'container', container } });
        const { fix } = only(listener, policyOf(retired ? { retired: '2026-05-18' } : {}));
        const commands =
          fix?.kind === 'advice' ? fix.steps.flatMap((step) => /enter: (.*)$/s.exec(step)?.[1] ?? []) : [];
        expect(commands.length).toBeGreaterThan(0);
        for (const command of commands) expect(command).toMatch(/^[\w. -]+$/);
      }),
    );
  });
});

describe('tunnels', () => {
  const tunnel = (routes: Tunnel['routes'], more: Partial<Tunnel> = {}): Tunnel => ({
    name: 'home',
    source: { kind: 'file', path: '/Users/alex/.cloudflared/config.yml' },
    running: 'yes',
    routes,
    ...more,
  });
  const to = (hostname: string, port: number, address = 'localhost'): Tunnel['routes'][number] => ({
    hostname,
    service: `http://${address}:${port}`,
    target: { address, port },
  });
  const rest = { hostname: '*', service: 'http_status:404' };

  it('are compared with the policy name by name', () => {
    const planka = postgres('*:3100', { name: 'planka', hostnames: ['boards.alai.no'] });
    const documenso = postgres('127.0.0.1:3003', { name: 'documenso', hostnames: ['sign.alai.no'] });
    const routes = [
      to('mm.basicconsulting.no', 8065),
      to('boards.alai.no', 3100),
      to('sign.alai.no', 3003),
      to('new.alai.no', 3003),
      to('sign.alai.no', 9999),
      { hostname: 'ssh.alai.no', service: 'bastion' },
      to('printer.alai.no', 631, '192.168.1.9'),
      rest,
    ];
    const { tunnels } = judgeExposure(exposureOf([planka, documenso], { tunnels: [tunnel(routes)] }), DEFAULT_POLICY);
    expect(
      tunnels.map(({ route, verdict, isFinding, service, otherwise }) => [
        route.hostname,
        verdict,
        isFinding,
        service,
        otherwise,
      ]),
    ).toEqual([
      [
        'mm.basicconsulting.no',
        'retired-hostname',
        true,
        'Nobody listens on port 8065, where Mattermost should be',
        'There is nothing to reach.',
      ],
      [
        'boards.alai.no',
        'expected',
        true,
        'Planka',
        'Any device on your network can also reach it directly, without the tunnel.',
      ],
      ['sign.alai.no', 'expected', false, 'Documenso', 'Otherwise only this Mac can reach it.'],
      ['new.alai.no', 'unknown-hostname', true, 'Documenso', 'Otherwise only this Mac can reach it.'],
      [
        'sign.alai.no',
        'another-target',
        true,
        'Nobody listens on port 9999, where Documenso should be',
        'There is nothing to reach.',
      ],
      ['ssh.alai.no', 'unknown-hostname', true, 'Not on this Mac', expect.any(String)],
      ['printer.alai.no', 'unknown-hostname', true, 'Not on this Mac', expect.any(String)],
      ['*', 'no-origin', false, 'cloudflared itself', 'It leads to nothing on this Mac.'],
    ]);
  });

  it('lead nowhere only where nothing that listens can be hidden', () => {
    const routes = [to('boards.alai.no', 3100)];
    const open = exposureOf([], { tunnels: [tunnel(routes)] });
    expect(judgeExposure(open, DEFAULT_POLICY).tunnels[0]?.verdict).toBe('leads-nowhere');
    const hidden = { ...open, gaps: [hidingGap('sockets', 'TCP sockets of other users', 'netstat is silent')] };
    expect(judgeExposure(hidden, DEFAULT_POLICY).tunnels[0]?.verdict).toBe('expected');
  });

  it('lead to the socket that names the address, not to the one on every address beside it', () => {
    const near = postgres('127.0.0.1:3100', { id: 'near', name: 'planka' });
    const far = listenerAt('*:3100', { id: 'far', socket: socketAt('*:3100', { family: 'IPv4' }) });
    const routes = [to('boards.alai.no', 3100), to('boards.alai.no', 3100, '192.168.1.20')];
    const { tunnels } = judgeExposure(exposureOf([near, far], { tunnels: [tunnel(routes)] }), DEFAULT_POLICY);
    expect(tunnels.map(({ listenerId }) => listenerId)).toEqual(['near', 'far']);
  });
});

const NAMES = ['node', 'node22', 'postgres', 'wireguard-go'];
const owner: fc.Arbitrary<Listener['owner']> = fc.oneof(
  fc.constantFrom<Listener['owner']>(
    { kind: 'unknown' },
    { kind: 'engine', engine: 'OrbStack' },
    REMOTE_LOGIN,
    AIRPLAY,
    BONJOUR,
    containerOwner('stack-postgres-1', 'postgres'),
    containerOwner('planka'),
  ),
  fc.constantFrom(...NAMES).map((name): Listener['owner'] => ({ kind: 'program', name })),
);
const port = fc.constantFrom(22, 3003, 3030, 3100, 5432, 6379, 6875, 8065, 9000, 60_123);
const listener: fc.Arbitrary<Listener> = fc
  .record({
    port,
    protocol: fc.constantFrom<'tcp' | 'udp'>('tcp', 'udp'),
    address: fc.constantFrom('*', '127.0.0.1', '192.168.1.20', '::1'),
    scope: fc.constantFrom(...SCOPES),
    firewall: fc.constantFrom<FirewallVerdict>('off', 'allows', 'blocks', 'asks', 'not-known'),
    owner,
    hostnames: fc.subarray(['boards.alai.no', 'x.example']),
    id: fc.uuid(),
  })
  .map(({ port: number, protocol, address, scope, ...rest }) => {
    const text = address.includes(':') ? `[${address}]` : address;
    const near = address === '127.0.0.1' || address === '::1';
    const socket = socketAt(`${text}:${number}`, { protocol, owners: [process(5, '/bin/x')] });
    return listenerAt(`${text}:${number}`, { ...rest, socket, scope: near ? 'this-mac' : scope });
  });
const service: fc.Arbitrary<Partial<ServicePolicy>> = fc.record(
  {
    port,
    protocol: fc.constantFrom<'tcp' | 'udp'>('tcp', 'udp'),
    scope: fc.constantFrom<ServicePolicy['scope']>('this-mac', 'vpn', 'lan', 'everyone'),
    process: fc.constantFrom(...NAMES),
    container: fc.constantFrom('postgres', 'planka'),
    retired: fc.constant('2026-05-18'),
  },
  { requiredKeys: ['port', 'protocol', 'scope'] },
);
const policy = fc.oneof(
  fc.constant(DEFAULT_POLICY),
  fc.array(service).map((services) => policyOf(...services)),
);

describe('for any exposure', () => {
  it('every socket is in exactly one row', () => {
    fc.assert(
      fc.property(fc.array(listener), policy, (listeners, wanted) => {
        const rows = judged(listeners, wanted);
        const ids = rows.flatMap((row) => row.listeners.map(({ id }) => id));
        expect(ids.sort()).toEqual(listeners.map(({ id }) => id).sort());
      }),
    );
  });

  it('the strict policy finds everything that any other does', () => {
    fc.assert(
      fc.property(fc.array(listener), policy, (listeners, wanted) => {
        const found = (by: Policy): readonly string[] =>
          judged(listeners, by)
            .filter((row) => row.isFinding)
            .flatMap((row) => row.listeners.map(({ id }) => id));
        expect(found(STRICT_POLICY)).toEqual(expect.arrayContaining([...found(wanted)]));
      }),
    );
  });

  it('a holder that is not known never makes a finding go away', () => {
    fc.assert(
      fc.property(listener, policy, (one, wanted) => {
        for (const nobody of [{ kind: 'unknown' }, { kind: 'engine', engine: 'OrbStack' }] as const) {
          const blind = only({ ...one, owner: nobody }, wanted);
          if (only(one, wanted).isFinding) expect(blind.isFinding).toBe(true);
          expect(['macos', 'passing']).not.toContain(blind.verdict);
        }
      }),
    );
  });

  it('a farther scope never makes a finding go away', () => {
    fc.assert(
      fc.property(listener, policy, fc.constantFrom(...SCOPES), (one, wanted, scope) => {
        if (SCOPES.indexOf(scope) <= SCOPES.indexOf(one.scope) || scope === 'vpn') return;
        if (only(one, wanted).isFinding) expect(only({ ...one, scope }, wanted).isFinding).toBe(true);
      }),
    );
  });

  it('the state of the task says the same as the rows, and survives being written down', () => {
    fc.assert(
      fc.property(fc.array(listener), policy, (listeners, wanted) => {
        const state = servicesStateOf(exposureOf(listeners));
        const rows = judged(listeners, wanted).filter((row) => row.isFinding && row.verdict !== 'around-the-tunnel');
        const key = (protocol: string, number: number): string => `${protocol} ${number}`;
        const inRows = new Set(rows.map(({ listener: { socket } }) => key(socket.protocol, socket.local.port)));
        const inState = new Set(unwantedServices(state, wanted).map((one) => key(one.protocol, one.port)));
        // One entry stands for all sockets of a service, and some of its sockets may have other names.
        for (const one of inState) expect([...inRows, ...around(listeners, wanted)]).toContain(one);
        if (listeners.every(({ hostnames }) => hostnames.length === 0)) expect(inState).toEqual(inRows);
        expect(recogniseServices(JSON.parse(JSON.stringify(state)))).toEqual(state);
        const tunnels = tunnelsStateOf(exposureOf(listeners, { tunnels: [] }));
        expect(recogniseTunnels(JSON.parse(JSON.stringify(tunnels)))).toEqual(tunnels);
      }),
    );
  });
});

function around(listeners: readonly Listener[], wanted: Policy): readonly string[] {
  return judged(listeners, wanted)
    .filter(({ verdict }) => verdict === 'around-the-tunnel')
    .map(({ listener: { socket } }) => `${socket.protocol} ${socket.local.port}`);
}

describe('a state', () => {
  const entry = {
    protocol: 'tcp',
    port: 5432,
    name: 'postgres',
    holder: { kind: 'unknown' },
    scope: 'lan',
    hostnames: [],
  };
  const route = { hostname: 'a.example', path: '', port: 5432, leads: 'here', reachable: [entry] };

  it.each([
    [{ reachable: [entry] }, true],
    [{ reachable: [{ ...entry, fix: 'binding:x' }] }, true],
    [{ reachable: [{ ...entry, port: 0 }] }, false],
    [{ reachable: [{ ...entry, scope: 'moon' }] }, false],
    [{ reachable: [{ ...entry, holder: { kind: 'program' } }] }, false],
    [{ reachable: [{ ...entry, holder: { kind: 'unknown', name: 'x' } }] }, false],
    [{ reachable: [{ ...entry, more: true }] }, false],
    [{ reachable: [{ ...entry, hostnames: [1] }] }, false],
    [{ reachable: entry }, false],
    [{}, false],
  ])('%j is one about services: %s', (value, is) => {
    expect(recogniseServices(value) !== undefined).toBe(is);
  });

  it.each([
    [{ routes: [route] }, true],
    [{ routes: [{ ...route, reachable: [] }] }, true],
    [{ routes: [{ ...route, leads: 'home' }] }, false],
    [{ routes: [{ ...route, reachable: [{}] }] }, false],
    [{ routes: [{ ...route, port: -1 }] }, false],
    [{ routes: {} }, false],
  ])('%j is one about tunnels: %s', (value, is) => {
    expect(recogniseTunnels(value) !== undefined).toBe(is);
  });

  it('gives each service to one of the two tasks', () => {
    const listeners = [postgres('*:5432'), postgres('*:3100', { name: 'planka', hostnames: ['boards.alai.no'] })];
    const exposure = exposureOf(listeners, {
      tunnels: [
        {
          name: 'home',
          source: { kind: 'file', path: '/x' },
          running: 'yes',
          routes: [
            {
              hostname: 'boards.alai.no',
              service: 'http://localhost:3100',
              target: { address: 'localhost', port: 3100 },
            },
          ],
        },
      ],
    });
    expect(unwantedServices(servicesStateOf(exposure), DEFAULT_POLICY).map((one) => one.port)).toEqual([5432]);
    expect(aroundTunnels(tunnelsStateOf(exposure), DEFAULT_POLICY).map((one) => one.port)).toEqual([3100]);
    expect(unwantedRoutes(tunnelsStateOf(exposure), DEFAULT_POLICY)).toEqual([]);
    expect(unwantedRoutes(tunnelsStateOf(exposure), STRICT_POLICY)).toHaveLength(1);
  });

  it('offers no change that would also close what is as it should be', () => {
    const [calls, web] = [
      {
        ...entry,
        protocol: 'tcp' as const,
        port: 8443,
        fix: 'one-file',
        scope: 'lan' as const,
        holder: { kind: 'unknown' as const },
      },
      {
        ...entry,
        protocol: 'tcp' as const,
        port: 8065,
        fix: 'one-file',
        scope: 'lan' as const,
        holder: { kind: 'unknown' as const },
      },
    ];
    expect(fixesOf([web], [calls, web], STRICT_POLICY)).toEqual(['one-file']);
    expect(fixesOf([web], [calls, web], policyOf({ port: 8443, scope: 'lan' }))).toEqual([]);
  });
});
