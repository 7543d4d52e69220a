import type { CommandRunner } from '../../src/core/ports';
import type { LineSource } from '../../src/core/log/line-source';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import { type Backend, createBackend } from '../../src/main/backend';
import type { Mac } from '../../src/main/mac';
import { createCommandRunner } from '../../src/platform/command-runner';
import { systemEntropy } from '../../src/platform/entropy';
import { createLineStream } from '../../src/platform/line-stream';
import { TASKS } from '../../src/tasks';
import { DESKTOP } from '../main/fixtures';
import { fixedPolicy, QUIET_PARTS } from '../main/parts-of-a-mac';
import { servingMac } from '../sim/machines';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedLineSource } from '../sim/simulated-line-source';
import { SimulatedMac } from '../sim/simulated-mac';
import { MemoryJournal } from '../support/memory-journal';
import { ReplayedPrograms } from './replayed-programs';

/** The app's backend for a long time in one process, with a Mac that can be turned from simulated to real programs. */
export interface SoakMac {
  readonly backend: Backend;
  readonly simulated: SimulatedMac;
  readonly programs: ReplayedPrograms;
  /** From now on commands are answered by this computer's processes, or by the simulated Mac again. */
  useReal(real: boolean): void;
  setPolicy(policy: Policy): void;
  /** Listeners that are left on the signals of commands that have ended; always 0. */
  listenersOnSignals(): number;
  /** Subscriptions to the store that nobody has ended, beyond the one of this test. */
  subscriptions(): number;
  dispose(): void;
}

export async function createSoakMac(): Promise<SoakMac> {
  const simulated = new SimulatedMac(servingMac('26.5'));
  const elevator = new SimulatedElevator(simulated);
  const programs = new ReplayedPrograms();
  const { programPath } = programs;
  const signals = countedSignals(createCommandRunner({ programPath }));
  const lines = { simulated: new SimulatedLineSource(simulated), real: createLineStream({ programPath }) };
  let runner: CommandRunner = programs.recording(simulated);
  let source: LineSource = lines.simulated;
  let policy = DEFAULT_POLICY;
  const settings = { elevationBackend: 'sudo-prompt', launchAtLogin: false, keepSeconds: 60 } as const;
  const mac: Mac = {
    simulated: true,
    catalogue: TASKS,
    ...QUIET_PARTS,
    lines: { follow: (command, listener) => source.follow(command, listener) },
    policy: { ...fixedPolicy(), read: () => Promise.resolve({ policy, source: 'file' }) },
    home: `/Users/${simulated.state.user}`,
    runner: { run: (command, limits) => runner.run(command, limits) },
    elevators: { 'sudo-prompt': elevator, osascript: elevator },
    journal: new MemoryJournal(),
    progressLog: elevator,
    answers: { folder: '/nowhere', give: () => Promise.resolve(), forget: () => Promise.resolve() },
    lock: { acquire: () => Promise.resolve({ kind: 'acquired', release: () => Promise.resolve() }) },
    clock: simulated.clock,
    entropy: systemEntropy,
    asRoot: false,
    processId: process.pid,
    settings: { read: () => Promise.resolve({ settings }), change: () => Promise.resolve(settings) },
  };
  const backend = createBackend(mac, DESKTOP);
  const subscriptions = countSubscriptions(backend);
  await backend.start();
  await backend.handlers.getConnections(undefined);
  programs.write();
  runner = simulated;
  return {
    backend,
    simulated,
    programs,
    useReal(real) {
      runner = real ? signals.runner : simulated;
      source = real ? lines.real : lines.simulated;
    },
    setPolicy: (next) => void (policy = next),
    listenersOnSignals: signals.left,
    subscriptions,
    dispose() {
      programs.dispose();
      elevator.dispose();
    },
  };
}

/** A runner that counts the listeners that each command leaves on its signal. */
function countedSignals(runner: CommandRunner): { readonly runner: CommandRunner; readonly left: () => number } {
  let left = 0;
  return {
    left: () => left,
    runner: {
      run: (command, limits = {}) => {
        const { signal } = limits;
        if (signal === undefined) return runner.run(command, limits);
        const counted: typeof signal = {
          get aborted() {
            return signal.aborted;
          },
          addEventListener: (...listener) => {
            left += 1;
            signal.addEventListener(...listener);
          },
          removeEventListener: (...listener) => {
            left -= 1;
            signal.removeEventListener(...listener);
          },
        };
        return runner.run(command, { ...limits, signal: counted });
      },
    },
  };
}

function countSubscriptions({ store }: Backend): () => number {
  let count = 0;
  const { subscribe } = store;
  store.subscribe = (listener) => {
    count += 1;
    const end = subscribe(listener);
    return () => {
      count -= 1;
      end();
    };
  };
  return () => count;
}
