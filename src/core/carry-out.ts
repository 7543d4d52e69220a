import { ask, type PersonPart, personPart, tellCountdown } from './asking';
import { changeAsPerson, putBack, type Record } from './change-as-person';
import type { CarryOutInput, ChangePorts } from './change-ports';
import { countdownIn } from './countdown';
import { errorText } from './error-text';
import { answeringServices, type StoppedService, stoppedServices } from './health';
import type { JournalEvent, Reverted, RowResult } from './journal';
import { nextRunNumber } from './journal';
import { type ChangePlan, factsOf, movedSince, needsRoot } from './plan';
import type { PreparedChange } from './prepared-change';
import { assertNever } from './result';
import { readAgain } from './read-again';
import { compareWithLog, readRootLog } from './root-log';
import { scan } from './scan';
import { APPROVAL_WINDOW_MS } from './script';
import { refusalInWords, type ScriptReport } from './script-report';
import { trueExpectations } from './true-before';
import { classify, leftByTheRun, verify } from './verify';
import { whatRootDid } from './what-root-did';
import { saidByRoot, withWhatWasSaid } from './what-was-said';

export type CarriedOut =
  /** Nothing was begun: the Mac moved, another change is under way, or the journal cannot be written. */
  | { readonly kind: 'refused'; readonly reason: string; readonly moved: readonly string[] }
  | { readonly kind: 'declined'; readonly run: number; readonly detail: string; readonly rows: readonly RowResult[] }
  | { readonly kind: 'failed'; readonly run: number; readonly reason: string; readonly rows: readonly RowResult[] }
  /** It was not kept, so the script has put it back; the rows are from a fresh reading. */
  | { readonly kind: 'reverted'; readonly run: number; readonly because: Reverted; readonly rows: readonly RowResult[] }
  | {
      readonly kind: 'done';
      readonly run: number;
      readonly rows: readonly RowResult[];
      /** Services of the policy that answered before the change and do not any more. */
      readonly stopped: readonly StoppedService[];
      readonly unrecorded?: string;
    };

/**
 * Carries out an approved plan: checks that the Mac has not moved, journals the intent, asks once, changes, verifies.
 *
 * Nothing is asked before the intent is on disk; nothing counts as done before a fresh probe says so.
 */
export async function carryOut(change: PreparedChange, input: CarryOutInput): Promise<CarriedOut> {
  const held = await input.ports.lock.acquire().catch((error: unknown) => errorText(error));
  if (typeof held === 'string') return refused(`the lock cannot be had, so nothing was begun: ${held}`);
  if (held.kind === 'held') return refused(`another change is under way (${held.by}); wait for it to end`);
  try {
    return await carryOutAlone(change, input);
  } finally {
    // Whatever happens to the lock, what was done has to be told.
    await held.release().catch(() => undefined);
  }
}

