import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliAnswer } from '../../src/cli/answer';
import type { JournalEvent } from '../../src/core/journal';
import type { Run } from '../../src/core/journal';
import { createJournalFile, type JournalFile } from '../../src/platform/journal-file';
import { freshMac } from '../sim/machines';
import { ChangeHarness } from '../support/change-harness';
import { battenOn } from './cli-mac';

let folder: string;
let file: JournalFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batten-cli-journal-'));
  file = createJournalFile({
    folder,
    clock: { now: () => Date.UTC(2026, 10, 22, 10), sleep: () => Promise.resolve() },
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly schema: string;
  readonly chain: { readonly sound: boolean; readonly detail: string };
  readonly runs: readonly Run[];
}

async function batten(...words: readonly string[]): Promise<CliAnswer> {
  return battenOn(freshMac('26.5'), ['journal', ...words], { journal: await file.read() });
}

/** A run that is half taken back, one that was declined, one that failed and one that was cut off. */
async function eventful(): Promise<readonly JournalEvent[]> {
  const harness = new ChangeHarness(freshMac('26.5'));
  const plan = await harness.planFor(['firewall', 'remote-login']);
  await harness.carryOut(plan);
  await harness.carryOut(await harness.rollbackPlan(1));
  harness.elevator.willAnswer({ kind: 'declined' });
  await harness.carryOut(await harness.planFor(['firewall']));
  harness.elevator.willAnswer({ kind: 'dialog-fails', reason: 'Bad CPU type in executable' });
  await harness.carryOut(await harness.planFor(['airdrop', 'firewall']));
  harness.dispose();
  return [
    ...harness.journal.entries.map(({ event }) => event),
    { kind: 'planned', run: 5, plan, backend: 'sudo-prompt' },
  ];
}

describe('batten journal', () => {
  it('says that nothing was ever changed, and makes no file', async () => {
    expect(await batten()).toEqual({ stdout: 'Batten has changed nothing on this Mac.\n', stderr: '', exitCode: 0 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells every run, the newest first', async () => {
    for (const event of await eventful()) await file.append(event);
    const { stdout, stderr, exitCode } = await batten();
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatchInlineSnapshot(`
      "Run 5  2026-11-22T10:00:00.000Z  apply: not finished

      Run 4  2026-11-22T10:00:00.000Z  apply: failed (Bad CPU type in executable)
        Firewall: not-applied, Still Off
        AirDrop: not-applied, Still Everyone

      Run 3  2026-11-22T10:00:00.000Z  apply: not approved (User did not grant permission.)
        Firewall: not-applied, Still Off

      Run 2  2026-11-22T10:00:00.000Z  roll back run 1: carried out and checked
        Remote Login: verified, Remote Login is on
        Firewall: verified, Firewall is off

      Run 1  2026-11-22T10:00:00.000Z  apply: carried out and checked
        Firewall: verified, Firewall is on
        Remote Login: verified, Remote Login is off
        taken back since: Remote Login, Firewall
      "
    `);
  });

  it('tells the same as JSON, alone on standard output', async () => {
    for (const event of await eventful()) await file.append(event);
    const { stdout, stderr, exitCode } = await batten('--json');
    const report = JSON.parse(stdout) as Report;
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(report.schema).toBe('batten.journal-report/1');
    expect(report.chain.sound).toBe(true);
    expect(report.runs.map(({ end }) => end)).toEqual(['verified', 'verified', 'declined', 'failed', 'open']);
    expect(report.runs[0]?.takenBack).toEqual(['remote-login', 'firewall']);
  });

  it('prints nothing of a tool that a terminal would act on', async () => {
    const [planned] = await eventful();
    if (planned?.kind !== 'planned') throw new Error('The first event is not a plan');
    await file.append(planned);
    await file.append({ kind: 'failed', run: 1, reason: 'it said \u001b[2J\u0007\nand more', rows: [] });
    expect((await batten()).stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });
});

describe('a journal that a person has begun anew', () => {
  beforeEach(async () => {
    writeFileSync(join(folder, 'journal.jsonl'), 'nonsense\n');
    const receipts = ['a', 'b'].map((digit) => ({
      operationId: digit.repeat(32),
      begunAt: 0,
      uid: 501,
      head: '0'.repeat(64),
    }));
    const read = () => Promise.resolve({ kind: 'read', receipts } as const);
    const clock = { now: () => Date.UTC(2026, 10, 22, 10), sleep: () => Promise.resolve() };
    file = createJournalFile({ folder, clock, receipts: { read } });
    await file.startNewJournal();
  });
  const begun = "Started anew on 2026-11-22; 2 earlier runs are only in root's receipts.\n";

  it('says when, and how many runs it knows nothing of', async () => {
    expect(await batten()).toEqual({ stdout: begun, stderr: '', exitCode: 0 });
    for (const event of await eventful()) await file.append(event);
    const { stdout } = await batten();
    expect(stdout.startsWith('Run 5 ')).toBe(true);
    expect(stdout.endsWith(`\n\n${begun}`)).toBe(true);
  });

  it('says so as JSON, too', async () => {
    const { begunAnew } = JSON.parse((await batten('--json')).stdout) as { readonly begunAnew: unknown };
    expect(begunAnew).toEqual({
      at: '2026-11-22T10:00:00.000Z',
      leftBehind: ['a'.repeat(32), 'b'.repeat(32)],
    });
  });
});

describe('batten journal --verify', () => {
  it('does not let a journal pass that root’s receipts know more of', async () => {
    for (const event of await eventful()) await file.append(event);
    const receipt = { operationId: 'c'.repeat(32), begunAt: Date.UTC(2026, 10, 21), uid: 501, head: '0'.repeat(64) };
    const read = () => Promise.resolve({ kind: 'read', receipts: [receipt] } as const);
    file = createJournalFile({ folder, receipts: { read } });
    const { stderr, exitCode } = await batten('--verify');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /a run on 2026-11-21 that the journal does not contain; it was replaced or shortened\. A copy/,
    );
    rmSync(join(folder, 'journal.jsonl'));
    expect((await batten('--verify')).stderr).toMatch(/replaced or shortened\. No copy of it was made\.\n$/);
  });

  it('says that the chain is whole', async () => {
    const events = await eventful();
    for (const event of events) await file.append(event);
    const { stderr, exitCode } = await batten('--verify');
    expect(stderr).toBe(`The chain of ${events.length} entries is whole.\n`);
    expect(exitCode).toBe(0);
  });

  it('does not take a line that a crash cut short for damage', async () => {
    for (const event of await eventful()) await file.append(event);
    const path = join(folder, 'journal.jsonl');
    writeFileSync(path, readFileSync(path).subarray(0, -100));
    expect((await batten('--verify')).exitCode).toBe(0);
  });

  it.each([[['--verify']], [['--verify', '--json']], [[]], [['--json']]])(
    'names the first line that was changed, keeps a copy and ends with 1: journal %s',
    async (words) => {
      for (const event of await eventful()) await file.append(event);
      const path = join(folder, 'journal.jsonl');
      const lines = readFileSync(path, 'utf8').split('\n');
      lines[2] = (lines[2] ?? '').replace('verified', 'Verified');
      writeFileSync(path, lines.join('\n'));
      const { stdout, stderr, exitCode } = await batten(...words);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^The journal is damaged: line 3: .*\. A copy is kept at .*quarantine.*\.jsonl\.\n$/);
      expect(readFileSync(/kept at (.*)\.\n$/.exec(stderr)?.[1] ?? '', 'utf8')).toBe(lines.join('\n'));
      expect(readFileSync(path, 'utf8')).toBe(lines.join('\n'));
      if (!words.includes('--json')) return;
      const report = JSON.parse(stdout) as Report;
      expect(report.chain.sound).toBe(false);
      expect(report.runs.map(({ end }) => end)).toEqual(['open']);
    },
  );

  it('notices a removed line, two exchanged ones and one that is there twice', async () => {
    for (const event of await eventful()) await file.append(event);
    const path = join(folder, 'journal.jsonl');
    const sound = readFileSync(path, 'utf8').split('\n');
    const [first = '', second = '', third = '', ...rest] = sound;
    for (const lines of [
      [second, third, ...rest],
      [first, third, ...rest],
      [second, first, third, ...rest],
      [first, first, second, third, ...rest],
    ]) {
      writeFileSync(path, lines.join('\n'));
      expect((await batten('--verify')).exitCode).toBe(1);
    }
    writeFileSync(path, sound.join('\n'));
    expect((await batten('--verify')).exitCode).toBe(0);
  });
});
