import { afterEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding';
import { findingOf } from '../../src/core/plan';
import { DEFAULT_POLICY, type Policy, STRICT_POLICY } from '../../src/core/policy';
import { scan } from '../../src/core/scan';
import { serviceBindings } from '../../src/tasks/service-bindings';
import { tunnelOrigins } from '../../src/tasks/tunnel-origins';
import { garbage, hangs, prints } from '../sim/faults';
import { freshMac, hardenedMac, machine, servingMac } from '../sim/machines';
import { type MacState, withFirewall } from '../sim/mac-state';
import { Person } from '../sim/person';
import { SimulatedMac } from '../sim/simulated-mac';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';

const TASKS = [serviceBindings, tunnelOrigins] as const;
const HOME = '/Users/alex';
const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

async function found(
  mac: SimulatedMac | MacState,
  policy: Policy = DEFAULT_POLICY,
): Promise<readonly [Finding, Finding]> {
  const runner = mac instanceof SimulatedMac ? mac : new SimulatedMac(mac);
  const result = await scan(TASKS, policy, { runner, clock: runner.clock, asRoot: false, home: HOME });
  return [findingOf(result, 'service-bindings'), findingOf(result, 'tunnel-origins')];
}

function kinds(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ kind }) => kind);
}

function noncompliant(finding: Finding): Extract<Finding, { kind: 'noncompliant' }> {
  if (finding.kind !== 'noncompliant') throw new Error(JSON.stringify(finding));
  return finding;
}

