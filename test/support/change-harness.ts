import { type CarriedOut, carryOut } from '../../src/core/carry-out';
import type { ChangePorts } from '../../src/core/change-ports';
import { prepareChange } from '../../src/core/prepared-change';
import { expandParts, withParts } from '../../src/core/catalogue';
import type { Finding } from '../../src/core/finding';
import { runsIn, undoable } from '../../src/core/journal';
import { type ChangePlan, findingOf, planApply, type PlanningInput, planRollback } from '../../src/core/plan';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import { type Scan, scan } from '../../src/core/scan';
import type { AnyTask } from '../../src/core/task';
import { systemEntropy } from '../../src/platform/entropy';
import { createFileEditor } from '../../src/platform/file-editor';
import { TASKS } from '../../src/tasks';
import { partOf } from '../../src/tasks/parts/part-of';
import { lasting, type MacState } from '../sim/mac-state';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedFiles } from '../sim/simulated-files';
import { SimulatedMac } from '../sim/simulated-mac';
import { MemoryJournal } from './memory-journal';

/** A policy that asks for every task: the contract of a task does not depend on whether it is asked for by default. */
export const EVERYTHING: Policy = { ...DEFAULT_POLICY, notWanted: [] };

const HOME = '/Users/alex';

/** The engine on a simulated Mac, in this process. */
export class ChangeHarness {
  readonly mac: SimulatedMac;
  readonly elevator: SimulatedElevator;
  readonly journal = new MemoryJournal();
  readonly ports: ChangePorts;
  readonly policy: Policy;
  readonly catalogue: readonly AnyTask[];

  constructor(state: MacState, policy: Policy = EVERYTHING, catalogue: readonly AnyTask[] = TASKS) {
    this.mac = new SimulatedMac(state);
    this.elevator = new SimulatedElevator(this.mac);
    this.policy = policy;
    this.catalogue = catalogue;
    this.ports = {
      runner: this.mac,
      elevator: this.elevator,
      journal: this.journal,
      progressLog: this.elevator,
      lock: { acquire: () => Promise.resolve({ kind: 'acquired', release: () => Promise.resolve() }) },
      clock: this.mac.clock,
      entropy: systemEntropy,
      asRoot: false,
      home: HOME,
      files: createFileEditor({
        backups: `${HOME}/backups`,
        // A disk of its own, so that the Mac itself stands as it did before.
        backupFiles: new SimulatedFiles(new SimulatedMac(state)),
        files: new SimulatedFiles(this.mac),
        runner: this.mac,
        owner: 501,
      }),
    };
  }

  /** What lasts of the Mac: everything but its clock. */
  get standing(): unknown {
    return lasting(this.mac.state);
  }

  scan(): Promise<Scan> {
    return scan(this.catalogue, this.policy, this.ports);
  }

  async finding(taskId: string): Promise<Finding> {
    return findingOf(await this.scan(), taskId);
  }

  async planFor(taskIds: readonly string[]): Promise<ChangePlan> {
    const ids = expandParts(taskIds, this.catalogue, await this.scan(), this.policy);
    return planApply(ids, await this.planningInput(ids));
  }

  async rollbackPlan(run: number): Promise<ChangePlan> {
    const found = runsIn(this.journal.entries).find(({ number }) => number === run);
    if (!found) throw new Error(`no run ${run}`);
    const steps = undoable(found);
    return planRollback(run, steps, await this.planningInput(steps.map(({ taskId }) => taskId)));
  }

  carryOut(plan: ChangePlan): Promise<CarriedOut> {
    const ids = plan.steps.map(({ taskId }) => taskId);
    const catalogue = withParts(this.catalogue, partOf, ids);
    const change = prepareChange(plan, catalogue, this.ports, {});
    return carryOut(change, { catalogue, policy: this.policy, ports: this.ports });
  }

  dispose(): void {
    this.elevator.dispose();
  }

  private async planningInput(ids: readonly string[]): Promise<PlanningInput> {
    const catalogue = withParts(this.catalogue, partOf, ids);
    const found = await scan(catalogue, this.policy, this.ports);
    return { id: systemEntropy.hex(16), scan: found, catalogue, policy: this.policy };
  }
}