async function carryOutAlone(change: PreparedChange, input: CarryOutInput): Promise<CarriedOut> {
  const { plan } = change;
  const { ports, policy, catalogue } = input;
  if (plan.steps.length === 0) return refused('the plan changes nothing');
  input.onPhase?.('checking');
  const touched = catalogue.filter(({ id }) => plan.steps.some(({ taskId }) => taskId === id));
  const basis = await scan(touched, policy, ports);
  const moved = movedSince({ ...plan, states: statesOfSteps(plan) }, basis);
  if (moved.length > 0) return refused('this Mac has changed since the plan was made; look at a new plan', moved);
  if (isOutOfTime(ports.clock.now(), change.deadline)) return refused('the plan is too old; look at a new one');

  const answering = await answeringServices(policy, ports);
  const recorded = await recordIntent(change, ports);
  if (recorded.kind === 'refused') return recorded;
  const { run } = recorded;
  const person = personPart(change, run, input);
  const asked = await ask(change, input, person);
  switch (asked.kind) {
    case 'not-granted':
      return closeUnverified('declined', run, asked.detail, change, input, true, person);
    case 'tampered':
    case 'failed':
      // The script may have begun all the same, and have been cut off half-way.
      return closeUnverified(
        'failed',
        run,
        asked.kind === 'failed' ? asked.reason : asked.detail,
        change,
        input,
        true,
        person,
      );
    case 'ran':
      break;
    default:
      return assertNever(asked);
  }
  const did = needsRoot(plan) ? await whatRootDid({ ...change, stdout: asked.stdout }, ports) : undefined;
  const report = did?.report;
  const troubles: string[] = [];
  const written = new Set<string>();
  const record: Record = async (event) => {
    if (event.kind === 'edited') written.add(event.taskId);
    await ports.journal.append(event).catch((error: unknown) => troubles.push(errorText(error)));
  };
  if (report) await record({ kind: 'ran', run, report });
  if (report?.end === 'refused') {
    return closeUnverified('failed', run, refusalInWords(report.refusal ?? 'other'), change, input, false);
  }
  const underGuard = await person.end();
  const keep = needsRoot(plan) ? report?.keep : underGuard.keep;
  if (keep?.end === 'reverting' || keep?.end === 'reverted') {
    return closeReverted(run, keep.because ?? 'nobody', report, change, input, record);
  }
  input.onPhase?.('changing');
  const others = plan.steps.filter((step) => change.guard?.steps.includes(step) !== true);
  const saidToUser = new Map([...underGuard.said, ...(await changeAsPerson(others, run, ports, record))]);
  input.onPhase?.('verifying');
  const expected = trueExpectations(plan, report, catalogue, factsOf(basis));
  const first = await verify(expected, { tasks: catalogue, policy, ports });
  // A file that the run has not written may stand as planned by a person's own hand.
  const own = plan.steps.filter(({ taskId }) => written.has(taskId));
  const back = await putBack(own, first, run, ports, record);
  const found = leftByTheRun(await readAgain(first, back, expected, { tasks: catalogue, policy, ports }));
  const said = withWhatWasSaid(found, saidByRoot(plan, report), saidToUser);
  const rows = did?.disagree === true ? said.map((row) => ({ ...row, detail: `${row.detail}. ${DISAGREE}` })) : said;
  const stopped = await stoppedServices(answering, ports);
  await record({ kind: 'verified', run, rows, ...(stopped.length === 0 ? {} : { stopped }) });
  const done = { kind: 'done', run, rows, stopped } as const;
  return troubles.length === 0
    ? done
    : { ...done, unrecorded: `the outcome could not be written to the journal: ${troubles.join('; ')}` };
}

function guardOf({ guard }: PreparedChange): { readonly guard?: string } {
  return guard === undefined ? {} : { guard: guard.operationId };
}

/** Past the deadline; or the clock was set back since, and how old the plan is cannot be told. */
function isOutOfTime(now: number, deadline: number): boolean {
  return now / 1000 > deadline || now < deadline * 1000 - APPROVAL_WINDOW_MS - SET_BACK_MS;
}

/** Clocks are corrected by a little all the time. */
const SET_BACK_MS = 60_000;

const DISAGREE = 'Root’s log and the script’s own answer differ; the log and a fresh reading are believed';

async function recordIntent(
  change: PreparedChange,
  ports: ChangePorts,
): Promise<{ readonly kind: 'recorded'; readonly run: number } | Extract<CarriedOut, { kind: 'refused' }>> {
  try {
    const reading = await ports.journal.read();
    if (reading.kind === 'broken')
      return refused(`the journal is damaged (${reading.reason}); Batten only reads until that is settled`);
    const run = nextRunNumber(reading.entries);
    const script = needsRoot(change.plan)
      ? {
          script: {
            sha256: ports.entropy.sha256(change.script),
            operationId: change.operationId,
            deadline: change.deadline,
          },
        }
      : {};
    await ports.journal.append({
      kind: 'planned',
      run,
      plan: change.plan,
      backend: ports.elevator.backend,
      ...script,
      ...guardOf(change),
    });
    return { kind: 'recorded', run };
  } catch (error) {
    return refused(`the journal cannot be written, so nothing was begun: ${errorText(error)}`);
  }
}

