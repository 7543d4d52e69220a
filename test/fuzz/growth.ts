import { answer, type Chance, type Material } from './input';
import { endsInTime, type Finding } from './run-target';
import type { Target } from './target';

/** How an input is made longer: `head`, a piece many times, `tail`. */
export interface Pump {
  readonly head: string;
  readonly piece: string;
  readonly tail: string;
}

const SINGLE = [
  ' ',
  '\t',
  '\n',
  'a',
  '0',
  '"',
  "'",
  '\\',
  '{',
  '[',
  '(',
  '<',
  ':',
  ',',
  '.',
  '-',
  '/',
  '=',
  '*',
  '&',
  '#',
  ';',
  '%',
  '$',
];

/** One way to make an input longer: from a genuine one, from single signs, or from words of the trade. */
export function pumpOf(chance: Chance, { seeds, tokens }: Material): Pump {
  const text = chance.pick(seeds)?.stdout.slice(0, 4_000) ?? '';
  const lines = text.split('\n');
  const cut = chance.below(text.length + 1);
  const length = 1 + chance.below(chance.below(2) === 0 ? 6 : 60);
  const pieces = [
    () => chance.pick(SINGLE),
    () => chance.pick(tokens),
    () => `${chance.pick(lines) ?? ''}\n`,
    () => text.slice(cut, cut + length),
    () => `${chance.pick(tokens) ?? ''}${chance.pick(SINGLE) ?? ''}`,
  ];
  const heads = [() => '', () => text.slice(0, cut), () => lines.slice(0, chance.below(lines.length)).join('\n')];
  const tails = [() => '', () => text.slice(cut), () => '\u0001', () => 'x\n', () => '\n'];
  return {
    head: chance.pick(heads)?.() ?? '',
    piece: chance.pick(pieces)?.() ?? ' ',
    tail: chance.pick(tails)?.() ?? '',
  };
}

/** A text of at least so many characters. */
export function pumped({ head, piece, tail }: Pump, length: number): string {
  return head + piece.repeat(Math.ceil(length / Math.max(1, piece.length))) + tail;
}

const FIRST = 16 * 1024;
/** Below this a long input is quick enough, however its time grows. */
const WORTH_A_LOOK_MS = 15;

/** What the processor needs for a text, in milliseconds: the computer may be busy with other things. Infinite where it never ends. */
function millisecondsFor(target: Target, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const begun = process.cpuUsage();
    const ended = endsInTime(() => {
      try {
        target.run(answer(text));
      } catch {
        // A throw is the business of the other checks; here it is about time.
      }
    }, 60_000);
    const { user, system } = process.cpuUsage(begun);
    const took = (user + system) / 1000;
    // Ended by force after a minute of the clock, of which the processor may have been given a second.
    if (!ended) return took > 30_000 ? Number.POSITIVE_INFINITY : took;
    best = Math.min(best, took);
    if (best < WORTH_A_LOOK_MS / 2) break;
  }
  return best;
}

/** The times for 16 KiB, and for that doubled up to three times; shorter where a time is long already. */
function timesFor(target: Target, pump: Pump): readonly number[] {
  const times = [millisecondsFor(target, pumped(pump, FIRST))];
  for (let doubled = 1; doubled <= 3; doubled += 1) {
    const last = times.at(-1) ?? 0;
    if (last < WORTH_A_LOOK_MS / 4 || last > 2_000) break;
    times.push(millisecondsFor(target, pumped(pump, FIRST * 2 ** doubled)));
  }
  return times;
}

/** A target reads its input several times over; YAML of nothing but brackets takes a second for each 64 KiB. */
const TOO_LONG_MS = 8_000;

/** Whether times for an input that is doubled each time grow like a square, or are too long by themselves. */
export function growsTooFast(times: readonly number[]): boolean {
  const ratios = times.slice(1).map((time, index) => time / (times[index] ?? 1));
  const last = times.at(-1) ?? 0;
  return last > TOO_LONG_MS || (ratios.length >= 2 && ratios.slice(-2).every((ratio) => ratio > 3));
}

/**
 * Doubles an input, and says where its time grows by more than three times twice in a row, or ends beyond eight seconds.
 *
 * Times are the processor's and the shortest of three, and what looks slow is measured a second time from the beginning.
 * `n log n` stays well below the limit.
 */
export function growthOf(target: Target, pump: Pump): Finding | undefined {
  const first = millisecondsFor(target, pumped(pump, FIRST));
  if (first < WORTH_A_LOOK_MS) return undefined;
  // Four times as much: a square would take sixteen times as long.
  const fourfold = millisecondsFor(target, pumped(pump, FIRST * 4));
  if (fourfold < first * 8 && fourfold < TOO_LONG_MS) return undefined;
  if (!growsTooFast(timesFor(target, pump))) return undefined;
  const times = timesFor(target, pump);
  if (!growsTooFast(times)) return undefined;
  const words = times.map((time) => `${Math.round(time)} ms`).join(', ');
  const problem = `grows faster than its input: ${words} for 16 KiB and that doubled, by ${JSON.stringify(pump.piece.slice(0, 60))}`;
  return { target: target.name, problem, input: answer(pumped(pump, FIRST)) };
}
