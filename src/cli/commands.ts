import { composeScript, APPROVAL_WINDOW_MS } from '../core/script';
import { runsIn, undoableAmong } from '../core/journal';
import { type ChangePlan, planApply, type PlanningInput, planRollback, planUndo } from '../core/plan';
import { DEFAULT_POLICY } from '../core/policy';
import type { Clock, CommandRunner, Entropy, JournalReading } from '../core/ports';
import { scan, type Scan } from '../core/scan';
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
  const found = await scan(tasks, DEFAULT_POLICY, mac);
  const report = statusReport(found, tasks);
  const exitCode = statusExitCode(report);
  return answer(asJson ? json(report) : statusText(found, tasks), exitCode);
}

export function explain(mac: CliMac, taskId: string): CliAnswer {
  const [task] = pick(mac.catalogue, [taskId]);
  return answer(task ? explainText(task) : '', 0);
}

export type PlanForm = 'text' | 'json' | 'script' | 'undo-script';

export async function plan(mac: CliMac, taskIds: readonly string[], form: PlanForm): Promise<CliAnswer> {
  pick(mac.catalogue, taskIds);
  const input = await planningInput(mac);
  const planned = planApply(taskIds, input);
  const shown = form === 'undo-script' ? planUndo(planned, input) : planned;
  return planAnswer(mac, input.scan, shown, planned, form === 'undo-script' ? 'script' : form);
}

export async function planRollbackOf(mac: CliMac, runNumber: number, form: PlanForm): Promise<CliAnswer> {
  const reading = await mac.readJournal();
  const runs = runsIn(reading.entries);
  const run = runs.find(({ number }) => number === runNumber);
  if (!run) throw new UsageError(`There is no run ${runNumber}. \`batten journal\` lists the runs.`);
  if (run.plan.purpose.kind === 'rollback') throw new UsageError(`Run ${runNumber} is itself a rollback.`);
  const input = await planningInput(mac);
  const planned = planRollback(runNumber, undoableAmong(runs, run), input);
  return planAnswer(mac, input.scan, planned, planned, form);
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
  if (!asJson) return answer(journalText(runs, mac.catalogue), exitCode, notice);
  return answer(json({ schema: 'batten.journal-report/1', chain, runs }), exitCode, notice);
}

function planAnswer(mac: CliMac, found: Scan, shown: ChangePlan, planned: ChangePlan, form: PlanForm): CliAnswer {
  const unknown = planned.leftOut.filter(({ taskId }) =>
    found.tasks.some((one) => one.taskId === taskId && one.finding.kind === 'unknown'),
  );
  const exitCode = unknown.length > 0 ? 3 : 0;
  const notes = planned.leftOut.map(({ taskId, because }) => `${taskId}: left out, ${because}\n`);
  const byHand = planned.byHand.map(({ taskId }) => `${taskId}: by hand; see batten explain ${taskId}\n`);
  switch (form) {
    case 'text':
      return answer(planText(shown, mac.catalogue), exitCode);
    case 'json':
      return answer(json(shown), exitCode);
    case 'script':
    case 'undo-script':
      return answer(scriptFor(mac, shown), exitCode, [...notes, ...byHand].join(''));
  }
}

/** The very script the app would run, with an operation id and a deadline of its own. */
function scriptFor(mac: CliMac, shown: ChangePlan): string {
  return composeScript(shown, mac.catalogue, {
    operationId: mac.entropy.hex(16),
    nonce: mac.entropy.hex(16),
    deadline: Math.floor((mac.clock.now() + APPROVAL_WINDOW_MS) / 1000),
    ...(mac.account === undefined ? {} : { account: mac.account }),
  });
}

async function planningInput(mac: CliMac): Promise<PlanningInput> {
  const found = await scan(mac.catalogue, DEFAULT_POLICY, mac);
  return { id: mac.entropy.hex(8), scan: found, catalogue: mac.catalogue, policy: DEFAULT_POLICY };
}

function pick(catalogue: readonly AnyTask[], ids: readonly string[]): readonly AnyTask[] {
  const missing = ids.find((id) => !catalogue.some((task) => task.id === id));
  if (missing !== undefined) throw new UsageError(`There is no task “${missing}”. \`batten --help\` lists them.`);
  return ids.length === 0 ? catalogue : catalogue.filter(({ id }) => ids.includes(id));
}

function answer(stdout: string, exitCode: CliAnswer['exitCode'], stderr = ''): CliAnswer {
  return { stdout, stderr, exitCode };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
