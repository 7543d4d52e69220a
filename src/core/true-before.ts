import type { CommandResult } from './command';
import type { Json } from './json';
import type { MacFacts } from './mac';
import type { ChangePlan, PlannedStep } from './plan';
import type { ScriptReport, StepReport } from './script-report';
import type { AnyTask } from './task';
import type { Expectation } from './verify';

/**
 * What each step is checked against, and goes back to: the planned states, with "before" corrected to what root saw right
 * before the change. Somebody may have moved a setting while the password dialog was open.
 */
export function trueExpectations(
  plan: ChangePlan,
  report: ScriptReport | undefined,
  catalogue: readonly AnyTask[],
  facts: MacFacts,
): readonly Expectation[] {
  const rootSteps = plan.steps.filter(({ root }) => root.length > 0);
  return plan.steps.map((step) => {
    const task = catalogue.find(({ id }) => id === step.taskId);
    const seen = report?.steps.find((one) => one.step === rootSteps.indexOf(step) + 1)?.before ?? [];
    const truer = task ? stateSeenByRoot(task, step, seen, facts) : undefined;
    return { taskId: step.taskId, before: truer ?? step.before, after: step.after };
  });
}

/** Undefined where root's answers are missing, cut or not understood: the planned value then stands. */
function stateSeenByRoot(
  task: AnyTask,
  step: PlannedStep,
  seen: StepReport['before'],
  facts: MacFacts,
): Json | undefined {
  if (task.recapture === undefined || step.recapture.some(({ key }) => !seen.some((one) => one.key === key)))
    return undefined;
  if (seen.some(({ output }) => output.length >= LONGEST_RECAPTURE)) return undefined;
  const results = seen.map(({ key, exitCode, output }): [string, CommandResult] => [
    key,
    { kind: 'exited', exitCode, stdout: `${output}\n`, stderr: '' },
  ]);
  const state = task.recapture.state(Object.fromEntries(results), facts);
  return state.kind === 'read' ? task.recognise(state.value) : undefined;
}

/** The script cuts output at 16 KiB; what may have been cut is not parsed. */
const LONGEST_RECAPTURE = 16_000;
