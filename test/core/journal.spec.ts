import { describe, expect, it } from 'vitest';
import {
  type JournalEntry,
  type JournalEvent,
  lastUndoable,
  nextRunNumber,
  type RowResult,
  runsIn,
  undoable,
} from '../../src/core/journal';
import type { ChangePlan } from '../../src/core/plan';
import { EMPTY } from './every-change';

let sequence = 0;
function entry(event: JournalEvent): JournalEntry {
  sequence += 1;
  return { schema: 'batten.journal/1', sequence, at: `at ${sequence}`, previous: '', hash: '', event };
}

function planned(run: number, purpose: ChangePlan['purpose'] = { kind: 'apply' }): JournalEvent {
  const script = { sha256: 'c'.repeat(64), operationId: `${run}`.repeat(32).slice(0, 32), deadline: 1 };
  return { kind: 'planned', run, backend: 'sudo-prompt', plan: { ...EMPTY, purpose }, script };
}

function row(taskId: string, outcome: RowResult['outcome'], more: Partial<RowResult> = {}): RowResult {
  return { taskId, outcome, before: { on: false }, after: { on: true }, detail: '', ...more };
}

const runsOf = (...events: readonly JournalEvent[]) => runsIn(events.map(entry));

describe('the runs of a journal', () => {
  it('are open until they come to an end, which may be one of four', () => {
    const runs = runsOf(
      planned(1),
      planned(2),
      { kind: 'verified', run: 2, rows: [row('firewall', 'verified')] },
      planned(3),
      { kind: 'declined', run: 3, detail: 'no', rows: [row('firewall', 'not-applied')] },
      planned(4),
      { kind: 'failed', run: 4, reason: 'broken', rows: [] },
      planned(5),
      { kind: 'recovered', run: 5, rows: [row('firewall', 'cannot-verify')] },
    );
    expect(runs.map(({ number, end, detail }) => [number, end, detail])).toEqual([
      [1, 'open', ''],
      [2, 'verified', ''],
      [3, 'declined', 'no'],
      [4, 'failed', 'broken'],
      [5, 'recovered', ''],
    ]);
  });

  it('remember the script that was asked for, and when', () => {
    const [first] = runsOf(planned(7));
    expect(first).toMatchObject({ number: 7, operationId: '7'.repeat(32), scriptSha256: 'c'.repeat(64) });
    expect(first?.at).toMatch(/^at \d+$/);
  });

  it('stay open when the script was heard of and nothing more', () => {
    expect(runsOf(planned(1), { kind: 'ran', run: 1, report: { end: 'done', steps: [] } })[0]?.end).toBe('open');
  });

  it('know nothing of events about runs that were never planned', () => {
    expect(runsOf({ kind: 'verified', run: 3, rows: [row('firewall', 'verified')] })).toEqual([]);
  });

  it('are counted on from the highest number, whatever is missing', () => {
    expect(nextRunNumber([])).toBe(1);
    expect(nextRunNumber([planned(2), planned(9), planned(4)].map(entry))).toBe(10);
  });
});

describe('what can be taken back', () => {
  it('is everything but what was not applied, with its recorded values', () => {
    const rows = [row('a', 'verified'), row('b', 'not-applied'), row('c', 'changed'), row('d', 'cannot-verify')];
    const [run] = runsOf(planned(1), { kind: 'verified', run: 1, rows });
    expect(run && undoable(run)).toEqual(
      ['a', 'c', 'd'].map((taskId) => ({ taskId, before: { on: false }, after: { on: true } })),
    );
  });

  it('goes back from what the run itself left half-way', () => {
    const rows = [row('a', 'changed', { now: { on: 'half' }, left: { on: 'half' } })];
    const [run] = runsOf(planned(1), { kind: 'recovered', run: 1, rows });
    expect(run && undoable(run)).toEqual([{ taskId: 'a', before: { on: false }, after: { on: 'half' } }]);
  });

  it('is nothing for a rollback: that is taken back by applying again', () => {
    const [run] = runsOf(planned(1, { kind: 'rollback', of: 9 }), {
      kind: 'verified',
      run: 1,
      rows: [row('a', 'verified')],
    });
    expect(run && undoable(run)).toEqual([]);
  });

  it('loses what a later rollback has verifiably taken back, and nothing else', () => {
    const rows = ['a', 'b', 'c', 'd'].map((id) => row(id, 'verified'));
    const runs = runsOf(planned(1), { kind: 'verified', run: 1, rows }, planned(2, { kind: 'rollback', of: 1 }), {
      kind: 'verified',
      run: 2,
      rows: [row('a', 'verified'), row('b', 'not-applied'), row('c', 'changed'), row('d', 'cannot-verify')],
    });
    expect(runs[0]?.takenBack).toEqual(['a']);
    expect(runs[0] && undoable(runs[0]).map(({ taskId }) => taskId)).toEqual(['b', 'c', 'd']);
  });

  it('goes on from where a rollback was cut off', () => {
    const runs = runsOf(
      planned(1),
      { kind: 'verified', run: 1, rows: [row('a', 'verified'), row('b', 'verified')] },
      planned(2, { kind: 'rollback', of: 1 }),
      { kind: 'recovered', run: 2, rows: [row('a', 'changed', { left: { on: 'half' } }), row('b', 'verified')] },
    );
    expect(runs[0]?.takenBack).toEqual(['b']);
    expect(runs[0] && undoable(runs[0])).toEqual([{ taskId: 'a', before: { on: false }, after: { on: 'half' } }]);
  });

  it('is not lost to a rollback that was declined or failed, nor to one of another run', () => {
    const runs = runsOf(
      planned(1),
      { kind: 'verified', run: 1, rows: [row('a', 'verified')] },
      planned(2, { kind: 'rollback', of: 1 }),
      { kind: 'declined', run: 2, detail: '', rows: [row('a', 'not-applied')] },
      planned(3, { kind: 'rollback', of: 8 }),
      { kind: 'verified', run: 3, rows: [row('a', 'verified')] },
    );
    expect(runs[0] && undoable(runs[0]).map(({ taskId }) => taskId)).toEqual(['a']);
  });

  it('is offered for the latest run that has any of it', () => {
    const runs = runsOf(
      planned(1),
      { kind: 'verified', run: 1, rows: [row('a', 'verified')] },
      planned(2),
      { kind: 'verified', run: 2, rows: [row('b', 'not-applied')] },
      planned(3),
    );
    expect(lastUndoable(runs)?.number).toBe(1);
    expect(lastUndoable([])).toBeUndefined();
  });
});
