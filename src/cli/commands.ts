import { composeScript, APPROVAL_WINDOW_MS } from '../core/script';
import { runsIn, undoableAmong } from '../core/journal';
import { type ChangePlan, planApply, type PlanningInput, planRollback, planUndo } from '../core/plan';
import { expandParts, type PartOf, withParts } from '../core/catalogue';
import type { LineSource } from '../core/log/line-source';
import type { Policy } from '../core/policy';
import type { PolicyReading } from '../core/policy-store';
import type { Clock, CommandRunner, Entropy, JournalReading } from '../core/ports';
import { scan } from '../core/scan';
import { statusExitCode, statusReport } from '../core/status-report';
import type { AnyTask } from '../core/task';
import { explainText, journalText, planText, statusText } from './text';
import { UsageError } from './usage';

/** What the command line needs of the world: nothing here can elevate. */
export interface CliMac {
  readonly catalogue: readonly AnyTask[];
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly asRoot: boolean;
  readonly home?: string;
  /** The tasks that are parts of those in the catalogue. */
  readonly partOf: PartOf;
  /** What holds now; never fails. */
  readonly readPolicy: () => Promise<PolicyReading>;
  readonly lines: LineSource;
  /** Whose legacy sudo timestamp the script removes. */
  readonly account?: string;
  /** Reads the journal without making any file. */
  readonly readJournal: () => Promise<JournalReading>;
}

/** What a command answers: standard output, standard error, and the exit status. */
export interface CliAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 1 | 2 | 3;
}

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

export type PlanForm = 'text' | 'json' | 'script' | 'undo-script';

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
      : { sound: false, detail: `The journal is damaged: ${reading.reason}. A copy is kept at ${reading.quarantine}.` };
  const exitCode = chain.sound ? 0 : 1;
  const notice = verify || !chain.sound ? `${chain.detail}\n` : '';
  const ids = runs.flatMap((run) => run.plan.steps.map(({ taskId }) => taskId));
  if (!asJson) return answer(journalText(runs, withParts(mac.catalogue, mac.partOf, ids)), exitCode, notice);
  return answer(json({ schema: 'batten.journal-report/1', chain, runs }), exitCode, notice);
}

function planAnswer(
  mac: CliMac,
  { scan: found, catalogue }: PlanningInput,
  shown: ChangePlan,
  planned: ChangePlan,
  form: PlanForm,
): CliAnswer {
  const unknown = planned.leftOut.filter(({ taskId }) =>
    found.tasks.some((one) => one.taskId === taskId && one.finding.kind === 'unknown'),
  );
  const exitCode = unknown.length > 0 ? 3 : 0;
  const notes = planned.leftOut.map(({ taskId, because }) => `${taskId}: left out, ${because}\n`);
  const byHand = planned.byHand.map(({ taskId }) => `${taskId}: by hand; see batten explain ${taskId}\n`);
  switch (form) {
    case 'text':
      return answer(planText(shown, catalogue), exitCode);
    case 'json':
      return answer(json(shown), exitCode);
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

/** The policy, and what to say where it is not the person's own. */
export async function policyOf(mac: CliMac): Promise<{ readonly policy: Policy; readonly notice: string }> {
  const { policy, problem } = await mac.readPolicy();
  const lines = (problem?.problems ?? []).map(({ line, column, message }) => `  ${line}:${column} ${message}\n`);
  return { policy, notice: problem === undefined ? '' : `${problem.reason}\n${lines.join('')}` };
}

function pick(catalogue: readonly AnyTask[], ids: readonly string[]): readonly AnyTask[] {
  const missing = ids.find((id) => !catalogue.some((task) => task.id === id));
  if (missing !== undefined) throw new UsageError(`There is no task “${missing}”. \`batten --help\` lists them.`);
  return ids.length === 0 ? catalogue : catalogue.filter(({ id }) => ids.includes(id));
}

export function answer(stdout: string, exitCode: CliAnswer['exitCode'], stderr = ''): CliAnswer {
  return { stdout, stderr, exitCode };
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
