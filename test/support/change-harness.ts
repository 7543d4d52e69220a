import { type CarriedOut, carryOut, type ChangePorts, prepareChange } from '../../src/core/carry-out';
import type { Finding } from '../../src/core/finding';
import { runsIn, undoable } from '../../src/core/journal';
import { type ChangePlan, findingOf, planApply, type PlanningInput, planRollback } from '../../src/core/plan';
import type { Policy } from '../../src/core/policy';
import { type Scan, scan } from '../../src/core/scan';
import type { AnyTask } from '../../src/core/task';
import { systemEntropy } from '../../src/platform/entropy';
import { TASKS } from '../../src/tasks';
import { lasting, type MacState } from '../sim/mac-state';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedMac } from '../sim/simulated-mac';
import { MemoryJournal } from './memory-journal';

/** A policy that asks for every task: the contract of a task does not depend on whether it is asked for by default. */
export const EVERYTHING: Policy = { notWanted: [], airdrop: 'Off' };

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
    return planApply(taskIds, await this.planningInput());
  }

  async rollbackPlan(run: number): Promise<ChangePlan> {
    const found = runsIn(this.journal.entries).find(({ number }) => number === run);
    if (!found) throw new Error(`no run ${run}`);
    return planRollback(run, undoable(found), await this.planningInput());
  }

  carryOut(plan: ChangePlan): Promise<CarriedOut> {
    const change = prepareChange(plan, this.catalogue, this.ports, {});
    return carryOut(change, { catalogue: this.catalogue, policy: this.policy, ports: this.ports });
  }

  dispose(): void {
    this.elevator.dispose();
  }

  private async planningInput(): Promise<PlanningInput> {
    const found = await this.scan();
    return { id: systemEntropy.hex(16), scan: found, catalogue: this.catalogue, policy: this.policy };
  }
}
