import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headOf, NOTHING_BEFORE } from '../../src/core/receipts';
import { createJournalFile, type JournalFile } from '../../src/platform/journal-file';
import { createRunReceipts } from '../../src/platform/run-receipts';
import { memoryFolder } from '../faults/memory-folder';
import { faultyFiles } from './faulty-files';
import { planned, verified } from './journal-events';

const UID = 501;
const OWNER = process.getuid?.() ?? 0;
const HEAD = 'c'.repeat(64);
const operation = (number: number): string => number.toString(16).padStart(32, '0');
const header = (head = HEAD, uid = UID): string => `BEGUN 1763800000\nSEAL ${uid} ${head}\n`;
const receipt = (number: number, head = HEAD): unknown => ({
  operationId: operation(number),
  begunAt: 1_763_800_000_000,
  uid: UID,
  head,
});

function logs(): { readonly folder: string; readonly log: (number: number, text?: string) => string } {
  const folder = join(memoryFolder(), 'operations');
  mkdirSync(folder, { mode: 0o755 });
  const log = (number: number, text = `${header()}BEGIN 1\nEND 1 no\nDONE 1\n`): string => {
    const path = join(folder, `${operation(number)}.log`);
    writeFileSync(path, text, { mode: 0o644 });
    return path;
  };
  return { folder, log };
}

const receiptsIn = (folder: string, owner = OWNER, files = faultyFiles(0, 'EIO')) =>
  createRunReceipts({ uid: UID, folder, owner, files });

describe('the receipts that root has left', () => {
  it('are none where Batten has never run, and their folder is not made', async () => {
    const folder = join(memoryFolder(), 'Library', 'operations');
    expect(await receiptsIn(folder).read()).toEqual({ kind: 'read', receipts: [] });
    expect(existsSync(folder)).toBe(false);
  });

  it('are those of this person alone', async () => {
    const { folder, log } = logs();
    log(1);
    log(2, header(HEAD, 502));
    log(3, header('d'.repeat(64)));
    const reading = await receiptsIn(folder).read();
    expect(reading).toEqual({ kind: 'read', receipts: [receipt(1), receipt(3, 'd'.repeat(64))] });
  });

  it('are read again where a log has grown, and not opened again where it is known', async () => {
    const { folder, log } = logs();
    log(1);
    log(2, 'BEGUN 1763800000\n');
    const files = faultyFiles(0, 'EIO');
    const receipts = receiptsIn(folder, OWNER, files);
    expect(await receipts.read()).toEqual({ kind: 'read', receipts: [receipt(1)] });
    const opened = (): number => files.calls().filter((call) => call === 'open').length;
    expect(opened()).toBe(2);
    log(2);
    expect(await receipts.read()).toEqual({ kind: 'read', receipts: [receipt(1), receipt(2)] });
    await receipts.read();
    expect(opened()).toBe(3);
  });

  it.each<readonly [string, (path: string) => void]>([
    ['a link', (path) => (renameSync(path, `${path}.real`), symlinkSync(`${path}.real`, path))],
    ['a folder', (path) => (rmSync(path), mkdirSync(path))],
    ['a pipe that nobody writes to', (path) => (rmSync(path), execFileSync('mkfifo', ['-m', '644', path]))],
    ['a file that its group may write to', (path) => chmodSync(path, 0o664)],
    ['a file that everybody may write to', (path) => chmodSync(path, 0o646)],
    ['empty', (path) => truncateSync(path, 0)],
    ['cut off in its seal', (path) => truncateSync(path, 40)],
    ['huge and full of nothing', (path) => (truncateSync(path, 0), truncateSync(path, 100 * 1024 * 1024))],
    ['of another name', (path) => renameSync(path, path.replace('.log', '.log.old'))],
  ])('do not count one that is %s', async (_, spoil) => {
    const { folder, log } = logs();
    log(1);
    spoil(log(2));
    expect(await receiptsIn(folder).read()).toEqual({ kind: 'read', receipts: [receipt(1)] });
  });

  it('do not count one that belongs to somebody else', async () => {
    const { folder, log } = logs();
    log(1);
    const everything = faultyFiles(0, 'EIO');
    const facts: typeof everything.facts = async (path) => {
      const found = await everything.facts(path);
      return found && path.endsWith('.log') ? { ...found, owner: 4_242 } : found;
    };
    const receipts = createRunReceipts({ uid: UID, folder, owner: OWNER, files: { ...everything, facts } });
    expect(await receipts.read()).toEqual({ kind: 'read', receipts: [] });
  });

  it.each<readonly [string, (folder: string) => void]>([
    ['somebody else than root may write there', (folder) => chmodSync(folder, 0o775)],
    ['it is not a folder', (folder) => (renameSync(folder, `${folder}.real`), symlinkSync(`${folder}.real`, folder))],
    ['it is not a folder', (folder) => (renameSync(folder, `${folder}.real`), writeFileSync(folder, ''))],
    [
      'there are more than 10000 logs; move old ones to another folder',
      (folder) => {
        for (let at = 0; at <= 10_000; at += 1) writeFileSync(join(folder, `${operation(at)}.log`), '');
      },
    ],
  ])('are not known where %s', { timeout: 30_000 }, async (why, spoil) => {
    const { folder, log } = logs();
    log(1);
    spoil(folder);
    const reason = `root's receipts in ${folder} cannot be read: ${why}`;
    expect(await receiptsIn(folder).read()).toEqual({ kind: 'unreadable', reason });
  });

  it('are not known where the folder belongs to somebody else', async () => {
    const { folder, log } = logs();
    log(1);
    expect(await receiptsIn(folder, 4_242).read()).toMatchObject({ kind: 'unreadable' });
  });

  it('are all there or not known, whichever call fails, and never throw', async () => {
    const { folder, log } = logs();
    for (const number of [1, 2, 3]) log(number);
    const faults = ['EIO', 'EACCES', 'ENOTDIR', 'short'] as const;
    for (const fault of faults) {
      for (let at = 1; ; at += 1) {
        const files = faultyFiles(at, fault);
        const reading = await receiptsIn(folder, OWNER, files).read();
        if (files.calls().length < at) break;
        // Closing a file that was read loses nothing.
        const harmless = fault === 'short' || files.calls()[at - 1] === 'close';
        expect([fault, at, reading.kind]).toEqual([fault, at, harmless ? 'read' : 'unreadable']);
        if (reading.kind === 'read') expect(reading.receipts).toHaveLength(3);
      }
    }
  });
});

