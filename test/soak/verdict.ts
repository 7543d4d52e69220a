import type { Sample } from './day';

type Measure = Exclude<keyof Sample, 'at'>;

const MEGABYTE = 1024 * 1024;

/**
 * By how much each may grow over as many scans as a day has minutes, by the straight line that fits the samples best.
 *
 * What is counted must not grow at all: a half is what a line through whole numbers may be off. The heap grows by what the
 * engine compiles, for hours, and by nothing else (two heap snapshots 1,400 scans apart differ in code only); what the
 * system gives a process moves most.
 */
const GROWTH_A_DAY: Readonly<Record<Measure, number>> = {
  heap: 3 * MEGABYTE,
  rss: 32 * MEGABYTE,
  descriptors: 0.5,
  children: 0.5,
  zombies: 0.5,
  orphans: 0.5,
  handles: 0.5,
  processListeners: 0.5,
  signalListeners: 0.5,
  subscriptions: 0.5,
  warnings: 0.5,
};

/** What must be there at no sample at all. */
const NEVER: readonly Measure[] = ['children', 'zombies', 'orphans', 'signalListeners', 'subscriptions', 'warnings'];

export const MEASURES = Object.keys(GROWTH_A_DAY) as readonly Measure[];
export const SCANS_A_DAY = 1_440;

export interface Judged {
  readonly measure: Measure;
  readonly growthADay: number;
  readonly bound: number;
  readonly isFlat: boolean;
}

/** Whether what is counted stays as it is: these are facts, on however short a run. */
export function troublesIn(samples: readonly Sample[]): readonly string[] {
  const [first] = samples;
  if (first === undefined) return ['nothing was measured'];
  const counted = MEASURES.filter((measure) => measure !== 'heap' && measure !== 'rss');
  return samples.flatMap((sample) =>
    counted.flatMap((measure) => {
      const allowed = NEVER.includes(measure) ? 0 : first[measure];
      return sample[measure] <= allowed
        ? []
        : [`${measure}: ${sample[measure]} after ${sample.at}, at most ${allowed} allowed`];
    }),
  );
}

/** Judges how each measure grows from the first sample that counts: before it, code is compiled and caches fill. */
export function judgeGrowth(samples: readonly Sample[], warmUp: number): readonly Judged[] {
  const counting = samples.filter(({ at }) => at >= warmUp);
  return MEASURES.map((measure) => {
    const growthADay = slopeOf(counting.map((sample) => [sample.at, sample[measure]])) * SCANS_A_DAY;
    const bound = GROWTH_A_DAY[measure];
    return { measure, growthADay, bound, isFlat: growthADay <= bound };
  });
}

/** The slope of the straight line with the least squares; NaN, which is never flat, where there are not two points. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, value]) => value)];
  return mean(([at, value]) => (at - x) * (value - y)) / mean(([at]) => (at - x) ** 2);
}
