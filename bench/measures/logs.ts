import { execFileSync } from 'node:child_process'; // oxlint-disable-line no-restricted-imports -- peak memory is that of a whole process
import { join } from 'node:path';
import { createLogReader } from '../../src/core/log/log-reader';
import { atMostTimes, type Comparison, compare, type Pair, type Target } from '../comparison';
import { logBlocks } from '../inputs/log-lines';

const MEASURE = 'Logs';
const LINES = 1_000_000;
const FEWER_LINES = 100_000;
/** As many as a list in the app shows. */
export const KEPT = 2_000;

const FAST_ENOUGH: Target = {
  words: 'at least 0.8 × its speed',
  isMet: ({ ratio }) => ratio <= 1 / 0.8,
};

/** A million lines of a firewall log: how fast they are read, and how much memory that takes. */
export function measureLogs(rounds: number, folder: string): readonly Comparison[] {
  return [measureSpeed(rounds), ...measureMemory(Math.ceil(rounds / 4), folder)];
}

/**
 * The reader over pieces of text, against nothing but `JSON.parse` over the same lines, which were cut before.
 *
 * All lines go by once, a stretch of them in each round; within it both sides take turns, block by block, each with
 * texts that the engine has not seen.
 */
function measureSpeed(rounds: number): Comparison {
  const stretch = Math.ceil(LINES / rounds);
  const blocks = logBlocks(LINES + stretch);
  const pairs: Pair[] = [];
  const reader = createLogReader({ keep: KEPT });
  for (let round = 0; round <= rounds; round += 1) {
    const sums = { ours: 0, plain: 0, bytes: 0 };
    for (let lines = 0, turn = 0; lines < stretch; turn += 1) {
      const block = blocks.next().value;
      if (block === undefined) break;
      const cut = fresh(block).trimEnd().split('\n');
      lines += cut.length;
      sums.bytes += block.length;
      const objects = cut.filter((line) => line.startsWith('{')).map(fresh);
      const text = fresh(block);
      const ours = (): void => void (sums.ours += elapsed(() => reader.push(text)));
      const plain = (): void => void (sums.plain += elapsed(() => parseAll(objects)));
      for (const side of turn % 2 === 0 ? [ours, plain] : [plain, ours]) side();
    }
    const speed = (milliseconds: number): number => sums.bytes / 1e3 / milliseconds;
    if (round > 0) pairs.push([speed(sums.ours), speed(sums.plain)]);
  }
  const { unread, total } = reader.reading();
  if (unread > 0) throw new Error(`${unread} of ${total} lines were not understood`);
  return compare({
    measure: MEASURE,
    what: `${LINES} lines, events read and counted`,
    against: 'JSON.parse of each line',
    unit: 'MB/s',
    pairs,
    target: FAST_ENOUGH,
  });
}

function parseAll(lines: readonly string[]): void {
  for (const line of lines) JSON.parse(line);
}

/** A flat text of its own. */
function fresh(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function elapsed(act: () => void): number {
  const begun = performance.now();
  act();
  return performance.now() - begun;
}

/** The most memory that a process of its own ever had. */
function measureMemory(rounds: number, folder: string): readonly Comparison[] {
  const peak = (what: 'read' | 'parse', lines: number): number =>
    Number(execFileSync(process.execPath, [join(folder, 'log-memory.cjs'), what, String(lines)], { encoding: 'utf8' }));
  const times = Array.from({ length: rounds }, () => ({
    ours: peak('read', LINES),
    plain: peak('parse', LINES),
    fewer: peak('read', FEWER_LINES),
  }));
  const row = (against: string, other: 'plain' | 'fewer', target: Target): Comparison =>
    compare({
      measure: MEASURE,
      what: `${LINES} lines, the newest ${KEPT} kept: most memory`,
      against,
      unit: 'MB',
      pairs: times.map((one) => [one.ours, one[other]]),
      target,
    });
  return [
    row('JSON.parse of each line, nothing kept', 'plain', atMostTimes(1.5)),
    row(`${FEWER_LINES} lines`, 'fewer', atMostTimes(1.25)),
  ];
}
