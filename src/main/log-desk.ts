import { type ContainerLine, containerText, createContainerLogReader } from '../core/log/container-log';
import type { StreamEnd } from '../core/log/line-source';
import { containerLogCommand, type FirewallEra, firewallEra, liveCommand } from '../core/log/log-commands';
import { csvOf, ndjsonOf } from '../core/log/log-export';
import type { LogEvent } from '../core/log/log-event';
import { createLogReader, type LogReading } from '../core/log/log-reader';
import { readPastLog } from '../core/log/past-log';
import { NOT_TOLD, whyNoLogs } from '../core/log/why-no-logs';
import { type LogPush, type LogRequest, type LogStarted } from '../shared/log-views';
import type { FileOutcome } from '../shared/policy-views';
import { Refusal } from './refusal';
import { containerLogRow, logCounts, logRow, type UnnumberedRow } from './log-rows';
import type { Desktop, Mac } from './mac';

/** Reads one log at a time for the screen, in pieces that it can draw. */
export interface LogDesk {
  start(request: LogRequest): LogStarted;
  /** Ends a log's program at once; what was read stays for export until another log begins. */
  stop(logId: string): void;
  /** Ends whatever is open: nobody looks any more. */
  stopAll(): void;
  export(logId: string, format: 'csv' | 'ndjson'): Promise<FileOutcome>;
  onPush(listener: (push: LogPush) => void): void;
}

/** How many events are kept for scrolling back and for export. */
const KEPT = 10_000;
const PUSH_EVERY_MS = 150;
/** More than this between two pushes, and the screen gets the newest only. */
const MOST_ROWS = 400;

interface OpenLog {
  readonly id: string;
  readonly abort: AbortController;
  readonly waiting: UnnumberedRow[];
  /** What a push says besides its rows. */
  summary: () => Pick<LogPush, 'total' | 'unread' | 'programs' | 'hours' | 'gaps'>;
  /** What is kept, as a file. */
  text: (format: 'csv' | 'ndjson') => string;
  progress?: LogPush['progress'];
  skipped: number;
  sent: number;
  timer?: NodeJS.Timeout;
}

const EMPTY: ReturnType<OpenLog['summary']> = { total: 0, unread: 0, programs: [], hours: [], gaps: [] };

