/** What tells one row of a list from the others. */
export type Key = string | number;

/** Where a list of rows of one height is scrolled to. */
export interface ScrollPlace<Row> {
  readonly rows: readonly Row[];
  /** What the list is about; see `movedPlace`. */
  readonly origin: string;
  /** Pixels above what is visible, as far as known; of no meaning while it follows. */
  readonly top: number;
  /** How far the list has yet to be scrolled for the latest rows, in pixels, or that it begins anew. */
  readonly shift: number | 'origin';
  /** Rises with each change of the rows. */
  readonly turn: number;
  /** The end stays in sight. */
  readonly follows: boolean;
}

/**
 * The place for new rows: the first visible row that is still there stays where it is.
 *
 * At the very top the list stays at the top, so that what is new above is seen. With another `origin` it begins anew.
 */
export function movedPlace<Row>(
  place: ScrollPlace<Row>,
  {
    rows,
    origin,
    keyOf,
    rowHeight,
    follow,
  }: {
    readonly rows: readonly Row[];
    readonly origin: string;
    readonly keyOf: (row: Row) => Key;
    readonly rowHeight: number;
    readonly follow: boolean;
  },
): ScrollPlace<Row> {
  if (place.origin !== origin) {
    return { rows, origin, top: 0, shift: 'origin', turn: place.turn + 1, follows: follow };
  }
  if (place.rows === rows) return place;
  const shift = place.follows || place.top === 0 ? 0 : shiftOf(place, rows, keyOf, rowHeight);
  return { ...place, rows, top: Math.max(0, place.top + shift), shift, turn: place.turn + 1 };
}

function shiftOf<Row>(
  { rows: before, top }: ScrollPlace<Row>,
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  rowHeight: number,
): number {
  const places = new Map(rows.map((row, index) => [keyOf(row), index]));
  for (let at = Math.floor(top / rowHeight); at < before.length; at += 1) {
    const row = before[at];
    const now = row === undefined ? undefined : places.get(keyOf(row));
    if (now !== undefined) return (now - at) * rowHeight;
  }
  return 0;
}
