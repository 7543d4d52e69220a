import type { ConnectionRow } from '../shared/exposure-views';
import {
  CONNECTION_COLUMNS,
  type ConnectionColumn,
  type ConnectionPart,
  directionWords,
  stateWords,
} from './connection-words';

export interface ConnectionSort {
  readonly by: ConnectionColumn;
  readonly down: boolean;
}

/** The places that always have a choice; others have one where something is there. */
const PLACES = ['Internet', 'Local network', 'This Mac'] as const;

const NUMERIC = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function partsOf(rows: readonly ConnectionRow[]): readonly ConnectionPart[] {
  const others = [...new Set(rows.map(({ where }) => where))].filter((where) => !PLACES.some((one) => one === where));
  return [
    'all',
    'incoming',
    ...[...PLACES, ...others.toSorted(NUMERIC.compare)].map((where) => `at ${where}` as const),
  ];
}

/** The connections that pass, in the order of one column; those that are equal there by program and other end. */
export function shownConnections(
  rows: readonly ConnectionRow[],
  { search, part, sort }: { readonly search: string; readonly part: ConnectionPart; readonly sort: ConnectionSort },
): readonly ConnectionRow[] {
  const wanted = search.trim().toLowerCase();
  const passes = (row: ConnectionRow): boolean =>
    (part === 'all' || (part === 'incoming' ? row.incoming : part === `at ${row.where}`)) &&
    (wanted === '' || CONNECTION_COLUMNS.some((column) => cellText(row, column).toLowerCase().includes(wanted)));
  const order = (one: ConnectionRow, other: ConnectionRow): number =>
    (sort.down ? -1 : 1) * NUMERIC.compare(cellText(one, sort.by), cellText(other, sort.by)) ||
    NUMERIC.compare(one.program, other.program) ||
    NUMERIC.compare(one.remote, other.remote) ||
    NUMERIC.compare(one.id, other.id);
  return rows.filter(passes).toSorted(order);
}

/** What stands in a cell, and what is searched in. */
export function cellText(row: ConnectionRow, column: ConnectionColumn): string {
  switch (column) {
    case 'program':
      return row.pid === undefined ? row.program : `${row.program} ${row.pid}`;
    case 'remote':
      return row.remote;
    case 'where':
      return row.where;
    case 'direction':
      return directionWords(row);
    case 'local':
      return row.local;
    case 'state':
      return stateWords(row);
  }
}
