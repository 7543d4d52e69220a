import { commandLine } from '../core/command';
import { type Guards, guardsOf, NO_GUARDS } from '../core/guard/guard';
import { isGuarded } from '../core/guard/guarded-steps';
import type { RowResult } from '../core/journal';
import { type Run, undoable } from '../core/journal';
import type { PreparedChange } from '../core/prepared-change';
import { parseBindingId, bindingId } from '../core/exposure/binding';
import type { ChangePlan } from '../core/plan';
import { needsRoot } from '../core/plan';
import type { Scan } from '../core/scan';
import type { AnyTask } from '../core/task';
import { fileDiff, textOfFile } from './file-diff';
import type { PlanPreview, PlanRow, ResultRow, RunView } from '../shared/ipc-contract';

export interface PreviewInput {
  readonly change: PreparedChange;
  readonly undo: { readonly plan: ChangePlan; readonly script: string };
  readonly catalogue: readonly AnyTask[];
  /** What the plan was made from: the files in it are shown line by line. */
  readonly scan: Scan;
  /** The tasks the person picked; others in the plan were taken along. */
  readonly picked: readonly string[];
  /** What speaks against the steps, read for this plan; none where it was not read. */
  readonly guards?: Guards;
  readonly sha256: string;
}

/** What the review sheet shows of a plan. Pure. */
export function planPreview(input: PreviewInput): PlanPreview {
  const { change, undo, catalogue, scan, picked, sha256, guards = NO_GUARDS } = input;
  const { plan } = change;
  const task = (id: string): AnyTask | undefined => catalogue.find((one) => one.id === id);
  const name = (id: string): string => task(id)?.name ?? id;
  const words = (id: string, state: ChangePlan['states'][string]): string => task(id)?.words(state) ?? '';
  const rows = plan.steps.map((step): PlanRow => {
    const of = task(step.taskId);
    const needing = catalogue.find(({ id, needs }) => needs === step.taskId && picked.includes(id));
    const takenAlong =
      picked.includes(step.taskId) || !needing ? undefined : `${needing.name} has no effect without it`;
    const scriptLines = linesOf(change.script, plan, step.taskId);
    const undoLines = linesOf(undo.script, undo.plan, step.taskId);
    return {
      taskId: step.taskId,
      title:
        plan.purpose.kind === 'apply'
          ? (of?.title ?? step.taskId)
          : `${name(step.taskId)}: back to “${words(step.taskId, step.after)}”`,
      name: name(step.taskId),
      risk: of?.risk ?? 'interrupts',
      now: words(step.taskId, step.before),
      after: words(step.taskId, step.after),
      cost: of?.explain.cost ?? '',
      needsRoot: step.root.length > 0,
      userCommands: step.user.map(commandLine),
      files: (step.files ?? []).map((edit) => fileDiff(edit, textOfFile(scan, step.taskId, edit.path))),
      ...restartChoice(step.taskId),
      ...(scriptLines === undefined ? {} : { scriptLines }),
      ...(undoLines === undefined ? {} : { undoLines }),
      ...(takenAlong === undefined ? {} : { takenAlong }),
      ...(of?.needs === undefined ? {} : { needs: of.needs }),
      guarded: isGuarded(step, catalogue, guards),
      guards: guardsOf(guards, step.taskId),
    };
  });
  return {
    planId: plan.id,
    purpose: plan.purpose.kind,
    ...(plan.purpose.kind === 'rollback' ? { of: plan.purpose.of } : {}),
    rows,
    byHand: plan.byHand.map((step) => ({
      taskId: step.taskId,
      name: name(step.taskId),
      now: words(step.taskId, step.before),
      after: words(step.taskId, step.after),
      steps: step.steps,
      ...(step.pane === undefined ? {} : { pane: step.pane }),
      guards: guardsOf(guards, step.taskId),
    })),
    leftOut: plan.leftOut.map(({ taskId, because }) => ({ taskId, name: name(taskId), because })),
    script: needsRoot(plan) ? change.script : '',
    undoScript: needsRoot(undo.plan) ? undo.script : '',
    scriptSha256: sha256,
    asksForPassword: needsRoot(plan),
    needsConfirmation: rows.some(({ guarded }) => guarded),
    ...(change.keep === undefined ? {} : { keepSeconds: change.keep.seconds }),
    expiresAt: change.deadline * 1000,
  };
}

/** The same binding with and without starting its service anew. */
function restartChoice(taskId: string): Pick<PlanRow, 'restart'> {
  const binding = parseBindingId(taskId);
  if (binding === undefined) return {};
  const { restarts } = binding;
  return { restart: { now: restarts, other: bindingId({ ...binding, restarts: !restarts }) } };
}

/** The block of a step in the script: from its comment to its end. */
function linesOf(script: string, plan: ChangePlan, taskId: string): readonly [number, number] | undefined {
  const position = plan.steps.filter(({ root }) => root.length > 0).findIndex((step) => step.taskId === taskId);
  if (position < 0) return undefined;
  const lines = script.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`# ${position + 1}. `));
  const last = lines.indexOf(`end ${position + 1}`);
  return first < 0 || last < 0 ? undefined : [first + 1, last + 1];
}

/** A row of a result in words. Pure. */
export function resultRows(rows: readonly RowResult[], catalogue: readonly AnyTask[]): readonly ResultRow[] {
  return rows.map((row) => {
    const task = catalogue.find(({ id }) => id === row.taskId);
    const words = (state: RowResult['before'] | undefined): string =>
      state === undefined ? '' : (task?.words(state) ?? '');
    return {
      taskId: row.taskId,
      name: task?.name ?? row.taskId,
      outcome: row.outcome,
      before: words(row.before),
      after: words(row.after),
      now: words(row.now),
      detail: row.detail,
    };
  });
}

export function runView(run: Run, catalogue: readonly AnyTask[]): RunView {
  const { purpose } = run.plan;
  return {
    number: run.number,
    at: run.at,
    purpose: purpose.kind,
    ...(purpose.kind === 'rollback' ? { of: purpose.of } : {}),
    end: run.end,
    detail: run.detail,
    rows: resultRows(run.rows, catalogue).map((row) =>
      run.takenBack.includes(row.taskId) ? { ...row, takenBack: true } : row,
    ),
    ...(run.reverted === undefined ? {} : { reverted: run.reverted }),
    undoableTaskIds: undoable(run).map(({ taskId }) => taskId),
    ...(run.scriptSha256 === undefined ? {} : { scriptSha256: run.scriptSha256 }),
  };
}
