import { carryOut, type CarriedOut } from '../core/carry-out';
import { type ChangeOwner, type PreparedChange, prepareChange } from '../core/prepared-change';
import { expandParts, withParts } from '../core/catalogue';
import type { Guards } from '../core/guard/guard';
import { guardedSteps, guardsMoved } from '../core/guard/guarded-steps';
import { readGuards } from '../core/guard/read-guards';
import { lastUndoable, runsIn, undoable, undoableAmong } from '../core/journal';
import { type ChangePlan, planApply, type PlanningInput, planRollback, planUndo } from '../core/plan';
import { headOf } from '../core/receipts';
import { scan } from '../core/scan';
import type { Countdown } from '../core/countdown';
import type { ScriptOptions } from '../core/script';
import type { AnyTask } from '../core/task';
import type { ApprovalResult, PlanPreview } from '../shared/ipc-contract';
import type { Mac } from './mac';
import type { Monitor } from './monitor';
import { planPreview, resultRows } from './plan-preview';
import type { PolicyDesk } from './policy-desk';
import { Refusal } from './refusal';
import { type SnapshotStore, updateSnapshot } from './store';

/** Makes plans, keeps those on screen, and carries out the one a person approves. */
export interface ChangeDesk {
  preparePlan(taskIds: readonly string[]): Promise<PlanPreview>;
  prepareRollback(run: number, taskIds: readonly string[] | undefined): Promise<PlanPreview>;
  approve(planId: string, confirmed: boolean): Promise<ApprovalResult>;
  discard(planId: string): void;
  /** The person's answer while a change waits for Keep. */
  answerCountdown(keep: boolean): Promise<void>;
  /** Shows the countdown of a change that is under way; undefined when it is over. */
  showCountdown(planId: string, countdown: Countdown | undefined): void;
  /** Reads the journal again into the snapshot: the last run, and whether Batten only reads. */
  noteJournal(): Promise<void>;
}

interface Prepared {
  readonly change: PreparedChange;
  readonly catalogue: readonly AnyTask[];
  readonly needsConfirmation: boolean;
  /** What the person has seen of dangers. */
  readonly guards: Guards;
}

/** Plans on screen; more than a few are forgotten, oldest first. */
const KEPT_PLANS = 8;

