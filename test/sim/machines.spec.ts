import { describe, expect, it } from 'vitest';
import { type Condition, CONDITIONS, machine, MACHINES, RELEASE_NAMES } from './machines';
import { lasting, type MacState } from './mac-state';
import { call } from './play';
import { Person } from './person';
import { openSockets } from './programs/sockets';
import { SimulatedMac } from './simulated-mac';

describe('the named machines', () => {
  it('are plain JSON, one for every condition and release', () => {
    expect(Object.keys(MACHINES)).toHaveLength(CONDITIONS.length * RELEASE_NAMES.length);
    for (const state of Object.values(MACHINES)) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it.each(RELEASE_NAMES)('contradict themselves on purpose on macOS %s', (release) => {
    const state = machine('contradictory', release);
    expect(call(state, 'user', 'socketfilterfw', '--getglobalstate').stdout).toContain('(State = 0)');
    expect(call(state, 'user', 'system_profiler', 'SPFirewallDataType', '-json').stdout).toContain('limit_connections');
    expect(call(state, 'user', 'launchctl', 'print', 'system/com.openssh.sshd').exitCode).toBe(113);
    expect(call(state, 'user', 'netstat', '-anv', '-p', 'tcp').stdout).toContain('*.22 ');
  });

  it('answer with garbage, or like a Mac', () => {
    expect(call(machine('unreadable', '26.5'), 'user', 'csrutil', 'status').stdout).toContain('%PDF');
    expect(call(machine('unreadable', '26.5'), 'user', 'sw_vers').stdout).toContain('26.5');
  });
});

/** Ports that other computers can connect to, but for those of macOS itself. */
function openPorts(state: MacState): readonly number[] {
  const system = ['launchd', 'kdc', 'nfsd', 'ARDAgent', 'sharingd', 'rapportd'];
  const open = openSockets(state).filter(
    ({ local, state: said, owner }) => said === 'LISTEN' && local.startsWith('*.') && !system.includes(owner),
  );
  return [...new Set(open.map(({ local }) => Number(local.slice(2))))].sort((a, b) => a - b);
}

describe('what a named machine offers', () => {
  it.each(RELEASE_NAMES)('is what its description says, on macOS %s', (release) => {
    expect(openPorts(machine('stock', release))).toEqual([5000, 7000]);
    expect(openPorts(machine('fresh', release))).toEqual([3100, 5432]);
    expect(openPorts(machine('hardened', release))).toEqual([]);
    expect(openPorts(machine('serving', release))).toEqual([
      3003, 3030, 3100, 5000, 5432, 5433, 6379, 6875, 7000, 8000, 11434,
    ]);
  });

  it('is allowed through the firewall as the policy says on a hardened Mac alone', () => {
    const paths = (condition: Condition) => machine(condition, '26.5').firewall.apps.map(({ path }) => path);
    expect(paths('serving')).toContain('/usr/bin/python3');
    expect(paths('fresh')).not.toContain('/opt/homebrew/bin/node');
    expect(paths('hardened')).not.toContain('/usr/bin/python3');
    expect(paths('hardened')).toEqual(
      expect.arrayContaining(['/opt/homebrew/bin/node', '/Applications/OrbStack.app', '/opt/homebrew/bin/cloudflared']),
    );
    for (const path of ['/opt/homebrew/bin/node', '/Applications/OrbStack.app', '/opt/homebrew/bin/cloudflared']) {
      expect(call(machine('fresh', '26.5'), 'user', 'ls', '-d', path).exitCode).toBe(0);
    }
  });

  it('is described by files that its programs started from', () => {
    for (const condition of ['fresh', 'hardened', 'serving'] as const) {
      const state = machine(condition, '26.5');
      for (const { compose: labels } of state.engine?.containers ?? []) {
        if (labels === undefined) throw new Error('a container of nobody’s');
        const named = labels.files.flatMap((file) => ['-f', file]);
        const words = ['compose', '-p', labels.project, '--project-directory', labels.workingFolder, ...named];
        expect(call(state, 'user', 'docker', ...words, 'up', '-d', labels.service).state.engine).toEqual(state.engine);
      }
      for (const { label } of state.daemons) {
        const again = call(state, 'user', 'launchctl', 'kickstart', '-k', `gui/501/${label}`);
        expect(again.exitCode).toBe(0);
        expect(lasting(again.state)).toEqual(lasting(state));
      }
    }
  });
});

describe('the person at a simulated Mac', () => {
  const settings = (mac: SimulatedMac) => [mac.state.remoteManagement, mac.state.sip.status, mac.state.sealed];

  it('does by hand what no command does, and takes it back', () => {
    const mac = new SimulatedMac(machine('fresh', '26.5'));
    const person = new Person(mac);
    const tasks = ['remote-management', 'system-integrity-protection', 'signed-system-volume'];
    expect(tasks.map((task) => person.followSteps(task))).toEqual([true, true, true]);
    expect(settings(mac)).toEqual([false, 'enabled', true]);
    for (const task of tasks) person.followSteps(task, 'back');
    expect(settings(mac)).toEqual([true, 'disabled', false]);
  });

  it.each(['fresh', 'serving'] as const)('closes what nobody expects on a %s Mac, and opens it again', (condition) => {
    const mac = new SimulatedMac(machine(condition, '26.5'));
    const person = new Person(mac);
    const first = lasting(mac.state);
    for (const [task, expected] of [
      ['service-bindings', condition === 'fresh' ? [] : [3030, 6875]],
      ['tunnel-origins', condition === 'fresh' ? [5432] : [3030, 5000, 5432, 5433, 6379, 6875, 7000, 8000, 11434]],
    ] as const) {
      person.followSteps(task);
      expect(openPorts(mac.state)).toEqual(expected);
      for (const text of Object.values(mac.state.files).map((file) => file.text)) {
        expect(text).not.toContain('127.0.0.1:127.0.0.1');
      }
      person.followSteps(task, 'back');
      expect(lasting(mac.state)).toEqual(first);
    }
  });

  it('takes the retired name out of the tunnel', () => {
    const mac = new SimulatedMac(machine('serving', '26.5'));
    new Person(mac).followSteps('tunnel-origins');
    const names = mac.state.daemons.find(({ kind }) => kind === 'cloudflared')?.ingress?.map((rule) => rule.hostname);
    expect(names).toEqual(['boards.alai.no', 'sign.alai.no', undefined]);
  });

  it('installs a tool that guards the Mac, sets the firewall’s list, and takes both back', () => {
    const mac = new SimulatedMac(machine('fresh', '26.5'));
    const person = new Person(mac);
    const first = lasting(mac.state);
    expect([person.followSteps('defence-tools'), person.followSteps('firewall-allow-list')]).toEqual([true, true]);
    expect(call(mac.state, 'user', 'systemextensionsctl', 'list').stdout).toContain('1 extension(s)\n');
    expect(mac.state.firewall.apps.map(({ path }) => path)).toEqual(
      machine('hardened', '26.5').firewall.apps.map(({ path }) => path),
    );
    person.followSteps('firewall-allow-list', 'back');
    person.followSteps('defence-tools', 'back');
    expect(lasting(mac.state)).toEqual(first);
  });

  it('has nothing to take back that was never done', () => {
    const mac = new SimulatedMac(machine('serving', '26.5'));
    const before = mac.state;
    expect(new Person(mac).followSteps('service-bindings', 'back')).toBe(true);
    expect(mac.state).toBe(before);
  });

  it('leaves launchd a job of smd when the switch in System Settings is used', () => {
    const mac = new SimulatedMac(machine('stock', '26.5'));
    new Person(mac).followSteps('remote-login', 'back');
    const printed = call(mac.state, 'user', 'launchctl', 'print', 'system/com.openssh.sshd').stdout;
    expect(printed).toContain('path = (submitted by smd[541])\n\ttype = Submitted\n');
  });

  it('knows no steps for other tasks', () => {
    expect(new Person(new SimulatedMac(machine('stock', '26.5'))).followSteps('nonsense')).toBe(false);
  });
});
