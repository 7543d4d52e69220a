import type { TaskRow } from './snapshot';

/** True for a row whose trouble is the trouble of another: stealth mode while the firewall is off. */
export function isDependent(row: TaskRow, rows: readonly TaskRow[]): boolean {
  if (row.needs === undefined || row.finding.kind !== 'noncompliant') return false;
  return rows.some(({ id, finding }) => id === row.needs && finding.kind === 'noncompliant');
}

/** Not as wanted, and not forced by somebody else: a plan can do something about it, or a person by hand. */
export function isFixable(row: TaskRow): boolean {
  return row.finding.kind === 'noncompliant' && row.finding.managed === undefined;
}
