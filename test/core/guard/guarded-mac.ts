import { withParts } from '../../../src/core/catalogue';
import { type Guard, type Guards, guardsOf } from '../../../src/core/guard/guard';
import { guardedSteps } from '../../../src/core/guard/guarded-steps';
import { type GuardPorts, readGuards } from '../../../src/core/guard/read-guards';
import type { Json } from '../../../src/core/json';
import type { ChangePlan, PlannedStep, PlanningInput } from '../../../src/core/plan';
import { DEFAULT_POLICY, type Policy } from '../../../src/core/policy';
import { scan } from '../../../src/core/scan';
import type { AnyTask } from '../../../src/core/task';
import { TASKS } from '../../../src/tasks';
import { partOf } from '../../../src/tasks/parts/part-of';
import type { MacState } from '../../sim/mac-state';
import { SimulatedMac } from '../../sim/simulated-mac';
import type { ChangeHarness } from '../../support/change-harness';

/** A step as a plan has it, as far as guards look at it. */
export type Step = Pick<PlannedStep, 'taskId' | 'before' | 'after'>;

export function step(taskId: string, before: Json, after: Json): Step {
  return { taskId, before, after };
}

const ON = { running: true, atStart: 'on' } as const;
const OFF = { running: false, atStart: 'off' } as const;

export const SSH_OFF = step('remote-login', ON, OFF);
export const SSH_ON = step('remote-login', OFF, ON);
export const SCREEN_OFF = step('screen-sharing', ON, OFF);
export const SCREEN_ON = step('screen-sharing', OFF, ON);
export const BLUETOOTH_OFF = step('bluetooth', 'on', 'off');
export const BLUETOOTH_ON = step('bluetooth', 'off', 'on');
export const FIREWALL_ON = step('firewall', { on: false }, { on: true });
export const FIREWALL_OFF = step('firewall', { on: true }, { on: false });
export const BLOCK_ALL = step('firewall-block-all', { on: false }, { on: true });
export const LET_IN = step('firewall-block-all', { on: true }, { on: false });

export function rule(path: string, before: string, after: string): Step {
  const verb = after === 'absent' ? 'remove' : after;
  return step(`firewall-rule:${verb}:${path}`, before, after);
}

export function planOf(steps: readonly Step[], byHand: readonly Step[] = []): ChangePlan {
  return {
    schema: 'batten.plan/1',
    id: 'a1',
    purpose: { kind: 'apply' },
    madeAt: 0,
    states: {},
    steps: steps.map((one) => ({ ...one, root: [], user: [], recapture: [] })),
    byHand: byHand.map((one) => ({ ...one, steps: [] })),
    leftOut: [],
  };
}

export function catalogueOf(steps: readonly Step[]): readonly AnyTask[] {
  return withParts(
    TASKS,
    partOf,
    steps.map(({ taskId }) => taskId),
  );
}

export interface Asked {
  readonly policy?: Policy;
  readonly byHand?: readonly Step[];
  readonly ports?: Partial<GuardPorts>;
}

/** What speaks against some steps on a Mac, read as Batten reads it. */
export async function guardsOn(
  state: MacState,
  steps: readonly Step[],
  { policy = DEFAULT_POLICY, byHand = [], ports = {} }: Asked = {},
): Promise<{
  readonly guards: Guards;
  readonly guarded: readonly string[];
  readonly of: (one: Step) => readonly Guard[];
}> {
  const mac = new SimulatedMac(state);
  const catalogue = catalogueOf([...steps, ...byHand]);
  const plan = planOf(steps, byHand);
  const own = { runner: mac, clock: mac.clock, asRoot: false, home: `/Users/${state.user}`, ...ports };
  const guards = await readGuards(plan, catalogue, policy, own);
  return { guards, guarded: guardedSteps(plan, catalogue, guards), of: ({ taskId }) => guardsOf(guards, taskId) };
}

/** "ssh-session: You are signed in …" */
export function words(guards: readonly Guard[]): readonly string[] {
  return guards.map(({ kind, consequence }) => `${kind}: ${consequence}`);
}

export function kinds(guards: readonly Guard[]): readonly string[] {
  return guards.map(({ kind }) => kind);
}

/** What a plan of some tasks is made from on a harness' Mac, read now. */
export async function planningInputOf(
  { ports, policy }: ChangeHarness,
  ids: readonly string[],
): Promise<PlanningInput> {
  const catalogue = withParts(TASKS, partOf, ids);
  return { id: 'a1', scan: await scan(catalogue, policy, ports), catalogue, policy };
}
