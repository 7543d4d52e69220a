import { describe, expect, it } from 'vitest';
import { runEndWords, runStatus } from '../../src/renderer/review-words';
import { HISTORY } from './fixtures';

describe('a run that was not kept', () => {
  const [run] = HISTORY.runs;
  if (!run) throw new Error('no run');
  const rows = run.rows.map((row) => ({ ...row, outcome: 'not-applied' as const }));

  it('says why it was put back, and counts as nothing where everything stands as before', () => {
    expect(runEndWords({ ...run, end: 'verified' })).toBe('Carried out');
    const back = { ...run, end: 'verified', rows, reverted: 'nobody' } as const;
    expect(runEndWords(back)).toContain('nobody kept it');
    expect(runStatus(back)).toBe('not-applicable');
  });

  it('is no better than its worst row', () => {
    const [first, ...others] = rows;
    if (!first) throw new Error('no row');
    const left = { ...first, outcome: 'cannot-verify' as const };
    expect(runStatus({ ...run, end: 'verified', rows: [left, ...others], reverted: 'nobody' })).toBe('unknown');
  });
});
