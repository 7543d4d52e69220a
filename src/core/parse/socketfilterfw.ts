import { type Command, command, type CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { type Answer, answerOf, notUnderstood, valuesIn } from './answer';

export const GET_GLOBAL_STATE = command('socketfilterfw', '--getglobalstate');
export const GET_BLOCK_ALL = command('socketfilterfw', '--getblockall');
export const GET_STEALTH_MODE = command('socketfilterfw', '--getstealthmode');
export const GET_ALLOW_SIGNED = command('socketfilterfw', '--getallowsigned');
export const GET_LOGGING_MODE = command('socketfilterfw', '--getloggingmode');
export const GET_LOGGING_OPTION = command('socketfilterfw', '--getloggingopt');

/** `blockingAll` is true only where the text itself says so; state 2 alone has been seen without it. */
export interface GlobalState {
  readonly on: boolean;
  readonly blockingAll: boolean;
}

export type LoggingOption = 'throttled' | 'brief' | 'detail';

/**
 * Reads `--getglobalstate`, all wordings from macOS 11 to 27.
 *
 * @example "Firewall is enabled. (State = 1)", "Firewall is disabled. (State = 0)",
 * "Firewall is blocking all non-essential incoming connections. (State = 2)" (no "enabled" in it)
 */
export function parseGlobalState(result: CommandResult | undefined): Parsed<GlobalState> {
  return parse(
    GET_GLOBAL_STATE,
    result,
    (text) =>
      valuesIn(text, [
        [/^Firewall is blocking all non-essential incoming connections\.?(?: \(State = 2\))?$/i, 'blocking'],
        [/^Firewall is enabled\.? ?(?:\(State = [12]\))?$/i, 'on'],
        [/^Firewall is disabled\.? ?(?:\(State = 0\))?$/i, 'off'],
        [/^Firewall is .*\(State = \d+\)$/i, 'unclear'],
      ]),
    (word) => (word === 'unclear' ? undefined : { on: word !== 'off', blockingAll: word === 'blocking' }),
  );
}

/**
 * Reads `--getblockall`.
 *
 * @example "Firewall has block all state set to disabled.", "Block all DISABLED! ",
 * "Firewall is blocking all non-essential incoming connections.", "Firewall is set to block all non-essential incoming connections"
 */
export function parseBlockAll(result: CommandResult | undefined): Parsed<boolean> {
  return parse(GET_BLOCK_ALL, result, (text) =>
    valuesIn(text, [
      [/^Firewall has block all state set to disabled\.?$/i, false],
      [/^Block all DISABLED!?$/i, false],
      [/^Firewall has block all state set to enabled\.?$/i, true],
      [/^Block all ENABLED!?$/i, true],
      [/^Firewall is (?:blocking|set to block) all non-essential incoming connections\.?$/i, true],
    ]),
  );
}

/**
 * Reads `--getstealthmode`.
 *
 * @example "Firewall stealth mode is on", "Stealth mode enabled"; on 13 also the error "ALF: Error, kStealthEnableKey does
 * not return the correct type.", which stays unreadable
 */
export function parseStealthMode(result: CommandResult | undefined): Parsed<boolean> {
  return parse(GET_STEALTH_MODE, result, (text) =>
    valuesIn(text, [
      [/^Firewall stealth mode is on\.?$/i, true],
      [/^Firewall stealth mode is off\.?$/i, false],
      [/^Stealth mode enabled\.?$/i, true],
      [/^Stealth mode disabled\.?$/i, false],
    ]),
  );
}

export interface AllowSigned {
  /** Software that comes with macOS may listen without being asked about. */
  readonly builtIn: boolean;
  /** So may downloaded software with a valid developer signature. */
  readonly downloaded: boolean;
}

/**
 * Reads both lines of `--getallowsigned`; the word order differs between releases.
 *
 * @example "Automatically allow built-in signed software ENABLED.\nAutomatically allow downloaded signed software DISABLED."
 */
export function parseAllowSigned(result: CommandResult | undefined): Parsed<AllowSigned> {
  const answer = answerOf(GET_ALLOW_SIGNED, result);
  if (answer.kind === 'unreadable') return answer;
  const builtIn = onlyValue(
    answer.value,
    /^Automatically allow (?:built-in signed|signed built-in) software (ENABLED|DISABLED)\.?$/i,
  );
  const downloaded = onlyValue(answer.value, /^Automatically allow downloaded signed software (ENABLED|DISABLED)\.?$/i);
  if (builtIn === undefined || downloaded === undefined) return notUnderstood(GET_ALLOW_SIGNED, answer.value);
  return read({ builtIn: builtIn === 'ENABLED', downloaded: downloaded === 'ENABLED' });
}

/** Reads `--getloggingmode` (macOS 14 and older). @example "Log mode is on " */
export function parseLoggingMode(result: CommandResult | undefined): Parsed<boolean> {
  return parse(GET_LOGGING_MODE, result, (text) =>
    valuesIn(text, [
      [/^Log mode is on\.?$/i, true],
      [/^Log mode is off\.?$/i, false],
    ]),
  );
}

/** Reads `--getloggingopt` (macOS 14 and older). @example "Log Option is throttled " */
export function parseLoggingOption(result: CommandResult | undefined): Parsed<LoggingOption> {
  return parse<LoggingOption>(GET_LOGGING_OPTION, result, (text) =>
    valuesIn<LoggingOption>(text, [
      [/^Log Option is throttled$/i, 'throttled'],
      [/^Log Option is brief$/i, 'brief'],
      [/^Log Option is detail$/i, 'detail'],
    ]),
  );
}

function parse<T extends string | boolean>(
  asked: Command,
  result: CommandResult | undefined,
  values: (text: string) => readonly T[],
): Parsed<T>;
function parse<T extends string | boolean, V>(
  asked: Command,
  result: CommandResult | undefined,
  values: (text: string) => readonly T[],
  meaning: (value: T) => V | undefined,
): Parsed<V>;
function parse<T extends string | boolean, V>(
  asked: Command,
  result: CommandResult | undefined,
  values: (text: string) => readonly T[],
  meaning?: (value: T) => V | undefined,
): Parsed<T | V> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  if (answer.value.exitCode !== 0) return notUnderstood(asked, answer.value);
  const [value, ...more] = values(answer.value.text);
  if (value === undefined) return notUnderstood(asked, answer.value);
  if (more.length > 0) return unreadable(`socketfilterfw ${asked.args[0] ?? ''} contradicts itself`, answer.value.text);
  const meant = meaning ? meaning(value) : value;
  return meant === undefined ? notUnderstood(asked, answer.value) : read(meant);
}

function onlyValue(answer: Answer, pattern: RegExp): string | undefined {
  if (answer.exitCode !== 0) return undefined;
  const found = answer.text.split(/\r?\n/).flatMap((line) => pattern.exec(line.trim())?.[1]?.toUpperCase() ?? []);
  const distinct = [...new Set(found)];
  return distinct.length === 1 ? distinct[0] : undefined;
}
