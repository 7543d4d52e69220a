import { type CarriedOut, carryOut } from '../../src/core/carry-out';
import type { CarryOutInput, ChangePorts } from '../../src/core/change-ports';
import { sameJson } from '../../src/core/json';
import { type RowResult, type Run, runsIn, undoable } from '../../src/core/journal';
import { planApply, planRollback, planUndo } from '../../src/core/plan';
import type { Policy } from '../../src/core/policy';
import type { ElevationOutcome, Elevator } from '../../src/core/ports';
import { type PreparedChange, prepareChange } from '../../src/core/prepared-change';
import { headOf, type RunReceipts } from '../../src/core/receipts';
import { type Recovered, recoverInterrupted } from '../../src/core/recover';
import { scan } from '../../src/core/scan';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import type { AnyTask } from '../../src/core/task';
import { systemEntropy } from '../../src/platform/entropy';
import type { FileLayer } from '../../src/platform/file-layer';
import { createJournalFile, type JournalFile } from '../../src/platform/journal-file';
import { createOperationLock } from '../../src/platform/operation-lock';
import { createProgressLog } from '../../src/platform/progress-log';
import { createRunReceipts } from '../../src/platform/run-receipts';
import { POLICY, TOUCHED, truth } from '../kill/experiment';
import { lasting, type MacState } from '../sim/mac-state';
import { freshMac } from '../sim/machines';
import { below } from '../sim/relocate';
import { ScriptHost } from '../sim/script-host';
import { SimulatedMac } from '../sim/simulated-mac';

const OWNER = process.getuid?.() ?? -1;

/** A simulated Mac with a person's data folder and root's logs: what stays when the app is started anew. */
export class Place {
  readonly mac: SimulatedMac;
  readonly data: string;
  private readonly host: ScriptHost;
  /** How many scripts root was asked for. */
  asked = 0;

  constructor(data: string, state: MacState = freshMac('26.5')) {
    this.data = data;
    this.mac = new SimulatedMac(state);
    this.host = new ScriptHost(this.mac);
  }

  /** Where root's logs lie. */
  get logs(): string {
    return below(this.host.root, OPERATIONS_FOLDER);
  }

  get standing(): unknown {
    return lasting(this.mac.state);
  }

  async elevate({ script }: { readonly script: string }): Promise<ElevationOutcome> {
    this.asked += 1;
    const ended = await this.host.run(script);
    return ended.kind === 'exited'
      ? { kind: 'ran', stdout: ended.stdout }
      : { kind: 'failed', reason: `the script was ended by ${ended.signal}` };
  }

  dispose(): void {
    this.host.dispose();
  }
}

/** What may be otherwise than usual about an app. */
export interface AppOptions {
  readonly journalFiles?: FileLayer;
  readonly logFiles?: FileLayer;
  readonly ports?: Partial<ChangePorts>;
  readonly tasks?: readonly AnyTask[];
  readonly policy?: Policy;
}

/** The app as it is started on a place: everything real but the Mac and the dialog. */
export class App {
  readonly journal: JournalFile;
  readonly ports: ChangePorts & { readonly progressLog: NonNullable<ChangePorts['progressLog']> };
  readonly tasks: readonly AnyTask[];
  readonly policy: Policy;

  constructor(place: Place, options: AppOptions = {}) {
    this.tasks = options.tasks ?? TOUCHED;
    this.policy = options.policy ?? POLICY;
    const journalFiles = options.journalFiles === undefined ? {} : { files: options.journalFiles };
    const logFiles = options.logFiles === undefined ? {} : { files: options.logFiles };
    const receipts: RunReceipts = {
      read: () => createRunReceipts({ uid: OWNER, folder: place.logs, owner: OWNER, ...logFiles }).read(),
    };
    this.journal = createJournalFile({ folder: place.data, receipts, ...journalFiles });
    const elevator: Elevator = { backend: 'simulated', elevate: (request) => place.elevate(request) };
    this.ports = {
      runner: place.mac,
      elevator,
      journal: this.journal,
      progressLog: createProgressLog({ folder: place.logs, owner: OWNER, ...logFiles }),
      lock: createOperationLock(place.data),
      clock: place.mac.clock,
      entropy: systemEntropy,
      asRoot: false,
      ...options.ports,
    };
  }

