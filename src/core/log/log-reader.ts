import { createLineSplitter } from './line-splitter';
import { createLogTally, type LogCounts, type LogTally } from './log-counts';
import { beginningOf, eventIn, type LogEvent } from './log-event';
import { createRing } from './ring';

/** Reads the log as it arrives, in pieces of any length. */
export interface LogReader {
  push(chunk: string): void;
  /** Reads what is left without a line break. */
  end(): void;
  /** Everything until now; may be asked for at any time. */
  reading(): LogReading;
}

/** What a reader has read. Every line is an event, noise, outside or unread: they add up to `total`. */
export interface LogReading {
  /** The newest ones, oldest first. */
  readonly events: readonly LogEvent[];
  /** Events that were counted and are no longer kept. */
  readonly dropped: number;
  readonly counts: LogCounts;
  /** Lines. */
  readonly total: number;
  readonly noise: number;
  /** Events that `accept` has refused; they are not in `counts`. */
  readonly outside: number;
  readonly unread: number;
  /** The beginnings of the first few lines that were not understood. */
  readonly unreadLines: readonly string[];
}

export interface LogReaderOptions {
  /** How many events are kept. */
  readonly keep: number;
  /** Given what each piece brought, in order, at most 500 at a time. */
  readonly onBatch?: (events: readonly LogEvent[]) => void;
  /** Whether an event belongs here. */
  readonly accept?: (event: LogEvent) => boolean;
  /** Counts on where another reader left off. */
  readonly tally?: LogTally;
}

const MOST_IN_BATCH = 500;
const UNREAD_KEPT = 20;

/**
 * Makes a reader of ndjson that needs a bounded amount of memory, whatever it is given.
 *
 * A line of more than 64 K characters is unread, and is not held until its end comes.
 */
export function createLogReader({ keep, onBatch, accept, tally = createLogTally() }: LogReaderOptions): LogReader {
  const ring = createRing<LogEvent>(keep);
  const unreadLines: string[] = [];
  let total = 0;
  let noise = 0;
  let outside = 0;
  let unread = 0;
  let batch: LogEvent[] = [];

  const handOver = (): void => {
    if (onBatch === undefined || batch.length === 0) return;
    const full = batch;
    batch = [];
    onBatch(full);
  };
  const notRead = (line: string): void => {
    unread += 1;
    if (unreadLines.length < UNREAD_KEPT) unreadLines.push(beginningOf(line));
  };
  const onEvent = (event: LogEvent): void => {
    if (accept !== undefined && !accept(event)) return void (outside += 1);
    ring.push(event);
    tally.add(event);
    if (onBatch === undefined) return;
    batch.push(event);
    if (batch.length >= MOST_IN_BATCH) handOver();
  };
  const onLine = (text: string): void => {
    total += 1;
    const event = eventIn(text);
    if (typeof event === 'object') onEvent(event);
    else if (event === 'noise') noise += 1;
    else notRead(text);
  };
  const onTooLong = (beginning: string): void => {
    total += 1;
    notRead(beginning);
  };
  const splitter = createLineSplitter({ onLine, onTooLong });

  return {
    push(chunk) {
      splitter.push(chunk);
      handOver();
    },
    end() {
      splitter.end();
      handOver();
    },
    reading: () => ({
      events: ring.items(),
      dropped: ring.dropped(),
      counts: tally.counts(),
      total,
      noise,
      outside,
      unread,
      unreadLines: [...unreadLines],
    }),
  };
}
