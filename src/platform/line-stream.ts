import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { LineSource, StreamEnd, StreamListener } from '../core/log/line-source';
import { placeOf } from './program-place';
import { hasEnded, killGroup, type StartedProgram, startProgram, whyNotStarted } from './started-program';

export interface LineStreamOptions {
  /** Where a program stands in place of its path on a Mac. */
  readonly programPath?: (path: string) => string;
}

/**
 * Follows listed programs as the person, by absolute path and without a shell, for as long as they run.
 *
 * It keeps no more than what is on its way: a listener that takes its time holds the program up. Every call ends: on
 * abort, after the time limit, or when Batten itself exits, the program is killed with all of its process group.
 */
export function createLineStream({ programPath = (path) => path }: LineStreamOptions = {}): LineSource {
  return {
    follow: ({ program, args }, listener) => {
      const endSoon = (end: StreamEnd): void => queueMicrotask(() => listener.onEnd(end));
      if (listener.signal?.aborted === true) return endSoon({ kind: 'cancelled' });
      const child = startProgram(placeOf(program, programPath), args);
      if ('kind' in child) endSoon(child);
      else watch(child, listener);
    },
  };
}

/** How long a program has after SIGTERM, and then after SIGKILL, before it is given up. */
const KILL_AFTER_MS = 500;
/** After the program has ended only its descendants hold the output open: how often, and how many times, that is waited for. */
const DRAIN_MS = 250;
const DRAINS = 8;
/** How much of the other output is remembered for the end. */
const ERROR_CHARACTERS = 4096;

function watch(child: StartedProgram, listener: StreamListener): void {
  let verdict: 'cancelled' | 'timed-out' | undefined;
  let settled = false;
  let stderr = '';
  const timers: NodeJS.Timeout[] = [];
  const later = (milliseconds: number, act: () => void): void => {
    timers.push(setTimeout(act, milliseconds).unref());
  };

  const settle = (end: StreamEnd): void => {
    if (settled) return;
    settled = true;
    for (const timer of timers) clearTimeout(timer);
    listener.signal?.removeEventListener('abort', cancel);
    running.delete(child);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
    listener.onEnd(end);
  };
  const stopped = (): StreamEnd =>
    verdict === 'timed-out' ? { kind: 'timed-out', afterMs: listener.timeoutMs ?? 0, stderr } : { kind: 'cancelled' };
  const stop = (why: 'cancelled' | 'timed-out'): void => {
    if (verdict !== undefined || settled) return;
    verdict = why;
    if (hasEnded(child)) return settle(stopped());
    killGroup(child, 'SIGTERM');
    later(KILL_AFTER_MS, () => killGroup(child, 'SIGKILL'));
    // A process stuck in the kernel outlives even SIGKILL.
    later(2 * KILL_AFTER_MS, () => settle(stopped()));
  };
  const cancel = (): void => stop('cancelled');
  const isOver = (): boolean => verdict !== undefined || settled;

  let ended: (() => void) | undefined;
  let outputsOver = false;
  const out = deliver(child.stdout, isOver, (text) => listener.onText(text), endWhenTaken);
  const err = deliver(child.stderr, isOver, keepAndHandOn, endWhenTaken);
  function keepAndHandOn(text: string): void | PromiseLike<void> {
    stderr = (stderr + text).slice(-ERROR_CHARACTERS);
    return listener.onErrorText?.(text);
  }
  function endWhenTaken(): void {
    if (outputsOver && !out.isWaiting() && !err.isWaiting()) ended?.();
  }

  keepTrackOf(child);
  listener.signal?.addEventListener('abort', cancel, { once: true });
  if (listener.timeoutMs !== undefined) later(listener.timeoutMs, () => stop('timed-out'));
  child.on('error', (error) => {
    if (child.pid === undefined) settle({ kind: 'not-started', reason: whyNotStarted(error) });
  });
  child.on('exit', (exitCode, signal) => {
    killGroup(child, 'SIGKILL');
    running.delete(child);
    ended = (): void => {
      if (verdict !== undefined) settle(stopped());
      else if (exitCode === null) settle({ kind: 'signalled', signal: signal ?? 'a signal', stderr });
      else settle({ kind: 'exited', exitCode, stderr });
    };
    if (verdict !== undefined) return ended();
    const over = (): void => {
      outputsOver = true;
      endWhenTaken();
    };
    child.once('close', over);
    const drain = (left: number): void => {
      const waiting = out.isWaiting() || err.isWaiting();
      const moved = [out.hasMoved(), err.hasMoved()].includes(true);
      if (!waiting && (left === 0 || !moved)) return over();
      later(DRAIN_MS, () => drain(waiting ? left : left - 1));
    };
    later(DRAIN_MS, () => drain(DRAINS));
  });
}

interface Delivery {
  /** Whether the listener still holds a piece. */
  readonly isWaiting: () => boolean;
  /** Whether anything has come since the last time this was asked. */
  readonly hasMoved: () => boolean;
}

/** Hands text on as it comes, whole characters only, one piece at a time. */
function deliver(
  stream: Readable,
  isOver: () => boolean,
  onText: (text: string) => void | PromiseLike<void>,
  onTaken: () => void,
): Delivery {
  const decoder = new StringDecoder('utf8');
  let waiting = false;
  let moved = false;
  // When the program exits, Node lets a paused stream flow again: what comes then waits here.
  let early = '';
  const hand = (text: string): void => {
    if (text === '' || isOver()) return;
    if (waiting) {
      early += text;
      return void stream.pause();
    }
    const taken = onText(text);
    if (taken === undefined) return;
    waiting = true;
    stream.pause();
    // A listener that fails is a defect of its own: it surfaces, and the program is not held up by it.
    void Promise.resolve(taken).finally(goOn);
  };
  const goOn = (): void => {
    waiting = false;
    moved = true;
    const next = early;
    early = '';
    hand(next);
    if (waiting || isOver()) return;
    stream.resume();
    onTaken();
  };
  stream.on('error', () => undefined);
  stream.on('data', (bytes: Buffer) => {
    moved = true;
    hand(decoder.write(bytes));
  });
  stream.on('end', () => hand(decoder.end()));
  return {
    isWaiting: () => waiting,
    hasMoved: () => {
      const had = moved;
      moved = false;
      return had;
    },
  };
}

/** What has been started and not ended: a program that follows a quiet log would outlive Batten for a long time. */
const running = new Set<StartedProgram>();
let watchingExit = false;

function keepTrackOf(child: StartedProgram): void {
  running.add(child);
  if (watchingExit) return;
  watchingExit = true;
  process.on('exit', () => {
    for (const one of running) killGroup(one, 'SIGKILL');
  });
}
