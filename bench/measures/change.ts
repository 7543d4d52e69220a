import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { carryOut, prepareChange } from '../../src/core/carry-out';
import type { JournalEntry, JournalEvent } from '../../src/core/journal';
import { type ChangePlan, planApply } from '../../src/core/plan';
import { DEFAULT_POLICY } from '../../src/core/policy';
import type { Elevator } from '../../src/core/ports';
import { scan } from '../../src/core/scan';
import { createJournalFile } from '../../src/platform/journal-file';
import { lineOf, nextEntry, NOTHING_BEFORE } from '../../src/platform/journal-lines';
import { simulate, type Simulation } from '../../test/entry/simulation';
import { atMostTimes, type Comparison, compare, inTurn, milliseconds } from '../comparison';

const MEASURE = 'Making a change';
const APPENDS = 10;

/** `folder` must be on the disk that the journal would be on: a file system in memory knows no fsync. */
export async function measureChange(rounds: number, folder: string): Promise<readonly Comparison[]> {
  return [
    await measureAppend(rounds, folder, 0),
    await measureAppend(rounds, folder, 150),
    await measureAppend(rounds, folder, 1_500),
    await measureWholeChange(rounds, folder),
  ];
}

/** One entry on disk against the same bytes appended and synced without lock, chain and checks. */
async function measureAppend(rounds: number, parent: string, before: number): Promise<Comparison> {
  const folder = mkdtempSync(join(parent, 'journal-'));
  try {
    const event = await plannedEvent(parent);
    writeFileSync(join(folder, 'journal.jsonl'), journalOf(before, event), { mode: 0o600 });
    const journal = createJournalFile({ folder });
    const { length } = Buffer.from(lineOf(nextEntry(event, Date.now(), undefined, NOTHING_BEFORE)));
    const line = Buffer.alloc(length, 'x');
    const times = await inTurn(rounds, {
      ours: async () => (await milliseconds(() => times10(() => journal.append(event)))) / APPENDS,
      bare: async () =>
        (await milliseconds(() => times10(() => appendAndSync(join(folder, 'bare'), line)))) / APPENDS,
    });
    return compare({
      measure: MEASURE,
      what: `one entry to a journal of ${before}`,
      against: 'append and fsync',
      unit: 'ms',
      pairs: times.map(({ ours, bare }) => [ours, bare]),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function times10(act: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < APPENDS; round += 1) await act();
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
