import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/core/command';
import type { LineSource, StreamEnd, StreamListener } from '../../../src/core/log/line-source';
import { type PastLog, type PastLogRequest, readPastLog } from '../../../src/core/log/past-log';
import { lineAt, lineSaying } from './log-lines';

const NOW = Date.parse('2026-07-26T12:00:00Z');
const MINUTE = 60_000;
const FOOTER = '{"count":1,"finished":1}\n';
const ENDED: StreamEnd = { kind: 'exited', exitCode: 0, stderr: '' };

/** What `log show` prints for a window, and how it ends; undefined hangs until the time is over or it is cancelled. */
type Answer = (from: number, until: number) => { readonly text: string; readonly end?: StreamEnd };

/** A source that answers from a table, on a clock that only moves when something takes time. */
function logOf(
  answer: Answer,
  took = 100,
): {
  source: LineSource;
  calls: Command[];
  clock: { now: () => number; sleep: () => Promise<void> };
  busy: () => number;
} {
  const calls: Command[] = [];
  let now = NOW;
  let running = 0;
  let most = 0;
  const source: LineSource = {
    follow(command: Command, listener: StreamListener) {
      calls.push(command);
      running += 1;
      most = Math.max(most, running);
      const [from = 0, until = 0] = command.args
        .filter((one) => one.startsWith('@'))
        .map((one) => Number(one.slice(1)));
      const { text, end } = answer(from * 1000, until * 1000);
      queueMicrotask(() => {
        // In two pieces, cut in the middle.
        for (const piece of [text.slice(0, text.length / 2), text.slice(text.length / 2)]) void listener.onText(piece);
        const over = (how: StreamEnd, after: number): void => {
          running -= 1;
          now += after;
          listener.onEnd(how);
        };
        if (end !== undefined) return over(end, took);
        if (listener.signal === undefined) {
          const afterMs = listener.timeoutMs ?? Number.NaN;
          return over({ kind: 'timed-out', afterMs, stderr: '' }, afterMs);
        }
        listener.signal.addEventListener('abort', () => over({ kind: 'cancelled' }, 1), { once: true });
      });
    },
  };
  return { source, calls, clock: { now: () => now, sleep: () => Promise.resolve() }, busy: () => most };
}

const event = (at: number, program = 'a'): string => `${lineAt(at, `KNOWN APP FLOW: ${program}, return verdict: 2`)}\n`;

function read(log: ReturnType<typeof logOf>, more: Partial<PastLogRequest> = {}): Promise<PastLog> {
  return readPastLog({
    source: log.source,
    clock: log.clock,
    era: 'from-15',
    last: 60 * MINUTE,
    keep: 100,
    ...more,
  });
}

