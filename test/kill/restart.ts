import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carryOut } from '../../src/core/carry-out';
import type { ChangePorts } from '../../src/core/change-ports';
import { prepareChange } from '../../src/core/prepared-change';
import { sameJson } from '../../src/core/json';
import { type RowResult, type Run, runsIn, undoable } from '../../src/core/journal';
import { observedIn } from '../../src/core/finding';
import { findingOf, planRollback } from '../../src/core/plan';
import type { ProgressLog } from '../../src/core/ports';
import { type Recovered, recoverInterrupted } from '../../src/core/recover';
import { scan } from '../../src/core/scan';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import { systemEntropy } from '../../src/platform/entropy';
import { createJournalFile, type JournalFile } from '../../src/platform/journal-file';
import { createOperationLock } from '../../src/platform/operation-lock';
import { createProgressLog } from '../../src/platform/progress-log';
import { createRunReceipts } from '../../src/platform/run-receipts';
import { lasting } from '../sim/mac-state';
import { below } from '../sim/relocate';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { POLICY, TOUCHED, truth } from './experiment';
import type { ResidentMac } from './resident-mac';

/** The app as it starts again on the same Mac and the same data folder. */
export class Restarted {
  readonly journal: JournalFile;
  readonly log: ProgressLog;
  private readonly resident: ResidentMac;
  private readonly ports: ChangePorts;
  private readonly elevator: SimulatedElevator;
  private readonly data: string;

  constructor(data: string, resident: ResidentMac) {
    const { mac } = resident;
    const owner = process.getuid?.() ?? -1;
    const folder = below(resident.root, OPERATIONS_FOLDER);
    this.data = data;
    this.resident = resident;
    this.elevator = new SimulatedElevator(mac);
    this.journal = createJournalFile({ folder: data, receipts: createRunReceipts({ uid: owner, folder, owner }) });
    this.log = createProgressLog({ folder, owner });
    this.ports = {
      runner: mac,
      elevator: this.elevator,
      journal: this.journal,
      progressLog: this.elevator,
      lock: createOperationLock(data),
      clock: mac.clock,
      entropy: systemEntropy,
      asRoot: false,
    };
  }

  recover(log: ProgressLog = this.log): Promise<readonly Recovered[]> {
    return recoverInterrupted(TOUCHED, POLICY, { ...this.ports, progressLog: log });
  }

  async runs(): Promise<readonly Run[]> {
    return runsIn((await this.journal.read()).entries);
  }

  get journalBytes(): string {
    try {
      return readFileSync(join(this.data, 'journal.jsonl'), 'utf8');
    } catch {
      return '';
    }
  }

  /** Takes a run back as far as the journal offers it; gives what is wrong with that, in words. */
  async takeBack(runNumber: number): Promise<readonly string[]> {
    const run = (await this.runs()).find(({ number }) => number === runNumber);
    if (run === undefined) return [];
    const found = await scan(TOUCHED, POLICY, this.ports);
    const input = { id: systemEntropy.hex(16), scan: found, catalogue: TOUCHED, policy: POLICY };
    const plan = planRollback(runNumber, undoable(run), input);
    if (plan.steps.length === 0) return [];
    const change = prepareChange(plan, TOUCHED, this.ports, {});
    const outcome = await carryOut(change, { catalogue: TOUCHED, policy: POLICY, ports: this.ports });
    if (outcome.kind !== 'done') return [`the rollback is not carried out: ${JSON.stringify(outcome)}`];
    return outcome.rows
      .filter((row) => row.outcome !== 'verified')
      .map((row) => `the rollback: ${JSON.stringify(row)}`);
  }

  /** What a fresh scan says, compared with the Mac itself. */
  async scanTroubles(): Promise<readonly string[]> {
    const found = await scan(TOUCHED, POLICY, this.ports);
    const true_ = truth(this.resident.mac.state);
    return Object.entries(true_).flatMap(([taskId, state]) => {
      const seen = observedIn(findingOf(found, taskId))?.state;
      return sameJson(seen, state) ? [] : [`${taskId} is ${JSON.stringify(state)}, seen as ${JSON.stringify(seen)}`];
    });
  }

  /** Rows of a run that do not say what is true of the Mac. */
  rowTroubles(rows: readonly RowResult[]): readonly string[] {
    const true_: Readonly<Record<string, unknown>> = truth(this.resident.mac.state);
    return rows.flatMap((row) => {
      const now = true_[row.taskId];
      const is = sameJson(now, row.after) ? 'verified' : sameJson(now, row.before) ? 'not-applied' : 'changed';
      const right = row.outcome === is && sameJson(row.now, now);
      return right ? [] : [`${row.taskId} is ${is}, said to be ${row.outcome} with ${JSON.stringify(row.now)}`];
    });
  }

  get standing(): unknown {
    return lasting(this.resident.mac.state);
  }

  dispose(): void {
    this.elevator.dispose();
  }
}

/**
 * Starts the app again after a kill and holds it to the promise: every step is classified as it truly stands, the journal is
 * sound, a second look changes nothing, and taking the first run back gives exactly the first state. Gives what is wrong.
 */
export async function troublesAfter(data: string, resident: ResidentMac, first: unknown): Promise<readonly string[]> {
  const app = new Restarted(data, resident);
  try {
    const troubles: string[] = [];
    const cutOff = await app.journal.read();
    if (cutOff.kind === 'broken') troubles.push(`the journal is damaged: ${cutOff.reason}`);
    const left = app.standing;
    const open = runsIn(cutOff.entries).filter(({ end }) => end === 'open');
    const recovered = await app.recover();
    if (
      !sameJson(
        recovered.map(({ run }) => run),
        open.map(({ number }) => number),
      )
    ) {
      troubles.push(`recovered ${JSON.stringify(recovered)} where ${open.length} runs were open`);
    }
    troubles.push(...recovered.flatMap(({ rows }) => app.rowTroubles(rows)), ...(await app.scanTroubles()));
    const runs = await app.runs();
    if (runs.length === 0 && !sameJson(left, first))
      troubles.push('something changed, and the journal knows of no run');
    troubles.push(...(await changesOfASecondLook(app, left)));
    troubles.push(...(await app.takeBack(1)));
    if (!sameJson(app.standing, first)) troubles.push(`not as at first: ${JSON.stringify(app.standing)}`);
    troubles.push(...(await changesOfASecondLook(app, app.standing)));
    const chain = await app.journal.verifyChain();
    if (chain.kind !== 'sound') troubles.push(`the chain is broken: ${JSON.stringify(chain)}`);
    return troubles;
  } finally {
    app.dispose();
  }
}

async function changesOfASecondLook(app: Restarted, standing: unknown): Promise<readonly string[]> {
  const bytes = app.journalBytes;
  const again = await app.recover();
  return [
    ...(again.length === 0 ? [] : [`a second recovery finds ${JSON.stringify(again)}`]),
    ...(app.journalBytes === bytes ? [] : ['a second recovery writes to the journal']),
    ...(sameJson(app.standing, standing) ? [] : ['a second recovery changes the Mac']),
  ];
}
