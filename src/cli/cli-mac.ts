import type { PartOf } from '../core/catalogue';
import type { LineSource } from '../core/log/line-source';
import type { PolicyReading } from '../core/policy-store';
import type { Clock, CommandRunner, Entropy, JournalReading } from '../core/ports';
import type { AnyTask } from '../core/task';

/** What the command line needs of the world: nothing here can elevate. */
export interface CliMac {
  readonly catalogue: readonly AnyTask[];
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly asRoot: boolean;
  readonly home?: string;
  /** The tasks that are parts of those in the catalogue. */
  readonly partOf: PartOf;
  /** What holds now; never fails. */
  readonly readPolicy: () => Promise<PolicyReading>;
  readonly lines: LineSource;
  /** Whose legacy sudo timestamp the script removes. */
  readonly account?: string;
  /** Reads the journal without making any file. */
  readonly readJournal: () => Promise<JournalReading>;
  /** Batten was started in an SSH session: the environment says so. */
  readonly remoteSession?: boolean;
}
