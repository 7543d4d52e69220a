import type { MacState } from '../mac-state';

/** Who calls a program; `user` is an account name. */
export type Caller = { readonly root: false; readonly user: string } | { readonly root: true };

/** What a program that ends by itself leaves behind. */
export interface Exited {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The Mac after a call, what the call printed, and how long such a call takes on a real Mac.
 *
 * Few of these times were measured: they are assumed, plausible in their proportions.
 */
export interface Outcome {
  readonly state: MacState;
  readonly result: Exited;
  readonly latencyMs: number;
  /** It does not end by itself: `result` is what it has printed so far. */
  readonly goesOn?: true;
}

/** One tool of the simulated Mac: pure, and nothing but the state decides what it says. */
export type SimulatedProgram = (state: MacState, args: readonly string[], caller: Caller) => Outcome;

/** An answer on stdout with exit code 0. */
export function says(stdout: string): Exited {
  return { exitCode: 0, stdout, stderr: '' };
}

/** An answer on stderr. */
export function complains(stderr: string, exitCode = 1): Exited {
  return { exitCode, stdout: '', stderr };
}

/** The answer to a call that is not on the list of what is modelled. */
export function notModelled(program: string, args: readonly string[]): Exited {
  return complains(`${program}: not modelled: ${args.join(' ')}\n`, 64);
}

/** The line that NSLog puts before a message, of the process that is running now. */
export function logPrefix(state: MacState, program: string): string {
  const time = new Date(state.time).toISOString().replace('T', ' ').replace('Z', '');
  return `${time} ${program}[${state.process.pid}:${state.process.thread}]`;
}
