import { afterEach } from 'vitest';
import { type CarriedOut, carryOut } from '../../src/core/carry-out';
import type { ChangePhase, ChangePorts } from '../../src/core/change-ports';
import { prepareChange } from '../../src/core/prepared-change';
import type { JournalEvent } from '../../src/core/journal';
import type { ElevationOutcome } from '../../src/core/ports';
import { TASKS } from '../../src/tasks';
import type { MacState } from '../sim/mac-state';
import { freshMac } from '../sim/machines';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';

export const FRESH = freshMac('26.5');
const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

/** The engine on a simulated Mac, until the test is over. */
export function onMac(state: MacState = FRESH): ChangeHarness {
  const harness = new ChangeHarness(state);
  harnesses.push(harness);
  return harness;
}

export const kinds = (harness: ChangeHarness): readonly JournalEvent['kind'][] =>
  harness.journal.entries.map(({ event }) => event.kind);

export const outcomes = (result: CarriedOut): Readonly<Record<string, string>> =>
  'rows' in result ? Object.fromEntries(result.rows.map(({ taskId, outcome }) => [taskId, outcome])) : {};

/** Carries out a plan for the tasks; `between` happens after the person has seen it and before they approve. */
export async function carry(
  harness: ChangeHarness,
  taskIds: readonly string[],
  options: {
    readonly ports?: Partial<ChangePorts>;
    readonly between?: () => void | Promise<void>;
    readonly onPhase?: (phase: ChangePhase) => void;
  } = {},
): Promise<CarriedOut> {
  const ports = { ...harness.ports, ...options.ports };
  const change = prepareChange(await harness.planFor(taskIds), TASKS, ports, {});
  await options.between?.();
  const { onPhase } = options;
  return carryOut(change, {
    catalogue: TASKS,
    policy: EVERYTHING,
    ports,
    ...(onPhase === undefined ? {} : { onPhase }),
  });
}

/** An elevator that runs the script, and does something else before it, after it, or in its place. */
export function elevatorOf(
  harness: ChangeHarness,
  act: (run: () => Promise<ElevationOutcome>) => Promise<ElevationOutcome>,
): Pick<ChangePorts, 'elevator'> {
  const elevate: ChangePorts['elevator']['elevate'] = (request) => act(() => harness.elevator.elevate(request));
  return { elevator: { backend: 'simulated', elevate } };
}