  /** A plan as a person looks at it, with its script. */
  async prepare(taskIds: readonly string[]): Promise<PreparedChange> {
    return this.prepared(planApply(taskIds, await this.planning()));
  }

  /** The same, for a change that goes back by itself unless somebody keeps it: nobody does. */
  async prepareKept(taskIds: readonly string[], seconds: number): Promise<PreparedChange> {
    const input = await this.planning();
    const plan = planApply(taskIds, input);
    const undo = planUndo(plan, { ...input, id: systemEntropy.hex(16) });
    return prepareChange(plan, this.tasks, this.ports, { keep: { folder: '/nowhere', seconds, undo } });
  }

  /** The plan that takes a run back, as far as the journal offers it. */
  async prepareRollback(number: number): Promise<PreparedChange> {
    const run = (await this.runs()).find((one) => one.number === number);
    return this.prepared(planRollback(number, run === undefined ? [] : undoable(run), await this.planning()));
  }

  approve(change: PreparedChange, more: Pick<CarryOutInput, 'onPhase'> = {}): Promise<CarriedOut> {
    return carryOut(change, { catalogue: this.tasks, policy: this.policy, ports: this.ports, ...more });
  }

  recover(): Promise<readonly Recovered[]> {
    return recoverInterrupted(this.tasks, this.policy, this.ports);
  }

  async runs(): Promise<readonly Run[]> {
    return runsIn((await this.journal.read()).entries);
  }

  private async planning(): Promise<Parameters<typeof planApply>[1]> {
    const found = await scan(this.tasks, this.policy, this.ports);
    return { id: systemEntropy.hex(16), scan: found, catalogue: this.tasks, policy: this.policy };
  }

  private async prepared(plan: PreparedChange['plan']): Promise<PreparedChange> {
    const seal = { uid: OWNER, head: headOf((await this.journal.read()).entries) };
    return prepareChange(plan, this.tasks, this.ports, { askedBy: process.pid, seal });
  }
}

/** Rows that do not say what is true of the Mac. */
export function untrueRows(rows: readonly RowResult[], place: Place): readonly string[] {
  const standing: Readonly<Record<string, unknown>> = truth(place.mac.state);
  return rows.flatMap((row) => {
    const now = standing[row.taskId];
    const is = sameJson(now, row.after) ? 'verified' : sameJson(now, row.before) ? 'not-applied' : 'changed';
    return row.outcome === is ? [] : [`${row.taskId} is ${is}, and is said to be ${row.outcome}`];
  });
}

/**
 * Starts the app again without any fault and holds it to the promise: the journal is sound, its last run says what is true,
 * what it does not know of did not happen, and taking the first run back gives the first state. Gives what is wrong.
 */
export async function troublesAfterwards(
  place: Place,
  first: unknown,
  options: AppOptions = {},
): Promise<readonly string[]> {
  const app = new App(place, options);
  const troubles: string[] = [];
  const cutOff = await app.journal.read();
  if (cutOff.kind === 'broken') troubles.push(`the journal is damaged: ${cutOff.reason}`);
  await app.recover();
  const runs = await app.runs();
  if (runs.some(({ end }) => end === 'open')) troubles.push('a run is still open');
  if (runs.length === 0 && !sameJson(place.standing, first)) {
    troubles.push('something changed, and the journal knows of no run');
  }
  troubles.push(...untrueRows(runs.at(-1)?.rows ?? [], place));
  const back = await app.prepareRollback(1);
  if (back.plan.steps.length > 0) {
    const outcome = await app.approve(back);
    if (outcome.kind !== 'done') troubles.push(`the rollback is not carried out: ${JSON.stringify(outcome)}`);
  }
  if (!sameJson(place.standing, first)) troubles.push('it is not as at first');
  const chain = await app.journal.verifyChain();
  if (chain.kind === 'broken') troubles.push(`the chain is broken: ${chain.reason}`);
  return troubles;
}