export function createLogDesk(mac: Mac, desktop: Desktop, majorVersion: () => number | undefined): LogDesk {
  let open: OpenLog | undefined;
  let tell: (push: LogPush) => void = () => undefined;

  const push = (log: OpenLog, ended?: string): void => {
    if (log !== open) return;
    const rows = log.waiting.splice(0);
    const shown = rows.slice(-MOST_ROWS);
    log.skipped += rows.length - shown.length;
    const numbered = shown.map((row, index) => ({ ...row, number: log.sent + index + 1 }));
    log.sent += shown.length;
    tell({
      logId: log.id,
      rows: numbered,
      dropped: log.skipped,
      ...log.summary(),
      ...(log.progress === undefined ? {} : { progress: log.progress }),
      ...(ended === undefined ? {} : { ended }),
    });
  };
  const soon = (log: OpenLog): void => {
    log.timer ??= setTimeout(() => {
      delete log.timer;
      push(log);
    }, PUSH_EVERY_MS);
  };
  const end = (log: OpenLog, words: string): void => {
    clearTimeout(log.timer);
    push(log, words);
  };

  const followFirewall = (log: OpenLog, era: FirewallEra | undefined): void => {
    const reader = createLogReader({
      keep: KEPT,
      onBatch: (events) => {
        for (const event of events) log.waiting.push(logRow(event));
        soon(log);
      },
    });
    log.summary = () => summaryOf(reader.reading(), []);
    log.text = (format) => textOf(reader.reading().events, format);
    mac.lines.follow(liveCommand(era), {
      onText: (chunk) => reader.push(chunk),
      onEnd: (ending) => {
        reader.end();
        end(log, ending.kind === 'cancelled' ? '' : (whyNoLogs(ending)?.reason ?? 'The log has ended.'));
      },
      signal: log.abort.signal,
    });
  };

  const readPast = async (log: OpenLog, era: FirewallEra | undefined, minutes: number): Promise<void> => {
    const past = await readPastLog({
      source: mac.lines,
      clock: mac.clock,
      era,
      last: minutes * 60_000,
      keep: KEPT,
      signal: log.abort.signal,
      onProgress: (done, total) => {
        log.progress = { done, total };
        soon(log);
      },
    });
    log.summary = () => summaryOf(past, gapsOf(past.notRead));
    log.text = (format) => textOf(past.events, format);
    for (const event of past.events.slice(-MOST_ROWS * 5)) log.waiting.push(logRow(event));
    log.skipped = past.events.length - log.waiting.length;
    while (log.waiting.length > MOST_ROWS && !log.abort.signal.aborted) {
      const rest = log.waiting.splice(MOST_ROWS);
      push(log);
      log.waiting.push(...rest);
      await mac.clock.sleep(PUSH_EVERY_MS / 3);
    }
    end(log, '');
  };

  const followContainer = (log: OpenLog, containerId: string): void => {
    const asked = containerLogCommand(containerId, { follow: true });
    if (asked.kind === 'unreadable') throw new Refusal('There is no such container.');
    const onLine = (line: ContainerLine): void => {
      log.waiting.push(containerLogRow(line));
      soon(log);
    };
    const reader = createContainerLogReader({ keep: KEPT, onLine });
    log.summary = () => {
      const { lines, dropped, unread } = reader.reading();
      return { ...EMPTY, total: lines.length + dropped + unread, unread };
    };
    log.text = (format) => containerText(reader.reading().lines, format);
    mac.lines.follow(asked.value, {
      onText: (chunk) => reader.push(chunk, 'stdout'),
      onErrorText: (chunk) => reader.push(chunk, 'stderr'),
      onEnd: (ending) => {
        reader.end();
        end(log, containerEnd(ending));
      },
      signal: log.abort.signal,
    });
  };

  return {
    onPush: (listener) => (tell = listener),
    start(request) {
      open?.abort.abort();
      clearTimeout(open?.timer);
      const log: OpenLog = {
        id: mac.entropy.hex(16),
        abort: new AbortController(),
        waiting: [],
        summary: () => EMPTY,
        text: () => '',
        skipped: 0,
        sent: 0,
      };
      open = log;
      const era = firewallEra(majorVersion());
      switch (request.kind) {
        case 'firewall-live':
          followFirewall(log, era);
          return { logId: log.id, limits: limitsOf(era) };
        case 'firewall-past':
          void readPast(log, era, request.minutes).catch((error: unknown) => end(log, String(error)));
          return { logId: log.id, limits: limitsOf(era) };
        case 'container':
          followContainer(log, request.containerId);
          return { logId: log.id, limits: [] };
      }
    },
    stop(logId) {
      if (open?.id === logId) open.abort.abort();
    },
    stopAll: () => open?.abort.abort(),
    async export(logId, format) {
      if (open?.id !== logId) throw new Refusal('This log is not open any more. Open it again, then export it.');
      return desktop.saveText(`batten-log.${format}`, open.text(format));
    },
  };
}

function textOf(events: readonly LogEvent[], format: 'csv' | 'ndjson'): string {
  return format === 'csv' ? csvOf(events) : ndjsonOf(events);
}

function limitsOf(era: FirewallEra | undefined): readonly string[] {
  return era === undefined
    ? ['Which macOS this is could not be read, so what the log leaves out is not known.']
    : [NOT_TOLD[era]];
}

function summaryOf(reading: LogReading, gaps: readonly string[]): ReturnType<OpenLog['summary']> {
  const { total, unread } = reading;
  return { total, unread, gaps, ...logCounts(reading.counts) };
}

function gapsOf(
  notRead: readonly { readonly from: number; readonly until: number; readonly reason: string }[],
): readonly string[] {
  return [...new Set(notRead.map(({ reason }) => reason))].map((reason) => {
    const many = notRead.filter((one) => one.reason === reason).length;
    return many === 1 ? reason : `${reason} (${many} stretches of time)`;
  });
}

function containerEnd(ending: StreamEnd): string {
  switch (ending.kind) {
    case 'cancelled':
      return '';
    case 'exited':
      return ending.exitCode === 0
        ? 'The container has ended.'
        : `docker ended with exit code ${ending.exitCode}: ${ending.stderr.trim().slice(-300)}`;
    case 'signalled':
      return `docker was ended by ${ending.signal}.`;
    case 'timed-out':
      return 'docker did not answer in time.';
    case 'not-started':
      return `docker could not be started: ${ending.reason}.`;
  }
}
