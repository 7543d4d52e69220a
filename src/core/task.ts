import type { Command, CommandResult } from './command';
import type { FileEdit } from './file-edit';
import { type Json, sameJson } from './json';
import type { MacFacts } from './mac';
import type { Policy } from './policy';
import type { Reference } from './references';
import type { Parsed } from './result';

/** The groups of the sidebar, in its order. */
export const AREAS = ['Firewall', 'Remote access', 'Sharing', 'Wireless', 'Exposure', 'Integrity', 'Watch'] as const;
export type Area = (typeof AREAS)[number];

/** Panes of System Settings that Batten can open; `src/main/settings-panes.ts` holds their addresses. */
export type SettingsPane = 'firewall' | 'sharing' | 'bluetooth' | 'airdrop';

/** Why a task does not concern this Mac, if it does not. */
export type Applicability =
  { readonly kind: 'applies' } | { readonly kind: 'not-applicable'; readonly because: string };

/**
 * What a probe found.
 *
 * `managed` names who forces the value (a configuration profile); it is read, never written. `without` says why a setting
 * that stands as wanted has no effect, such as stealth mode while the firewall is off: it is never green then.
 */
export interface Reading<S> {
  readonly state: S;
  readonly managed?: string;
  readonly without?: string;
  readonly notes?: readonly string[];
}

export interface ByHand {
  readonly steps: readonly string[];
  readonly undoSteps: readonly string[];
  readonly pane?: SettingsPane;
}

/**
 * How to get from one state to another. Root commands go into the one elevated script, the others never do.
 *
 * Files are edited as the person, before the user commands, which make the service read them again.
 */
export type Change =
  | {
      readonly kind: 'commands';
      readonly root: readonly Command[];
      readonly user: readonly Command[];
      readonly files?: readonly FileEdit[];
    }
  | { readonly kind: 'by-hand' };

/**
 * Probe commands that root repeats right before a change, so that the undo value is the true one.
 *
 * `state` reads the state from these answers alone: the other sources are older by then and would only contradict.
 */
export interface Recapture<S, K extends string> {
  readonly keys: readonly K[];
  readonly state: (results: Readonly<Partial<Record<K, CommandResult>>>, mac: MacFacts) => Parsed<S>;
}

/**
 * One thing to harden: one file in `src/tasks`, named after its id.
 *
 * `S` is the smallest JSON value that both describes the Mac and can restore it. `K` names the probe's commands.
 */
export interface Task<S extends Json, K extends string> {
  readonly id: string;
  readonly area: Area;
  /** Imperative, sentence case: "Turn off Remote Login". */
  readonly title: string;
  /** The thing itself: "Remote Login". */
  readonly name: string;
  /** `person`: a setting of whoever is logged in, written as that person and never by the root script. */
  readonly scope: 'computer' | 'person';
  /** The group of the review sheet. `locks-out` is never pre-ticked and asks a second time. */
  readonly risk: 'safe' | 'interrupts' | 'locks-out';
  /** What the icon says while the task is noncompliant: "!" or a dot. */
  readonly severity: 'exposed' | 'attention';
  readonly explain: {
    readonly what: string;
    readonly why: string;
    /** What the person loses; never empty. */
    readonly cost: string;
    /** Where Batten does something else than older guides, and why. */
    readonly differs?: string;
  };
  /** Who can do what while it is not as wanted: one sentence. */
  readonly exposes: string;
  readonly references: readonly Reference[];
  /** Another task without which this one has no effect; a plan takes it along. */
  readonly needs?: string;
  /** What a person does in System Settings or Recovery: to the wanted state, and back. */
  readonly byHand?: ByHand;
  /** How long the Mac may take to show a change after the commands returned; default 3 s. */
  readonly settleMs?: number;

  applies(mac: MacFacts): Applicability;
  /** What is asked; `policy` is given where a scan asks, for tasks that look for what it names. */
  probe(mac: MacFacts, policy?: Policy): Readonly<Record<K, Command>>;
  /** What the root script reads again right before the change; absent where root changes nothing. */
  readonly recapture?: Recapture<S, K>;
  /** Commands that follow from the answers so far, as a file that a container names; asked until no new one comes. */
  further?(results: CommandResults, mac: MacFacts): Readonly<Record<string, Command>>;
  read(results: Readonly<Record<K, CommandResult>>, mac: MacFacts): Parsed<Reading<S>>;
  /** The listed state equal to `value`, or undefined: nothing else from a file is ever acted on. */
  recognise(value: unknown): S | undefined;
  isWanted(state: S, policy: Policy): boolean;
  /** The state that applying leads to, from `before`. */
  target(before: S, policy: Policy): S;
  change(from: S, to: S, mac: MacFacts): Change;
  /**
   * The single things that the state consists of, each a task of its own by the id that `partOf` knows: a plan changes
   * those of them that are not as wanted in place of the whole.
   */
  parts?(state: S, policy: Policy): readonly string[];
  /** All single things of the state, those that are as wanted too, and the ids of what could be done about each. */
  entries?(state: S, policy: Policy): readonly Entry[];
  /** One sentence about the state: "Remote Login is on". */
  sentence(state: S): string;
  /** The state in one or two words for "Now -> After": "On". */
  words(state: S): string;
}

/** One single thing of a task's state, such as one rule of the firewall. */
export interface Entry {
  readonly name: string;
  readonly words: string;
  readonly wanted: boolean;
  readonly parts: readonly string[];
}

/** Answers by the keys of the probe; what was not asked is not there. */
export type CommandResults = Readonly<Partial<Record<string, CommandResult>>>;

/** A task whose state type is hidden, as the catalogue and the engine see it. */
export type AnyTask = Task<Json, string>;

/**
 * Checks a task against its types and hides its state's type.
 *
 * The engine only ever hands a task states that the same task has read or recognised, so the hidden type stays true.
 */
export function defineTask<S extends Json, K extends string>(task: Task<S, K>): AnyTask {
  return task;
}

/** Recognises one of a closed list of states; values from the journal become our own constants this way. */
export function oneOf<S extends Json>(states: readonly S[]): (value: unknown) => S | undefined {
  return (value) => states.find((state) => sameJson(state, value));
}

export const ALWAYS: (mac: MacFacts) => Applicability = () => ({ kind: 'applies' });
