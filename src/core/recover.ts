import { type Countdown, countdownIn } from './countdown';
import type { FileEditor } from './file-edit';
import { type JournalEvent, type RowResult, type Run, runsIn } from './journal';
import { sameJson } from './json';
import { isRecord } from './parse/json-text';
import type { Guardian } from './person-guard';
import { factsOf } from './plan';
import type { Policy } from './policy';
import type { Entropy, Journal, OperationLock, ProgressLog } from './ports';
import { compareWithLog, readRootLog } from './root-log';
import { scan, type ScanPorts } from './scan';
import type { ScriptReport } from './script-report';
import type { AnyTask } from './task';
import { trueExpectations } from './true-before';
import { classify, leftByTheRun } from './verify';

export interface RecoverPorts extends ScanPorts {
  readonly journal: Journal;
  readonly lock: OperationLock;
  readonly progressLog: ProgressLog;
  readonly entropy: Pick<Entropy, 'decodeBase64'>;
  readonly files?: FileEditor;
  readonly guardian?: Guardian;
  /** A script that outlived the app still waits for Keep: each look at it; undefined when it is over. */
  readonly onCountdown?: (countdown: Countdown | undefined) => void;
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
  const runs = runsIn(reading.entries);
  for (const run of runs) {
    // A script can go on after its dialog was reported as ended. Only of the last run is what stands now its work.
    const ended = run.end === 'failed' || run.end === 'declined';
    if (run.end === 'verified' || (ended && run !== runs.at(-1))) continue;
    const report = await reportOf(run, ports);
    if (run.end !== 'open' && !wentOn(run, report)) continue;
    const touched = catalogue.filter(({ id }) => run.plan.steps.some(({ taskId }) => taskId === id));
    const now = await scan(touched, policy, ports);
    for (const { path } of run.plan.steps.flatMap(({ files = [] }) => files)) await ports.files?.tidy(path);
    const rootSteps = run.plan.steps.filter(({ root }) => root.length > 0);
    const expected = trueExpectations(run.plan, report, catalogue, factsOf(now));
    const known = run.plan.steps.map((step) => {
      const row = classify(expected.find(({ taskId }) => taskId === step.taskId) ?? step, now, touched);
      if (step.root.length > 0) return compareWithLog(row, rootSteps.indexOf(step) + 1, report);
      const [left = row] = (step.files ?? []).length > 0 && isHalfWay(row) ? leftByTheRun([row]) : [];
      return left;
    });
    const rows = report?.keep?.end === 'waiting' ? known.map(neitherKeptNorBack) : known;
    const event: JournalEvent = {
      kind: 'recovered',
      run: run.number,
      rows,
      ...(report === undefined ? {} : { report }),
    };
    await record(event, ports.journal);
    recovered.push({ run: run.number, rows });
  }
  return recovered;
}

/** What the log of a run says; an open one may still be written. */
async function reportOf(run: Run, ports: RecoverPorts): Promise<ScriptReport | undefined> {
  const { operationId } = run;
  await guardEnded(run, ports);
  if (operationId === undefined) return undefined;
  try {
    return await readRootLog(operationId, run.end === 'open', ports, (text) =>
      ports.onCountdown?.(countdownIn(text, operationId, ports.entropy)),
    );
  } finally {
    ports.onCountdown?.(undefined);
  }
}

/** A guard that outlived the app may still wait, and then take back what the person's own commands have changed. */
async function guardEnded(run: Run, ports: RecoverPorts): Promise<void> {
  const { guardian } = ports;
  if (run.end !== 'open' || run.guard === undefined || guardian === undefined) return;
  const { guard } = run;
  await readRootLog(guard, true, { ...ports, progressLog: guardian.log }, (text) =>
    ports.onCountdown?.(countdownIn(text, guard, ports.entropy)),
  );
}

/** Keeps what was found out even where it cannot be written down: the next start then finds it out again. */
async function record(event: JournalEvent, journal: Journal): Promise<void> {
  await journal.append(event).catch(() => undefined);
}

/** A restart in the countdown ends the script with it: nobody has kept the change, and nothing has put it back. */
function neitherKeptNorBack(row: RowResult): RowResult {
  return { ...row, detail: `${row.detail} (the countdown was cut off: it was neither kept nor put back)` };
}

/** The script was still running when its run was last classified. */
function wentOn(run: Run, report: ScriptReport | undefined): boolean {
  return report !== undefined && run.report?.end !== 'done' && !sameJson(report, run.report);
}

/**
 * Whether everything in a state is as before or as planned: a file that was exchanged, and a service that was not started
 * anew. Something else would have had to write the very text that the plan has written down.
 */
function isHalfWay({ before, after, now }: RowResult): boolean {
  if (!isRecord(before) || !isRecord(after) || !isRecord(now)) return false;
  return Object.entries(now).every(([key, value]) => sameJson(value, before[key]) || sameJson(value, after[key]));
}
