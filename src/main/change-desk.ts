import { carryOut, type CarriedOut, type PreparedChange, prepareChange } from '../core/carry-out';
import { lastUndoable, runsIn, undoable, undoableAmong } from '../core/journal';
import { type ChangePlan, planApply, type PlanningInput, planRollback, planUndo } from '../core/plan';
import type { Policy } from '../core/policy';
import type { ApprovalResult, PlanPreview } from '../shared/ipc-contract';
import type { Mac } from './mac';
import type { Monitor } from './monitor';
import { planPreview, resultRows } from './plan-preview';
import { type SnapshotStore, updateSnapshot } from './store';

/** Makes plans, keeps those on screen, and carries out the one a person approves. */
export interface ChangeDesk {
  preparePlan(taskIds: readonly string[]): Promise<PlanPreview>;
  prepareRollback(run: number, taskIds: readonly string[] | undefined): Promise<PlanPreview>;
  approve(planId: string, confirmed: boolean): Promise<ApprovalResult>;
  discard(planId: string): void;
  /** Reads the journal again into the snapshot: the last run, and whether Batten only reads. */
  noteJournal(): Promise<void>;
}

/** Plans on screen; more than a few are forgotten, oldest first. */
const KEPT_PLANS = 8;

/** An expected refusal, told to the person as it is. */
export class Refusal extends Error {}

export function createChangeDesk(mac: Mac, policy: Policy, store: SnapshotStore, monitor: Monitor): ChangeDesk {
  const prepared = new Map<string, { readonly change: PreparedChange; readonly needsConfirmation: boolean }>();

  const planningInput = async (): Promise<PlanningInput> => {
    const found = monitor.latest() ?? (await monitor.refresh());
    return { id: mac.entropy.hex(16), scan: found, catalogue: mac.catalogue, policy };
  };

  const present = (plan: ChangePlan, input: PlanningInput, picked: readonly string[]): PlanPreview => {
    const owner = {
      askedBy: mac.processId,
      ...(mac.account === undefined ? {} : { account: mac.account }),
      ...(mac.scriptPaths === undefined ? {} : { paths: mac.scriptPaths }),
    };
    const change = prepareChange(plan, mac.catalogue, mac, owner);
    const undoPlan = planUndo(plan, { ...input, id: mac.entropy.hex(16) });
    const undo = { plan: undoPlan, script: prepareChange(undoPlan, mac.catalogue, mac, owner).script };
    const sha256 = mac.entropy.sha256(change.script);
    const preview = planPreview({ change, undo, catalogue: mac.catalogue, picked, sha256 });
    prepared.set(plan.id, { change, needsConfirmation: preview.needsConfirmation });
    for (const oldest of [...prepared.keys()].slice(0, -KEPT_PLANS)) prepared.delete(oldest);
    return preview;
  };

  const noteJournal = async (): Promise<void> => {
    const reading = await mac.journal.read();
    const last = lastUndoable(runsIn(reading.entries));
    const titles = last
      ? undoable(last).map(({ taskId }) => mac.catalogue.find(({ id }) => id === taskId)?.name ?? taskId)
      : [];
    const readOnly =
      reading.kind === 'broken'
        ? { reason: `The journal is damaged: ${reading.reason}.`, quarantine: reading.quarantine }
        : mac.problem === undefined
          ? undefined
          : { reason: mac.problem };
    updateSnapshot(store, { lastRun: last && { number: last.number, at: last.at, titles }, readOnly });
  };

  return {
    noteJournal,
    discard: (planId) => void prepared.delete(planId),
    async preparePlan(taskIds) {
      const unknown = taskIds.find((id) => !mac.catalogue.some((task) => task.id === id));
      if (unknown !== undefined) throw new Refusal('There is no such task.');
      const input = await planningInput();
      return present(planApply(taskIds, input), input, taskIds);
    },
    async prepareRollback(runNumber, taskIds) {
      const reading = await mac.journal.read();
      const runs = runsIn(reading.entries);
      const run = runs.find(({ number }) => number === runNumber);
      if (!run) throw new Refusal(`There is no run ${runNumber}.`);
      const steps = undoableAmong(runs, run).filter(({ taskId }) => taskIds === undefined || taskIds.includes(taskId));
      if (steps.length === 0) throw new Refusal('There is nothing left to take back.');
      await monitor.refresh();
      const input = await planningInput();
      return present(
        planRollback(runNumber, steps, input),
        input,
        steps.map(({ taskId }) => taskId),
      );
    },
    async approve(planId, confirmed) {
      const found = prepared.get(planId);
      if (!found) throw new Refusal('This plan is no longer current. Look at a new one.');
      if (found.needsConfirmation && !confirmed) throw new Refusal('This can lock you out: confirm that first.');
      if (store.getState().activity.kind === 'changing')
        throw new Refusal('Another change is under way. Wait for it to end.');
      if (store.getState().readOnly)
        throw new Refusal(`Batten only reads now. ${store.getState().readOnly?.reason ?? ''}`);
      prepared.delete(planId);
      updateSnapshot(store, { activity: { kind: 'changing', phase: 'checking', planId } });
      try {
        const { settings } = await mac.settings.read();
        const ports = { ...mac, elevator: mac.elevators[settings.elevationBackend] };
        const outcome = await carryOut(found.change, {
          catalogue: mac.catalogue,
          policy,
          ports,
          onPhase: (phase) => updateSnapshot(store, { activity: { kind: 'changing', phase, planId } }),
        });
        return approvalResult(outcome, mac);
      } finally {
        updateSnapshot(store, { activity: { kind: 'idle' } });
        await noteJournal().catch(() => undefined);
        await monitor.refreshAfterChange();
      }
    },
  };
}

function approvalResult(outcome: CarriedOut, mac: Mac): ApprovalResult {
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'refused', reason: outcome.reason };
    case 'declined':
      return {
        kind: 'declined',
        run: outcome.run,
        detail: outcome.detail,
        rows: resultRows(outcome.rows, mac.catalogue),
      };
    case 'failed':
      return {
        kind: 'failed',
        run: outcome.run,
        detail: outcome.reason,
        rows: resultRows(outcome.rows, mac.catalogue),
      };
    case 'done':
      return {
        kind: 'done',
        run: outcome.run,
        rows: resultRows(outcome.rows, mac.catalogue),
        ...(outcome.unrecorded === undefined ? {} : { unrecorded: outcome.unrecorded }),
      };
  }
}
