import type { Reverted, RowResult } from '../core/journal';
import type { GuardKind } from '../core/guard/guard';
import type { Reference } from '../core/references';
import type { Snapshot } from '../core/snapshot';
import type { StoppedService } from '../core/health';
import type { SettingsPane } from '../core/task';
import type { AccountTunnelsView, ConnectionsView, ExposureView } from './exposure-views';
import type { LogPush, LogRequest, LogStarted } from './log-views';
import type { FileOutcome, ListenerMark, PolicyChange, PolicyView } from './policy-views';

/**
 * The whole contract between the screens and the main process: add a line, and the compiler leads to the rest.
 *
 * The renderer sends ids, never commands, paths or addresses. Arguments are parsed in `src/main/ipc-arguments.ts`.
 */
export const CALLS = {
  getSnapshot: call<undefined, Snapshot>(),
  getTaskDetail: call<{ taskId: string }, TaskDetail>(),
  refresh: call<undefined, undefined>(),
  cancelRefresh: call<undefined, undefined>(),
  preparePlan: call<{ taskIds: string[] }, PlanPreview>(),
  /** Without `taskIds`: everything of the run that still can be taken back. */
  prepareRollback: call<{ run: number; taskIds?: string[] }, PlanPreview>(),
  /** `confirmed`: the person has ticked the second confirmation of what can lock them out. */
  approvePlan: call<{ planId: string; confirmed: boolean }, ApprovalResult>(),
  discardPlan: call<{ planId: string }, undefined>(),
  /** While a change waits: keeps it, or puts everything back at once. */
  answerCountdown: call<{ keep: boolean }, undefined>(),
  getHistory: call<undefined, History>(),
  startNewJournal: call<undefined, undefined>(),
  dismissRecovered: call<undefined, undefined>(),
  /** Opens a settings pane and watches for the change of that task for two minutes. */
  doByHand: call<{ taskId: string }, undefined>(),
  copyText: call<{ text: string }, undefined>(),
  getSettings: call<undefined, SettingsView>(),
  changeSettings: call<Partial<ChangeableSettings>, SettingsView>(),
  showWindow: call<ShowRequest, undefined>(),
  hidePopover: call<undefined, undefined>(),
  getExposure: call<undefined, ExposureView>(),
  /** Writes into the policy what the person says of a listener, and judges anew. */
  markListener: call<ListenerMark, undefined>(),
  getConnections: call<undefined, ConnectionsView>(),
  /** Contacts Cloudflare, so only when a person asks. */
  askCloudflare: call<undefined, AccountTunnelsView>(),
  /** Rows come as `logChanged`; one log at a time, a new one ends the one before. */
  startLog: call<LogRequest, LogStarted>(),
  stopLog: call<{ logId: string }, undefined>(),
  /** Asks where to write what is kept of the log. */
  exportLog: call<{ logId: string; format: 'csv' | 'ndjson' }, FileOutcome>(),
  getPolicy: call<undefined, PolicyView>(),
  changePolicy: call<PolicyChange, PolicyView>(),
  importPolicy: call<undefined, FileOutcome>(),
  exportPolicy: call<undefined, FileOutcome>(),
  /** Shows the policy's file where it lies; makes it first where there is none. */
  openPolicy: call<undefined, undefined>(),
} as const;

export const PUSHES = {
  snapshotChanged: push<Snapshot>(),
  /** The window is asked to show something. */
  showRequested: push<ShowRequest>(),
  logChanged: push<LogPush>(),
} as const;

/** How a call ends: errors cross as values, because Electron mangles thrown ones. */
export type Answer<Reply> =
  { readonly ok: true; readonly value: Reply } | { readonly ok: false; readonly error: string };

/** What the preload script exposes as `window.batten`, and the preview and the test doubles rebuild. */
export type RendererApi = {
  readonly [K in CallName]: (argument: CallArgument<K>) => Promise<Answer<CallReply<K>>>;
} & {
  readonly [K in PushName]: (listener: (value: PushValue<K>) => void) => () => void;
} & { readonly surface: Surface };

