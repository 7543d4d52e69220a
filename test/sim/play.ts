import type { Program } from '../../src/core/command';
import type { MacState } from './mac-state';
import type { Exited } from './programs/program';
import { runProgram } from './run-program';

/** Calls a program that is expected to exit by itself: the Mac afterwards, and what was printed. */
export function call(
  state: MacState,
  as: 'root' | 'user',
  program: Program,
  ...args: readonly string[]
): Exited & { readonly state: MacState } {
  const caller = as === 'root' ? ({ root: true } as const) : ({ root: false, user: state.user } as const);
  const { state: after, ending } = runProgram(state, { program, args, caller, now: state.time });
  if (ending.kind !== 'exits') throw new Error(`${program} does not exit: ${ending.kind}`);
  const { exitCode, stdout, stderr } = ending;
  return { state: after, exitCode, stdout, stderr };
}
