import { type JournalEvent, type RowResult, type Run, runsIn } from './journal';
import { sameJson } from './json';
import { factsOf } from './plan';
import type { Policy } from './policy';
import type { Entropy, Journal, OperationLock, ProgressLog } from './ports';
import { scan, type ScanPorts } from './scan';
import { parseProgressLog, type ScriptReport } from './script-report';
import type { AnyTask } from './task';
import { trueExpectations } from './true-before';
import { classify, leftByTheRun } from './verify';

export interface RecoverPorts extends ScanPorts {
  readonly journal: Journal;
  readonly lock: OperationLock;
  readonly progressLog: ProgressLog;
  readonly entropy: Pick<Entropy, 'decodeBase64'>;
}

export interface Recovered {
  readonly run: number;
  readonly rows: readonly RowResult[];
}

/**
 * Classifies what became of runs that were cut off, at start: by a fresh probe first, then root's own log.
 *
 * Where the two disagree the row says so. Writes one `recovered` event a run; after it, rollback is offered as for any run.
 * A run that another process is carrying out right now is not touched: it holds the lock. A script that outlived the app is
 * waited for; one that took longer still, as its log shows at the next start, is classified anew.
 */
export async function recoverInterrupted(
  catalogue: readonly AnyTask[],
  policy: Policy,
  ports: RecoverPorts,
): Promise<readonly Recovered[]> {
  const held = await ports.lock.acquire();
  if (held.kind === 'held') return [];
  try {
    return await recoverAll(catalogue, policy, ports);
  } finally {
    await held.release();
  }
}

async function recoverAll(
  catalogue: readonly AnyTask[],
  policy: Policy,
  ports: RecoverPorts,
): Promise<readonly Recovered[]> {
  const reading = await ports.journal.read();
  if (reading.kind === 'broken') return [];
  const recovered: Recovered[] = [];
  for (const run of runsIn(reading.entries)) {
    if (run.end !== 'open' && run.end !== 'recovered') continue;
    const report = await reportAtRest(run, ports);
    if (run.end === 'recovered' && !wentOn(run, report)) continue;
    const touched = catalogue.filter(({ id }) => run.plan.steps.some(({ taskId }) => taskId === id));
    const now = await scan(touched, policy, ports);
    const rootSteps = run.plan.steps.filter(({ root }) => root.length > 0);
    const expected = trueExpectations(run.plan, report, catalogue, factsOf(now));
    const rows = run.plan.steps.map((step) => {
      const row = classify(expected.find(({ taskId }) => taskId === step.taskId) ?? step, now, touched);
      return step.root.length === 0 ? row : compareWithLog(row, rootSteps.indexOf(step) + 1, report);
    });
    const event: JournalEvent = {
      kind: 'recovered',
      run: run.number,
      rows,
      ...(report === undefined ? {} : { report }),
    };
    await ports.journal.append(event);
    recovered.push({ run: run.number, rows });
  }
  return recovered;
}

/** How long root's log may stand still before its script counts as dead: longer than macOS takes for a command. */
const STILL_MS = 3_000;
const PAUSE_MS = 250;

/** What root's log says once nobody writes it any more: the script outlives the app that asked for it. */
async function reportAtRest(run: Run, ports: RecoverPorts): Promise<ScriptReport | undefined> {
  const { operationId } = run;
  if (operationId === undefined) return undefined;
  let text = await ports.progressLog.read(operationId);
  for (let still = 0; run.end === 'open' && still < STILL_MS;) {
    if (text === undefined || /^DONE /m.test(text)) break;
    await ports.clock.sleep(PAUSE_MS);
    const next = await ports.progressLog.read(operationId);
    still = next === text ? still + PAUSE_MS : 0;
    text = next;
  }
  return text === undefined ? undefined : parseProgressLog(text, ports.entropy.decodeBase64);
}

/** The script was still running when its run was last classified. */
function wentOn(run: Run, report: ScriptReport | undefined): boolean {
  return report !== undefined && run.report?.end !== 'done' && !sameJson(report, run.report);
}

/** The probe decides; the log only adds what it knows. */
function compareWithLog(row: RowResult, step: number, report: ScriptReport | undefined): RowResult {
  const logged = report?.steps.find((one) => one.step === step);
  const ended = logged?.end ?? 'none';
  switch (row.outcome) {
    case 'verified':
      return ended === 'completed'
        ? row
        : { ...row, detail: `${row.detail} (root's log does not show the step as completed)` };
    case 'not-applied':
      return ended === 'completed' ? { ...row, detail: `${row.detail} (root's log says the step was completed)` } : row;
    case 'changed':
    case 'cannot-verify': {
      if (logged === undefined) return row;
      const [left = row] = leftByTheRun([row]);
      return { ...left, detail: `${row.detail} (root's log: step ${ended === 'none' ? 'begun' : ended})` };
    }
  }
}
