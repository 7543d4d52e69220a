import type { ChangePhase } from './change-ports';
import type { Countdown } from './countdown';
import type { Finding, Overall } from './finding';
import type { RowResult } from './journal';
import type { Area } from './task';

/** What the app is doing; buttons follow it, so they cannot disagree with the main process. */
export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'probing'; readonly done: number; readonly total: number }
  | {
      readonly kind: 'changing';
      readonly phase: ChangePhase;
      readonly planId: string;
      /** While it waits for Keep. */
      readonly countdown?: Countdown;
    };

/** One task as a list row. Texts come from the catalogue; the renderer knows no tasks of its own. */
export interface TaskRow {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly name: string;
  readonly risk: 'safe' | 'interrupts' | 'locks-out';
  readonly severity: 'exposed' | 'attention';
  readonly scope: 'computer' | 'person';
  /** The task without which this one has no effect. */
  readonly needs?: string;
  /** False where only a person can make the change, by hand. */
  readonly byCommand: boolean;
  readonly finding: Finding;
}

/** A change that a person is making by hand in System Settings, which Batten watches for. */
export interface Watch {
  readonly taskId: string;
  readonly until: number;
  readonly outcome: 'watching' | 'seen' | 'gave-up';
}

/** Findings older than this, in milliseconds, are no longer called current: nothing is shown as hardened on their word. */
export const FRESH_MS = 90 * 60 * 1000;

/** A clock that was set back makes findings come from the future: their age is then not known, so they are not fresh. */
const SET_BACK_MS = 60_000;

export function isFresh(takenAt: number, now: number): boolean {
  return now - takenAt <= FRESH_MS && takenAt - now <= SET_BACK_MS;
}

/** Everything the screens show, pushed whole. A snapshot with a lower revision than the one at hand is dropped. */
export interface Snapshot {
  readonly revision: number;
  /** True only in the app built from `test/entry`: every window then says so. */
  readonly simulated: boolean;
  readonly activity: Activity;
  /** Absent until the first scan has ended. */
  readonly checked?: {
    readonly takenAt: number;
    readonly tookMs: number;
    readonly macos: string;
    readonly overall: Overall;
    readonly rows: readonly TaskRow[];
  };
  /** Set while Batten only reads: the journal is damaged or cannot be written. */
  readonly readOnly?: { readonly reason: string; readonly quarantine?: string };
  /** The latest run that still has something to take back. */
  readonly lastRun?: { readonly number: number; readonly at: string; readonly titles: readonly string[] };
  /** Runs found cut off at start, classified, until the person has seen them. */
  readonly recovered: readonly { readonly run: number; readonly rows: readonly RowResult[] }[];
  readonly watches: readonly Watch[];
  /** macOS does not show the menu-bar icon. */
  readonly iconHidden: boolean;
}
