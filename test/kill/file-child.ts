import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type CarriedOut, carryOut } from '../../src/core/carry-out';
import type { ChangePorts } from '../../src/core/change-ports';
import { prepareChange } from '../../src/core/prepared-change';
import type { Command, CommandResult } from '../../src/core/command';
import { bindingId } from '../../src/core/exposure/binding';
import { runsIn, undoable } from '../../src/core/journal';
import { planApply, type PlanningInput, planRollback } from '../../src/core/plan';
import { type Policy, STRICT_POLICY } from '../../src/core/policy';
import type { CommandRunner } from '../../src/core/runner';
import { scan } from '../../src/core/scan';
import type { AnyTask } from '../../src/core/task';
import { systemEntropy } from '../../src/platform/entropy';
import { createFileEditor } from '../../src/platform/file-editor';
import { type FileLayer, realFiles } from '../../src/platform/file-layer';
import { createJournalFile } from '../../src/platform/journal-file';
import { createOperationLock } from '../../src/platform/operation-lock';
import { partOf } from '../../src/tasks/parts/part-of';
import type { MacState } from '../sim/mac-state';
import { SimulatedMac } from '../sim/simulated-mac';
import { type FileKill, watchFiles } from './kill-points';

// The app of the kill tests about files: the real engine with the real journal and the real file editor, which closes a
// service of a real Compose file on a simulated Mac and may be killed at any call to the file system.
// Started as: node <this bundle> <order as JSON>

/** What the app of an experiment is told. */
export interface FileOrder {
  /** Holds everything: the data folder, the project with its Compose file, and how the Mac stands. */
  readonly root: string;
  /** `rollback`: of the first run in the journal. */
  readonly purpose: 'apply' | 'rollback';
  readonly kill?: FileKill;
}

/** What it prints when nobody has killed it. */
export interface FileRan {
  readonly outcome: CarriedOut;
  readonly calls: readonly string[];
  /** How many calls there had been each time the Mac was changed by a command. */
  readonly changedAfter: readonly number[];
}

const SERVICE = 'planka';
const POLICY: Policy = STRICT_POLICY;

/** The places below a root. */
export function placesIn(root: string): Readonly<Record<'data' | 'project' | 'file' | 'mac', string>> {
  const project = join(root, SERVICE);
  return { data: join(root, 'data'), project, file: join(project, 'docker-compose.yml'), mac: join(root, 'mac.json') };
}

/**
 * A simulated Mac whose disk, as far as the project's folder goes, is the real one: it looks before each command. What a
 * command has changed lasts, whoever dies after it.
 */
export class MacOnDisk implements CommandRunner {
  readonly mac: SimulatedMac;
  /** Called after each command that changed more than the Mac's clock. */
  onChange: () => void = () => {};
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
    this.mac = new SimulatedMac(JSON.parse(readFileSync(placesIn(root).mac, 'utf8')) as MacState);
  }

  async run(command: Command, limits?: Parameters<CommandRunner['run']>[1]): Promise<CommandResult> {
    this.look();
    const { engine } = this.mac.state;
    const result = await this.mac.run(command, limits);
    if (this.mac.state.engine !== engine) {
      this.keep();
      this.onChange();
    }
    return result;
  }

  /** Reads the project's folder. */
  look(): void {
    const { project } = placesIn(this.root);
    this.mac.change((state) => {
      const others = Object.entries(state.files).filter(([path]) => !path.startsWith(`${project}/`));
      const read = readdirSync(project).map((name) => {
        const path = join(project, name);
        const { mode, mtimeMs } = statSync(path);
        const text = readFileSync(path, 'utf8');
        return [path, { text, mode: mode & 0o7777, owner: state.user, modifiedAt: mtimeMs }] as const;
      });
      return { ...state, files: Object.fromEntries([...others, ...read]) };
    });
  }

  private keep(): void {
    const { mac } = placesIn(this.root);
    writeFileSync(`${mac}.new`, JSON.stringify(this.mac.state));
    renameSync(`${mac}.new`, mac);
  }
}

/** The real file system, looked up at each call: the layer itself keeps these two as they are before they are watched. */
const files: FileLayer = {
  ...realFiles,
  rename: (from, to) => rename(from, to),
  unlink: (path) => unlink(path),
};

/** The one task of the experiments. */
export function closingTask(root: string): AnyTask {
  const id = bindingId({ format: 'compose', path: placesIn(root).file, subject: SERVICE, restarts: true });
  const task = partOf(id);
  if (task === undefined) throw new Error(`${id} names no task`);
  return task;
}

/** The engine on a root. */
export class FileApp {
  readonly task: AnyTask;
  readonly policy = POLICY;
  readonly ports: ChangePorts;

  constructor(root: string, runner: MacOnDisk) {
    const { data } = placesIn(root);
    this.task = closingTask(root);
    this.ports = {
      runner,
      elevator: { backend: 'simulated', elevate: () => Promise.reject(new Error('Nothing here needs root')) },
      journal: createJournalFile({ folder: data, files }),
      lock: createOperationLock(data),
      clock: runner.mac.clock,
      entropy: systemEntropy,
      asRoot: false,
      files: createFileEditor({ backups: join(data, 'backups'), runner, owner: process.getuid?.() ?? -1, files }),
    };
  }

  /** Closes the service, or takes the first run of the journal back; undefined where there is nothing to change. */
  async change(purpose: FileOrder['purpose']): Promise<CarriedOut | undefined> {
    const { task, ports } = this;
    const catalogue = [task];
    const found = await scan(catalogue, POLICY, ports);
    const input: PlanningInput = { id: systemEntropy.hex(16), scan: found, catalogue, policy: POLICY };
    const [first] = runsIn((await ports.journal.read()).entries);
    if (purpose === 'rollback' && first === undefined) return undefined;
    const plan =
      purpose === 'apply' || first === undefined
        ? planApply([task.id], input)
        : planRollback(first.number, undoable(first), input);
    if (plan.steps.length === 0) return undefined;
    return carryOut(prepareChange(plan, catalogue, ports, {}), { catalogue, policy: POLICY, ports });
  }
}

async function main({ root, purpose, kill }: FileOrder): Promise<void> {
  const runner = new MacOnDisk(root);
  const app = new FileApp(root, runner);
  const calls = watchFiles(root, kill);
  const changedAfter: number[] = [];
  runner.onChange = () => changedAfter.push(calls.length);
  const outcome = await app.change(purpose);
  process.stdout.write(JSON.stringify({ outcome, calls, changedAfter }));
}

// Bundled it is the app; a test imports it for its parts.
if (process.argv[1]?.endsWith('file-child.cjs') === true) void main(JSON.parse(process.argv[2] ?? '{}') as FileOrder);
