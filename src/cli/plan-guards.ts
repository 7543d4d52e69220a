import { type Guards, guardsOf } from '../core/guard/guard';
import { guardedSteps } from '../core/guard/guarded-steps';
import { readGuards } from '../core/guard/read-guards';
import type { ChangePlan } from '../core/plan';
import type { Policy } from '../core/policy';
import type { AnyTask } from '../core/task';
import type { CliMac } from './cli-mac';

/** One step that has to be confirmed a second time, with what speaks against it now. */
export interface ReportedGuards {
  readonly taskId: string;
  /** Batten itself would make the change, and ask twice; false where only a person can make it. */
  readonly guarded: boolean;
  readonly guards: Guards[string];
}

/** What speaks against a plan now, and which steps need a second confirmation even where nothing does. */
export interface PlanGuards {
  readonly guards: Guards;
  readonly guarded: readonly string[];
}

export async function guardsFor(
  plan: ChangePlan,
  catalogue: readonly AnyTask[],
  policy: Policy,
  mac: CliMac,
): Promise<PlanGuards> {
  const guards = await readGuards(plan, catalogue, policy, mac);
  return { guards, guarded: guardedSteps(plan, catalogue, guards) };
}

/** For `batten plan --json`: every step that is guarded or that something speaks against, in the order of the plan. */
export function reportedGuards(
  { steps, byHand }: ChangePlan,
  { guards, guarded }: PlanGuards,
): readonly ReportedGuards[] {
  return [...steps, ...byHand].flatMap(({ taskId }): readonly ReportedGuards[] => {
    const found = guardsOf(guards, taskId);
    const isGuarded = guarded.includes(taskId);
    return found.length === 0 && !isGuarded ? [] : [{ taskId, guarded: isGuarded, guards: found }];
  });
}

/** For people: the consequences below a step, each with where it was read. */
export function guardLines(taskId: string, { guards, guarded }: PlanGuards): readonly string[] {
  const lines = guardsOf(guards, taskId).flatMap(({ consequence, evidence }) => [
    `      guard: ${consequence}`,
    ...evidence.flatMap(({ line, said }) => [`        ${line}`, ...said.split('\n').map((row) => `          ${row}`)]),
  ]);
  return guarded.includes(taskId) ? [...lines, '      Batten asks a second time before this.'] : lines;
}
