import { type Command, command, type CommandResult } from '../command';
import { mapParsed, type Parsed, read, unreadable } from '../result';
import { answerOf, notUnderstood, valuesIn } from './answer';

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
  return mapParsed(parse(GET_GLOBAL_STATE, result, GLOBAL_STATES), (word) => ({
    on: word !== 'off',
    blockingAll: word === 'blocking',
  }));
}

const GLOBAL_STATES: Wordings<'blocking' | 'on' | 'off'> = [
  [/^Firewall is blocking all non-essential incoming connections\.?(?: \(State = 2\))?$/i, 'blocking'],
  [/^Firewall is enabled\.? ?(?:\(State = [12]\))?$/i, 'on'],
  [/^Firewall is disabled\.? ?(?:\(State = 0\))?$/i, 'off'],
];

/**
 * Reads `--getblockall`.
 *
 * @example "Firewall has block all state set to disabled.", "Block all DISABLED! ",
 * "Firewall is blocking all non-essential incoming connections.", "Firewall is set to block all non-essential incoming connections"
 */
export function parseBlockAll(result: CommandResult | undefined): Parsed<boolean> {
  return parse(GET_BLOCK_ALL, result, BLOCK_ALL);
}

const BLOCK_ALL: Wordings<boolean> = [
  [/^Firewall has block all state set to disabled\.?$/i, false],
  [/^Block all DISABLED!?$/i, false],
  [/^Firewall has block all state set to enabled\.?$/i, true],
  [/^Block all ENABLED!?$/i, true],
  [/^Firewall is (?:blocking|set to block) all non-essential incoming connections\.?$/i, true],
];

/**
 * Reads `--getstealthmode`.
 *
 * @example "Firewall stealth mode is on", "Stealth mode enabled"; on 13 also the error "ALF: Error, kStealthEnableKey does
 * not return the correct type.", which stays unreadable
 */
export function parseStealthMode(result: CommandResult | undefined): Parsed<boolean> {
  return parse(GET_STEALTH_MODE, result, STEALTH);
}

const STEALTH: Wordings<boolean> = [
  [/^Firewall stealth mode is on\.?$/i, true],
  [/^Firewall stealth mode is off\.?$/i, false],
  [/^Stealth mode enabled\.?$/i, true],
  [/^Stealth mode disabled\.?$/i, false],
];

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
  const builtIn = parse(GET_ALLOW_SIGNED, result, BUILT_IN);
  if (builtIn.kind === 'unreadable') return builtIn;
  return mapParsed(parse(GET_ALLOW_SIGNED, result, DOWNLOADED), (downloaded) => ({
    builtIn: builtIn.value,
    downloaded,
  }));
}

const BUILT_IN: Wordings<boolean> = [
  [/^Automatically allow (?:built-in signed|signed built-in) software ENABLED\.?$/i, true],
  [/^Automatically allow (?:built-in signed|signed built-in) software DISABLED\.?$/i, false],
];

const DOWNLOADED: Wordings<boolean> = [
  [/^Automatically allow downloaded signed software ENABLED\.?$/i, true],
  [/^Automatically allow downloaded signed software DISABLED\.?$/i, false],
];

/** Reads `--getloggingmode` (macOS 14 and older). @example "Log mode is on " */
export function parseLoggingMode(result: CommandResult | undefined): Parsed<boolean> {
  return parse(GET_LOGGING_MODE, result, LOGGING);
}

const LOGGING: Wordings<boolean> = [
  [/^Log mode is on\.?$/i, true],
  [/^Log mode is off\.?$/i, false],
];

/** Reads `--getloggingopt` (macOS 14 and older). @example "Log Option is throttled " */
export function parseLoggingOption(result: CommandResult | undefined): Parsed<LoggingOption> {
  return parse(GET_LOGGING_OPTION, result, LOGGING_OPTIONS);
}

const LOGGING_OPTIONS: Wordings<LoggingOption> = [
  [/^Log Option is throttled$/i, 'throttled'],
  [/^Log Option is brief$/i, 'brief'],
  [/^Log Option is detail$/i, 'detail'],
];

/** Whole lines, and what each of them means. */
type Wordings<T> = readonly (readonly [RegExp, T])[];

/**
 * What the tool answers to each of its flags. They can be asked in one call, so where one of them is looked for, the lines of
 * the others may stand beside it; any other line may be the contrary in words that are not known, and makes it unreadable.
 */
const FLAGS: readonly Wordings<unknown>[] = [
  GLOBAL_STATES,
  BLOCK_ALL,
  STEALTH,
  BUILT_IN,
  DOWNLOADED,
  LOGGING,
  LOGGING_OPTIONS,
];

/** The rows of `--listapps`, and stealth mode's own error on macOS 13, which says nothing about the rest. */
const STEALTH_ERROR = /^ALF: Error, kStealthEnableKey does not return the correct type\.?$/i;
const OTHER_ROWS: readonly RegExp[] = [
  /^(?:ALF: )?total number of apps\s?=\s?\d{1,6}$/i,
  /^\d{1,6}\s?:\s\s?\S/,
  /^\(\s?(?:Allow|Block) incoming connections\s?\)$/i,
];

function parse<T extends string | boolean>(
  asked: Command,
  result: CommandResult | undefined,
  wordings: Wordings<T>,
): Parsed<T> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const others = FLAGS.filter((flag) => flag !== wordings).flatMap((flag) => flag.map(([pattern]) => pattern));
  const besides = [...others, ...OTHER_ROWS, ...(asked === GET_STEALTH_MODE ? [] : [STEALTH_ERROR])];
  const { values, strange } = valuesIn(answer.value.text, wordings, besides);
  const [value, ...more] = values;
  if (answer.value.exitCode !== 0 || value === undefined) return notUnderstood(asked, answer.value);
  if (more.length > 0) return unreadable(`socketfilterfw ${asked.args[0] ?? ''} contradicts itself`, answer.value.text);
  return strange.length > 0 ? notUnderstood(asked, answer.value) : read(value);
}
