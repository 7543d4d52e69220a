import type { CommandResult } from '../../src/core/command';
import { atMostTimes, bothOf, type Comparison, compare, inTurn, type Target } from '../comparison';
import { HOSTILE_HEADS, HOSTILE_LINES } from '../inputs/hostile';
import { LARGE_ANSWERS } from '../inputs/large';
import { PARSERS } from '../inputs/parsers';

const MEASURE = 'Parsers';
/** What the command runner lets through at most. */
const LARGEST_BYTES = 1024 * 1024;
const REPEATS = 15;

/** The runner gives a parser at most 1 MB: at this speed that is a tenth of a second. */
const FAST_ENOUGH: Target = {
  words: 'at least 10 MB/s',
  isMet: ({ ours }) => ours >= 10,
};

/** Each parser over a large answer of the kind it reads, against turning the same bytes into text or into JSON. */
export async function measureParsers(rounds: number): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const { what, text, json, parse } of LARGE_ANSWERS) {
    const bytes = Buffer.from(text);
    const perMs = (bytes.length * REPEATS) / 1e6;
    const check = parse(exited(text));
    if (check.kind !== 'read') throw new Error(`${what} was not understood: ${check.reason}`);
    const reference = json ? (fresh: string): unknown => JSON.parse(fresh) : undefined;
    const times: (readonly [ours: number, against: number])[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const pair = timesOver(bytes, (fresh) => parse(exited(fresh)), reference);
      if (round > 0) times.push(pair);
    }
    const speed = (time: number): number => (perMs / time) * 1000;
    comparisons.push(
      compare({
        measure: MEASURE,
        what,
        against: json ? 'JSON.parse' : 'decoding the bytes',
        unit: 'MB/s',
        pairs: times.map(([ours, against]) => [speed(ours), speed(against)]),
        target: json ? bothOf(FAST_ENOUGH, atMostTimes(2.5)) : FAST_ENOUGH,
      }),
    );
  }
  return [...comparisons, await measureHostile(rounds)];
}

/** Both sides take turns within a round, each on a fresh text: the engine keeps what it found out about one it has seen. */
function timesOver(
  bytes: Buffer,
  act: (text: string) => unknown,
  reference?: (text: string) => unknown,
): readonly [ours: number, against: number] {
  let ours = 0;
  let against = 0;
  for (let round = 0; round < REPEATS; round += 1) {
    const decoding = elapsed(() => bytes.toString('utf8'));
    const [first, second] = [bytes.toString('utf8'), bytes.toString('utf8')];
    ours += elapsed(() => act(first));
    against += reference === undefined ? decoding : elapsed(() => reference(second));
  }
  return [ours, against];
}

function elapsed(act: () => unknown): number {
  const begun = performance.now();
  act();
  return performance.now() - begun;
}

interface Hostile {
  readonly name: string;
  readonly took: number;
  readonly run: (bytes: number) => number;
}

const TOO_LONG_MS = 250;

/**
 * The most expensive answer found among many made to be expensive: its cost must grow with its length, not faster.
 *
 * Begins short and keeps the worst at each length, since a pattern gone wrong takes minutes for a few kilobytes.
 */
async function measureHostile(rounds: number): Promise<Comparison> {
  let worst = allHostile();
  for (const [bytes, kept] of [
    [512, 400],
    [4096, 60],
    [32_768, 10],
    [131_072, 3],
  ] as const) {
    worst = worst
      .map((one) => ({ ...one, took: Math.min(one.run(bytes), one.run(bytes)) }))
      .toSorted((one, other) => other.took - one.took)
      .slice(0, kept);
    const [first] = worst;
    if (first && first.took > TOO_LONG_MS) return gaveUp(first, bytes);
  }
  const [slowest] = worst;
  if (!slowest) throw new Error('There are no hostile answers');
  const times = await inTurn(rounds, {
    whole: () => slowest.run(LARGEST_BYTES),
    quarter: () => slowest.run(LARGEST_BYTES / 4),
  });
  return compare({
    measure: MEASURE,
    what: `1 MB made to be slow (worst: ${slowest.name})`,
    against: 'a quarter of it',
    unit: 'ms',
    pairs: times.map(({ whole, quarter }) => [whole, quarter]),
    target: atMostTimes(8),
  });
}

function gaveUp({ name, took, run }: Hostile, bytes: number): Comparison {
  return compare({
    measure: MEASURE,
    what: `${bytes} bytes made to be slow (worst: ${name})`,
    against: 'a quarter of it',
    unit: 'ms',
    pairs: [[took, run(bytes / 4)]],
    target: { words: `at most ${TOO_LONG_MS} ms`, isMet: () => false },
  });
}

function allHostile(): readonly Hostile[] {
  return Object.entries(PARSERS).flatMap(([name, parse]) =>
    HOSTILE_HEADS.flatMap((head) =>
      HOSTILE_LINES.flatMap((line) =>
        [0, 1].map((exitCode) => ({
          name,
          took: 0,
          run: (bytes: number) => {
            const text = head + line.repeat(Math.ceil(bytes / line.length));
            const begun = performance.now();
            parse({ kind: 'exited', exitCode, stdout: text, stderr: '' });
            return performance.now() - begun;
          },
        })),
      ),
    ),
  );
}

function exited(stdout: string): CommandResult {
  return { kind: 'exited', exitCode: 0, stdout, stderr: '' };
}
