import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalEvent } from '../../src/core/journal';
import { runsIn } from '../../src/core/journal';
import {
  begunAnew,
  begunAnewInWords,
  headOf,
  NOTHING_BEFORE,
  parseReceipt,
  type RunReceipt,
  whyIncomplete,
} from '../../src/core/receipts';
import { declined, planned } from '../platform/journal-events';
import { fc } from './fixed-chance';

const DAY_MS = 24 * 3600 * 1000;
const operation = (number: number): string => number.toString(16).padStart(32, '0');
const hash = (number: number, world = 0): string => `${world}${number}`.padStart(64, 'f');

/** A journal whose chain holds, as far as core is concerned: each entry has a hash of its own. */
function journalOf(events: readonly JournalEvent[], world = 0): readonly JournalEntry[] {
  return events.map((event, index) => ({
    schema: 'batten.journal/1',
    sequence: index + 1,
    at: '2026-11-22T10:00:00.000Z',
    previous: index === 0 ? NOTHING_BEFORE : hash(index, world),
    hash: hash(index + 1, world),
    event,
  }));
}

/** Runs that were each declined in the end; and what root would have logged of each, had it begun. */
const eventsOf = (runs: number): readonly JournalEvent[] =>
  Array.from({ length: runs }, (_, index) => [
    planned(index + 1, `plan-${index + 1}`, operation(index + 1)),
    declined(index + 1),
  ]).flat();
const receiptsOf = (runs: number, world = 0): readonly RunReceipt[] =>
  Array.from({ length: runs }, (_, index) => ({
    operationId: operation(index + 1),
    begunAt: Date.UTC(2026, 10, 20) + index * DAY_MS,
    uid: 501,
    head: index === 0 ? NOTHING_BEFORE : hash(2 * index, world),
  }));

describe('the first lines of a log of root', () => {
  const text = `BEGUN 1763800000\nSEAL 501 ${'a'.repeat(64)}\nBEGIN 1\n`;

  it('are a receipt', () => {
    expect(parseReceipt(operation(1), text)).toEqual({
      operationId: operation(1),
      begunAt: 1_763_800_000_000,
      uid: 501,
      head: 'a'.repeat(64),
    });
  });

  it.each([
    ['nothing', ''],
    ['a log that is only begun', 'BEGUN 1763800000\n'],
    ['a seal that is not whole', text.slice(0, 60)],
    ['a seal without its line end', text.slice(0, 'BEGUN 1763800000\n'.length + 'SEAL 501 '.length + 64)],
    ['the log of a script that was run by hand', 'BEGUN 1763800000\nBEGIN 1\n'],
    ['a seal in another place', `BEGUN 1763800000\nBEGIN 1\nSEAL 501 ${'a'.repeat(64)}\n`],
    ['a shorter hash', text.replace('aa', 'a')],
    ['capital digits', text.replace('a', 'A')],
    ['a uid that is no number', text.replace('501', '-1')],
    ['something before it', ` ${text}`],
  ])('are none where there is %s', (_, wrong) => {
    expect(parseReceipt(operation(1), wrong)).toBeUndefined();
  });

  it('are read without a throw, whatever they are', () => {
    fc.assert(fc.property(fc.string(), (any) => parseReceipt(operation(1), any) === undefined));
    const far = parseReceipt(operation(1), text.replace('1763800000', '9'.repeat(11)));
    expect(whyIncomplete([], far === undefined ? [] : [far])).toContain('that the journal does not contain');
  });
});

describe('a journal compared with receipts', () => {
  const entries = journalOf(eventsOf(3));
  const receipts = receiptsOf(3);

  it('is complete when it tells of each after what was sealed', () => {
    expect(whyIncomplete(entries, receipts)).toBeUndefined();
    expect(whyIncomplete(entries, [])).toBeUndefined();
    expect(whyIncomplete([], [])).toBeUndefined();
    expect(headOf(entries)).toBe(hash(6));
    expect(headOf([])).toBe(NOTHING_BEFORE);
  });

  it('is incomplete at every length at which a run is missing, and only there', () => {
    for (let length = 0; length <= entries.length; length += 1) {
      const plannedRuns = Math.ceil(length / 2);
      const why = whyIncomplete(entries.slice(0, length), receipts);
      expect([length, why === undefined]).toEqual([length, plannedRuns === 3]);
    }
    expect(whyIncomplete(entries.slice(0, 4), receipts)).toBe(
      "root's receipts tell of a run on 2026-11-22 that the journal does not contain; it was replaced or shortened",
    );
    expect(whyIncomplete([], receipts)).toBe(
      "root's receipts tell of 3 runs, the first on 2026-11-20, that the journal does not contain; it was replaced or shortened",
    );
  });

  it('is rewritten when it tells of every run in a chain of another make', () => {
    expect(whyIncomplete(journalOf(eventsOf(3), 1), receipts)).toBe(
      "root's receipts tell that the journal held something else before 2 runs, the first on 2026-11-21; it was rewritten",
    );
  });

  it('is rewritten when a run stands before what its script has sealed', () => {
    const [first, second, ...rest] = entries;
    if (first === undefined || second === undefined) throw new Error('There are no entries');
    const later = { ...receipts[0], head: second.hash } as RunReceipt;
    expect(whyIncomplete([first, second, ...rest], [later])).toContain('it was rewritten');
  });

  it('does not count what a new journal knowingly leaves behind, and only its first entry can do so', () => {
    const left: JournalEvent = { kind: 'begun-anew', leftBehind: [operation(1), operation(2)] };
    expect(whyIncomplete(journalOf([left]), receipts.slice(0, 2))).toBeUndefined();
    expect(whyIncomplete(journalOf([left]), receipts)).toContain('a run on 2026-11-22');
    expect(whyIncomplete(journalOf([declined(1), left]), receipts.slice(0, 2))).toContain('2 runs');
  });
});

describe('a journal begun anew', () => {
  it('says when, and how many runs are only in the receipts', () => {
    const words = (leftBehind: readonly string[]): string | undefined => {
      const begun = begunAnew(journalOf([{ kind: 'begun-anew', leftBehind }, ...eventsOf(1)]));
      return begun && begunAnewInWords(begun);
    };
    expect(words([])).toBe('Started anew on 2026-11-22.');
    expect(words([operation(1)])).toBe("Started anew on 2026-11-22; 1 earlier run is only in root's receipts.");
    expect(words([operation(1), operation(2)])).toContain('2 earlier runs are only');
    expect(begunAnew(journalOf(eventsOf(1)))).toBeUndefined();
  });

  it('holds the runs after its beginning and no other', () => {
    const entries = journalOf([{ kind: 'begun-anew', leftBehind: [operation(9)] }, ...eventsOf(2)]);
    expect(runsIn(entries).map(({ number }) => number)).toEqual([1, 2]);
  });
});
