import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../src/core/journal';
import { createJournalFile, type JournalFile } from '../../src/platform/journal-file';
import { sha256 } from '../../src/platform/journal-lines';
import { outputOf, startProcess } from './bundled';
import { declined, planned, verified } from './journal-events';
import { temporaryFolder } from './temporary-folder';

interface Place {
  readonly folder: string;
  readonly path: string;
  readonly journal: JournalFile;
}

async function journalWith(...events: readonly JournalEvent[]): Promise<Place> {
  const folder = temporaryFolder();
  const journal = createJournalFile({ folder });
  for (const event of events) await journal.append(event);
  return { folder, path: join(folder, 'journal.jsonl'), journal };
}

describe('the journal on disk', () => {
  it('is empty and sound where there is none, and reading makes none', async () => {
    const { folder, journal } = await journalWith();
    expect(await journal.read()).toEqual({ kind: 'sound', entries: [] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives back what was appended, in order and chained', async () => {
    const { folder, journal } = await journalWith();
    const appended = [await journal.append(planned(1)), await journal.append(verified(1))];
    const reading = await createJournalFile({ folder }).read();
    expect(reading).toEqual({ kind: 'sound', entries: appended });
    expect(appended.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(appended.map(({ previous }) => previous)).toEqual(['0'.repeat(64), appended[0]?.hash]);
    expect(appended[0]?.event).toEqual(planned(1));
    expect(await journal.verifyChain()).toEqual({
      kind: 'sound',
      entries: 2,
      head: appended[1]?.hash,
      unfinishedLine: false,
    });
  });

  it('is closed to others, and so is its folder', async () => {
    const folder = join(temporaryFolder(), 'a', 'Batten');
    await createJournalFile({ folder }).append(planned(1));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'journal.jsonl')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  });

  it('keeps keys that a later version has added', async () => {
    const event = { ...verified(1), later: { deep: [1, 'x'] } };
    const { journal } = await journalWith(event);
    expect(await journal.read()).toMatchObject({ kind: 'sound', entries: [{ event }] });
  });

  it('puts appends asked for at once one after the other', async () => {
    const { journal } = await journalWith();
    await Promise.all(Array.from({ length: 20 }, (_, index) => journal.append(declined(index))));
    expect(await journal.verifyChain()).toMatchObject({ kind: 'sound', entries: 20 });
  });

  it('refuses an event that it could not read again', async () => {
    const { path, journal } = await journalWith(planned(1));
    const before = readFileSync(path);
    await expect(journal.append({ ...declined(1), run: -1 })).rejects.toThrow('not an event of the journal');
    expect(readFileSync(path)).toEqual(before);
  });

  it('stays sound when two processes append at the same time', { timeout: 60_000 }, async () => {
    const { folder, journal } = await journalWith();
    const source = `
      import { createJournalFile } from './src/platform/journal-file';
      async function main(): Promise<void> {
        const journal = createJournalFile({ folder: process.argv[2] ?? '' });
        for (let run = 0; run < 25; run += 1) await journal.append({ kind: 'declined', run, detail: 'no', rows: [] });
      }
      void main();`;
    const children = [startProcess(folder, source, [folder]), startProcess(folder, source, [folder])];
    await Promise.all(children.map(outputOf));
    expect(await journal.verifyChain()).toMatchObject({ kind: 'sound', entries: 50 });
  });
});

describe('a journal cut off by a crash', () => {
  it('loses only the line that was not finished, and keeps its bytes', async () => {
    const { folder, path, journal } = await journalWith(planned(1), verified(1));
    const whole = readFileSync(path);
    const first = whole.indexOf(0x0a) + 1;
    truncateSync(path, first + 100);
    expect(await journal.read()).toMatchObject({ kind: 'sound', entries: [{ sequence: 1 }] });
    expect(await journal.verifyChain()).toMatchObject({ kind: 'sound', entries: 1, unfinishedLine: true });
    expect(readFileSync(path)).toHaveLength(first + 100);

    await journal.append(declined(1));
    expect(readFileSync(join(folder, 'journal.torn-2'))).toEqual(whole.subarray(first, first + 100));
    expect(await journal.read()).toMatchObject({ kind: 'sound', entries: [{ sequence: 1 }, { sequence: 2 }] });
    expect(readFileSync(path).subarray(0, first)).toEqual(whole.subarray(0, first));
  });

  it('keeps a line that lacks nothing but its end', async () => {
    const { path, journal } = await journalWith(planned(1), verified(1));
    truncateSync(path, statSync(path).size - 1);
    expect(await journal.read()).toMatchObject({ kind: 'sound', entries: [{ sequence: 1 }, { sequence: 2 }] });
    await journal.append(declined(2));
    expect(await journal.verifyChain()).toMatchObject({ kind: 'sound', entries: 3 });
  });

  it('reads every length of it as a sound beginning, and can be written to again', { timeout: 60_000 }, async () => {
    const { path, journal } = await journalWith(declined(1), declined(2));
    const whole = readFileSync(path);
    const first = whole.indexOf(0x0a) + 1;
    for (let length = 0; length <= whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      const sound = length >= whole.length - 1 ? 2 : length >= first - 1 ? 1 : 0;
      const reading = await journal.read();
      expect([length, reading.kind, reading.entries.length]).toEqual([length, 'sound', sound]);
      if (length % 16 !== 0) continue;
      await journal.append(verified(1));
      expect(await journal.verifyChain()).toMatchObject({ kind: 'sound', entries: sound + 1 });
    }
  });
});

describe('a damaged journal', () => {
  // Proves P9: A damaged journal is noticed whichever bit has flipped.
  it('is noticed whichever bit has flipped', { timeout: 120_000 }, async () => {
    const { folder, path, journal } = await journalWith(declined(1), declined(2), declined(3));
    const whole = readFileSync(path);
    const missed: string[] = [];
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, damaged);
      const verdict = await journal.verifyChain();
      if (verdict.kind !== 'broken') missed.push(`bit ${at % 8} of byte ${at}`);
    }
    for (let bit = 0; bit < 8; bit += 1) {
      const damaged = Buffer.from(whole);
      damaged[whole.length - 1] = 0x0a ^ (1 << bit);
      writeFileSync(path, damaged);
      if ((await journal.verifyChain()).kind !== 'broken') missed.push(`bit ${bit} of the last line end`);
    }
    expect(missed).toEqual([]);
    expect(existsSync(join(folder, 'quarantine'))).toBe(false);
  });

  it('is noticed when a line is missing, there twice or in another place', async () => {
    const { path, journal } = await journalWith(declined(1), declined(2), declined(3));
    const [one = '', two = '', three = ''] = readFileSync(path, 'utf8').split('\n');
    for (const lines of [
      [two, three],
      [one, three],
      [one, one, two, three],
      [one, three, two],
      [one, '', two],
    ]) {
      writeFileSync(path, `${lines.join('\n')}\n`);
      expect(await journal.verifyChain()).toMatchObject({ kind: 'broken' });
    }
  });

  // Proves P9: It is set aside as a copy, once, and stays where it is.
  it('is set aside as a copy, once, and stays where it is', async () => {
    const { folder, path, journal } = await journalWith(planned(1), verified(1));
    const damaged = Buffer.from(readFileSync(path, 'utf8').replace('Firewall is on', 'Firewall is ON'));
    writeFileSync(path, damaged);
    const reading = await journal.read();
    expect(reading).toMatchObject({
      kind: 'broken',
      reason: 'line 2: its content does not match its hash',
      entries: [{ sequence: 1 }],
    });
    const copy = reading.kind === 'broken' ? reading.quarantine : '';
    expect(copy).toMatch(/quarantine\/journal-\d{4}-\d\d-\d\d-1\.jsonl$/);
    expect(readFileSync(copy)).toEqual(damaged);
    expect(readFileSync(path)).toEqual(damaged);
    expect(await createJournalFile({ folder }).read()).toEqual(reading);
    expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(1);

    await expect(journal.append(declined(2))).rejects.toThrow('the journal is not written to: line 2');
    expect(readFileSync(path)).toEqual(damaged);
  });

  it('gives way to a new one that names it, when a person decides so', async () => {
    const { folder, path, journal } = await journalWith(planned(1));
    writeFileSync(path, 'nonsense\n');
    await journal.read();
    const started = await journal.startNewJournal();
    const hash = sha256('nonsense\n');
    expect(started).toMatchObject({ kind: 'started', previous: hash });
    expect(started.kind === 'started' && readFileSync(started.quarantine ?? '', 'utf8')).toBe('nonsense\n');
    expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(1);
    const begun = { sequence: 1, previous: hash, event: { kind: 'begun-anew', leftBehind: [] } };
    expect(await journal.read()).toMatchObject({ kind: 'sound', entries: [begun] });

    expect((await journal.append(planned(1))).sequence).toBe(2);
    expect(await journal.verifyChain()).toMatchObject({ kind: 'sound', entries: 2 });
    expect(await journal.startNewJournal()).toEqual({ kind: 'refused', reason: 'the journal is sound; it is kept' });
    writeFileSync(join(folder, 'journal.base.json'), '{}');
    expect(await journal.read()).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining('journal.base.json') as string,
    });
  });

  it('may be of a later version, and is then not touched', async () => {
    const { path, journal } = await journalWith(declined(1));
    writeFileSync(path, readFileSync(path, 'utf8').replace('batten.journal/1', 'batten.journal/2'));
    expect(await journal.read()).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining('line 1: it is not an entry this version knows') as string,
    });
  });

  it.each([
    [
      'it is a link to another file',
      (path: string) => (renameSync(path, `${path}.real`), symlinkSync(`${path}.real`, path)),
    ],
    ['other accounts may write to it', (path: string) => chmodSync(path, 0o620)],
    ['other accounts may write to it', (path: string) => chmodSync(path, 0o602)],
    ['it is not a file', (path: string) => (renameSync(path, `${path}.real`), mkdirSync(path))],
    ['it is larger than 64 MB', (path: string) => truncateSync(path, 64 * 1024 * 1024 + 1)],
  ])('is one of which %s', { timeout: 30_000 }, async (reason, spoil) => {
    const { path, journal } = await journalWith(declined(1));
    spoil(path);
    expect(await journal.read()).toMatchObject({ kind: 'broken', reason, entries: [] });
    await expect(journal.append(declined(2))).rejects.toThrow(reason);
  });

  it('is not copied where it is too large, which would fill the disk, but moved when a person begins anew', async () => {
    const { folder, path, journal } = await journalWith(declined(1));
    truncateSync(path, 100 * 1024 * 1024);
    const inode = statSync(path).ino;
    expect(await journal.read()).toMatchObject({ kind: 'broken', quarantine: path });
    expect(existsSync(join(folder, 'quarantine'))).toBe(false);
    const started = await journal.startNewJournal();
    const kept = readdirSync(join(folder, 'quarantine'));
    expect(kept).toHaveLength(1);
    expect(statSync(started.kind === 'started' ? (started.quarantine ?? '') : '').ino).toBe(inode);
    expect(await journal.read()).toMatchObject({ kind: 'sound', entries: [{ event: { kind: 'begun-anew' } }] });
  });

  it('is one that belongs to another account', async () => {
    const { folder } = await journalWith(declined(1));
    const other = createJournalFile({ folder, owner: 4_242 });
    expect(await other.read()).toMatchObject({ kind: 'broken', reason: 'it belongs to another account' });
  });
});