describe('on the guide’s Mac', () => {
  it('services and tunnels are found to be open, each by its own task', async () => {
    const [services, tunnels] = await found(servingMac('26.5'));
    expect(noncompliant(services)).toMatchObject({
      sentence: 'Other devices can reach 11 services',
      words: '11 reachable',
    });
    expect(noncompliant(tunnels)).toMatchObject({ sentence: '3 public names lead to this Mac', words: '3 names' });
    expect(services.kind === 'noncompliant' ? services.notes : []).toContain(
      'Postgres 5433: any device on your network can reach it.',
    );
    expect(serviceBindings.parts?.(noncompliant(services).state, DEFAULT_POLICY)).toEqual([
      'binding:compose:/Users/alex/stack/docker-compose.yml#postgres',
      'binding:postgresql:/opt/homebrew/var/postgresql@16/postgresql.conf#',
      'binding:compose:/Users/alex/stack/docker-compose.yml#redis',
      'binding:launchd-plist:/Users/alex/Library/LaunchAgents/com.ollama.serve.plist#OLLAMA_HOST',
    ]);
    expect(tunnelOrigins.parts?.(noncompliant(tunnels).state, DEFAULT_POLICY)).toEqual([
      'binding:compose:/Users/alex/documenso/compose.yml#documenso',
      'binding:compose:/Users/alex/planka/docker-compose.yml#planka',
    ]);
  });

  it('every single thing is named with whether it is wanted', async () => {
    const [services, tunnels] = await found(servingMac('26.5'));
    const entries = serviceBindings.entries?.(noncompliant(services).state, DEFAULT_POLICY) ?? [];
    expect(entries.map(({ name, wanted, parts }) => [name, wanted, parts.length])).toEqual(
      [
        ['node 3030', true, 0],
        ['documenso 3003', true, 1],
        ['planka 3100', true, 1],
        ['AirPlay Receiver 5000', false, 0],
        ['postgres 5432', false, 1],
        ['Postgres 5433', false, 1],
        ['redis 6379', false, 1],
        ['bookstack 6875', true, 1],
        ['AirPlay Receiver 7000', false, 0],
        ['Python 8000', false, 0],
        ['Ollama 11434', false, 1],
      ].sort((a, b) => Number(/\d+$/.exec(String(a[0]))) - Number(/\d+$/.exec(String(b[0])))),
    );
    const routes = tunnelOrigins.entries?.(noncompliant(tunnels).state, DEFAULT_POLICY) ?? [];
    expect(routes.map(({ name, words, wanted }) => [name, words, wanted])).toEqual([
      ['Every other name', 'Leads to nothing on this Mac.', true],
      [
        'boards.alai.no',
        'Leads to port 3100, as it should. Any device on your network can also reach it directly.',
        false,
      ],
      ['mm.basicconsulting.no', 'Leads to port 8065, and should lead nowhere any more.', false],
      [
        'sign.alai.no',
        'Leads to port 3003, as it should. Any device on your network can also reach it directly.',
        false,
      ],
    ]);
  });

  it('a policy decides: the strict one finds more, and one that expects everything finds nothing', async () => {
    const [services] = await found(servingMac('26.5'), STRICT_POLICY);
    const state = noncompliant(services).state;
    const byDefault = serviceBindings.parts?.(state, DEFAULT_POLICY) ?? [];
    expect(serviceBindings.parts?.(state, STRICT_POLICY)).toEqual(expect.arrayContaining([...byDefault]));
    const reachable = (state as { reachable: readonly { protocol: 'tcp' | 'udp'; port: number }[] }).reachable;
    const services_ = reachable.map(({ protocol, port }) => {
      return { name: `${protocol} ${port}`, protocol, port, scope: 'lan' as const, reason: 'Expected.' };
    });
    expect(serviceBindings.isWanted(state, { ...DEFAULT_POLICY, services: services_ })).toBe(true);
    expect(serviceBindings.isWanted(state, STRICT_POLICY)).toBe(false);
    expect(serviceBindings.isWanted(serviceBindings.target(state, DEFAULT_POLICY), DEFAULT_POLICY)).toBe(true);
  });

  it('a retired service that still runs is found, by the task about services', async () => {
    const serving = servingMac('26.5');
    const mattermost = {
      proto: 'tcp46',
      local: '*.8065',
      foreign: '*.*',
      state: 'LISTEN',
      owner: 'mattermost',
      pid: 5100,
      opened: 5100,
    } as const;
    const process = { pid: 5100, user: serving.user, path: '/opt/mattermost/bin/mattermost' };
    const [services, tunnels] = await found({
      ...serving,
      sockets: [...serving.sockets, mattermost],
      processes: [...serving.processes, process],
    });
    const entries = serviceBindings.entries?.(noncompliant(services).state, DEFAULT_POLICY) ?? [];
    expect(entries.find(({ name }) => name === 'mattermost 8065')?.wanted).toBe(false);
    const routes = tunnelOrigins.entries?.(noncompliant(tunnels).state, DEFAULT_POLICY) ?? [];
    expect(routes.find(({ name }) => name === 'mm.basicconsulting.no')?.words).toBe(
      'Leads to port 8065, and should lead nowhere any more.',
    );
  });

  it('every binding is closed and opened again exactly, and what is left is for a person', async () => {
    const harness = new ChangeHarness(servingMac('26.5'), EVERYTHING);
    harnesses.push(harness);
    const first = harness.standing;
    const plan = await harness.planFor(['service-bindings', 'tunnel-origins']);
    expect(plan.steps.map(({ taskId }) => taskId)).toHaveLength(6);
    const applied = await harness.carryOut(plan);
    expect(applied.kind === 'done' ? applied.rows.map(({ outcome }) => outcome) : applied).toEqual(
      plan.steps.map(() => 'verified'),
    );
    const state = noncompliant(await harness.finding('service-bindings')).state;
    expect(serviceBindings.parts?.(state, EVERYTHING)).toEqual([]);
    const left = (serviceBindings.entries?.(state, EVERYTHING) ?? []).filter(({ wanted }) => !wanted);
    expect(left.map(({ name }) => name)).toEqual(['AirPlay Receiver 5000', 'AirPlay Receiver 7000', 'Python 8000']);
    const tunnels = noncompliant(await harness.finding('tunnel-origins')).state;
    const names = (tunnelOrigins.entries?.(tunnels, EVERYTHING) ?? []).filter(({ wanted }) => !wanted);
    expect(names.map(({ name }) => name)).toEqual(['mm.basicconsulting.no']);
    expect(await harness.carryOut(await harness.rollbackPlan(1))).toMatchObject({ kind: 'done' });
    expect(harness.standing).toEqual(first);
  });

  it('a person who follows the steps makes both compliant', async () => {
    const mac = new SimulatedMac(servingMac('26.5'));
    const person = new Person(mac);
    expect(person.followSteps('service-bindings')).toBe(true);
    expect(person.followSteps('tunnel-origins')).toBe(true);
    expect(kinds(await found(mac))).toEqual(['compliant', 'compliant']);
  });
});

