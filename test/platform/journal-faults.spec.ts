import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJournalFile } from '../../src/platform/journal-file';
import { outputOf, startProcess } from './bundled';
import { type Fault, faultyFiles } from './faulty-files';
import { declined, planned } from './journal-events';
import { temporaryFolder } from './temporary-folder';

const FAULTS: readonly Fault[] = ['ENOSPC', 'EIO', 'short'];

/** Three ways a journal can stand before an append. */
const STARTS = {
  'a new journal': async (folder: string): Promise<number> => {
    mkdirSync(folder, { mode: 0o700 });
    return 0;
  },
  'a journal with an entry': async (folder: string): Promise<number> => {
    await createJournalFile({ folder }).append(planned(1));
    return 1;
  },
  'a journal with a torn line': async (folder: string): Promise<number> => {
    const journal = createJournalFile({ folder });
    await journal.append(planned(1));
    await journal.append(planned(2));
    const path = join(folder, 'journal.jsonl');
    truncateSync(path, readFileSync(path).length - 40);
    return 1;
  },
};

describe.each(Object.entries(STARTS))('with a disk that fails, %s', (_, start) => {
  it.each(FAULTS.flatMap((fault) => [false, true].map((persistent) => [fault, persistent] as const)))(
    'is either written to or says that it was not (%s, for good: %s)',
    { timeout: 60_000 },
    async (fault, persistent) => {
      const root = temporaryFolder();
      for (let at = 1; at < 200; at += 1) {
        const folder = join(root, String(at));
        const before = await start(folder);
        const files = faultyFiles(at, fault, { persistent });
        const appended = await createJournalFile({ folder, files })
          .append(declined(9))
          .then(
            () => true,
            (error: unknown) => String(error),
          );
        if (files.calls().length < at) return;
        const reading = await createJournalFile({ folder }).read();
        const where = `${fault} at call ${at} (${files.calls()[at - 1]}): ${String(appended)}`;
        expect([where, reading.kind]).toEqual([where, 'sound']);
        // Said to be written: it is there. Said not to be: it is not, unless even taking it back failed.
        if (appended === true) expect([where, reading.entries.length]).toEqual([where, before + 1]);
        else if (!persistent) expect([where, reading.entries.length]).toEqual([where, before]);
        if (fault === 'short') expect([where, appended]).toEqual([where, true]);
        const next = await createJournalFile({ folder }).append(declined(10));
        expect(next.sequence).toBe(reading.entries.length + 1);
      }
      throw new Error('the append makes more calls than were tried');
    },
  );
});

describe('an append that has resolved', () => {
  // Proves P3: An append that has resolved has synced the file after its last write, and the folder when the file is new.
  it('has synced the file after its last write, and the folder when the file is new', async () => {
    const folder = temporaryFolder();
    const journal = (files = faultyFiles(0, 'EIO')) => ({ files, journal: createJournalFile({ folder, files }) });
    const first = journal();
    await first.journal.append(declined(1));
    expect(first.files.calls().slice(-6)).toEqual(['write', 'fsync', 'open', 'fsync', 'close', 'close']);
    const second = journal();
    await second.journal.append(declined(2));
    expect(second.files.calls().slice(-3)).toEqual(['write', 'fsync', 'close']);
  });
});

describe('a process that is killed while it appends', () => {
  it(
    'leaves a sound journal, whenever it happens, and its lock does not outlive it',
    { timeout: 120_000 },
    async () => {
      const folder = temporaryFolder();
      const source = `
      import { createJournalFile } from './src/platform/journal-file';
      async function main(): Promise<void> {
        const journal = createJournalFile({ folder: process.argv[2] ?? '' });
        for (let run = 0; ; run += 1) {
          const { sequence } = await journal.append({ kind: 'declined', run, detail: 'x'.repeat(5000), rows: [] });
          process.stdout.write(sequence + '\\n');
        }
      }
      void main();`;
      const journal = createJournalFile({ folder });
      for (let round = 1; round <= 8; round += 1) {
        const child = startProcess(folder, source, [folder]);
        const output = outputOf(child);
        child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), round * 7));
        const last = Number((await output).trim().split('\n').at(-1));
        const verdict = await journal.verifyChain();
        expect(verdict.kind).toBe('sound');
        expect([round, verdict.entries >= last]).toEqual([round, true]);
        await journal.append(declined(round));
      }
    },
  );
});

describe('reading with a disk that fails', () => {
  it('never throws and never damages anything', { timeout: 60_000 }, async () => {
    const root = temporaryFolder();
    for (const fault of FAULTS) {
      for (let at = 1; at < 60; at += 1) {
        const folder = join(root, `${fault}-${at}`);
        await STARTS['a journal with an entry'](folder);
        const path = join(folder, 'journal.jsonl');
        writeFileSync(path, 'x\n', { flag: 'a' });
        const bytes = readFileSync(path);
        const reading = await createJournalFile({ folder, files: faultyFiles(at, fault) }).read();
        expect(reading.kind).toBe('broken');
        expect(readFileSync(path)).toEqual(bytes);
      }
    }
  });

  it('leaves a damaged journal whole when setting it aside fails at any call', { timeout: 60_000 }, async () => {
    const root = temporaryFolder();
    for (let at = 1; at < 60; at += 1) {
      const folder = join(root, String(at));
      await STARTS['a journal with an entry'](folder);
      const path = join(folder, 'journal.jsonl');
      writeFileSync(path, 'x\n', { flag: 'a' });
      const bytes = readFileSync(path);
      const files = faultyFiles(at, 'EIO');
      const started = await createJournalFile({ folder, files }).startNewJournal();
      if (started.kind === 'refused') await createJournalFile({ folder }).startNewJournal();
      expect(await createJournalFile({ folder }).append(declined(1))).toMatchObject({ sequence: 2 });
      const reading = await createJournalFile({ folder }).read();
      const begun = { event: { kind: 'begun-anew', leftBehind: [] } };
      expect(reading).toMatchObject({ kind: 'sound', entries: [begun, { event: declined(1) }] });
      const quarantine = join(folder, 'quarantine');
      expect(readdirSync(quarantine).map((name) => readFileSync(join(quarantine, name)))).toContainEqual(bytes);
    }
  });
});