/** What the main process must implement: a missing or an extra handler does not compile. */
export type MainHandlers = {
  readonly [K in CallName]: (argument: CallArgument<K>) => Promise<CallReply<K>> | CallReply<K>;
};

/** What the window is to show: a task, the review of everything that can be fixed, or the way back of a run. */
export interface ShowRequest {
  readonly taskId?: string;
  readonly review?: boolean;
  readonly rollback?: number;
  /** The list of what can be reached. */
  readonly exposure?: boolean;
}

/** Which of the two pages this is. */
export type Surface = 'popover' | 'window';

export type CallName = keyof typeof CALLS;
export type PushName = keyof typeof PUSHES;
export type CallArgument<K extends CallName> =
  (typeof CALLS)[K] extends Call<infer Argument, unknown> ? Argument : never;
export type CallReply<K extends CallName> = (typeof CALLS)[K] extends Call<never, infer Reply> ? Reply : never;
export type PushValue<K extends PushName> = (typeof PUSHES)[K] extends Push<infer Value> ? Value : never;

/** Prefix of every channel name, so that a stray message is recognised. */
export const CHANNEL_PREFIX = 'batten:';

export interface TaskDetail {
  readonly taskId: string;
  readonly explain: { readonly what: string; readonly why: string; readonly cost: string; readonly differs?: string };
  /** The wanted state in words: "Off". */
  readonly wanted: string;
  readonly exposes: string;
  readonly references: readonly {
    readonly label: string;
    readonly edition: string;
    readonly kind: Reference['kind'];
  }[];
  readonly evidence: readonly EvidenceView[];
  readonly byHand?: { readonly steps: readonly string[]; readonly pane?: SettingsPane };
  readonly history: readonly TaskHistoryEntry[];
  /** The single things the task is about, such as firewall rules, with what can be done about each. */
  readonly entries: readonly TaskEntry[];
}

/** One thing of a task. The ids are for `preparePlan`. */
export interface TaskEntry {
  readonly name: string;
  readonly words: string;
  readonly wanted: boolean;
  readonly actions: readonly { readonly title: string; readonly taskId: string }[];
}

