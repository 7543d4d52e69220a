import { describe, expect, it } from 'vitest';
import { findingOf } from '../../src/core/plan';
import { scan } from '../../src/core/scan';
import { TASKS } from '../../src/tasks';
import { hardenedMac } from '../sim/machines';
import { SimulatedMac } from '../sim/simulated-mac';
import { EVERYTHING } from '../support/change-harness';

describe('a task that throws', () => {
  it('is unknown itself and takes no other verdict with it', async () => {
    const mac = new SimulatedMac(hardenedMac('26.5'));
    const broken = TASKS.map((task) =>
      task.id === 'firewall'
        ? {
            ...task,
            read: () => {
              throw new TypeError('no');
            },
          }
        : task,
    );
    const found = await scan(broken, EVERYTHING, { runner: mac, clock: mac.clock, asRoot: false });
    expect(findingOf(found, 'firewall').kind).toBe('unknown');
    expect(findingOf(found, 'file-sharing').kind).toBe('compliant');
  });
});
