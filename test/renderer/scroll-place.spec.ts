import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedPlace, type ScrollPlace } from '../../src/renderer/scroll-place';

const ROW_HEIGHT = 24;
const place = (rows: readonly number[], more: Partial<ScrollPlace<number>> = {}): ScrollPlace<number> => ({
  rows,
  origin: 'one',
  top: 0,
  shift: 0,
  turn: 0,
  follows: false,
  ...more,
});
const moved = (from: ScrollPlace<number>, rows: readonly number[], origin = 'one', follow = false) =>
  movedPlace(from, { rows, origin, keyOf: (row) => row, rowHeight: ROW_HEIGHT, follow });

/** Rows in rising order and without doubles, as a log has them. */
const numbers = fc
  .uniqueArray(fc.nat(500), { minLength: 1, maxLength: 80 })
  .map((all) => all.toSorted((a, b) => a - b));

describe('the place of a list', () => {
  it('keeps the first visible row that is still there where it is, whatever comes and goes', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.nat(2_000), (before, after, far) => {
        const top = 1 + (far % (before.length * ROW_HEIGHT));
        const next = moved(place(before, { top }), after);
        const first = Math.floor(top / ROW_HEIGHT);
        const survivor = before.slice(first).find((row) => after.includes(row));
        if (survivor === undefined) return next.shift === 0;
        const was = before.indexOf(survivor) * ROW_HEIGHT - top;
        const is = after.indexOf(survivor) * ROW_HEIGHT - (top + Number(next.shift));
        return was === is;
      }),
    );
  });

  it('stays at the very top, so that what is new above is seen', () => {
    expect(moved(place([5, 6]), [1, 2, 5, 6])).toMatchObject({ top: 0, shift: 0 });
  });

  it('does not move a list that follows its end: the end decides', () => {
    const next = moved(place([1, 2, 3], { top: 48, follows: true }), [2, 3, 4]);
    expect(next).toMatchObject({ shift: 0, follows: true, turn: 1 });
  });

  it('begins anew when the list is about something else', () => {
    const next = moved(place([1, 2, 3], { top: 48 }), [1, 2, 3], 'two', true);
    expect(next).toMatchObject({ top: 0, shift: 'origin', follows: true, origin: 'two' });
  });

  it('is the same as long as nothing has changed', () => {
    const now = place([1, 2, 3], { top: 30 });
    expect(moved(now, now.rows)).toBe(now);
  });
});