describe('reading the past', () => {
  it('asks for one window after the other, newest first, and puts what it read in order', async () => {
    const log = logOf((from, until) => ({
      text: event(from, 'first') + event(until - 1, 'last') + FOOTER,
      end: ENDED,
    }));
    const steps: (readonly [number, number])[] = [];
    const past = await read(log, { onProgress: (...step) => steps.push(step) });
    expect(log.busy()).toBe(1);
    expect(log.calls).toHaveLength(4);
    expect(past.events).toHaveLength(8);
    expect(past.events.map(({ at }) => at)).toEqual(past.events.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(past.counts.programs.get('last')?.denied).toBe(4);
    expect(past).toMatchObject({ windows: 4, notRead: [], total: 12, noise: 4, unread: 0, outside: 0, dropped: 0 });
    expect(steps).toEqual([0, 1, 2, 3, 4].map((done) => [done, 4]));
  });

  it('counts an event at the border of two windows once', async () => {
    // Both bounds belong to what is shown.
    const log = logOf((from, until) => ({ text: event(from) + event(until) + FOOTER, end: ENDED }));
    const past = await read(log);
    expect(past.counts.all.denied).toBe(4);
    expect(past.outside).toBe(4);
    expect(new Set(past.events.map(({ at }) => at)).size).toBe(4);
  });

  it('keeps the newest events and counts all', async () => {
    const log = logOf((from) => ({
      text: [0, 1, 2].map((second) => event(from + second * 1000)).join('') + FOOTER,
      end: ENDED,
    }));
    const past = await read(log, { keep: 4 });
    const all = (await read(log)).events;
    expect(past.events).toEqual(all.slice(-4));
    expect(past.counts.all.denied).toBe(12);
    expect(past.dropped).toBe(8);
  });

  it('says which windows it could not read, and reads the others', async () => {
    let call = 0;
    const log = logOf((from) => {
      call += 1;
      if (call === 2) return { text: event(from) + event(from + 1).slice(0, 90) };
      if (call === 3) return { text: '', end: { kind: 'exited', exitCode: 1, stderr: 'log: out of order\n' } };
      return { text: event(from) + FOOTER, end: ENDED };
    });
    const past = await read(log);
    expect(past.events).toHaveLength(3);
    expect(past.unread).toBe(0);
    expect(past.notRead).toEqual([
      {
        from: NOW + 1000 - 30 * MINUTE,
        until: NOW + 1000 - 15 * MINUTE,
        reason: 'log had not finished after 20 s.',
        partly: true,
      },
      {
        from: NOW + 1000 - 45 * MINUTE,
        until: NOW + 1000 - 30 * MINUTE,
        reason: 'log ended with exit code 1 and said “log: out of order”.',
        partly: false,
      },
    ]);
  });

  it('never takes silence for an answer', async () => {
    const silent = await read(logOf(() => ({ text: '', end: ENDED })));
    expect(silent.notRead).toHaveLength(4);
    expect(silent.notRead[0]).toMatchObject({
      reason: 'log printed nothing at all, not even a heading.',
      partly: false,
    });
    const quiet = await read(logOf(() => ({ text: '{"count":0,"finished":1}\n', end: ENDED })));
    expect(quiet).toMatchObject({ events: [], notRead: [] });
  });

  it('names lines that it did not understand', async () => {
    const past = await read(logOf((from) => ({ text: `${event(from)}what is this\nand that\n`, end: ENDED })));
    expect(past).toMatchObject({ unread: 8 });
    expect(past.unreadLines).toHaveLength(8);
    expect(past.notRead).toHaveLength(4);
    expect(past.notRead[0]).toMatchObject({ reason: '2 lines were not understood: “what is this”.', partly: true });
  });

  it('stops after the first refusal for lack of rights', async () => {
    const stderr = 'log: Could not open local log store: Operation not permitted\n';
    const log = logOf(() => ({ text: '', end: { kind: 'exited', exitCode: 64, stderr } }));
    const past = await read(log);
    expect(log.calls).toHaveLength(1);
    expect(past.notRead).toHaveLength(4);
    for (const { reason, partly } of past.notRead)
      expect([reason, partly]).toEqual([expect.stringMatching(/admin/), false]);
  });

  it('stops when log cannot be started', async () => {
    const log = logOf(() => ({ text: '', end: { kind: 'not-started', reason: 'too many files are open' } }));
    expect((await read(log)).notRead).toHaveLength(4);
    expect(log.calls).toHaveLength(1);
  });

  it('ends when its time is over', async () => {
    const log = logOf(() => ({ text: event(NOW) }));
    const past = await read(log, { timeoutMs: 45_000 });
    expect(log.calls).toHaveLength(3);
    expect(past.notRead.map(({ reason }) => reason)).toEqual([
      'log had not finished after 20 s.',
      'log had not finished after 20 s.',
      'log had not finished after 5 s.',
      'There was no time left: all of it may take 45 s.',
    ]);
  });

  it('can be cancelled while a window is read, and before the first', async () => {
    const controller = new AbortController();
    const log = logOf((from) =>
      log.calls.length === 2 ? { text: event(from) } : { text: event(from) + FOOTER, end: ENDED },
    );
    const reading = read(log, {
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 1) setTimeout(() => controller.abort());
      },
    });
    const past = await reading;
    expect(log.calls).toHaveLength(2);
    expect(past.notRead.map(({ reason, partly }) => [reason, partly])).toEqual([
      ['Reading was cancelled.', true],
      ['Reading was cancelled.', false],
      ['Reading was cancelled.', false],
    ]);
    expect(past.events).toHaveLength(2);

    const before = logOf(() => ({ text: lineSaying('x'), end: ENDED }));
    expect((await read(before, { signal: controller.signal })).notRead).toHaveLength(4);
    expect(before.calls).toEqual([]);
  });
});