export function createChangeDesk(
  mac: Mac,
  policyDesk: Pick<PolicyDesk, 'current' | 'problem'>,
  store: SnapshotStore,
  monitor: Monitor,
): ChangeDesk {
  const prepared = new Map<string, Prepared>();

  /** The Mac as it was read last, with the parts that are asked for read now. */
  const planningInput = async (ids: readonly string[]): Promise<PlanningInput> => {
    const found = monitor.latest() ?? (await monitor.refresh());
    const policy = policyDesk.current();
    const catalogue = withParts(mac.catalogue, mac.partOf, ids);
    const parts = catalogue.filter((task) => ids.includes(task.id) && !mac.catalogue.includes(task));
    const read = parts.length === 0 ? [] : (await scan(parts, policy, mac)).tasks;
    return { id: mac.entropy.hex(16), scan: { ...found, tasks: [...found.tasks, ...read] }, catalogue, policy };
  };

  const present = async (plan: ChangePlan, input: PlanningInput, picked: readonly string[]): Promise<PlanPreview> => {
    const owner = {
      askedBy: mac.processId,
      ...(mac.account === undefined ? {} : { account: mac.account }),
      ...(mac.scriptPaths === undefined ? {} : { paths: mac.scriptPaths }),
    };
    const { catalogue } = input;
    const undoPlan = planUndo(plan, { ...input, id: mac.entropy.hex(16) });
    const guards = await readGuards(plan, catalogue, input.policy, mac);
    const keep = await keepOf(undoPlan, guardedSteps(plan, catalogue, guards));
    const change = prepareChange(plan, catalogue, mac, { ...owner, ...keep, ...(await sealOf()) });
    const undo = { plan: undoPlan, script: prepareChange(undoPlan, catalogue, mac, owner).script };
    const sha256 = mac.entropy.sha256(change.script);
    const preview = planPreview({ change, undo, catalogue, scan: input.scan, picked, sha256, guards });
    // While programs answered, the person may have asked for another plan; this one is as current.
    prepared.set(plan.id, { change, catalogue, needsConfirmation: preview.needsConfirmation, guards });
    for (const oldest of [...prepared.keys()].slice(0, -KEPT_PLANS)) prepared.delete(oldest);
    return preview;
  };

  /** What can lock a person out waits for Keep. */
  const keepOf = async (
    undo: ChangePlan,
    guarded: readonly string[],
  ): Promise<Partial<Pick<ChangeOwner, 'keep' | 'guarded' | 'guardLog'>>> => {
    if (guarded.length === 0) return {};
    const { keepSeconds } = (await mac.settings.read()).settings;
    const { guardian } = mac;
    return {
      keep: { folder: mac.answers.folder, seconds: keepSeconds, undo },
      guarded,
      ...(guardian === undefined ? {} : { guardLog: (operationId) => guardian.logPath(operationId) }),
    };
  };

  /** What root's log keeps of the journal, so that an older copy of it is noticed. */
  const sealOf = async (): Promise<Pick<ScriptOptions, 'seal'>> => {
    const reading = await mac.journal.read();
    if (mac.userId === undefined || reading.kind === 'broken') return {};
    return { seal: { uid: mac.userId, head: headOf(reading.entries) } };
  };

  const showCountdown = (planId: string, countdown: Countdown | undefined): void => {
    if (countdown !== undefined) {
      updateSnapshot(store, { activity: { kind: 'changing', phase: 'waiting', planId, countdown } });
    } else if (waitingNow() !== undefined) {
      updateSnapshot(store, { activity: { kind: 'changing', phase: 'verifying', planId } });
    }
  };

  const waitingNow = (): Countdown | undefined => {
    const { activity } = store.getState();
    return activity.kind === 'changing' ? activity.countdown : undefined;
  };

  const noteJournal = async (): Promise<void> => {
    const reading = await mac.journal.read();
    const last = lastUndoable(runsIn(reading.entries));
    const ids = last ? undoable(last).map(({ taskId }) => taskId) : [];
    const known = withParts(mac.catalogue, mac.partOf, ids);
    const titles = ids.map((taskId) => known.find(({ id }) => id === taskId)?.name ?? taskId);
    const readOnly =
      reading.kind === 'broken'
        ? { reason: `The journal is damaged: ${reading.reason}.`, quarantine: reading.quarantine }
        : reasonToOnlyRead(mac.problem ?? policyDesk.problem());
    updateSnapshot(store, { lastRun: last && { number: last.number, at: last.at, titles }, readOnly });
  };

  return {
    noteJournal,
    showCountdown,
    async answerCountdown(keep) {
      const countdown = waitingNow();
      if (countdown === undefined) throw new Refusal('Nothing waits for an answer any more.');
      try {
        await mac.answers.give(countdown.operationId, keep ? 'keep' : 'revert');
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Refusal(`The answer could not be given, so the change puts itself back: ${why}`);
      }
    },
    discard: (planId) => void prepared.delete(planId),
    async preparePlan(taskIds) {
      const known = withParts(mac.catalogue, mac.partOf, taskIds);
      if (taskIds.some((id) => !known.some((task) => task.id === id))) throw new Refusal('There is no such task.');
      const found = monitor.latest() ?? (await monitor.refresh());
      const ids = expandParts(taskIds, mac.catalogue, found, policyDesk.current());
      const input = await planningInput(ids);
      return present(planApply(ids, input), input, ids);
    },
    async prepareRollback(runNumber, taskIds) {
      const reading = await mac.journal.read();
      const runs = runsIn(reading.entries);
      const run = runs.find(({ number }) => number === runNumber);
      if (!run) throw new Refusal(`There is no run ${runNumber}.`);
      const steps = undoableAmong(runs, run).filter(({ taskId }) => taskIds === undefined || taskIds.includes(taskId));
      if (steps.length === 0) throw new Refusal('There is nothing left to take back.');
      await monitor.refresh();
      const ids = steps.map(({ taskId }) => taskId);
      const input = await planningInput(ids);
      return present(planRollback(runNumber, steps, input), input, ids);
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
        const now = await readGuards(found.change.plan, found.catalogue, policyDesk.current(), mac);
        if (guardsMoved(found.guards, now).length > 0)
          return { kind: 'refused', reason: 'something speaks against it that you have not seen; look at a new plan' };
        const { settings } = await mac.settings.read();
        const ports = { ...mac, elevator: mac.elevators[settings.elevationBackend] };
        const outcome = await carryOut(found.change, {
          catalogue: found.catalogue,
          policy: policyDesk.current(),
          ports,
          onPhase: (phase) => updateSnapshot(store, { activity: { kind: 'changing', phase, planId } }),
          onCountdown: (countdown) => showCountdown(planId, countdown),
        });
        return approvalResult(outcome, found.catalogue);
      } finally {
        updateSnapshot(store, { activity: { kind: 'idle' } });
        await mac.answers.forget(found.change.operationId);
        await noteJournal().catch(() => undefined);
        await monitor.refreshAfterChange();
      }
    },
  };
}

function reasonToOnlyRead(reason: string | undefined): { readonly reason: string } | undefined {
  return reason === undefined ? undefined : { reason };
}

function approvalResult(outcome: CarriedOut, catalogue: readonly AnyTask[]): ApprovalResult {
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'refused', reason: outcome.reason };
    case 'declined':
      return {
        kind: 'declined',
        run: outcome.run,
        detail: outcome.detail,
        rows: resultRows(outcome.rows, catalogue),
      };
    case 'failed':
      return {
        kind: 'failed',
        run: outcome.run,
        detail: outcome.reason,
        rows: resultRows(outcome.rows, catalogue),
      };
    case 'reverted':
      return {
        kind: 'reverted',
        run: outcome.run,
        because: outcome.because,
        rows: resultRows(outcome.rows, catalogue),
      };
    case 'done':
      return {
        kind: 'done',
        run: outcome.run,
        rows: resultRows(outcome.rows, catalogue),
        stopped: outcome.stopped,
        ...(outcome.unrecorded === undefined ? {} : { unrecorded: outcome.unrecorded }),
      };
  }
}
