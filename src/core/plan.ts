import { type Command, commandLine } from './command';
import type { FileEdit } from './file-edit';
import { type Finding, observedIn } from './finding';
import { type Json, sameJson } from './json';
import type { MacFacts } from './mac';
import type { Policy } from './policy';
import type { Scan } from './scan';
import type { AnyTask, SettingsPane } from './task';

/** One task's part of a plan: what stands now, what will stand, and the commands between. */
export interface PlannedStep {
  readonly taskId: string;
  readonly before: Json;
  readonly after: Json;
  /** Run in this order by the elevated script; a failing one ends the step. */
  readonly root: readonly Command[];
  /** Run as the person, after the script, never by it. */
  readonly user: readonly Command[];
  /** Edited as the person, before the user commands. */
  readonly files?: readonly FileEdit[];
  /** Read again by the script right before the change. */
  readonly recapture: readonly { readonly key: string; readonly command: Command }[];
}

/** A change that macOS lets only a person make: the steps, and the pane to open. */
export interface HandStep {
  readonly taskId: string;
  readonly before: Json;
  readonly after: Json;
  readonly steps: readonly string[];
  readonly pane?: SettingsPane;
}

export interface LeftOut {
  readonly taskId: string;
  readonly because: string;
}

/**
 * What would be done, decided before anybody is asked.
 *
 * `states` is what the touched tasks were when the plan was made; a plan is refused when they have moved since.
 */
export interface ChangePlan {
  readonly schema: 'batten.plan/1';
  readonly id: string;
  readonly purpose: { readonly kind: 'apply' } | { readonly kind: 'rollback'; readonly of: number };
  readonly madeAt: number;
  readonly states: Readonly<Record<string, Json>>;
  readonly steps: readonly PlannedStep[];
  readonly byHand: readonly HandStep[];
  readonly leftOut: readonly LeftOut[];
}

export interface PlanningInput {
  readonly id: string;
  readonly scan: Scan;
  /** The whole catalogue in its order: it decides the order of steps, and what a task needs. */
  readonly catalogue: readonly AnyTask[];
  readonly policy: Policy;
}

/**
 * Plans the change of the given tasks to what the policy wants.
 *
 * Takes along what a task needs to have an effect. Tasks that are unknown, managed or already as wanted are left out
 * with the reason. Pure and deterministic.
 */
export function planApply(taskIds: readonly string[], input: PlanningInput): ChangePlan {
  const ids = withNeeds(taskIds, input);
  const facts = factsOf(input.scan);
  const parts = input.catalogue
    .filter((task) => ids.includes(task.id))
    .map((task) => planTask(task, findingOf(input.scan, task.id), facts, input.policy));
  return assemble(input, { kind: 'apply' }, parts);
}

/** What a run changed and is not yet taken back: the journal's answer for one task. */
export interface DoneStep {
  readonly taskId: string;
  readonly before: Json;
  readonly after: Json;
  /** A later run that set the same thing, from another value, and is not taken back: its way back comes first. */
  readonly later?: { readonly run: number; readonly after: Json };
}

/**
 * Plans the way back to the recorded values of a run, in the opposite order.
 *
 * A value that something else has changed since is left alone, and the plan says so.
 */
export function planRollback(runNumber: number, done: readonly DoneStep[], input: PlanningInput): ChangePlan {
  const facts = factsOf(input.scan);
  const order = new Map(input.catalogue.map((task, index) => [task.id, index]));
  const parts = [...done]
    .sort((a, b) => (order.get(b.taskId) ?? -1) - (order.get(a.taskId) ?? -1))
    .map((step): PlannedPart => {
      const task = input.catalogue.find(({ id }) => id === step.taskId);
      if (!task) return leave(step.taskId, 'this version of Batten does not know the task');
      return planWayBack(task, step, findingOf(input.scan, task.id), facts);
    });
  return assemble(input, { kind: 'rollback', of: runNumber }, parts);
}

/** Plans from the target of `plan` back to what stood before it, whatever stands when the script runs. */
export function planUndo(plan: ChangePlan, input: PlanningInput): ChangePlan {
  const facts = factsOf(input.scan);
  const parts = [...plan.steps].reverse().map((step): PlannedPart => {
    const task = input.catalogue.find(({ id }) => id === step.taskId);
    if (!task) return leave(step.taskId, 'this version of Batten does not know the task');
    return planBetween(task, step.after, step.before, facts, 'back');
  });
  return assemble(input, { kind: 'apply' }, parts);
}

/** The task's states have moved since the plan was made: the tasks by id, empty when the plan still holds. */
export function movedSince(plan: ChangePlan, now: Scan): readonly string[] {
  return Object.entries(plan.states)
    .filter(([taskId, state]) => {
      const observed = observedIn(findingOf(now, taskId));
      return observed === undefined || !sameJson(observed.state, state);
    })
    .map(([taskId]) => taskId);
}

export function findingOf(from: Scan, taskId: string): Finding {
  return (
    from.tasks.find((one) => one.taskId === taskId)?.finding ?? {
      kind: 'unknown',
      reason: 'it has not been checked yet',
    }
  );
}

