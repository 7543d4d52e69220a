import { describe, expect, it } from 'vitest';
import { outputOf, startProcess } from '../platform/bundled';
import { temporaryFolder } from '../platform/temporary-folder';
import type { Day, Sample } from './day';
import { judgeGrowth, MEASURES, slopeOf, SCANS_A_DAY, troublesIn } from './verdict';

/** `npm run soak` is the whole day; this much of it must be free of what can be counted. */
describe('two hours of scans every minute, in one process', () => {
  it('leave no process, descriptor, timer or listener behind', { timeout: 180_000 }, async () => {
    // In a process of its own: Vitest has timers and pipes, too.
    const child = startProcess(
      temporaryFolder(),
      `import { soakDay } from './test/soak/day';
      soakDay({ scans: 120, every: 40, realEvery: 20, openings: 20 }).then((day) => console.log(JSON.stringify(day)));`,
    );
    const day = JSON.parse(await outputOf(child)) as Day;
    expect(day.scans.map(({ at }) => at)).toEqual([40, 80, 120]);
    expect(day.openings.map(({ at }) => at)).toEqual([4, 8, 12, 16, 20]);
    expect(troublesIn(day.scans)).toEqual([]);
    expect(troublesIn(day.openings)).toEqual([]);
    // Programs really ran, and really went wrong.
    expect(day.real.scans).toBe(6);
    expect(day.real.unknown).toBeGreaterThan(6);
  });
});

const QUIET: Sample = Object.fromEntries([...MEASURES, 'at'].map((name) => [name, 0])) as unknown as Sample;
const after = (at: number, more: Partial<Sample> = {}): Sample => ({ ...QUIET, heap: 10e6, rss: 90e6, at, ...more });

describe('the verdict of a soak', () => {
  it('is that nothing grows where nothing does', () => {
    const samples = [60, 120, 180, 240].map((at) => after(at, { descriptors: 20, handles: 3 }));
    expect(troublesIn(samples)).toEqual([]);
    expect(judgeGrowth(samples, 0).filter(({ isFlat }) => !isFlat)).toEqual([]);
  });

  it.each(MEASURES)('sees %s grow', (measure) => {
    const step = measure === 'heap' || measure === 'rss' ? 4e6 : 1;
    const samples = [60, 120, 180, 240].map((at) => after(at, { [measure]: 10e6 + (at / 60) * step }));
    const grown = judgeGrowth(samples, 0).filter(({ isFlat }) => !isFlat);
    expect(grown.map((one) => one.measure)).toEqual([measure]);
    expect(grown[0]?.growthADay).toBeCloseTo((step / 60) * SCANS_A_DAY);
    if (step === 1) expect(troublesIn(samples)).not.toEqual([]);
  });

  it('takes no child, zombie or listener for normal because it was there from the beginning', () => {
    for (const measure of ['children', 'zombies', 'orphans', 'signalListeners', 'warnings'] as const) {
      expect(troublesIn([after(60, { [measure]: 1 }), after(120, { [measure]: 1 })])).toHaveLength(2);
    }
  });

  it('is no verdict where nothing, or one thing, was measured', () => {
    expect(troublesIn([])).toEqual(['nothing was measured']);
    expect(judgeGrowth([after(60)], 0).some(({ isFlat }) => isFlat)).toBe(false);
    expect(slopeOf([[1, 5], [2, 7], [3, 9]])).toBeCloseTo(2); // prettier-ignore
  });
});
