import { observedIn } from './finding';
import { type Json, sameJson } from './json';
import type { RowResult } from './journal';
import { findingOf } from './plan';
import type { Policy } from './policy';
import { scan, type Scan, type ScanPorts } from './scan';
import type { AnyTask } from './task';

/** What a row of a plan is checked against. */
export interface Expectation {
  readonly taskId: string;
  readonly before: Json;
  readonly after: Json;
}

export interface VerifyInput {
  readonly tasks: readonly AnyTask[];
  readonly policy: Policy;
  readonly ports: ScanPorts;
}

const SETTLE_MS = 3_000;
const FIRST_PAUSE_MS = 250;

/**
 * Probes the touched tasks until every one stands as planned, or its time to settle is over.
 *
 * macOS applies some changes after the command has returned (Bluetooth, the firewall), hence the repeats.
 */
export async function verify(expected: readonly Expectation[], input: VerifyInput): Promise<readonly RowResult[]> {
  const touched = input.tasks.filter(({ id }) => expected.some(({ taskId }) => taskId === id));
  const settleMs = Math.max(SETTLE_MS, ...touched.map((task) => task.settleMs ?? 0));
  const begun = input.ports.clock.now();
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const now = await scan(touched, input.policy, input.ports);
    const rows = expected.map((one) => classify(one, now, touched));
    const settled = rows.every(({ outcome }) => outcome === 'verified');
    if (settled || input.ports.clock.now() - begun + pause > settleMs) return rows;
    await input.ports.clock.sleep(pause);
  }
}

/** Says of rows that stand neither as before nor as planned that it was the run itself which left them so. */
export function leftByTheRun(rows: readonly RowResult[]): readonly RowResult[] {
  return rows.map((row) => (row.outcome === 'changed' && row.now !== undefined ? { ...row, left: row.now } : row));
}

/** Compares one expectation with a fresh scan. Pure. */
export function classify(expected: Expectation, now: Scan, tasks: readonly AnyTask[]): RowResult {
  const { taskId, before, after } = expected;
  const finding = findingOf(now, taskId);
  const observed = observedIn(finding);
  const words = (state: Json): string => tasks.find(({ id }) => id === taskId)?.words(state) ?? JSON.stringify(state);
  if (observed === undefined) {
    const why = finding.kind === 'unknown' ? finding.reason : finding.kind === 'not-applicable' ? finding.because : '';
    return { taskId, outcome: 'cannot-verify', before, after, detail: why };
  }
  const row = { taskId, before, after, now: observed.state };
  if (sameJson(observed.state, after)) return { ...row, outcome: 'verified', detail: observed.sentence };
  if (sameJson(observed.state, before)) return { ...row, outcome: 'not-applied', detail: `Still ${words(before)}` };
  return { ...row, outcome: 'changed', detail: `Neither as planned nor as before: ${words(observed.state)}` };
}