/** Three runs as they happen: planned, sealed by root with the head before, ended. A copy of the journal after each. */
async function threeRuns(): Promise<{
  readonly data: string;
  readonly folder: string;
  readonly path: string;
  readonly copies: readonly Buffer[];
  readonly open: () => JournalFile;
}> {
  const { folder, log } = logs();
  const data = memoryFolder();
  const open = (): JournalFile => createJournalFile({ folder: data, receipts: receiptsIn(folder) });
  const path = join(data, 'journal.jsonl');
  const copies: Buffer[] = [];
  for (const number of [1, 2, 3]) {
    const { entries } = await open().read();
    await open().append(planned(number, `plan-${number}`, operation(number)));
    log(number, `${header(headOf(entries))}BEGIN 1\nEND 1 no\nDONE 1\n`);
    await open().append(verified(number));
    copies.push(readFileSync(path));
  }
  return { data, folder, path, copies, open };
}

const MISSING =
  "root's receipts tell of a run on 2025-11-22 that the journal does not contain; it was replaced or shortened";

describe('a journal that root has sealed', () => {
  it('is sound when it tells of every run, also while one is under way', async () => {
    const { open } = await threeRuns();
    expect(await open().read()).toMatchObject({ kind: 'sound', entries: { length: 6 } });
    expect(await open().verifyChain()).toMatchObject({ kind: 'sound', entries: 6 });
    await open().append(planned(4, 'plan-4', operation(4)));
    expect(await open().read()).toMatchObject({ kind: 'sound' });
  });

  // Proves P9: A journal exchanged for an older copy of itself is damaged, since root's logs have sealed it.
  it('is damaged when it is an older copy of itself, and is treated like one whose chain is broken', async () => {
    const { data, path, copies, open } = await threeRuns();
    const older = copies[1] ?? Buffer.alloc(0);
    writeFileSync(path, older);
    expect(await createJournalFile({ folder: data }).read()).toMatchObject({ kind: 'sound' });
    const reading = await open().read();
    expect(reading).toMatchObject({ kind: 'broken', reason: MISSING, entries: { length: 4 } });
    expect(readFileSync(reading.kind === 'broken' ? reading.quarantine : '')).toEqual(older);
    expect(await open().verifyChain()).toEqual({ kind: 'broken', reason: MISSING, entries: 4 });
    await expect(open().append(planned(3))).rejects.toThrow(`the journal is not written to: ${MISSING}`);
    expect(readFileSync(path)).toEqual(older);
    expect(readdirSync(join(data, 'quarantine'))).toHaveLength(1);
  });

  it('is damaged when it was taken away whole', async () => {
    const { data, path, open } = await threeRuns();
    rmSync(path);
    expect(await open().read()).toMatchObject({ kind: 'broken', quarantine: path, entries: [] });
    await expect(open().append(planned(1))).rejects.toThrow('that the journal does not contain');
    expect(readdirSync(data)).toEqual([]);
    expect(await open().startNewJournal()).toEqual({ kind: 'started', previous: NOTHING_BEFORE });
    expect(await open().read()).toMatchObject({ kind: 'sound', entries: [{ event: { kind: 'begun-anew' } }] });
  });

  // Proves P9: So is one written anew with a chain that holds.
  it('is damaged when it was written anew with a chain that holds', async () => {
    const { data, path, open } = await threeRuns();
    const forged = memoryFolder();
    const forger = createJournalFile({ folder: forged, clock: { now: () => 0, sleep: () => Promise.resolve() } });
    for (const number of [1, 2, 3]) {
      await forger.append(planned(number, `forged-${number}`, operation(number)));
      await forger.append(verified(number));
    }
    writeFileSync(path, readFileSync(join(forged, 'journal.jsonl')));
    expect(await createJournalFile({ folder: data }).read()).toMatchObject({ kind: 'sound' });
    expect(await open().read()).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining('rewritten') as string,
    });
  });

  it('gives way to a new one that says which runs only root still tells of', async () => {
    const { data, path, copies, open } = await threeRuns();
    const older = copies[0] ?? Buffer.alloc(0);
    writeFileSync(path, older);
    const started = await open().startNewJournal();
    expect(readFileSync(started.kind === 'started' ? (started.quarantine ?? '') : '')).toEqual(older);
    const leftBehind = [operation(1), operation(2), operation(3)];
    const begun = { event: { kind: 'begun-anew', leftBehind } };
    expect(await open().read()).toMatchObject({ kind: 'sound', entries: [begun] });
    await open().append(planned(1, 'plan-1', operation(4)));
    expect(await open().read()).toMatchObject({ kind: 'sound' });
    // What was left behind once cannot be put back in place of what came since.
    writeFileSync(path, copies[2] ?? '');
    expect(await open().read()).toMatchObject({ kind: 'broken' });
    expect(readdirSync(data).filter((name) => name.startsWith('journal'))).toEqual([
      'journal.base.json',
      'journal.jsonl',
    ]);
  });

  it('is neither read as sound nor written to while the receipts cannot be read', async () => {
    const { data, folder, path, open } = await threeRuns();
    const before = readFileSync(path);
    chmodSync(folder, 0o777);
    expect(await open().read()).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining("root's receipts in") as string,
      quarantine: path,
      entries: { length: 6 },
    });
    await expect(open().append(planned(4))).rejects.toThrow('cannot be read: somebody else than root may write there');
    expect(await open().startNewJournal()).toMatchObject({ kind: 'refused' });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(data)).toEqual(['journal.jsonl']);
    chmodSync(folder, 0o755);
    expect(await open().read()).toMatchObject({ kind: 'sound' });
  });

  it('begins by itself where a person set the old one aside and the new one did not come about', async () => {
    const { data, folder, path, open } = await threeRuns();
    rmSync(folder, { recursive: true });
    writeFileSync(path, 'nonsense\n');
    await open().startNewJournal();
    rmSync(path);
    await open().append(planned(1));
    const kinds = (await createJournalFile({ folder: data }).read()).entries.map(({ event }) => event.kind);
    expect(kinds).toEqual(['begun-anew', 'planned']);
  });
});
