import type { TaskRow } from './snapshot';

/** True for a row whose trouble is the trouble of another: stealth mode while the firewall is off. */
export function isDependent(row: TaskRow, rows: readonly TaskRow[]): boolean {
  if (row.needs === undefined || row.finding.kind !== 'noncompliant') return false;
  return rows.some(({ id, finding }) => id === row.needs && finding.kind === 'noncompliant');
}
