import type { AbortSignalLike, Clock } from '../runner';
import type { LineSource, StreamEnd } from './line-source';
import type { FirewallEra, LogWindow } from './log-commands';
import { pastWindows } from './log-commands';
import { createLogTally } from './log-counts';
import type { LogEvent } from './log-event';
import { createLogReader, type LogReading } from './log-reader';
import { whyNoLogs } from './why-no-logs';

/** A stretch of the past of which not everything is known. It never means that nothing happened. */
export interface WindowNotRead {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** A sentence. */
  readonly reason: string;
  /** Something of it was read before that. */
  readonly partly: boolean;
}

/** What was read of the past. `events` are in order of time, the newest ones of all windows. */
export interface PastLog extends LogReading {
  readonly windows: number;
  /** Newest first; empty when the whole time was read. */
  readonly notRead: readonly WindowNotRead[];
}

export interface PastLogRequest {
  readonly source: LineSource;
  readonly clock: Clock;
  readonly era: FirewallEra | undefined;
  /** How far back, in milliseconds. */
  readonly last: number;
  /** How many events are kept. */
  readonly keep: number;
  readonly windowMs?: number;
  /** For one window, and for all of them. */
  readonly windowTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignalLike;
  /** After each window, and once before the first. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads the firewall's events of the last minutes or hours, newest window first and one call at a time.
 *
 * A call that hangs costs its window 20 s and no more; all of them together have two minutes. A refusal for lack of rights
 * ends it at once, since no other call would fare better.
 */
export async function readPastLog(request: PastLogRequest): Promise<PastLog> {
  const { clock, era, last, keep, signal, onProgress, windowTimeoutMs = 20_000, timeoutMs = 120_000 } = request;
  const begun = clock.now();
  const windows = pastWindows({
    last,
    now: begun,
    era,
    ...(request.windowMs === undefined ? {} : { windowMs: request.windowMs }),
  });
  const tally = createLogTally();
  const sum = emptySum();
  const newestFirst: (readonly LogEvent[])[] = [];
  const notRead: WindowNotRead[] = [];
  let room = keep;
  let over: string | undefined;

  onProgress?.(0, windows.length);
  for (const [index, window] of windows.entries()) {
    const left = begun + timeoutMs - clock.now();
    if (signal?.aborted === true) over ??= 'Reading was cancelled.';
    else if (left <= 0) over ??= `There was no time left: all of it may take ${Math.round(timeoutMs / 1000)} s.`;
    if (over !== undefined) {
      notRead.push({ ...boundsOf(window), reason: over, partly: false });
      continue;
    }
    const reader = createLogReader({
      keep: room,
      tally,
      accept: ({ at }) => at >= window.from && at < window.until,
    });
    const end = await followed(request, window, Math.min(windowTimeoutMs, left), (chunk) => reader.push(chunk));
    // Where the program was ended, the last line is only the beginning of one.
    if (end.kind === 'exited') reader.end();
    const reading = reader.reading();
    room -= reading.events.length;
    newestFirst.push(reading.events);
    addReading(sum, reading);
    const trouble = whyNoLogs(end);
    const reason = trouble?.reason ?? whatIsMissing(reading);
    const partly = reading.total > reading.unread + reading.noise;
    if (reason !== undefined) notRead.push({ ...boundsOf(window), reason, partly });
    if (trouble?.cause === 'not-permitted' || end.kind === 'not-started') over = reason;
    onProgress?.(index + 1, windows.length);
  }
  const events = newestFirst.toReversed().flat();
  return { ...sum, events, counts: tally.counts(), windows: windows.length, notRead };
}

function followed(
  { source, signal }: PastLogRequest,
  { command }: LogWindow,
  timeoutMs: number,
  onText: (chunk: string) => void,
): Promise<StreamEnd> {
  return new Promise((onEnd) => {
    source.follow(command, { onText, onEnd, timeoutMs, ...(signal === undefined ? {} : { signal }) });
  });
}

/** Even an empty answer has a heading or a closing count: no line at all is no answer. */
function whatIsMissing({ total, unread, unreadLines }: LogReading): string | undefined {
  if (total === 0) return 'log printed nothing at all, not even a heading.';
  if (unread === 0) return undefined;
  return `${unread === 1 ? 'A line was' : `${unread} lines were`} not understood: “${unreadLines[0] ?? ''}”.`;
}

function boundsOf({ from, until }: LogWindow): Pick<WindowNotRead, 'from' | 'until'> {
  return { from, until };
}

type Sum = { -readonly [Key in Exclude<keyof LogReading, 'events' | 'counts' | 'unreadLines'>]: number } & {
  unreadLines: readonly string[];
};

function emptySum(): Sum {
  return { dropped: 0, total: 0, noise: 0, outside: 0, unread: 0, unreadLines: [] };
}

function addReading(sum: Sum, reading: LogReading): void {
  sum.dropped += reading.dropped;
  sum.total += reading.total;
  sum.noise += reading.noise;
  sum.outside += reading.outside;
  sum.unread += reading.unread;
  sum.unreadLines = [...sum.unreadLines, ...reading.unreadLines].slice(0, 20);
}
