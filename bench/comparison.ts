/** Several measurements of one thing. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export type Unit = 'ms' | 'MB' | 'MB/s' | 'kB';

/** One line of the report: what was measured, against what, and whether the target is met. */
export interface Comparison {
  readonly measure: string;
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Spread;
  readonly against: { readonly what: string } & Spread;
  /** How many times the reference: a ratio of each pair, measured right after each other. */
  readonly ratio: Spread;
  readonly target?: { readonly words: string; readonly met: boolean };
}

/** What was measured one right after the other, so that whatever else the computer did touches both. */
export type Pair = readonly [ours: number, against: number];

export interface ComparisonInput {
  readonly measure: string;
  readonly what: string;
  readonly against: string;
  readonly unit: Unit;
  readonly pairs: readonly Pair[];
  readonly target?: Target;
}

export interface Target {
  readonly words: string;
  readonly isMet: (medians: { readonly ratio: number; readonly ours: number; readonly against: number }) => boolean;
}

export const atMostTimes = (limit: number): Target => ({
  words: `at most ${limit} ×`,
  isMet: ({ ratio }) => ratio <= limit,
});

export const atLeastTimesFaster = (limit: number): Target => ({
  words: `at most 1/${limit} of it`,
  isMet: ({ ratio }) => ratio <= 1 / limit,
});

export const atMost = (limit: number, unit: Unit): Target => ({
  words: `at most ${limit} ${unit}`,
  isMet: ({ ours }) => ours <= limit,
});

/** Both must hold. */
export const bothOf = (one: Target, other: Target): Target => ({
  words: `${one.words}, ${other.words}`,
  isMet: (medians) => one.isMet(medians) && other.isMet(medians),
});

export function compare({ measure, what, against, unit, pairs, target }: ComparisonInput): Comparison {
  const ours = spread(pairs.map(([one]) => one));
  const reference = spread(pairs.map(([, other]) => other));
  // A speed is better when it is higher: the ratio is always one of times, sizes or amounts.
  const ratio = spread(pairs.map(([one, other]) => (unit === 'MB/s' ? other / one : one / other)));
  const medians = { ratio: ratio.median, ours: ours.median, against: reference.median };
  return {
    measure,
    what,
    unit,
    ours,
    against: { what: against, ...reference },
    ratio,
    ...(target === undefined ? {} : { target: { words: target.words, met: target.isMet(medians) } }),
  };
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/**
 * Measures the given things in turn, `rounds` times after one round that does not count.
 *
 * Every other round goes backwards, so that nothing profits from always being second.
 */
export async function inTurn<const Names extends string>(
  rounds: number,
  things: Readonly<Record<Names, () => Promise<number> | number>>,
): Promise<Readonly<Record<Names, number>>[]> {
  const names = Object.keys(things) as Names[];
  const all: Record<Names, number>[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const found: Partial<Record<Names, number>> = {};
    for (const name of round % 2 === 0 ? names : names.toReversed()) found[name] = await things[name]();
    if (round > 0) all.push(found as Record<Names, number>);
  }
  return all;
}

export async function milliseconds(act: () => unknown): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}