/** One command and its raw answer; long output is cut at 32 KB and says so. */
export interface EvidenceView {
  readonly line: string;
  readonly ended: string;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

export interface TaskHistoryEntry {
  readonly run: number;
  readonly at: string;
  readonly words: string;
  /** Still stands and can be taken back. */
  readonly undoable: boolean;
}

export interface PlanRow {
  readonly taskId: string;
  readonly title: string;
  readonly name: string;
  readonly risk: 'safe' | 'interrupts' | 'locks-out';
  readonly now: string;
  readonly after: string;
  readonly cost: string;
  readonly needsRoot: boolean;
  /** First and last line of the script (from 1) that belong to this row; absent where none does. */
  readonly scriptLines?: readonly [number, number];
  readonly undoLines?: readonly [number, number];
  /** Commands run as the person, outside the script. */
  readonly userCommands: readonly string[];
  /** Lines of files that are exchanged, as the person. */
  readonly files: readonly FileDiff[];
  /** The same change without starting the service anew, or with it: ids for `preparePlan`. */
  readonly restart?: { readonly now: boolean; readonly other: string };
  /** Why the row is there although it was not picked. */
  readonly takenAlong?: string;
  /** Another task without which it has no effect: a plan takes that along where it is not as wanted. */
  readonly needs?: string;
  /** Never ticked for the person, and confirmed a second time. */
  readonly guarded: boolean;
  /** What speaks against it now. A guarded row without any can lock the person out as such: `cost` says how. */
  readonly guards: readonly PlanGuard[];
}

/** What a row may cut off, and how Batten knows. */
export interface PlanGuard {
  readonly kind: GuardKind;
  /** What is so now, and what the row does to it: "You are signed in over SSH from 192.168.1.20 right now. …". */
  readonly consequence: string;
  /** Commands, each with the rows of its answer that matter. */
  readonly evidence: readonly { readonly line: string; readonly said: string }[];
}

/** What changes in a file: the lines that go and those that come, with their numbers. */
export interface FileDiff {
  readonly path: string;
  readonly lines: readonly { readonly kind: 'old' | 'new'; readonly number: number; readonly text: string }[];
}

export interface PlanPreview {
  readonly planId: string;
  readonly purpose: 'apply' | 'rollback';
  /** The run that a rollback takes back. */
  readonly of?: number;
  readonly rows: readonly PlanRow[];
  readonly byHand: readonly {
    readonly taskId: string;
    readonly name: string;
    readonly now: string;
    readonly after: string;
    readonly steps: readonly string[];
    readonly pane?: SettingsPane;
    /** Batten does not make this change, so it asks for no confirmation: it only says what speaks against it. */
    readonly guards?: readonly PlanGuard[];
  }[];
  readonly leftOut: readonly { readonly taskId: string; readonly name: string; readonly because: string }[];
  /** Exactly what runs as root; empty when nothing needs root. */
  readonly script: string;
  readonly undoScript: string;
  readonly scriptSha256: string;
  readonly asksForPassword: boolean;
  /** Seconds that the change waits for Keep before it puts itself back; absent where it does not wait. */
  readonly keepSeconds?: number;
  /** True when a row is guarded: `approvePlan` then needs `confirmed`. */
  readonly needsConfirmation: boolean;
  readonly expiresAt: number;
}

export type ApprovalResult =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'declined' | 'failed';
      readonly run: number;
      readonly detail: string;
      readonly rows: readonly ResultRow[];
    }
  /** It was not kept, and its own script has put it back. */
  | {
      readonly kind: 'reverted';
      readonly run: number;
      readonly because: Reverted;
      readonly rows: readonly ResultRow[];
    }
  | {
      readonly kind: 'done';
      readonly run: number;
      readonly rows: readonly ResultRow[];
      /** Services of the policy that answered before and do not any more: the way back is offered first. */
      readonly stopped: readonly StoppedService[];
      readonly unrecorded?: string;
    };

export interface ResultRow {
  readonly taskId: string;
  readonly name: string;
  readonly outcome: RowResult['outcome'];
  readonly before: string;
  readonly after: string;
  readonly now: string;
  readonly detail: string;
  /** A later run has verifiably taken this back. */
  readonly takenBack?: boolean;
}

export interface RunView {
  readonly number: number;
  readonly at: string;
  readonly purpose: 'apply' | 'rollback';
  readonly of?: number;
  readonly end: 'verified' | 'recovered' | 'declined' | 'failed' | 'open';
  readonly detail: string;
  readonly rows: readonly ResultRow[];
  readonly undoableTaskIds: readonly string[];
  readonly scriptSha256?: string;
  readonly reverted?: Reverted;
}

export interface History {
  readonly runs: readonly RunView[];
  /** The hash chain of the journal. */
  readonly chain: { readonly sound: boolean; readonly detail: string };
}

export interface ChangeableSettings {
  readonly elevationBackend: 'sudo-prompt' | 'osascript';
  readonly launchAtLogin: boolean;
  /** How long a change that can lock out waits for Keep, in seconds. */
  readonly keepSeconds: number;
}

export interface SettingsView extends ChangeableSettings {
  /** Said by macOS, for example that the login item waits for approval. */
  readonly loginItemNote?: string;
  readonly dataFolder: string;
  readonly version: string;
  /** A settings file that could not be read, and what is used instead. */
  readonly problem?: string;
}

interface Call<Argument, Reply> {
  readonly kind: 'call';
  readonly argument?: (value: Argument) => void;
  readonly reply?: Reply;
}

interface Push<Value> {
  readonly kind: 'push';
  readonly value?: Value;
}

function call<Argument, Reply>(): Call<Argument, Reply> {
  return { kind: 'call' };
}

function push<Value>(): Push<Value> {
  return { kind: 'push' };
}