describe('on other Macs', () => {
  it('no tunnel is a state like any other', async () => {
    const [services, tunnels] = await found({ ...machine('stock', '26.5'), sockets: [] });
    expect(tunnels).toMatchObject({ kind: 'compliant', sentence: 'No tunnel leads to this Mac', words: 'No tunnel' });
    expect(services).toMatchObject({
      kind: 'compliant',
      sentence: 'Other devices can reach no service but parts of macOS',
    });
  });

  it('parts of macOS with a task of their own do not count twice', async () => {
    const fresh = freshMac('26.5');
    const [services] = await found(fresh);
    const entries = serviceBindings.entries?.(noncompliant(services).state, DEFAULT_POLICY) ?? [];
    expect(entries.map(({ name }) => name)).toEqual(['planka 3100', 'postgres 5432']);
    expect(noncompliant(services).notes).toContainEqual(
      expect.stringMatching(/^Parts of macOS that other devices can reach: .*Remote Login 22/),
    );
  });

  it('hardened ones are compliant, and say what could be read', async () => {
    const [services, tunnels] = await found(hardenedMac('26.5'));
    expect(kinds([services, tunnels])).toEqual(['compliant', 'compliant']);
    expect(tunnels).toMatchObject({ sentence: 'One public name leads to this Mac' });
  });

  it('the AirPlay Receiver counts while Batten has no task for it', async () => {
    const [services] = await found(machine('stock', '26.5'));
    const entries = serviceBindings.entries?.(noncompliant(services).state, DEFAULT_POLICY) ?? [];
    expect(entries.map(({ name }) => name)).toEqual(['AirPlay Receiver 5000', 'AirPlay Receiver 7000']);
  });
});

describe('what cannot be read', () => {
  const green = (): SimulatedMac => new SimulatedMac(hardenedMac('26.5'));

  it.each([
    ['docker', ['compliant', 'unknown']],
    ['cat', ['compliant', 'unknown']],
    ['curl', ['compliant', 'unknown']],
    ['netstat', ['unknown', 'unknown']],
    ['lsof', ['unknown', 'unknown']],
    ['ps', ['unknown', 'unknown']],
    ['ifconfig', ['unknown', 'unknown']],
    ['socketfilterfw', ['unknown', 'unknown']],
  ] as const)('from %s makes unknown what rests on it', async (program, expected) => {
    for (const fault of [hangs({ program }), garbage({ program })]) {
      const mac = green();
      mac.setFaults(fault);
      expect(kinds(await found(mac))).toEqual(expected);
    }
  });

  it('from a tool that is not installed changes nothing', async () => {
    const mac = new SimulatedMac(machine('stock', '26.5'));
    expect(kinds(await found(mac))).toEqual(['noncompliant', 'compliant']);
  });

  it('never hides what is open: without containers, files or the firewall’s list it stays a finding', async () => {
    for (const program of ['docker', 'cat', 'ls', 'curl'] as const) {
      const mac = new SimulatedMac(withFirewall(servingMac('26.5'), { global: true }));
      mac.setFaults(hangs({ program }));
      expect(kinds(await found(mac))[0]).toBe('noncompliant');
    }
    const mac = new SimulatedMac(withFirewall(servingMac('26.5'), { global: true }));
    mac.setFaults(
      prints({ program: 'socketfilterfw', words: ['--listapps'] }, { exitCode: 1, stdout: '', stderr: 'Error\n' }),
    );
    const [services] = await found(mac);
    expect(noncompliant(services).notes).toContainEqual(
      expect.stringMatching(/unless the firewall stops it, which cannot be read/),
    );
  });

  it('is a row of netstat that is not understood', async () => {
    const mac = green();
    const line = 'tcp9       0      0  *.4444                 *.*                    LISTEN\n';
    const header =
      'Active Internet connections (including servers)\nProto Recv-Q Send-Q  Local Address          Foreign Address        (state)\n';
    mac.setFaults(
      prints({ program: 'netstat', words: ['-p', 'tcp'] }, { exitCode: 0, stdout: header + line, stderr: '' }),
    );
    const [services, tunnels] = await found(mac);
    expect(services).toMatchObject({ kind: 'unknown', reason: 'netstat or lsof printed a row that is not understood' });
    expect(tunnels.kind).toBe('unknown');
  });
});
