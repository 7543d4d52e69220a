import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';
import { isRecord, parseJson } from './json-text';

/** Preference keys that a configuration profile can force and that concern a task. */
const FORCEABLE = {
  'com.apple.security.firewall': [
    'EnableFirewall',
    'BlockAllIncoming',
    'EnableStealthMode',
    'AllowSigned',
    'AllowSignedApp',
    'EnableLogging',
  ],
  'com.apple.MCXBluetooth': ['DisableBluetooth'],
  'com.apple.applicationaccess': ['allowAirDrop'],
} as const;

const SCRIPT = [
  "ObjC.import('Foundation')",
  `const asked = ${JSON.stringify(FORCEABLE)}`,
  'const forced = {}',
  'for (const domain in asked) { const defaults = $.NSUserDefaults.alloc.initWithSuiteName(domain); ' +
    'for (const key of asked[domain]) if (defaults.objectIsForcedForKey(key)) ' +
    '{ forced[domain] = forced[domain] || {}; forced[domain][key] = ' +
    '{ forced: true, value: ObjC.deepUnwrap(defaults.objectForKey(key)) } } }',
  'JSON.stringify(forced)',
].join('; ');

/** Asks NSUserDefaults which keys a profile forces, as NIST's compliance project does; needs no root. */
export const MANAGED_PREFERENCES = command('osascript', '-l', 'JavaScript', '-e', SCRIPT);

type Domain = keyof typeof FORCEABLE;

/** Forced keys by domain; a key that is not there is not forced. */
export type ManagedPreferences = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Reads the answer of `MANAGED_PREFERENCES`. @example {"com.apple.security.firewall":{"EnableFirewall":{"forced":true,"value":true}}} */
export function parseManagedPreferences(result: CommandResult | undefined): Parsed<ManagedPreferences> {
  const answer = answerOf(MANAGED_PREFERENCES, result);
  if (answer.kind === 'unreadable') return answer;
  const json = parseJson(answer.value.stdout);
  if (answer.value.exitCode !== 0 || !isRecord(json)) return notUnderstood(MANAGED_PREFERENCES, answer.value);
  const domains = Object.entries(json).filter((entry): entry is [string, Readonly<Record<string, unknown>>] =>
    isRecord(entry[1]),
  );
  return read(Object.fromEntries(domains));
}

/** The value that a profile forces for a key; undefined when none does, or when it could not be told. */
export function forcedValue<D extends Domain>(
  result: CommandResult | undefined,
  domain: D,
  key: (typeof FORCEABLE)[D][number],
): unknown {
  const preferences = parseManagedPreferences(result);
  const entry = preferences.kind === 'read' ? preferences.value[domain]?.[key] : undefined;
  return isRecord(entry) && entry['forced'] === true ? entry['value'] : undefined;
}

/**
 * The part of a reading that says who forces a value.
 *
 * When it cannot be told, the finding keeps its state and says so in a note: a forced value is still the value in force.
 */
export function managedBy<D extends Domain>(
  result: CommandResult | undefined,
  domain: D,
  key: (typeof FORCEABLE)[D][number],
): { readonly managed?: string; readonly notes: readonly string[] } {
  const preferences = parseManagedPreferences(result);
  if (preferences.kind === 'unreadable') {
    return { notes: [`Whether a configuration profile sets this could not be told: ${preferences.reason}.`] };
  }
  return preferences.value[domain]?.[key] === undefined
    ? { notes: [] }
    : { managed: `a configuration profile (${domain}, ${key})`, notes: [] };
}
