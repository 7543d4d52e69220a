import { describe, expect, it } from 'vitest';
import { CONDITIONS, machine, MACHINES, RELEASE_NAMES } from './machines';
import { call } from './play';
import { Person } from './person';
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
