import { type Command, type CommandResult, isPrivate, PROGRAMS, whyNoAnswer } from '../command';
import { type Parsed, read, unreadable } from '../result';

/** A command that exited by itself. `text` is stdout then stderr, for tools that answer on either. */
export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly text: string;
}

/** Every parser starts here: hanging, flooding and missing programs are unreadable before any text is looked at. */
export function answerOf(command: Command, result: CommandResult | undefined): Parsed<Answer> {
  if (result === undefined) return unreadable(`${PROGRAMS[command.program]} was not asked`);
  const silent = whyNoAnswer(command, result);
  if (silent !== undefined || result.kind !== 'exited') return unreadable(silent ?? 'there was no answer');
  const { exitCode, stdout, stderr } = result;
  return read({ exitCode, stdout, stderr, text: [stdout, stderr].filter((part) => part !== '').join('\n') });
}

/** The one-sentence form of "this is not an answer we know". */
export function notUnderstood<T>(command: Command, answer: Answer): Parsed<T> {
  const name = PROGRAMS[command.program].split('/').at(-1) ?? command.program;
  const flag = command.args[0] === undefined ? '' : ` ${command.args[0]}`;
  // What may hold a password does not become part of a sentence.
  if (isPrivate(command)) return unreadable(`${name}${flag} gave an answer that is not understood`);
  return answer.text.trim() === ''
    ? unreadable(`${name}${flag} answered nothing (exit ${answer.exitCode})`)
    : unreadable(`${name}${flag} gave an answer that is not understood`, answer.text);
}

/** What the lines of a text say. Beside a line that is not understood no value is certain: it may say the contrary. */
export interface Values<T> {
  /** Without repetition; two different ones are a contradiction, not a choice. */
  readonly values: readonly T[];
  /** Lines that are neither blank nor understood. */
  readonly strange: readonly string[];
}

/** Looks each line up in the wordings; lines that match `besides` are known to say nothing about what is asked. */
export function valuesIn<T extends string | number | boolean>(
  text: string,
  wordings: readonly (readonly [RegExp, T])[],
  besides: readonly RegExp[] = [],
): Values<T> {
  const values = new Set<T>();
  const strange: string[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim();
    const wording = wordings.find(([pattern]) => pattern.test(words));
    if (wording) values.add(wording[1]);
    else if (words !== '' && !besides.some((pattern) => pattern.test(words))) strange.push(words);
  }
  return { values: [...values], strange };
}
