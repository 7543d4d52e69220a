import type { RowResult } from './journal';
import type { Clock, Entropy, ProgressLog } from './ports';
import { parseProgressLog, type ScriptReport } from './script-report';
import { leftByTheRun } from './verify';

export interface RootLogPorts {
  readonly progressLog: ProgressLog;
  readonly clock: Clock;
  readonly entropy: Pick<Entropy, 'decodeBase64'>;
}

/** How long root's log may stand still before its script counts as dead: longer than macOS takes for a command. */
const STILL_MS = 3_000;
const PAUSE_MS = 250;

/**
 * What root's log says; undefined where there is none, since the script never began.
 *
 * `waiting`: once nobody writes it any more, since the script outlives whoever asked for it. One that waits for Keep
 * writes every second; `onText` gets the log at each look meanwhile.
 */
export async function readRootLog(
  operationId: string,
  waiting: boolean,
  ports: RootLogPorts,
  onText: (text: string) => void = () => {},
): Promise<ScriptReport | undefined> {
  let text = await ports.progressLog.read(operationId);
  for (let still = 0; waiting && still < STILL_MS;) {
    if (text === undefined || /^DONE /m.test(text)) break;
    onText(text);
    await ports.clock.sleep(PAUSE_MS);
    const next = await ports.progressLog.read(operationId);
    still = next === text ? still + PAUSE_MS : 0;
    text = next;
  }
  return text === undefined ? undefined : parseProgressLog(text, (base64) => ports.entropy.decodeBase64(base64));
}

/** The probe decides; the log only adds what it knows. `step` counts from 1 over the steps that root carries out. */
export function compareWithLog(row: RowResult, step: number, report: ScriptReport | undefined): RowResult {
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
