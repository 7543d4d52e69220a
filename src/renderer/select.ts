import { isDependent } from '../core/task-rows';
import { type Finding, observedIn } from '../core/finding';
import type { Snapshot, TaskRow, Watch } from '../core/snapshot';
import { type Area, AREAS } from '../core/task';
import type { History, PlanPreview, PlanRow } from '../shared/ipc-contract';

/** What a status glyph stands for; each has a shape of its own. */
export type Status =
  | 'compliant'
  | 'attention'
  | 'exposed'
  | 'unknown'
  | 'not-applicable'
  | 'managed'
  | 'exception'
  | 'proposal'
  | 'working';

/** The one place where a finding becomes a glyph. */
export function statusOf(finding: Finding, severity: TaskRow['severity']): Status {
  switch (finding.kind) {
    case 'compliant':
      return 'compliant';
    case 'noncompliant':
      return severity;
    case 'unknown':
      return 'unknown';
    case 'not-applicable':
      return 'not-applicable';
  }
}

export function managedBy(row: TaskRow): string | undefined {
  return observedIn(row.finding)?.managed;
}

export function needsAttention(row: TaskRow): boolean {
  return row.finding.kind === 'noncompliant' || row.finding.kind === 'unknown';
}

const WORST_FIRST: readonly Status[] = ['exposed', 'attention', 'unknown'];

/** Everything that needs a look, worst first, in the order of the catalogue within. */
export function worstRows(rows: readonly TaskRow[]): readonly TaskRow[] {
  return WORST_FIRST.flatMap((status) =>
    rows.filter((row) => statusOf(row.finding, row.severity) === status && !isDependent(row, rows)),
  );
}

/** What the headline is about. */
export type Situation =
  | { readonly kind: 'nothing-checked' }
  | { readonly kind: 'first-check' }
  | { readonly kind: 'reachable' | 'exposed' | 'attention' | 'unknown'; readonly count: number }
  | { readonly kind: 'nothing-asked-for' }
  | { readonly kind: 'hardened' };

export function situationOf(snapshot: Snapshot | undefined): Situation {
  const checked = snapshot?.checked;
  if (checked === undefined) {
    return snapshot === undefined || snapshot.activity.kind === 'probing'
      ? { kind: 'first-check' }
      : { kind: 'nothing-checked' };
  }
  const worst = worstRows(checked.rows);
  const exposed = worst.filter((row) => statusOf(row.finding, row.severity) === 'exposed');
  const attention = worst.filter((row) => statusOf(row.finding, row.severity) === 'attention');
  if (exposed.length > 0) {
    const reachable = exposed.every(({ area }) => area !== 'Integrity' && area !== 'Watch');
    return { kind: reachable ? 'reachable' : 'exposed', count: exposed.length };
  }
  if (attention.length > 0) return { kind: 'attention', count: attention.length };
  if (worst.length > 0) return { kind: 'unknown', count: worst.length };
  return checked.overall === 'hardened' ? { kind: 'hardened' } : { kind: 'nothing-asked-for' };
}

/** What the line under the popover's rows counts. */
export function remainder(
  rows: readonly TaskRow[],
  shown: number,
): { readonly toLookAt: number; readonly fine: number } {
  return {
    toLookAt: Math.max(0, worstRows(rows).length - shown),
    fine: rows.filter(({ finding }) => finding.kind === 'compliant').length,
  };
}

/** The areas that have tasks, in the order of the sidebar. */
export function areasOf(rows: readonly TaskRow[]): readonly { readonly area: Area; readonly attention: number }[] {
  return AREAS.flatMap((area) => {
    const inArea = rows.filter((row) => row.area === area);
    return inArea.length === 0 ? [] : [{ area, attention: inArea.filter(needsAttention).length }];
  });
}

/** Rows of one area, or of all, grouped in the order of the sidebar. */
export function groupsOf(
  rows: readonly TaskRow[],
  only: Area | undefined,
): readonly { readonly area: Area; readonly rows: readonly TaskRow[] }[] {
  return areasOf(rows)
    .filter(({ area }) => only === undefined || area === only)
    .map(({ area }) => ({ area, rows: rows.filter((row) => row.area === area) }));
}

export function watchOf(snapshot: Snapshot | undefined, taskId: string): Watch | undefined {
  return snapshot?.watches.findLast((watch) => watch.taskId === taskId);
}

/** The latest changes that stand, newest first. */
export function recentChanges(history: History, count: number) {
  return newestFirst(history)
    .flatMap((run) => run.rows.map((row) => ({ run: run.number, purpose: run.purpose, at: run.at, row })))
    .filter(({ row }) => row.outcome === 'verified')
    .slice(0, count);
}

export function newestFirst(history: History): History['runs'] {
  return [...history.runs].sort((a, b) => b.number - a.number);
}

const GROUPS = ['back', 'safe', 'interrupts', 'locks-out'] as const;
export type ReviewGroup = (typeof GROUPS)[number];

/**
 * The rows of a review by what they may do to the person.
 *
 * On the way back a "safe" change opens again what it had closed, so there it is not called safe.
 */
export function reviewGroups(rows: readonly PlanRow[], purpose: PlanPreview['purpose']) {
  const groupOf = (row: PlanRow): ReviewGroup => {
    if (row.guarded && mayLockOut(row)) return 'locks-out';
    return purpose === 'rollback' ? 'back' : row.guarded && row.risk === 'safe' ? 'interrupts' : row.risk;
  };
  return GROUPS.map((group) => ({ group, rows: rows.filter((row) => groupOf(row) === group) })).filter(
    (one) => one.rows.length > 0,
  );
}

/** Whether a guarded row may cost the person control of this Mac, and not only others a service. */
export function mayLockOut({ risk, guards }: PlanRow): boolean {
  return guards.length === 0 ? risk === 'locks-out' : guards.some(({ kind }) => kind !== 'needed-service');
}

/** True while something is being changed: nothing else may be begun then. */
export function isChanging(snapshot: Snapshot | undefined): boolean {
  return snapshot?.activity.kind === 'changing';
}

/** Changes whenever something that the history tells may have changed. */
export function historyKey(snapshot: Snapshot | undefined): string {
  if (snapshot === undefined) return '';
  const { activity, lastRun, recovered, readOnly } = snapshot;
  return JSON.stringify([activity.kind === 'changing', lastRun?.number, lastRun?.titles, recovered.length, readOnly]);
}