/** Nobody kept the change, or it was to go back at once: the script has put it back, and a fresh reading says whether it is. */
async function closeReverted(
  run: number,
  because: Reverted,
  report: ScriptReport | undefined,
  change: PreparedChange,
  input: CarryOutInput,
  record: Record,
): Promise<CarriedOut> {
  input.onPhase?.('verifying');
  const { catalogue, policy, ports } = input;
  const back = change.plan.steps.map(({ taskId, before, after }) => ({ taskId, before: after, after: before }));
  await verify(back, { tasks: catalogue, policy, ports });
  const rows = leftByTheRun(await verifyOnce(change.plan, report, input));
  await record({ kind: 'verified', run, rows, reverted: because });
  return { kind: 'reverted', run, because, rows };
}

/**
 * Even a declined run is checked: only a probe says that nothing changed.
 *
 * The script is root's and not the dialog's: once begun it goes on when its dialog is ended, and only its log tells.
 */
async function closeUnverified(
  asked: 'declined' | 'failed',
  run: number,
  detail: string,
  change: PreparedChange,
  input: CarryOutInput,
  mayHaveBegun: boolean,
  person?: PersonPart,
): Promise<CarriedOut> {
  const { ports } = input;
  const report = mayHaveBegun ? await rootLogOf(change, input) : undefined;
  await person?.end();
  const kind = report === undefined ? asked : 'failed';
  const text = kind === asked ? detail : `${detail}; yet the log of root shows that the script had begun`;
  const found = await verifyOnce(change.plan, report, input);
  const now = mayHaveBegun && kind === 'failed' && report === undefined ? leftByTheRun(found) : found;
  const logged = report === undefined ? {} : { report };
  const event: JournalEvent =
    kind === 'declined' ? { kind, run, detail: text, rows: now } : { kind, run, reason: text, ...logged, rows: now };
  try {
    await ports.journal.append(event);
  } catch (error) {
    return {
      kind: 'failed',
      run,
      reason: `${text}; and the journal could not be written: ${errorText(error)}`,
      rows: now,
    };
  }
  return kind === 'declined' ? { kind, run, detail: text, rows: now } : { kind, run, reason: text, rows: now };
}

/** A script that goes on without its dialog may still wait for Keep. */
async function rootLogOf(change: PreparedChange, input: CarryOutInput): Promise<ScriptReport | undefined> {
  const { ports } = input;
  const { progressLog } = ports;
  const { operationId, plan } = change;
  if (progressLog === undefined || !needsRoot(plan)) return undefined;
  const tell = change.keep === undefined ? () => undefined : tellCountdown(input);
  const report = await readRootLog(operationId, true, { ...ports, progressLog }, (text) =>
    tell(countdownIn(text, operationId, ports.entropy)),
  );
  if (report?.keep !== undefined) tell(undefined);
  return report;
}

async function verifyOnce(
  plan: ChangePlan,
  report: ScriptReport | undefined,
  { catalogue, policy, ports }: CarryOutInput,
): Promise<readonly RowResult[]> {
  const touched = catalogue.filter(({ id }) => plan.steps.some(({ taskId }) => taskId === id));
  const now = await scan(touched, policy, ports);
  const rootSteps = plan.steps.filter(({ root }) => root.length > 0).map(({ taskId }) => taskId);
  return trueExpectations(plan, report, catalogue, factsOf(now)).map((expected) => {
    const row = classify(expected, now, touched);
    const step = rootSteps.indexOf(expected.taskId) + 1;
    return report === undefined || step === 0 ? row : compareWithLog(row, step, report);
  });
}

function statesOfSteps(plan: ChangePlan): ChangePlan['states'] {
  return Object.fromEntries(plan.steps.map(({ taskId, before }) => [taskId, before]));
}

function refused(reason: string, moved: readonly string[] = []): Extract<CarriedOut, { kind: 'refused' }> {
  return { kind: 'refused', reason, moved };
}
