import { observedIn } from './finding';
import { type ChangePlan, factsOf, type PlannedStep } from './plan';
import type { Policy } from './policy';
import { type Evidence, findingFrom, type Scan } from './scan';
import type { ScriptReport } from './script-report';
import type { AnyTask } from './task';
import type { Expectation } from './verify';

/**
 * What each step is checked against: the planned states, with "before" corrected to what root saw right before the change.
 */
export function trueExpectations(
  plan: ChangePlan,
  report: ScriptReport | undefined,
  basis: Scan,
  { catalogue, policy }: { readonly catalogue: readonly AnyTask[]; readonly policy: Policy },
): readonly Expectation[] {
  const rootSteps = plan.steps.filter(({ root }) => root.length > 0);
  return plan.steps.map((step) => {
    const task = catalogue.find(({ id }) => id === step.taskId);
    const seen = report?.steps.find((one) => one.step === rootSteps.indexOf(step) + 1)?.before ?? [];
    const truer = task && seen.length > 0 ? stateSeenByRoot(task, step, seen, basis, policy) : undefined;
    return { taskId: step.taskId, before: truer ?? step.before, after: step.after };
  });
}

function stateSeenByRoot(
  task: AnyTask,
  step: PlannedStep,
  seen: readonly { readonly key: string; readonly exitCode: number; readonly output: string }[],
  basis: Scan,
  policy: Policy,
): PlannedStep['before'] | undefined {
  const known = basis.tasks.find(({ taskId }) => taskId === step.taskId)?.evidence ?? [];
  const evidence = known.map((one): Evidence => {
    const again = seen.find(({ key, output }) => key === one.key && output.length < LONGEST_RECAPTURE);
    return again
      ? { ...one, result: { kind: 'exited', exitCode: again.exitCode, stdout: `${again.output}\n`, stderr: '' } }
      : one;
  });
  return observedIn(findingFrom(task, evidence, factsOf(basis), policy))?.state;
}

/** The script cuts output at 2 KiB; what may have been cut is not parsed. */
const LONGEST_RECAPTURE = 2_000;
