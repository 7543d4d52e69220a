import { composeScript, APPROVAL_WINDOW_MS } from '../core/script';
import { runsIn, undoableAmong } from '../core/journal';
import { begunAnew } from '../core/receipts';
import { type ChangePlan, planApply, type PlanningInput, planRollback, planUndo } from '../core/plan';
import { expandParts, withParts } from '../core/catalogue';
import { scan } from '../core/scan';
import { statusExitCode, statusReport } from '../core/status-report';
import type { AnyTask } from '../core/task';
import { answer, type CliAnswer, json } from './answer';
import type { CliMac } from './cli-mac';
import type { PlanForm } from './call';
import { policyOf } from './policy-notice';
import { guardsFor, reportedGuards } from './plan-guards';
import { explainText, journalText, planText, statusText } from './text';
import { UsageError } from './usage';

export async function status(mac: CliMac, taskIds: readonly string[], asJson: boolean): Promise<CliAnswer> {
  const tasks = pick(mac.catalogue, taskIds);
  const { policy, notice } = await policyOf(mac);
  const found = await scan(tasks, policy, mac);
  const report = statusReport(found, tasks);
  const exitCode = statusExitCode(report);
  return answer(asJson ? json(report) : statusText(found, tasks), exitCode, notice);
}

export function explain(mac: CliMac, taskId: string): CliAnswer {
  const [task] = pick(mac.catalogue, [taskId]);
  return answer(task ? explainText(task) : '', 0);
}

export async function plan(mac: CliMac, taskIds: readonly string[], form: PlanForm): Promise<CliAnswer> {
  pick(withParts(mac.catalogue, mac.partOf, taskIds), taskIds);
  const { policy } = await policyOf(mac);
  const ids = expandParts(taskIds, mac.catalogue, await scan(mac.catalogue, policy, mac), policy);
  const input = await planningInput(mac, ids);
  const planned = planApply(ids, input);
  const shown = form === 'undo-script' ? planUndo(planned, input) : planned;
  return planAnswer(mac, input, shown, planned, form === 'undo-script' ? 'script' : form);
}

export async function planRollbackOf(mac: CliMac, runNumber: number, form: PlanForm): Promise<CliAnswer> {
  const reading = await mac.readJournal();
  const runs = runsIn(reading.entries);
  const run = runs.find(({ number }) => number === runNumber);
  if (!run) throw new UsageError(`There is no run ${runNumber}. \`batten journal\` lists the runs.`);
  if (run.plan.purpose.kind === 'rollback') throw new UsageError(`Run ${runNumber} is itself a rollback.`);
  const steps = undoableAmong(runs, run);
  const input = await planningInput(
    mac,
    steps.map(({ taskId }) => taskId),
  );
  const planned = planRollback(runNumber, steps, input);
  return planAnswer(mac, input, planned, planned, form);
}

export async function journal(mac: CliMac, asJson: boolean, verify: boolean): Promise<CliAnswer> {
  const reading = await mac.readJournal();
  const runs = runsIn(reading.entries);
  const chain =
    reading.kind === 'sound'
      ? { sound: true, detail: `The chain of ${reading.entries.length} entries is whole.` }
      : { sound: false, detail: `The journal is damaged: ${reading.reason}. ${keptWords(reading.quarantine)}` };
  const begun = begunAnew(reading.entries);
  const exitCode = chain.sound ? 0 : 1;
  const notice = verify || !chain.sound ? `${chain.detail}\n` : '';
  const ids = runs.flatMap((run) => run.plan.steps.map(({ taskId }) => taskId));
  if (!asJson) return answer(journalText(runs, withParts(mac.catalogue, mac.partOf, ids), begun), exitCode, notice);
  const anew = begun === undefined ? {} : { begunAnew: begun };
  return answer(json({ schema: 'batten.journal-report/1', chain, ...anew, runs }), exitCode, notice);
}

function keptWords(quarantine: string): string {
  return quarantine.includes('/quarantine/') ? `A copy is kept at ${quarantine}.` : 'No copy of it was made.';
}

async function planAnswer(
  mac: CliMac,
  { scan: found, catalogue, policy }: PlanningInput,
  shown: ChangePlan,
  planned: ChangePlan,
  form: PlanForm,
): Promise<CliAnswer> {
  const unknown = planned.leftOut.filter(({ taskId }) =>
    found.tasks.some((one) => one.taskId === taskId && one.finding.kind === 'unknown'),
  );
  const exitCode = unknown.length > 0 ? 3 : 0;
  const notes = planned.leftOut.map(({ taskId, because }) => `${taskId}: left out, ${because}\n`);
  const byHand = planned.byHand.map(({ taskId }) => `${taskId}: by hand; see batten explain ${taskId}\n`);
  switch (form) {
    case 'text':
      return answer(planText(shown, catalogue, await guardsFor(shown, catalogue, policy, mac)), exitCode);
    case 'json': {
      const guards = reportedGuards(shown, await guardsFor(shown, catalogue, policy, mac));
      return answer(json({ ...shown, guards }), exitCode);
    }
    case 'script':
    case 'undo-script':
      return answer(scriptFor(mac, shown, catalogue), exitCode, [...notes, ...byHand].join(''));
  }
}

/** The very script the app would run, with an operation id and a deadline of its own. */
function scriptFor(mac: CliMac, shown: ChangePlan, catalogue: readonly AnyTask[]): string {
  return composeScript(shown, catalogue, {
    operationId: mac.entropy.hex(16),
    nonce: mac.entropy.hex(16),
    deadline: Math.floor((mac.clock.now() + APPROVAL_WINDOW_MS) / 1000),
    ...(mac.account === undefined ? {} : { account: mac.account }),
  });
}

async function planningInput(mac: CliMac, ids: readonly string[]): Promise<PlanningInput> {
  const { policy } = await policyOf(mac);
  const catalogue = withParts(mac.catalogue, mac.partOf, ids);
  return { id: mac.entropy.hex(8), scan: await scan(catalogue, policy, mac), catalogue, policy };
}

function pick(catalogue: readonly AnyTask[], ids: readonly string[]): readonly AnyTask[] {
  const missing = ids.find((id) => !catalogue.some((task) => task.id === id));
  if (missing !== undefined) throw new UsageError(`There is no task “${missing}”. \`batten --help\` lists them.`);
  return ids.length === 0 ? catalogue : catalogue.filter(({ id }) => ids.includes(id));
}
