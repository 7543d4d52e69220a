import { isAtLeast, type MacState, type PreferenceStore, type PreferenceValue } from '../mac-state';
import {
  type Caller,
  complains,
  type Exited,
  logPrefix,
  notModelled,
  type Outcome,
  says,
  type SimulatedProgram,
} from './program';

/** Where macOS 13 to 15 keep SMB's guest switch; sysadminctl changes the same value. */
export const SMB_SERVER_DOMAIN = '/Library/Preferences/SystemConfiguration/com.apple.smb.server';
export const SMB_GUEST_KEY = 'AllowGuestAccess';

/** `defaults read|write|delete` of single keys, in the caller's own store or, by path, in the computer's. */
export const defaults: SimulatedProgram = (state, args, caller) => {
  const [verb, given, key, ...rest] = args;
  const done = (outcome: Pick<Outcome, 'state' | 'result'>): Outcome => ({ latencyMs: 20, ...outcome });
  const unknown = (): Outcome => done({ state, result: notModelled('defaults', args) });
  if (given === undefined || key === undefined) return unknown();
  const domain = given.replace(/\.plist$/, '');
  switch (verb) {
    case 'read':
      return rest.length === 0 ? done({ state, result: readKey(state, caller, domain, given, key) }) : unknown();
    case 'write': {
      const value = parseValue(rest);
      if (value === undefined) return unknown();
      if (mayNotWrite(domain, caller)) return done({ state, result: cannotWrite(state, domain) });
      return done({ state: withValue(state, caller, domain, key, value), result: says('') });
    }
    case 'delete': {
      if (rest.length > 0) return unknown();
      if (mayNotWrite(domain, caller)) return done({ state, result: cannotWrite(state, domain) });
      if (valueOf(state, caller, domain, key) === undefined) return done({ state, result: notFound(state, domain) });
      return done({ state: withValue(state, caller, domain, key, undefined), result: says('') });
    }
    case undefined:
    default:
      return unknown();
  }
};

function readKey(state: MacState, caller: Caller, domain: string, given: string, key: string): Exited {
  const value = valueOf(state, caller, domain, key);
  if (value === undefined) {
    const message = `The domain/default pair of (${given}, ${key}) does not exist`;
    return complains(`${logPrefix(state, 'defaults')}\n${message}\n`);
  }
  return says(`${typeof value === 'boolean' ? Number(value) : value}\n`);
}

function notFound(state: MacState, domain: string): Exited {
  const message = `Domain (${domain}) not found.\nDefaults have not been changed.`;
  return complains(`${logPrefix(state, 'defaults')}\n${message}\n`);
}

function cannotWrite(state: MacState, domain: string): Exited {
  return complains(`${logPrefix(state, 'defaults')} Could not write domain ${domain}; exiting\n`);
}

function mayNotWrite(domain: string, caller: Caller): boolean {
  return domain.startsWith('/Library/') && !caller.root;
}

function parseValue(words: readonly string[]): PreferenceValue | undefined {
  const [first, second] = words;
  if (first === undefined || words.length > 2) return undefined;
  if (second === undefined) return first.startsWith('-') ? undefined : first;
  switch (first) {
    case '-string':
      return second;
    case '-int':
      return /^-?\d+$/.test(second) ? Number(second) : undefined;
    case '-bool':
      if (/^(true|yes|1)$/i.test(second)) return true;
      return /^(false|no|0)$/i.test(second) ? false : undefined;
    default:
      return undefined;
  }
}

function isSmbGuest(state: MacState, domain: string, key: string): boolean {
  return domain === SMB_SERVER_DOMAIN && key === SMB_GUEST_KEY && !isAtLeast(state, 26);
}

function valueOf(state: MacState, caller: Caller, domain: string, key: string): PreferenceValue | undefined {
  if (isSmbGuest(state, domain, key)) return state.smbGuest === 'absent' ? undefined : state.smbGuest;
  return storeOf(state, caller, domain)[domain]?.[key];
}

function storeOf({ preferences }: MacState, caller: Caller, domain: string): PreferenceStore {
  return domain.startsWith('/') ? preferences.computer : (preferences.people[nameOf(caller)] ?? {});
}

/** Root has preferences of its own, in /var/root: a classic trap of scripts that run with sudo. */
function nameOf(caller: Caller): string {
  return caller.root ? 'root' : caller.user;
}

/** Sets a key, or takes it away; a domain without keys goes too, and so does a person without domains. */
function withValue(
  state: MacState,
  caller: Caller,
  domain: string,
  key: string,
  value: PreferenceValue | undefined,
): MacState {
  if (isSmbGuest(state, domain, key)) return { ...state, smbGuest: value === undefined ? 'absent' : isTrue(value) };
  const { [domain]: old = {}, ...others } = storeOf(state, caller, domain);
  const { [key]: _old, ...rest } = old;
  const keys = value === undefined ? rest : { ...old, [key]: value };
  const store = Object.keys(keys).length === 0 ? others : { ...others, [domain]: keys };
  const { preferences } = state;
  if (domain.startsWith('/')) return { ...state, preferences: { ...preferences, computer: store } };
  const { [nameOf(caller)]: _own, ...everybodyElse } = preferences.people;
  const people = Object.keys(store).length === 0 ? everybodyElse : { ...everybodyElse, [nameOf(caller)]: store };
  return { ...state, preferences: { ...preferences, people } };
}

function isTrue(value: PreferenceValue): boolean {
  return value === true || value === 1 || value === '1';
}
