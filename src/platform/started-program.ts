import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { plainEnvironment } from './plain-environment';

/** A program that runs, with both of its outputs. */
export type StartedProgram = ChildProcessByStdio<null, Readable, Readable>;

export interface NotStarted {
  readonly kind: 'not-started';
  readonly reason: string;
}

/**
 * Starts a program by absolute path, as the person and without a shell, with a process group of its own.
 *
 * A program that is missing or may not be executed is often told of only later, by the child's `error` event.
 */
export function startProgram(path: string, args: readonly string[]): StartedProgram | NotStarted {
  if (!hasDescriptors()) return { kind: 'not-started', reason: whyNotStarted({ code: 'EMFILE' }) };
  try {
    const child = spawn(path, args, {
      cwd: '/',
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      // A process group of its own, so that what the program starts can be killed with it.
      detached: true,
    });
    // Node leaves these out, against its types, when it runs out of file descriptors for them.
    const outputs: readonly (Readable | null | undefined)[] = [child.stdout, child.stderr];
    if (outputs.every((output) => output != null)) return child;
    child.on('error', () => undefined);
    return { kind: 'not-started', reason: whyNotStarted({ code: 'EMFILE' }) };
  } catch (error) {
    return { kind: 'not-started', reason: whyNotStarted(error) };
  }
}

/** Both outputs and how the new process says that it could not be executed take six; others open files meanwhile. */
const DESCRIPTORS = 8;

/**
 * Whether a program can be started without running out of file descriptors.
 *
 * Where they run out halfway, Node keeps those it has opened for good, so that each attempt makes it worse.
 */
function hasDescriptors(): boolean {
  const open: number[] = [];
  try {
    while (open.length < DESCRIPTORS) open.push(openSync('/dev/null', 'r'));
    return true;
  } catch {
    return false;
  } finally {
    for (const one of open) closeSync(one);
  }
}

/** Whether it has ended by itself or was ended: its number may then be another one's, and nobody is killed by it any more. */
export function hasEnded({ exitCode, signalCode }: StartedProgram): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Ends a program with all that it has started. */
export function killGroup(child: StartedProgram, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

const START_TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program on this computer',
  ENOTDIR: 'there is no such program on this computer',
  EACCES: 'it may not be executed',
  EPERM: 'it may not be executed',
  ENOEXEC: 'it is not a program for this computer',
  EAGAIN: 'too many programs are running',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOMEM: 'there is not enough memory',
  E2BIG: 'its arguments are too long',
  ERR_INVALID_ARG_VALUE: 'its arguments cannot be passed on',
};

/** Says in words why the system did not start a program. */
export function whyNotStarted(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return START_TROUBLES[code] ?? `the system said ${code || 'nothing more'}`;
}
