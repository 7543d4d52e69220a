import type { Readable } from 'node:stream';
import type { CommandResult } from '../core/command';
import type { AbortSignalLike, CommandRunner } from '../core/ports';
import { placeOf } from './program-place';
import { hasEnded, killGroup, type StartedProgram, startProgram, whyNotStarted } from './started-program';

export interface CommandRunnerOptions {
  /** How long a command may take when the caller does not say. */
  readonly timeoutMs?: number;
  /** How much a command may print on each of its two outputs. */
  readonly limitBytes?: number;
  /** Only tests give this: where a program stands in place of its path on a Mac. */
  readonly programPath?: (path: string) => string;
}

/**
 * Runs listed programs as the person, by absolute path and without a shell.
 *
 * Every call ends: a program that hangs, floods or ignores signals is killed with all of its process group, and one
 * whose descendants keep the output open is not waited for.
 */
export function createCommandRunner(options: CommandRunnerOptions = {}): CommandRunner {
  const programPath = options.programPath ?? ((path: string) => path);
  return {
    run: (command, limits = {}) => {
      const timeoutMs = limits.timeoutMs ?? options.timeoutMs ?? 10_000;
      const limitBytes = options.limitBytes ?? 1024 * 1024;
      const path = placeOf(command.program, programPath);
      return runToEnd(path, command.args, { timeoutMs, limitBytes, signal: limits.signal });
    },
  };
}

/** How long a program has after SIGTERM, and then after SIGKILL, before it is given up. */
const KILL_AFTER_MS = 500;
/** How long output may stay open and silent after the program has ended: only descendants hold it then. */
const DRAIN_MS = 250;

interface RunLimits {
  readonly timeoutMs: number;
  readonly limitBytes: number;
  readonly signal: AbortSignalLike | undefined;
}

function runToEnd(path: string, args: readonly string[], limits: RunLimits): Promise<CommandResult> {
  if (limits.signal?.aborted === true) return Promise.resolve({ kind: 'cancelled' });
  const child = startProgram(path, args);
  return 'kind' in child ? Promise.resolve(child) : new Promise((resolve) => watch(child, limits, resolve));
}

function watch(child: StartedProgram, limits: RunLimits, resolve: (result: CommandResult) => void): void {
  let verdict: CommandResult | undefined;
  let settled = false;
  const timers: NodeJS.Timeout[] = [];
  const later = (milliseconds: number, act: () => void): void => {
    timers.push(setTimeout(act, milliseconds).unref());
  };
  const settle = (result: CommandResult): void => {
    if (settled) return;
    settled = true;
    for (const timer of timers) clearTimeout(timer);
    limits.signal?.removeEventListener('abort', cancel);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
    resolve(result);
  };
  const stop = (result: CommandResult): void => {
    if (verdict !== undefined) return;
    verdict = result;
    if (hasEnded(child)) return settle(result);
    killGroup(child, 'SIGTERM');
    later(KILL_AFTER_MS, () => killGroup(child, 'SIGKILL'));
    // A process stuck in the kernel outlives even SIGKILL.
    later(2 * KILL_AFTER_MS, () => settle(result));
  };
  const cancel = (): void => stop({ kind: 'cancelled' });
  const overflow = (): void => stop({ kind: 'flooded', limitBytes: limits.limitBytes });
  const stdout = collect(child.stdout, limits.limitBytes, overflow);
  const stderr = collect(child.stderr, limits.limitBytes, overflow);

  limits.signal?.addEventListener('abort', cancel, { once: true });
  later(limits.timeoutMs, () => stop({ kind: 'timed-out', afterMs: limits.timeoutMs }));
  child.on('error', (error) => {
    if (child.pid === undefined) settle({ kind: 'not-started', reason: whyNotStarted(error) });
  });
  child.on('exit', (exitCode, signal) => {
    killGroup(child, 'SIGKILL');
    const ended = (): void => settle(verdict ?? endOf(exitCode, signal, stdout.text(), stderr.text()));
    if (verdict !== undefined) return ended();
    child.once('close', ended);
    // A busy event loop comes to its timers before it reads what is in the pipes: only a round that brought nothing counts.
    const whenQuiet = (before: number): void => {
      later(DRAIN_MS, () => {
        setImmediate(() => {
          const now = stdout.length() + stderr.length();
          if (now === before) ended();
          else whenQuiet(now);
        });
      });
    };
    whenQuiet(-1);
  });
}

function endOf(exitCode: number | null, signal: string | null, stdout: string, stderr: string): CommandResult {
  return exitCode === null
    ? { kind: 'signalled', signal: signal ?? 'a signal', stdout, stderr }
    : { kind: 'exited', exitCode, stdout, stderr };
}

interface Collected {
  /** Bytes that have come so far. */
  length(): number;
  text(): string;
}

/** Gathers bytes and decodes them at the end, since a chunk may end in the middle of a character. */
function collect(stream: Readable, limitBytes: number, overflow: () => void): Collected {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('error', () => undefined);
  stream.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= limitBytes) return void chunks.push(chunk);
    stream.destroy();
    overflow();
  });
  return { length: () => length, text: () => Buffer.concat(chunks).toString('utf8') };
}
