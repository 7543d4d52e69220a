import { type Program, PROGRAMS } from '../../src/core/command';
import type { Json } from '../../src/core/json';
import type { Exited } from './programs/program';

/** What goes wrong instead of, or with, a program's answer. */
export type FaultEffect =
  | { readonly kind: 'hangs' }
  | { readonly kind: 'prints'; readonly stdout: string; readonly stderr: string; readonly exitCode: number }
  /** The right answer in another language, as some tools give it on a Mac that is not set to English. */
  | { readonly kind: 'speaks-german' }
  /** Prints what success looks like and changes nothing. */
  | { readonly kind: 'only-claims' }
  | { readonly kind: 'exits'; readonly exitCode: number }
  | { readonly kind: 'floods'; readonly bytes: number }
  | { readonly kind: 'is-missing' }
  | { readonly kind: 'is-ended-by'; readonly signal: string }
  | { readonly kind: 'is-slow'; readonly milliseconds: number }
  /** Answers from another state than the true one: `state` is laid over it, key by key. */
  | { readonly kind: 'sees'; readonly state: { readonly [key: string]: Json } };

/** One thing wrong with one program. */
export interface Fault {
  readonly program: Program;
  /** Only calls that hold all of these words; every call when it is left out. */
  readonly words?: readonly string[];
  /** Only calls of this kind of caller. */
  readonly caller?: 'root' | 'user';
  readonly effect: FaultEffect;
}

/** Where a fault applies: the whole program, or calls that hold the given words. */
export interface FaultPlace {
  readonly program: Program;
  readonly words?: readonly string[];
  readonly caller?: 'root' | 'user';
}

export function hangs(place: FaultPlace): Fault {
  return { ...place, effect: { kind: 'hangs' } };
}

export function prints(place: FaultPlace, answer: Partial<Omit<Exited, 'kind'>>): Fault {
  const { stdout = '', stderr = '', exitCode = 0 } = answer;
  return { ...place, effect: { kind: 'prints', stdout, stderr, exitCode } };
}

/** Text that no tool prints, with bytes that trip careless parsers. */
export function garbage(place: FaultPlace): Fault {
  return prints(place, { stdout: GARBAGE });
}

export const GARBAGE = '\u0000\uFFFD%PDF-1.7 {"SPFirewall": [ (State = ) enabled disabled\n\t=> "\n\n';

export function saysNothing(place: FaultPlace): Fault {
  return prints(place, {});
}

/** What a tool says that reaches into protected files without Full Disk Access. */
export function lacksFullDiskAccess(place: FaultPlace): Fault {
  return prints(place, { stderr: `${PROGRAMS[place.program]}: Operation not permitted\n`, exitCode: 1 });
}

/** Launchctl's refusal to touch a job that System Integrity Protection guards. */
export function sipProtects(label: string): Fault {
  return prints(
    { program: 'launchctl', words: ['bootout', `system/${label}`], caller: 'root' },
    {
      stderr: 'Boot-out failed: 150: Operation not permitted while System Integrity Protection is engaged\n',
      exitCode: 150,
    },
  );
}

/** System_profiler says the opposite of socketfilterfw. */
export function profilerSaysFirewall(on: boolean): Fault {
  const place = { program: 'system_profiler', words: ['SPFirewallDataType'] } as const;
  return { ...place, effect: { kind: 'sees', state: { firewall: { global: on } } } };
}

/** Launchctl says that a job is not loaded while its port is open. */
export function launchctlOverlooks(label: string): Fault {
  const place = { program: 'launchctl', words: ['print', `system/${label}`] } as const;
  const overlooked = { loaded: false, override: 'none', submittedBySmd: false };
  return { ...place, effect: { kind: 'sees', state: { services: { [label]: overlooked } } } };
}

/** The fault that a call meets: the first that fits. */
export function faultFor(
  faults: readonly Fault[],
  program: Program,
  args: readonly string[],
  caller: 'root' | 'user',
): Fault | undefined {
  return faults.find(
    (fault) =>
      fault.program === program &&
      (fault.caller === undefined || fault.caller === caller) &&
      (fault.words ?? []).every((word) => args.includes(word)),
  );
}

const GERMAN: readonly (readonly [string, string])[] = [
  ['Firewall is enabled.', 'Firewall ist aktiviert.'],
  ['Firewall is disabled.', 'Firewall ist deaktiviert.'],
  ['(State = ', '(Status = '],
  ['Firewall is blocking all non-essential incoming connections.', 'Firewall blockiert alle eingehenden Verbindungen.'],
  ['Firewall has block all state set to disabled.', 'Alle blockieren ist deaktiviert.'],
  ['Firewall stealth mode is', 'Firewall-Tarnmodus ist'],
  ['Stealth mode', 'Tarnmodus'],
  ['Automatically allow', 'Automatisch erlauben:'],
  ['System Integrity Protection status: ', 'Status des Systemintegritätsschutzes: '],
  ['Authenticated Root status: ', 'Status des authentifizierten Root-Volumes: '],
  ['Could not find service', 'Dienst nicht gefunden:'],
  ['does not exist', 'existiert nicht'],
  ['No such file or directory', 'Datei oder Verzeichnis nicht gefunden'],
  ['SMB guest access', 'SMB-Gastzugriff'],
  ['"Yes"', '"Ja"'],
  ['"No"', '"Nein"'],
  ['service is enabled', 'Dienst ist aktiviert'],
  ['service is disabled', 'Dienst ist deaktiviert'],
  ['disabled', 'deaktiviert'],
  ['enabled', 'aktiviert'],
];

/** The same text as a Mac set to German might print it. */
export function inGerman(text: string): string {
  return GERMAN.reduce((sofar, [english, german]) => sofar.replaceAll(english, german), text);
}
