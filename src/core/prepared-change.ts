import type { ChangePorts } from './change-ports';
import type { KeepPlace } from './keep-or-revert';
import { composeGuard, guardable, type Guardian, type PersonGuard } from './person-guard';
import { type ChangePlan, needsRoot } from './plan';
import { APPROVAL_WINDOW_MS, composeScript, type ScriptOptions } from './script';
import type { AnyTask } from './task';

/** A plan with the exact script a person is shown; what is approved is what runs. */
export interface PreparedChange {
  readonly plan: ChangePlan;
  readonly script: string;
  readonly operationId: string;
  readonly nonce: string;
  readonly deadline: number;
  /** The script waits for Keep, and puts everything back without it. */
  readonly keep?: KeepPlace;
  /** Takes back what the person's own commands change. */
  readonly guard?: PersonGuard;
}

/** Whose change it is, and how it is kept. */
export interface ChangeOwner extends Pick<ScriptOptions, 'askedBy' | 'account' | 'paths' | 'seal' | 'keep'> {
  /** Tasks that can lock a person out. */
  readonly guarded?: readonly string[];
  /** Where the guard of those that only the person can change writes its log. */
  readonly guardLog?: Guardian['logPath'];
}

/**
 * Composes the script of a plan, ready to be shown. `askedBy` is the process id of the app.
 *
 * With `keep`, the script puts everything back by itself unless it is kept.
 */
export function prepareChange(
  plan: ChangePlan,
  catalogue: readonly AnyTask[],
  ports: Pick<ChangePorts, 'clock' | 'entropy'>,
  owner: ChangeOwner,
): PreparedChange {
  const operationId = ports.entropy.hex(16);
  const nonce = ports.entropy.hex(16);
  const deadline = Math.floor((ports.clock.now() + APPROVAL_WINDOW_MS) / 1000);
  const script = composeScript(plan, catalogue, { ...owner, operationId, nonce, deadline });
  const { keep, guardLog } = owner;
  const prepared = { plan, script, operationId, nonce, deadline };
  if (keep === undefined) return prepared;
  const { folder, seconds } = keep;
  const steps =
    guardLog === undefined ? [] : guardable(plan.steps).filter(({ taskId }) => owner.guarded?.includes(taskId));
  const waits = { ...prepared, keep: { folder, seconds } };
  if (steps.length === 0 || guardLog === undefined) return needsRoot(plan) ? waits : prepared;
  const place = { folder, seconds, operationId, logPath: guardLog(operationId) };
  return { ...waits, guard: composeGuard(steps, keep.undo, place) };
}
