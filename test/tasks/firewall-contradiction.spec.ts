import { describe, expect, it } from 'vitest';
import { findingOf } from '../../src/core/plan';
import { scan } from '../../src/core/scan';
import { TASKS } from '../../src/tasks';
import { hardenedMac } from '../sim/machines';
import { SimulatedMac } from '../sim/simulated-mac';
import { EVERYTHING } from '../support/change-harness';

describe('settings that work only while the firewall is on', () => {
  it.each([
    ['26.5', 'firewall-stealth'],
    ['14.6', 'firewall-logging'],
  ] as const)('are unknown on macOS %s while the two sources disagree about that: %s', async (version, taskId) => {
    const mac = new SimulatedMac(hardenedMac(version));
    mac.setFaults({
      program: 'socketfilterfw',
      words: ['--getglobalstate'],
      effect: { kind: 'prints', stdout: 'Firewall is enabled. (State = 1)\n', stderr: '', exitCode: 0 },
    });
    mac.change((state) => ({ ...state, firewall: { ...state.firewall, global: false } }));
    const found = await scan(TASKS, EVERYTHING, { runner: mac, clock: mac.clock, asRoot: false });
    expect(findingOf(found, 'firewall').kind).toBe('unknown');
    expect(findingOf(found, taskId).kind).toBe('unknown');
  });
});
