import type { Countdown } from './countdown';
import type { FileEditor } from './file-edit';
import type { Guardian } from './person-guard';
import type { Policy } from './policy';
import type { Clock, CommandRunner, Elevator, Entropy, Journal, OperationLock, ProgressLog } from './ports';
import type { AnyTask } from './task';

/** Everything a change needs of the world. */
export interface ChangePorts {
  readonly runner: CommandRunner;
  readonly elevator: Elevator;
  readonly journal: Journal;
  /** Root's own log, which is believed before the script's answer. */
  readonly progressLog?: ProgressLog;
  readonly lock: OperationLock;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly asRoot: boolean;
  readonly home?: string;
  readonly files?: FileEditor;
  /** Takes back what root cannot; without it such changes are made without a way back of their own. */
  readonly guardian?: Guardian;
}

/** `waiting`: everything stands, and goes back unless the person keeps it. */
export type ChangePhase = 'checking' | 'asking' | 'waiting' | 'changing' | 'verifying';

export interface CarryOutInput {
  readonly catalogue: readonly AnyTask[];
  readonly policy: Policy;
  readonly ports: ChangePorts;
  readonly onPhase?: (phase: ChangePhase) => void;
  /** Each second of the wait for Keep; undefined when it is over. */
  readonly onCountdown?: (countdown: Countdown | undefined) => void;
}
