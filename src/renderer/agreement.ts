import type { PlanRow } from '../shared/ipc-contract';

/** By guarded task that the person ticked: all that was said against it when they did. */
export type Agreement = ReadonlyMap<string, readonly string[]>;

/**
 * The rows to un-tick: those that are guarded, unless the person ticked them knowing all that is said now.
 *
 * With them go the rows that have no effect without one of them: they would take it along. Whoever ticks such a row,
 * knowing, has agreed to both.
 */
export function toUntick(rows: readonly PlanRow[], agreed: Agreement): readonly string[] {
  const refused = rows.filter((row) => {
    const known = agreed.get(row.taskId);
    return row.guarded && saidAgainst(row).some((words) => known?.includes(words) !== true);
  });
  const isRefused = ({ taskId, needs }: PlanRow): boolean =>
    refused.some((one) => one.taskId === taskId || one.taskId === needs);
  return rows.filter((row) => isRefused(row) && row.takenAlong === undefined).map(({ taskId }) => taskId);
}

/** What is agreed to once a row is ticked: all that is on screen about it, and about the row that it takes along. */
export function agreedBy(taskId: string, seen: ReadonlyMap<string, PlanRow>, before: Agreement): Agreement {
  const row = seen.get(taskId);
  const along = row?.needs === undefined ? undefined : seen.get(row.needs);
  const added = [row, along].flatMap((one) => (one === undefined ? [] : [[one.taskId, saidAgainst(one)] as const]));
  return new Map([...before, ...added]);
}

/** What is said against a guarded row; what it costs where nothing in particular is. */
function saidAgainst({ guarded, guards, cost }: PlanRow): readonly string[] {
  if (!guarded) return [];
  return guards.length === 0 ? [cost] : guards.map(({ consequence }) => consequence);
}
