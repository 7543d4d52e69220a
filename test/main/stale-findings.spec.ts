import { afterEach, describe, expect, it } from 'vitest';
import type { CommandRunner } from '../../src/core/ports';
import { scan } from '../../src/core/scan';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { FRESH_MS } from '../../src/core/snapshot';
import { createBackend } from '../../src/main/backend';
import { iconTooltip } from '../../src/main/icon-state';
import { TASKS } from '../../src/tasks';
import { freshMac, hardenedMac } from '../sim/machines';
import type { MacState } from '../sim/mac-state';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedMac } from '../sim/simulated-mac';
import { DESKTOP, row, snapshot } from './fixtures';
import { macAround } from './parts-of-a-mac';

const elevators: SimulatedElevator[] = [];
afterEach(() => {
  for (const elevator of elevators.splice(0)) elevator.dispose();
});

/** The app on a Mac whose answers can be held back, as a tool that hangs does. */
function appOn(state: MacState) {
  const simulated = new SimulatedMac(state);
  const elevator = new SimulatedElevator(simulated);
  elevators.push(elevator);
  const held: (() => void)[] = [];
  let holding: string | undefined;
  const runner: CommandRunner = {
    run: async (command, limits) => {
      const result = await simulated.run(command, limits);
      if (command.program === holding && limits?.signal?.aborted !== true) {
        await new Promise<void>((resolve) => {
          held.push(resolve);
          limits?.signal?.addEventListener('abort', resolve);
        });
      }
      return result;
    },
  };
  const mac = macAround(simulated, elevator, { runner });
  const backend = createBackend(mac, DESKTOP);
  const kindOf = (taskId: string) =>
    backend.store.getState().checked?.rows.find(({ id }) => id === taskId)?.finding.kind;
  const hold = (program: string | undefined): void => {
    holding = program;
  };
  const letGo = (): void => {
    for (const resume of held.splice(0)) resume();
  };
  return { backend, simulated, mac, kindOf, hold, letGo };
}

describe('after a change', () => {
  it('nothing is shown that was read before it, not even by a check that was still under way', async () => {
    const { backend, kindOf, hold, letGo } = appOn(freshMac('26.5'));
    await backend.start();
    const apply = await backend.desk.preparePlan(['airdrop']);
    await backend.desk.approve(apply.planId, false);
    expect(kindOf('airdrop')).toBe('compliant');

    const back = await backend.desk.prepareRollback(1, undefined);
    hold('csrutil');
    const slow = backend.monitor.refresh();
    await new Promise((resolve) => setTimeout(resolve, 20));
    hold(undefined);
    await backend.desk.approve(back.planId, false);
    letGo();
    await slow;
    expect(kindOf('airdrop')).toBe('noncompliant');
  });

  it('a check that is cancelled does not bring back what was read before it', async () => {
    const { backend, kindOf, hold, letGo } = appOn(freshMac('26.5'));
    await backend.start();
    const apply = await backend.desk.preparePlan(['airdrop']);
    await backend.desk.approve(apply.planId, false);
    const back = await backend.desk.prepareRollback(1, undefined);
    const approved = backend.desk.approve(back.planId, false);
    hold('csrutil');
    while (backend.store.getState().activity.kind !== 'probing') await new Promise((resolve) => setTimeout(resolve, 1));
    backend.monitor.cancel();
    letGo();
    await approved;
    expect(kindOf('airdrop')).not.toBe('compliant');
  });
});

describe('findings that have grown too old', () => {
  // Proves P1: Findings that have grown too old do not become green again by a look at one task.
  it('do not become green again when one task is looked at anew', async () => {
    const { backend, simulated, mac, kindOf } = appOn(hardenedMac('26.5'));
    await backend.start();
    await simulated.clock.sleep(FRESH_MS + 1);
    backend.monitor.expire();
    const bluetooth = TASKS.filter(({ id }) => id === 'bluetooth');
    backend.monitor.merge(await scan(bluetooth, DEFAULT_POLICY, mac));
    expect(kindOf('firewall')).toBe('unknown');
    expect(kindOf('bluetooth')).toBe('compliant');
    expect(backend.store.getState().checked?.overall).toBe('unknown');
  });
});

describe('the tooltip', () => {
  it('does not call a Mac hardened on which nothing was found compliant', () => {
    const seen = snapshot([row('firewall', 'not-applicable')]);
    const { checked } = seen;
    if (!checked) throw new Error('no findings');
    expect(iconTooltip({ ...seen, checked: { ...checked, overall: 'unknown' } }, 0)).toBe(
      'Batten – nothing could be checked',
    );
  });
});
