import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { carryOut } from '../../src/core/carry-out';
import { prepareChange } from '../../src/core/prepared-change';
import type { JournalEntry, JournalEvent } from '../../src/core/journal';
import { type ChangePlan, planApply } from '../../src/core/plan';
import { DEFAULT_POLICY } from '../../src/core/policy';
import type { Elevator } from '../../src/core/ports';
import { scan } from '../../src/core/scan';
import { createJournalFile } from '../../src/platform/journal-file';
import { NOTHING_BEFORE } from '../../src/core/receipts';
import { lineOf, nextEntry } from '../../src/platform/journal-lines';
import { simulate, type Simulation } from '../../test/entry/simulation';
import { atMostTimes, type Comparison, compare, inTurn, milliseconds } from '../comparison';

const MEASURE = 'Making a change';
const APPENDS = 10;
/** Entries of a journal after fifty changes, and after five hundred. */
const LONG = 150;
const VERY_LONG = 1_500;

/** `folder` must be on the disk that the journal would be on: a file system in memory knows no fsync. */
export async function measureChange(rounds: number, folder: string): Promise<readonly Comparison[]> {
  const event = await plannedEvent(folder);
  return [
    ...(await measureAppend(rounds, folder, event)),
    await measureFirstReading(rounds, folder, event),
    await measureWholeChange(rounds, folder),
  ];
}

/** An entry on disk, with lock, chain and checks, against the same bytes just appended and synced. */
async function measureAppend(rounds: number, parent: string, event: JournalEvent): Promise<readonly Comparison[]> {
  const bytes = Buffer.from(journalOf(1, event));
  const bare = join(parent, 'bare');
  const appends = [0, LONG, VERY_LONG].map((before) => {
    const journal = createJournalFile({ folder: folderWithJournal(parent, before, event) });
    return () => each(APPENDS, () => journal.append(event));
  });
  const [none, long, veryLong] = appends;
  if (!none || !long || !veryLong) throw new Error('There are three journals');
  const times = await inTurn(rounds, {
    bare: () => each(APPENDS, () => appendAndSync(bare, bytes)),
    none,
    long,
    veryLong,
  });
  const row = (what: string, ours: 'none' | 'long' | 'veryLong'): Comparison =>
    compare({
      measure: MEASURE,
      what: `one entry to ${what}`,
      against: 'append and fsync of the same bytes',
      unit: 'ms',
      pairs: times.map((one) => [one[ours], one.bare]),
    });
  return [
    row('a new journal', 'none'),
    row(`a journal of ${LONG}`, 'long'),
    row(`a journal of ${VERY_LONG}`, 'veryLong'),
    compare({
      measure: MEASURE,
      what: `one entry to a journal of ${VERY_LONG}`,
      against: 'to a new one',
      unit: 'ms',
      pairs: times.map(({ none: short, veryLong: ours }) => [ours, short]),
      target: atMostTimes(10),
    }),
  ];
}

/** Once in the life of the app, the whole chain is checked; after that only what is new. */
async function measureFirstReading(rounds: number, parent: string, event: JournalEvent): Promise<Comparison> {
  const folder = folderWithJournal(parent, LONG, event);
  const lines = journalOf(LONG, event).trimEnd().split('\n');
  const times = await inTurn(rounds, {
    ours: () => milliseconds(() => createJournalFile({ folder }).read()),
    parse: () => milliseconds(() => lines.map((line) => JSON.parse(line) as unknown)),
  });
  return compare({
    measure: MEASURE,
    what: `first reading of a journal of ${LONG}, every hash checked`,
    against: 'JSON.parse of its lines',
    unit: 'ms',
    pairs: times.map(({ ours, parse }) => [ours, parse]),
  });
}

function folderWithJournal(parent: string, count: number, event: JournalEvent): string {
  const folder = mkdtempSync(join(parent, 'journal-'));
  writeFileSync(join(folder, 'journal.jsonl'), journalOf(count, event), { mode: 0o600 });
  return folder;
}

/** How long one of so many takes. */
async function each(count: number, act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (let round = 0; round < count; round += 1) await act();
  return (performance.now() - begun) / count;
}

async function appendAndSync(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function journalOf(count: number, event: JournalEvent): string {
  let last: JournalEntry | undefined;
  let text = '';
  for (let number = 0; number < count; number += 1) {
    last = nextEntry(event, Date.now(), last, NOTHING_BEFORE);
    text += lineOf(last);
  }
  return text;
}

async function plannedEvent(parent: string): Promise<JournalEvent> {
  return withSimulation(parent, async (simulation) => {
    const plan = await planOfEverything(simulation);
    const script = { sha256: '0'.repeat(64), operationId: '0'.repeat(32), deadline: 0 };
    return { kind: 'planned', run: 1, plan, backend: 'simulated', script };
  });
}

async function planOfEverything({ mac }: Simulation): Promise<ChangePlan> {
  const { catalogue } = mac;
  const found = await scan(catalogue, DEFAULT_POLICY, mac);
  const ids = found.tasks.filter(({ finding }) => finding.kind === 'noncompliant').map(({ taskId }) => taskId);
  return planApply(ids, { id: mac.entropy.hex(16), scan: found, catalogue, policy: DEFAULT_POLICY });
}

/**
 * From the wish to the verified outcome, everything on a fresh Mac, against the time the script itself takes in sh.
 *
 * The simulated Mac's own waiting is left out: what remains is our work, the disk and the shell.
 */
async function measureWholeChange(rounds: number, parent: string): Promise<Comparison> {
  let script = 0;
  let steps = 0;
  const whole = async (): Promise<number> =>
    withSimulation(parent, async (simulation) => {
      const { mac, elevator } = simulation;
      const timed: Elevator = {
        backend: elevator.backend,
        async elevate(request) {
          const begun = performance.now();
          const outcome = await elevator.elevate(request);
          script = performance.now() - begun;
          return outcome;
        },
      };
      return milliseconds(async () => {
        const plan = await planOfEverything(simulation);
        steps = plan.steps.length;
        const ports = { ...mac, elevator: timed };
        const input = { catalogue: mac.catalogue, policy: DEFAULT_POLICY, ports };
        const done = await carryOut(prepareChange(plan, mac.catalogue, mac, {}), input);
        const verified = done.kind === 'done' && done.rows.every(({ outcome }) => outcome === 'verified');
        if (!verified) throw new Error(`The change did not come out as planned: ${JSON.stringify(done).slice(0, 500)}`);
      });
    });
  const times: (readonly [number, number])[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const took = await whole();
    if (round > 0) times.push([took, script]);
  }
  return compare({
    measure: MEASURE,
    what: `plan, script, verify: ${steps} steps`,
    against: 'the script in sh, part of it',
    unit: 'ms',
    pairs: times,
    target: atMostTimes(1.5),
  });
}

async function withSimulation<T>(parent: string, use: (simulation: Simulation) => Promise<T>): Promise<T> {
  const dataFolder = mkdtempSync(join(parent, 'change-'));
  const simulation = simulate({ dataFolder, latency: 'none', askPassword: () => Promise.resolve('granted') });
  try {
    return await use(simulation);
  } finally {
    simulation.dispose();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
