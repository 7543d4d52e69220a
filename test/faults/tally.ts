import { type RunnerTestCase as Test, TestRunner } from 'vitest';

/** What `npm run test:faults` counts. */
export type Tallied = 'kill points' | 'file faults' | 'tamperings';

declare module 'vitest' {
  interface TaskMeta {
    tally?: Partial<Record<Tallied, { readonly tried: number; readonly lost: number }>>;
  }
}

/**
 * Adds to what the present test has tried; `scripts/faults.mjs` sums it over all tests.
 *
 * Call it before the expectation that can fail, so that a lost one is counted as lost and not tried.
 */
export function tally(kind: Tallied, tried: number, lost: number): void {
  const { meta } = TestRunner.getCurrentTest<Test>();
  const before = meta.tally?.[kind] ?? { tried: 0, lost: 0 };
  meta.tally = { ...meta.tally, [kind]: { tried: before.tried + tried, lost: before.lost + lost } };
}

/** Takes one back that was counted as lost when it was begun, for a test with one case and several expectations. */
export function survived(kind: Tallied): void {
  tally(kind, 0, -1);
}

/** The seed of the choices that a test makes: `node scripts/faults.mjs --seed N` gives another than the usual. */
export const SEED = Number(process.env['BATTEN_FAULTS_SEED'] ?? 20_261_122);

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32: enough to choose a byte, and the same on every computer.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
