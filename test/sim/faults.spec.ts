import { describe, expect, it } from 'vitest';
import { command } from '../../src/core/command';
import { type Fault, type FaultEffect, garbage, hangs, lacksFullDiskAccess, saysNothing, sipProtects } from './faults';
import { lasting } from './mac-state';
import { freshMac } from './machines';
import { call } from './play';
import { SimulatedMac } from './simulated-mac';

const STATUS = command('csrutil', 'status');

async function broken(effect: FaultEffect): Promise<unknown> {
  const mac = new SimulatedMac(freshMac('26.5'));
  mac.setFaults({ program: 'csrutil', effect });
  return mac.run(STATUS, { timeoutMs: 2_000 });
}

const FINE = { kind: 'exited', exitCode: 0, stdout: 'System Integrity Protection status: disabled.\n', stderr: '' };

describe('faults of a simulated Mac', () => {
  it.each<[FaultEffect, unknown]>([
    [{ kind: 'hangs' }, { kind: 'timed-out', afterMs: 2_000 }],
    [
      { kind: 'is-slow', milliseconds: 2_500 },
      { kind: 'timed-out', afterMs: 2_000 },
    ],
    [{ kind: 'is-slow', milliseconds: 1_500 }, FINE],
    [
      { kind: 'floods', bytes: 9_000_000 },
      { kind: 'flooded', limitBytes: 1_048_576 },
    ],
    [{ kind: 'is-missing' }, { kind: 'not-started', reason: 'there is no such program on this computer' }],
    [
      { kind: 'is-ended-by', signal: 'SIGABRT' },
      { kind: 'signalled', signal: 'SIGABRT', stdout: '', stderr: '' },
    ],
    [
      { kind: 'exits', exitCode: 3 },
      { ...FINE, exitCode: 3 },
    ],
    [{ kind: 'speaks-german' }, { ...FINE, stdout: 'Status des Systemintegritätsschutzes: deaktiviert.\n' }],
    [
      { kind: 'sees', state: { sip: { status: 'enabled' } } },
      { ...FINE, stdout: FINE.stdout.replace('dis', 'en') },
    ],
    [
      { kind: 'prints', stdout: 'a', stderr: 'b', exitCode: 9 },
      { kind: 'exited', exitCode: 9, stdout: 'a', stderr: 'b' },
    ],
  ])('%o', async (effect, result) => {
    expect(await broken(effect)).toEqual(result);
  });

  it('cancel a call that hangs when its caller gives up', async () => {
    const mac = new SimulatedMac(freshMac('26.5'), { latency: 'real' });
    mac.setFaults(hangs({ program: 'csrutil' }));
    const controller = new AbortController();
    const result = mac.run(STATUS, { signal: controller.signal, timeoutMs: 60 });
    controller.abort();
    expect(await result).toEqual({ kind: 'cancelled' });
  });

  it('only claim success', () => {
    const place = { program: 'launchctl', words: ['bootout'] } as const;
    const claims: Fault = { ...place, effect: { kind: 'only-claims' } };
    const before = { ...freshMac('26.5'), faults: [claims] };
    const claimed = call(before, 'root', 'launchctl', 'bootout', 'system/com.openssh.sshd');
    expect(claimed).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(lasting(claimed.state)).toEqual(lasting(before));
  });

  it('concern only the calls they name', () => {
    const faults = [garbage({ program: 'socketfilterfw', words: ['--getstealthmode'] }), sipProtects('com.apple.smbd')];
    const state = { ...freshMac('26.5'), faults };
    expect(call(state, 'user', 'socketfilterfw', '--getstealthmode').stdout).toContain('%PDF');
    expect(call(state, 'user', 'socketfilterfw', '--getglobalstate').stdout).toContain('(State = 0)');
    expect(call(state, 'root', 'launchctl', 'bootout', 'system/com.apple.smbd').exitCode).toBe(150);
    expect(call(state, 'root', 'launchctl', 'bootout', 'system/com.openssh.sshd').exitCode).toBe(0);
    expect(call(state, 'user', 'launchctl', 'bootout', 'system/com.apple.smbd').exitCode).toBe(1);
  });

  it('can be silence, or missing permission', () => {
    const faults = [saysNothing({ program: 'mount' }), lacksFullDiskAccess({ program: 'ls' })];
    const state = { ...freshMac('26.5'), faults };
    expect(call(state, 'user', 'mount')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(call(state, 'user', 'ls', '-d', '/')).toMatchObject({
      exitCode: 1,
      stderr: '/bin/ls: Operation not permitted\n',
    });
  });
});
