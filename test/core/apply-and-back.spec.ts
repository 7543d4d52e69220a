import { afterEach, describe, expect, it } from 'vitest';
import { observedIn } from '../../src/core/finding';
import { findingOf } from '../../src/core/plan';
import { TASKS } from '../../src/tasks';
import type { MacState, ServiceState } from '../sim/mac-state';
import { freshMac, RELEASE_NAMES, SHARING_LABELS, stockMac } from '../sim/machines';
import { ChangeHarness } from '../support/change-harness';
import { fc } from './fixed-chance';

const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

const service: fc.Arbitrary<ServiceState> = fc.record({
  loaded: fc.boolean(),
  override: fc.constantFrom('enabled', 'disabled'),
  submittedBySmd: fc.constant(false),
});

/** Any Mac of any release, as far as the tasks can tell. */
const anyMac: fc.Arbitrary<MacState> = fc
  .record({
    release: fc.constantFrom(...RELEASE_NAMES),
    firewall: fc.record({
      global: fc.boolean(),
      blockAll: fc.boolean(),
      stealth: fc.boolean(),
      allowSigned: fc.boolean(),
      allowSignedApp: fc.boolean(),
      logging: fc.boolean(),
      loggingOption: fc.constantFrom('throttled', 'brief', 'detail'),
    }),
    services: fc.tuple(service, service, service, service, service),
    nfsExports: fc.constantFrom<readonly string[]>([], freshMac('26.5').nfsExports),
    smbGuest: fc.constantFrom<MacState['smbGuest']>('absent', true, false),
    airdrop: fc.constantFrom(undefined, 'Off', 'Contacts Only', 'Everyone'),
    bluetooth: fc.boolean(),
  })
  .map(({ release, firewall, services, airdrop, bluetooth, ...rest }) => {
    const stock = stockMac(release);
    // Blocking everything is a value of a firewall that is on; since 15.4 nobody can switch logging off.
    const blockAll = firewall.global && firewall.blockAll;
    const logging = stock.firewall.logging || firewall.logging;
    const people =
      airdrop === undefined ? {} : { [stock.user]: { 'com.apple.sharingd': { DiscoverableMode: airdrop } } };
    return {
      ...stock,
      ...rest,
      firewall: { ...stock.firewall, ...firewall, blockAll, logging },
      services: { ...stock.services, ...Object.fromEntries(SHARING_LABELS.map((label, at) => [label, services[at]])) },
      preferences: { computer: {}, people },
      bluetooth: { ...stock.bluetooth, power: bluetooth },
    } as MacState;
  });

/** The state of a task with parts also follows from other tasks: who can be reached, for example. */
const SINGLE = TASKS.filter((task) => task.parts === undefined);
const ownIds = new Set(SINGLE.map(({ id }) => id));

const someTasks = fc.subarray(
  TASKS.map(({ id }) => id),
  { minLength: 1 },
);

/** How every task stands, as a scan sees it. */
async function seen(harness: ChangeHarness): Promise<Readonly<Record<string, unknown>>> {
  const found = await harness.scan();
  return Object.fromEntries(SINGLE.map(({ id }) => [id, observedIn(findingOf(found, id))?.state ?? 'unknown']));
}

describe('applying any tasks on any Mac, and rolling back', () => {
  // Proves P6: Any tasks on any Mac: applied and rolled back, it is the first Mac again.
  it('gives the first Mac again, and in between exactly what was planned', { timeout: 120_000 }, async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(anyMac, someTasks, async (state, taskIds) => {
        const harness = new ChangeHarness(state);
        harnesses.push(harness);
        const before = await seen(harness);
        const plan = await harness.planFor(taskIds);
        if (plan.steps.length === 0) return;
        const applied = await harness.carryOut(plan);
        expect(applied).toMatchObject({ kind: 'done' });
        const own = plan.steps.filter(({ taskId }) => ownIds.has(taskId));
        const planned = Object.fromEntries(own.map(({ taskId, after }) => [taskId, after]));
        expect(await seen(harness)).toEqual({ ...before, ...planned });
        changed += plan.steps.length;

        const back = await harness.carryOut(await harness.rollbackPlan(1));
        expect(back).toMatchObject({ kind: 'done' });
        expect(await seen(harness)).toEqual(before);
        expect((await harness.rollbackPlan(1)).steps).toEqual([]);
        harness.dispose();
      }),
      { numRuns: 60 },
    );
    expect(changed).toBeGreaterThan(150);
  });
});
