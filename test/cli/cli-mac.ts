import type { CliAnswer } from '../../src/cli/answer';
import type { CliMac } from '../../src/cli/cli-mac';
import { runCli } from '../../src/cli/run';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import type { JournalReading } from '../../src/core/ports';
import { systemEntropy } from '../../src/platform/entropy';
import { TASKS } from '../../src/tasks';
import { partOf } from '../../src/tasks/parts/part-of';
import type { MacState } from '../sim/mac-state';
import { SimulatedLineSource } from '../sim/simulated-line-source';
import { SimulatedMac } from '../sim/simulated-mac';

const NO_JOURNAL: JournalReading = { kind: 'sound', entries: [] };

export interface CliOptions {
  readonly asRoot?: boolean;
  readonly journal?: JournalReading;
  readonly policy?: Policy;
}

/** Runs one call of the command line on a simulated Mac; every random value is the same. */
export function battenOn(state: MacState, args: readonly string[], options: CliOptions = {}): Promise<CliAnswer> {
  const simulated = new SimulatedMac(state);
  const mac: CliMac = {
    catalogue: TASKS,
    runner: simulated,
    clock: simulated.clock,
    entropy: { ...systemEntropy, hex: (bytes) => 'a1'.repeat(bytes) },
    asRoot: options.asRoot ?? false,
    account: state.user,
    home: `/Users/${state.user}`,
    partOf,
    readPolicy: () => Promise.resolve({ policy: options.policy ?? DEFAULT_POLICY, source: 'built-in' }),
    lines: new SimulatedLineSource(simulated),
    readJournal: () => Promise.resolve(options.journal ?? NO_JOURNAL),
  };
  return runCli(args, { ...mac, whole: () => Promise.resolve(mac), version: '1.2.3' });
}
