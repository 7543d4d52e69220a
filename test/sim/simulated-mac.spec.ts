import { describe, expect, it } from 'vitest';
import { command } from '../../src/core/command';
import { hangs } from './faults';
import { freshMac } from './machines';
import { SimulatedMac } from './simulated-mac';

describe('a simulated Mac in this process', () => {
  it('answers a listed program as its user', async () => {
    const mac = new SimulatedMac(freshMac('26.5'));
    const result = await mac.run(command('socketfilterfw', '--getglobalstate'));
    expect(result).toEqual({ kind: 'exited', exitCode: 0, stdout: 'Firewall is disabled. (State = 0)\n', stderr: '' });
  });

  it('lets calls that run side by side take as long as the longest', async () => {
    const mac = new SimulatedMac(freshMac('26.5'));
    const start = mac.clock.now();
    await Promise.all([
      mac.run(command('csrutil', 'status')),
      mac.run(command('system_profiler', 'SPBluetoothDataType', '-json')),
      mac.run(command('mount')),
    ]);
    expect(mac.clock.now() - start).toBe(150);
  });

  it('keeps a program that hangs from delaying any other', async () => {
    const mac = new SimulatedMac(freshMac('26.5'));
    mac.setFaults(hangs({ program: 'csrutil' }));
    const start = mac.clock.now();
    const ended: string[] = [];
    const hung = mac.run(command('csrutil', 'status'), { timeoutMs: 5_000 }).then((result) => {
      ended.push('csrutil');
      return result;
    });
    await mac.run(command('mount')).then(() => ended.push('mount'));
    expect(mac.clock.now() - start).toBe(4);
    expect(await hung).toEqual({ kind: 'timed-out', afterMs: 5_000 });
    expect(ended).toEqual(['mount', 'csrutil']);
    expect(mac.clock.now() - start).toBe(5_000);
  });
});
