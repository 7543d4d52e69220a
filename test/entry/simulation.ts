import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElevationOutcome, Elevator } from '../../src/core/ports';
import type { Mac } from '../../src/main/mac';
import { systemEntropy } from '../../src/platform/entropy';
import { createFileEditor } from '../../src/platform/file-editor';
import { realFiles } from '../../src/platform/file-layer';
import { createJournalFile } from '../../src/platform/journal-file';
import { createKeepAnswers } from '../../src/platform/keep-answers';
import { createOperationLock } from '../../src/platform/operation-lock';
import { createPolicyFile } from '../../src/platform/policy-file';
import { createSettingsFile } from '../../src/platform/settings-file';
import { TASKS } from '../../src/tasks';
import { partOf } from '../../src/tasks/parts/part-of';
import { CONDITIONS, type Condition, machine, type Release, RELEASE_NAMES } from '../sim/machines';
import { lasting } from '../sim/mac-state';
import { Person } from '../sim/person';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedFiles } from '../sim/simulated-files';
import { SimulatedGuardian } from '../sim/simulated-guardian';
import { SimulatedLineSource } from '../sim/simulated-line-source';
import { SimulatedMac } from '../sim/simulated-mac';

/** What the person at the simulated Mac does when macOS asks for a password. */
export type PasswordAnswer = 'granted' | 'declined';

/** A simulated Mac with everything the app needs, its records in a folder of its own. */
export interface Simulation {
  readonly mac: Mac;
  readonly dataFolder: string;
  readonly simulatedMac: SimulatedMac;
  readonly elevator: SimulatedElevator;
  readonly person: Person;
  /** What lasts of the Mac: everything but its clock. */
  standing(): unknown;
  dispose(): void;
}

export interface SimulationOptions {
  /** "fresh 26.5": the condition and the release. */
  readonly machine?: string;
  readonly dataFolder?: string;
  readonly latency?: 'none' | 'real';
  /** Asked once for each password dialog. */
  readonly askPassword: () => Promise<PasswordAnswer>;
}

export function simulate(options: SimulationOptions): Simulation {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'batten-simulated-'));
  const simulatedMac = new SimulatedMac(machineNamed(options.machine ?? 'fresh 26.5'), {
    latency: options.latency ?? 'real',
  });
  const elevator = new SimulatedElevator(simulatedMac);
  const guardian = new SimulatedGuardian(simulatedMac, dataFolder);
  const asking = askingElevator(elevator, options.askPassword);
  const mac: Mac = {
    simulated: true,
    catalogue: TASKS,
    partOf,
    policy: createPolicyFile({ folder: dataFolder, taskIds: TASKS.map(({ id }) => id) }),
    lines: new SimulatedLineSource(simulatedMac),
    files: createFileEditor({
      backups: join(dataFolder, 'backups'),
      backupFiles: realFiles,
      files: new SimulatedFiles(simulatedMac),
      runner: simulatedMac,
      owner: 501,
    }),
    home: '/Users/alex',
    runner: simulatedMac,
    elevators: { 'sudo-prompt': asking, osascript: asking },
    journal: createJournalFile({ folder: dataFolder }),
    progressLog: elevator,
    answers: createKeepAnswers(dataFolder),
    guardian,
    userId: 501,
    lock: createOperationLock(dataFolder),
    clock: simulatedMac.clock,
    entropy: systemEntropy,
    settings: createSettingsFile(dataFolder),
    asRoot: false,
    processId: process.pid,
    account: 'alex',
  };
  return {
    mac,
    dataFolder,
    simulatedMac,
    elevator,
    person: new Person(simulatedMac),
    standing: () => lasting(simulatedMac.state),
    dispose: () => {
      elevator.dispose();
      guardian.dispose();
    },
  };
}

function askingElevator(elevator: SimulatedElevator, askPassword: () => Promise<PasswordAnswer>): Elevator {
  return {
    backend: 'simulated',
    async elevate(request): Promise<ElevationOutcome> {
      if ((await askPassword()) === 'granted') return elevator.elevate(request);
      return { kind: 'not-granted', detail: 'The password was not given, or the dialog could not be shown.' };
    },
  };
}

function machineNamed(name: string): ReturnType<typeof machine> {
  const [condition, release] = name.split(' ');
  const known = CONDITIONS.find((one): one is Condition => one === condition);
  const of = RELEASE_NAMES.find((one): one is Release => one === release);
  if (!known || !of) {
    throw new Error(
      `There is no simulated Mac “${name}”: say one of ${CONDITIONS.join(', ')}, then one of ${RELEASE_NAMES.join(', ')}`,
    );
  }
  return machine(known, of);
}
