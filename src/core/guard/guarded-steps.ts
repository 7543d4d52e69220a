import type { ChangePlan, PlannedStep } from '../plan';
import type { AnyTask } from '../task';
import { cutsOf } from './cut';
import { type Guards, guardsOf, isSameGuard } from './guard';

/**
 * The steps that need a second confirmation and a way back that needs nobody, by the ids of their tasks.
 *
 * A step is guarded when something speaks against it, or when its task can lock a person out and the step goes in the
 * direction that does. Turning Remote Login on is not guarded, turning it off always is.
 */
export function guardedSteps(plan: ChangePlan, catalogue: readonly AnyTask[], guards: Guards): readonly string[] {
  return plan.steps.filter((step) => isGuarded(step, catalogue, guards)).map(({ taskId }) => taskId);
}

export function isGuarded(step: PlannedStep, catalogue: readonly AnyTask[], guards: Guards): boolean {
  if (guardsOf(guards, step.taskId).length > 0) return true;
  const task = catalogue.find(({ id }) => id === step.taskId);
  return task?.risk === 'locks-out' && cutsOf(step, task).cuts.length > 0;
}

/**
 * The tasks that something speaks against now which the person has not seen, by id: empty where the plan may go on.
 *
 * A guard that has gone changes nothing, and neither does evidence that only reads differently.
 */
export function guardsMoved(seen: Guards, now: Guards): readonly string[] {
  return Object.keys(now).filter((taskId) =>
    guardsOf(now, taskId).some((one) => !guardsOf(seen, taskId).some((known) => isSameGuard(known, one))),
  );
}
