import { type CommandResult } from '../../src/core/command';
import type { Parsed } from '../../src/core/result';
import { must } from './invariants';
import { type FuzzInput, resultOf } from './input';
import type { Sources } from './material';

/**
 * One way for text from outside into Batten.
 *
 * `run` reads an input and throws where the reader throws, or breaks what it promises. `covers` names the exported
 * functions it exercises, as `FILE FUNCTION` below `src`.
 */
export interface Target {
  readonly name: string;
  readonly covers: readonly string[];
  readonly sources: Sources;
  readonly run: (input: FuzzInput) => unknown;
}

type Reader = (result: CommandResult | undefined) => { readonly kind: string };

/** A parser of a program's answer. */
export function answers(name: string, file: string, names: string, parse: Reader, sources: Sources): Target {
  const run = (input: FuzzInput): unknown => {
    const parsed = parse(resultOf(input));
    must(['read', 'unreadable', 'stopped'].includes(parsed.kind), 'an answer is read or unreadable');
    if (parsed.kind === 'unreadable') holdReason(parsed as Parsed<never>);
    return parsed;
  };
  return { name, covers: names.split(' ').map((one) => `${file} ${one}`), sources, run };
}

export function holdReason(parsed: Parsed<unknown>): void {
  if (parsed.kind === 'read') return;
  must(parsed.reason.length > 5 && parsed.reason.length < 2_000, 'a reason is a sentence');
  must((parsed.seen ?? '').length <= 241, 'what is shown of an answer is cut');
}

/** A reader of plain text. */
export function texts(
  name: string,
  covers: readonly string[],
  run: (text: string) => unknown,
  sources: Sources,
): Target {
  return { name, covers, sources, run: ({ stdout }) => run(stdout) };
}