export function factsOf(from: Scan): MacFacts {
  return {
    version: from.version,
    asRoot: from.asRoot,
    ...(from.home === undefined ? {} : { home: from.home }),
  };
}

/** The commands of a plan that run as the person, as a person would type them. */
export function userCommandLines(plan: ChangePlan): readonly string[] {
  return plan.steps.flatMap((step) => step.user.map(commandLine));
}

export function needsRoot(plan: ChangePlan): boolean {
  return plan.steps.some((step) => step.root.length > 0);
}

type PlannedPart =
  | { readonly kind: 'step'; readonly step: PlannedStep }
  | { readonly kind: 'by-hand'; readonly step: HandStep }
  | { readonly kind: 'left-out'; readonly leftOut: LeftOut };

function planTask(task: AnyTask, finding: Finding, facts: MacFacts, policy: Policy): PlannedPart {
  const observed = observedIn(finding);
  if (finding.kind === 'unknown') return leave(task.id, `it cannot be checked: ${finding.reason}`);
  if (observed === undefined)
    return leave(task.id, finding.kind === 'not-applicable' ? finding.because : 'nothing was read');
  if (task.isWanted(observed.state, policy)) return leave(task.id, 'it is already as wanted');
  if (observed.managed !== undefined)
    return leave(task.id, `it is set by ${observed.managed} and cannot be changed here`);
  return planBetween(task, observed.state, task.target(observed.state, policy), facts, 'to-wanted');
}

function planWayBack(task: AnyTask, done: DoneStep, finding: Finding, facts: MacFacts): PlannedPart {
  const before = task.recognise(done.before);
  const after = task.recognise(done.after);
  if (before === undefined || after === undefined)
    return leave(task.id, 'the recorded value is not one that Batten writes');
  if (finding.kind === 'unknown') return leave(task.id, `it cannot be checked: ${finding.reason}`);
  const observed = observedIn(finding);
  if (observed === undefined)
    return leave(task.id, finding.kind === 'not-applicable' ? finding.because : 'nothing was read');
  if (sameJson(observed.state, before)) return leave(task.id, 'it is already as it was before');
  if (observed.managed !== undefined)
    return leave(task.id, `it is set by ${observed.managed} and cannot be changed here`);
  if (done.later !== undefined && sameJson(observed.state, done.later.after))
    return leave(task.id, `run ${done.later.run} has set it since; take that run back first`);
  if (!sameJson(observed.state, after)) {
    return leave(task.id, `something else has changed it since, to “${observed.words}”; it is left alone`);
  }
  return planBetween(task, after, before, facts, 'back');
}

function planBetween(
  task: AnyTask,
  before: Json,
  after: Json,
  facts: MacFacts,
  direction: 'to-wanted' | 'back',
): PlannedPart {
  const change = task.change(before, after, facts);
  if (change.kind === 'by-hand') {
    const { steps, undoSteps, pane } = task.byHand ?? { steps: [], undoSteps: [] };
    const step = {
      taskId: task.id,
      before,
      after,
      steps: direction === 'to-wanted' ? steps : undoSteps,
      ...(pane === undefined ? {} : { pane }),
    };
    return { kind: 'by-hand', step };
  }
  const probe = task.probe(facts);
  const recapture = (task.recapture?.keys ?? []).flatMap((key) => {
    const found = probe[key];
    return found === undefined ? [] : [{ key, command: found }];
  });
  const files = change.files === undefined ? {} : { files: change.files };
  const { root, user } = change;
  return { kind: 'step', step: { taskId: task.id, before, after, root, user, ...files, recapture } };
}

function leave(taskId: string, because: string): PlannedPart {
  return { kind: 'left-out', leftOut: { taskId, because } };
}

function assemble(input: PlanningInput, purpose: ChangePlan['purpose'], parts: readonly PlannedPart[]): ChangePlan {
  const steps = parts.flatMap((part) => (part.kind === 'step' ? [part.step] : []));
  const byHand = parts.flatMap((part) => (part.kind === 'by-hand' ? [part.step] : []));
  const states = Object.fromEntries([...steps, ...byHand].map(({ taskId, before }) => [taskId, before]));
  return {
    schema: 'batten.plan/1',
    id: input.id,
    purpose,
    madeAt: input.scan.takenAt,
    states,
    steps,
    byHand,
    leftOut: parts.flatMap((part) => (part.kind === 'left-out' ? [part.leftOut] : [])),
  };
}

/** Adds the tasks without which a chosen one has no effect, when they are not as wanted yet. */
function withNeeds(taskIds: readonly string[], { catalogue, scan, policy }: PlanningInput): readonly string[] {
  const needed = catalogue.flatMap((task) => {
    if (!taskIds.includes(task.id) || task.needs === undefined) return [];
    const other = catalogue.find(({ id }) => id === task.needs);
    const observed = other && observedIn(findingOf(scan, other.id));
    return other && observed && !other.isWanted(observed.state, policy) ? [other.id] : [];
  });
  return [...new Set([...taskIds, ...needed])];
}
