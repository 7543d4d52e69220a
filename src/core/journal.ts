import type { StoppedService } from './health';
import { type Json, sameJson } from './json';
import type { ChangePlan, DoneStep } from './plan';
import type { ScriptReport } from './script-report';

/** How one task of a run came out, by a fresh probe and nothing else. */
export interface RowResult {
  readonly taskId: string;
  /** `verified`: stands as planned. `not-applied`: stands as before. `changed`: neither. `cannot-verify`: unreadable. */
  readonly outcome: 'verified' | 'not-applied' | 'changed' | 'cannot-verify';
  /** What stood right before the change: what rollback goes back to. */
  readonly before: Json;
  readonly after: Json;
  readonly now?: Json;
  /** What the run itself left where that is neither: a step cut off half-way. Rollback then starts from here. */
  readonly left?: Json;
  readonly detail: string;
}

/** Why the script put a change back by itself: the person said so, or nobody said anything. */
export type Reverted = 'asked' | 'nobody';

/** What happened, in order. `planned` is on disk before anybody is asked for a password. */
export type JournalEvent =
  | {
      readonly kind: 'planned';
      readonly run: number;
      readonly plan: ChangePlan;
      readonly backend: string;
      /** Absent when nothing of the plan needs root. */
      readonly script?: { readonly sha256: string; readonly operationId: string; readonly deadline: number };
      /** The operation whose guard, a script of the person's own, takes back what is not kept. */
      readonly guard?: string;
    }
  | { readonly kind: 'declined'; readonly run: number; readonly detail: string; readonly rows: readonly RowResult[] }
  | {
      readonly kind: 'failed';
      readonly run: number;
      readonly reason: string;
      /** What root's log said, where the script had begun all the same. */
      readonly report?: ScriptReport;
      readonly rows: readonly RowResult[];
    }
  | { readonly kind: 'ran'; readonly run: number; readonly report: ScriptReport }
  /** A file was exchanged for its new text; the old one lies at `backup`. */
  | {
      readonly kind: 'edited';
      readonly run: number;
      readonly taskId: string;
      readonly path: string;
      readonly sha256Before: string;
      readonly sha256After: string;
      readonly backup: string;
    }
  | {
      readonly kind: 'verified';
      readonly run: number;
      readonly rows: readonly RowResult[];
      /** Services of the policy that no longer answered afterwards. */
      readonly stopped?: readonly StoppedService[];
      /** The change was not kept, and put back by its own script. */
      readonly reverted?: Reverted;
    }
  /** Written at the next start for a run that was cut off: each step classified anew. */
  | {
      readonly kind: 'recovered';
      readonly run: number;
      readonly report?: ScriptReport;
      readonly rows: readonly RowResult[];
    }
  /** The first event of a journal that a person began in another's place: root has logged runs that only that one told of. */
  | { readonly kind: 'begun-anew'; readonly leftBehind: readonly string[] };

/** One line of the journal. `hash` covers everything else in the line, and so the line before through `previous`. */
export interface JournalEntry {
  readonly schema: 'batten.journal/1';
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly previous: string;
  readonly hash: string;
  readonly event: JournalEvent;
}

/** One carried-out plan as the journal tells it. */
export interface Run {
  readonly number: number;
  readonly at: string;
  readonly plan: ChangePlan;
  /** `open`: it never came to an end, since the app was killed or the Mac went down. */
  readonly end: 'verified' | 'recovered' | 'declined' | 'failed' | 'open';
  readonly detail: string;
  readonly rows: readonly RowResult[];
  readonly operationId?: string;
  readonly scriptSha256?: string;
  /** The operation whose guard took back what was not kept. */
  readonly guard?: string;
  /** What root's log said when the run was found cut off, or had failed. */
  readonly report?: ScriptReport;
  /** The script refused to start, so the run changed nothing. */
  readonly refused?: true;
  /** Tasks of this run that a later rollback has verifiably taken back. */
  readonly takenBack: readonly string[];
  /** The change was not kept, and put back by its own script. */
  readonly reverted?: Reverted;
}

