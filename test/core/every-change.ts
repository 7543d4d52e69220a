import type { Json } from '../../src/core/json';
import { type ChangePlan, planUndo, type PlanningInput, type PlannedStep } from '../../src/core/plan';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { scan } from '../../src/core/scan';
import type { AnyTask } from '../../src/core/task';
import { TASKS } from '../../src/tasks';
import { freshMac, type Release } from '../sim/machines';
import { SimulatedMac } from '../sim/simulated-mac';

const FLAGS = [true, false] as const;
const OPTIONS = ['throttled', 'brief', 'detail'] as const;
const START = ['on', 'off'] as const;

/** Values of every shape that any task uses; a task recognises those that are its own. */
const VALUES: readonly Json[] = [
  ...FLAGS.flatMap((on) => [{ on }, { sealed: on }, ...OPTIONS.map((option) => ({ on, option }))]),
  ...FLAGS.flatMap((a) => FLAGS.map((b) => ({ builtIn: a, downloaded: b }))),
  ...FLAGS.flatMap((running) => START.map((atStart) => ({ running, atStart }))),
  'on',
  'off',
  'unset',
  'allowed',
  'refused',
  'Off',
  'Contacts Only',
  'Everyone',
  'enabled',
  'partial',
  'disabled',
];

/** Every state that a task lists. */
export function statesOf(task: AnyTask): readonly Json[] {
  return VALUES.flatMap((value) => task.recognise(value) ?? []);
}

/** Every way from one state of a task to another. */
export function pairsOf(task: AnyTask): readonly (readonly [Json, Json])[] {
  const states = statesOf(task);
  return states.flatMap((from) => states.filter((to) => to !== from).map((to) => [from, to] as const));
}

/** What a plan is made from, on a Mac as a careless person runs it. */
export async function planningOn(release: Release): Promise<PlanningInput> {
  const mac = new SimulatedMac(freshMac(release));
  const found = await scan(TASKS, DEFAULT_POLICY, {
    runner: mac,
    clock: mac.clock,
    asRoot: false,
    home: `/Users/${mac.state.user}`,
  });
  return { id: 'p', scan: found, catalogue: TASKS, policy: DEFAULT_POLICY };
}

/** The plan that leads a task through the given changes, one step each; changes that only a person can make are left out. */
export function planThrough(
  task: AnyTask,
  pairs: readonly (readonly [Json, Json])[],
  input: PlanningInput,
): ChangePlan {
  const steps = pairs.map(([from, to]): PlannedStep => {
    return { taskId: task.id, before: to, after: from, root: [], user: [], recapture: [] };
  });
  return planUndo({ ...EMPTY, steps: [...steps].reverse() }, input);
}

export const EMPTY: ChangePlan = {
  schema: 'batten.plan/1',
  id: 'p',
  purpose: { kind: 'apply' },
  madeAt: 0,
  states: {},
  steps: [],
  byHand: [],
  leftOut: [],
};
