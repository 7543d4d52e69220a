import type { ChangePorts } from '../core/change-ports';
import type { PartOf } from '../core/catalogue';
import type { KeepAnswer } from '../core/keep-or-revert';
import type { LineSource } from '../core/log/line-source';
import type { PolicyStore } from '../core/policy-store';
import type { Journal, Elevator, ProgressLog } from '../core/ports';
import type { AnyTask, SettingsPane } from '../core/task';
import type { ChangeableSettings, SettingsView, ShowRequest } from '../shared/ipc-contract';
import type { FileOutcome } from '../shared/policy-views';

/** Everything the app needs of the computer it runs on; the simulated Mac is another one of these. */
export interface Mac extends Omit<ChangePorts, 'elevator' | 'journal'> {
  readonly simulated: boolean;
  readonly catalogue: readonly AnyTask[];
  /** The tasks that are parts of those in the catalogue, by id. */
  readonly partOf: PartOf;
  readonly policy: PolicyStore;
  /** Follows what a program prints, for live logs. */
  readonly lines: LineSource;
  readonly elevators: Readonly<Record<ChangeableSettings['elevationBackend'], Elevator>>;
  readonly journal: RestartableJournal;
  readonly progressLog: ProgressLog;
  readonly answers: KeepAnswers;
  readonly processId: number;
  /** Batten was started in an SSH session. */
  readonly remoteSession?: boolean;
  readonly account?: string;
  /** The number of whoever runs Batten; absent where the system has none. */
  readonly userId?: number;
  readonly settings: SettingsStore;
  /** Only tests give this: where the elevated script finds its programs and keeps its log. */
  readonly scriptPaths?: { readonly programs: (path: string) => string; readonly operationsFolder: string };
  /** What kept the data folder from being used; Batten then only reads. */
  readonly problem?: string;
}

export interface RestartableJournal extends Journal {
  /** Moves a damaged journal to quarantine whole and starts a new one: only by a person's decision. */
  startNewJournal(): Promise<{ readonly kind: 'started' } | { readonly kind: 'refused'; readonly reason: string }>;
}

/** Gives the person's answer to a script that waits for Keep. */
export interface KeepAnswers {
  /** Where the script looks; an absolute path. */
  readonly folder: string;
  /** Resolves when the answer lies there. Rejects where it cannot be written. */
  give(operationId: string, answer: KeepAnswer): Promise<void>;
  /** Removes the answers to a script that has ended. */
  forget(operationId: string): Promise<void>;
}

export interface SettingsStore {
  read(): Promise<{ readonly settings: ChangeableSettings; readonly problem?: string }>;
  change(change: Partial<ChangeableSettings>): Promise<ChangeableSettings>;
}

/** What only Electron can do; the browser preview answers with what a browser can. */
export interface Desktop {
  /** A person is about to make a change by hand: opens the pane where there is one. */
  startByHand(taskId: string, pane: SettingsPane | undefined): Promise<void>;
  copyText(text: string): Promise<void>;
  /** Asks the person where to write a text, and writes it. */
  saveText(suggestedName: string, text: string): Promise<FileOutcome>;
  /** Asks the person for a text file and reads it. */
  openText(): Promise<
    { readonly kind: 'read'; readonly path: string; readonly text: string } | Exclude<FileOutcome, { kind: 'done' }>
  >;
  /** Shows a file in the Finder. */
  showFile(path: string): void;
  showWindow(what: ShowRequest): void;
  hidePopover(): void;
  setLaunchAtLogin(on: boolean): string | undefined;
  facts(): Pick<SettingsView, 'dataFolder' | 'version'>;
}
