import { Buffer } from 'node:buffer';
import { Script } from 'node:vm';
import type { FuzzInput } from './input';
import type { Target } from './target';

/** An input for which a parser did what it never may. */
export interface Finding {
  readonly target: string;
  readonly problem: string;
  readonly input: FuzzInput;
}

/** An input of 16 KiB may take the processor this long. An ordinary one takes a thousandth of it. */
export const SLOW_MS = 1_000;

/** When a call is ended by force. Long, since the computer may be busy with something else. */
const HANGS_MS = 20_000;

interface Work {
  run: () => void;
}

const work: Work = { run: () => undefined };
(globalThis as { fuzzWork?: Work }).fuzzWork = work;
const SCRIPT = new Script('globalThis.fuzzWork.run()');

/** Runs something that may never end; false where it had to be ended by force, which works in a pattern too. */
export function endsInTime(run: () => void, timeout = HANGS_MS): boolean {
  work.run = run;
  try {
    SCRIPT.runInThisContext({ timeout });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  } finally {
    work.run = () => undefined;
  }
}

/** What is wrong with one input, or undefined. It is run by itself, so that a hang can be laid at its door. */
export function problemOf(target: Target, input: FuzzInput): string | undefined {
  let problem: string | undefined;
  let tookMs = 0;
  const once = (): void => {
    const begun = process.cpuUsage();
    try {
      target.run(input);
    } catch (error) {
      problem = `throws ${wordsOf(error)}`;
    }
    const { user, system } = process.cpuUsage(begun);
    tookMs = (user + system) / 1000;
  };
  if (!endsInTime(once)) return `does not end within ${HANGS_MS / 1000} s`;
  // The computer may be busy with something else, so what was slow is asked again.
  for (let again = 0; again < 3 && tookMs > SLOW_MS && problem === undefined; again += 1) once();
  return problem ?? (tookMs > SLOW_MS ? `takes ${Math.round(tookMs)} ms` : undefined);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.constructor.name}: ${error.message.slice(0, 200)}` : String(error);
}

/**
 * Runs a batch; the first finding in it, or undefined. Much faster than one by one, and as safe: where the batch does not
 * end, the input at which it stood is run again by itself.
 */
export function findingIn(target: Target, inputs: readonly FuzzInput[]): Finding | undefined {
  let at = 0;
  let suspect: FuzzInput | undefined;
  const batch = (): void => {
    for (; at < inputs.length; at += 1) {
      const input = inputs[at];
      if (input === undefined) continue;
      const begun = performance.now();
      try {
        target.run(input);
      } catch {
        suspect = input;
        return;
      }
      if (performance.now() - begun > SLOW_MS) {
        suspect = input;
        return;
      }
    }
  };
  while (at < inputs.length) {
    suspect = undefined;
    const ended = endsInTime(batch, HANGS_MS);
    const input = ended ? suspect : inputs[at];
    if (input === undefined) return undefined;
    const problem = problemOf(target, input);
    if (problem !== undefined) return { target: target.name, problem, input };
    // It was slow because the computer was busy.
    at += 1;
  }
  return undefined;
}

/** Takes away from an input what its problem can do without, for as long as a second. */
export function smaller(target: Target, finding: Finding): Finding {
  const deadline = performance.now() + 1_000;
  const kind = finding.problem.replaceAll(/\d+/g, '#').slice(0, 60);
  const isSame = (input: FuzzInput): boolean => {
    return problemOf(target, input)?.replaceAll(/\d+/g, '#').slice(0, 60) === kind;
  };
  if (finding.problem.startsWith('does not end') || finding.problem.startsWith('takes')) return finding;
  let best = finding.input;
  for (const part of ['stderr', 'stdout'] as const) {
    for (let size = Math.ceil(best[part].length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < best[part].length && performance.now() < deadline;) {
        const shorter = { ...best, [part]: best[part].slice(0, at) + best[part].slice(at + size) };
        if (isSame(shorter)) best = shorter;
        else at += size;
      }
    }
  }
  return { ...finding, input: best };
}

/** A finding as it lies in `test/fuzz/cases`: text as base64 of UTF-8, so that no editor and no git changes it. */
export interface Case {
  readonly kind: 'parser';
  readonly target: string;
  readonly problem: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export function caseOf({ target, problem, input }: Finding): Case {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const { stdout, stderr, exitCode } = input;
  return { kind: 'parser', target, problem, stdout: base64(stdout), stderr: base64(stderr), exitCode };
}

export function inputOf({ stdout, stderr, exitCode }: Pick<Case, 'stdout' | 'stderr' | 'exitCode'>): FuzzInput {
  const text = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
  return { stdout: text(stdout), stderr: text(stderr), exitCode };
}