/** Folds the journal into its runs, oldest first. */
export function runsIn(entries: readonly JournalEntry[]): readonly Run[] {
  const runs = new Map<number, Run>();
  for (const { event, at } of entries) {
    if (event.kind === 'begun-anew') continue;
    if (event.kind === 'planned') {
      runs.set(event.run, {
        number: event.run,
        at,
        plan: event.plan,
        end: 'open',
        detail: '',
        rows: [],
        takenBack: [],
        ...(event.guard === undefined ? {} : { guard: event.guard }),
        ...(event.script === undefined
          ? {}
          : { operationId: event.script.operationId, scriptSha256: event.script.sha256 }),
      });
      continue;
    }
    const run = runs.get(event.run);
    if (!run) continue;
    switch (event.kind) {
      case 'edited':
        break;
      case 'ran':
        if (event.report.end === 'refused') runs.set(event.run, { ...run, refused: true });
        break;
      case 'declined':
        runs.set(event.run, { ...run, end: 'declined', detail: event.detail, rows: event.rows });
        break;
      case 'failed':
        runs.set(event.run, {
          ...run,
          end: 'failed',
          detail: event.reason,
          rows: event.rows,
          ...(event.report === undefined ? {} : { report: event.report }),
        });
        if (!run.refused) noteTakenBack(runs, run, event.rows);
        break;
      case 'verified':
        runs.set(event.run, { ...run, end: event.kind, rows: event.rows, ...notKept(event.reverted) });
        noteTakenBack(runs, run, event.rows);
        break;
      case 'recovered':
        runs.set(event.run, {
          ...run,
          end: event.kind,
          rows: event.rows,
          ...notKept(event.report?.keep?.end === 'reverted' ? (event.report.keep.because ?? 'nobody') : undefined),
          ...(event.report === undefined ? {} : { report: event.report }),
        });
        noteTakenBack(runs, run, event.rows);
        break;
    }
  }
  return [...runs.values()];
}

function notKept(reverted: Reverted | undefined): Pick<Run, 'reverted'> {
  return reverted === undefined ? {} : { reverted };
}

/** The steps of a run that changed something, or may have, and that no later rollback has taken back. */
export function undoable(run: Run): readonly DoneStep[] {
  if (run.plan.purpose.kind === 'rollback' || run.end === 'declined' || run.refused) return [];
  return run.rows
    .filter(({ outcome, taskId }) => outcome !== 'not-applied' && !run.takenBack.includes(taskId))
    .map(({ taskId, before, after, left }) => ({ taskId, before, after: left ?? after }));
}

/** The steps of a run that can be taken back, each with the later run whose own value before would be lost by it. */
export function undoableAmong(runs: readonly Run[], run: Run): readonly DoneStep[] {
  const later = runs.filter(({ number }) => number > run.number).reverse();
  return undoable(run).map((step): DoneStep => {
    for (const { number, ...one } of later.map((other) => ({ number: other.number, steps: undoable(other) }))) {
      const since = one.steps.find(({ taskId }) => taskId === step.taskId);
      if (since !== undefined && !sameJson(since.before, step.before)) {
        return { ...step, later: { run: number, after: since.after } };
      }
    }
    return step;
  });
}

/** The most recent run that still has something to take back. */
export function lastUndoable(runs: readonly Run[]): Run | undefined {
  return [...runs].reverse().find((run) => undoable(run).length > 0);
}

export function nextRunNumber(entries: readonly JournalEntry[]): number {
  return 1 + Math.max(0, ...runsIn(entries).map(({ number }) => number));
}

/** The value a rollback was to restore stands again when its row is verified; one cut off half-way goes on from there. */
function noteTakenBack(runs: Map<number, Run>, rollback: Run, found: readonly RowResult[]): void {
  if (rollback.plan.purpose.kind !== 'rollback') return;
  const target = runs.get(rollback.plan.purpose.of);
  if (!target) return;
  const back = found.filter(({ outcome }) => outcome === 'verified').map(({ taskId }) => taskId);
  const rows = target.rows.map((row) => {
    const left = found.find(({ taskId }) => taskId === row.taskId)?.left;
    return left === undefined ? row : { ...row, left };
  });
  runs.set(target.number, { ...target, rows, takenBack: [...new Set([...target.takenBack, ...back])] });
}
