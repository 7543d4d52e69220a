import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { command } from '../../src/core/command';
import { composeGuard } from '../../src/core/person-guard';
import type { PlannedStep } from '../../src/core/plan';
import { startProcess } from './bundled';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOfOurs(): string {
  const folder = mkdtempSync(join(tmpdir(), 'batten-guardian-'));
  folders.push(folder);
  return folder;
}

const HOSTILE = `it's "x" $(id) \`id\` \\ ; rm -rf /`;
const step = (value: string): PlannedStep => ({
  taskId: 'airdrop',
  before: 'a',
  after: 'b',
  root: [],
  user: [command('defaults', 'write', HOSTILE, value)],
  recapture: [],
});

function guardIn(folder: string, seconds: number): ReturnType<typeof composeGuard> {
  const operationId = 'a'.repeat(32);
  const logPath = join(folder, 'answers', `${operationId}.log`);
  const undo = { ...EMPTY_PLAN, steps: [step('back')] };
  return composeGuard([step('there')], undo, { folder: join(folder, 'answers'), seconds, operationId, logPath });
}

const EMPTY_PLAN = {
  schema: 'batten.plan/1',
  id: 'undo',
  purpose: { kind: 'apply' },
  madeAt: 0,
  states: {},
  steps: [],
  byHand: [],
  leftOut: [],
} as const;

/** An app that starts the guard and is killed as soon as it waits. */
const APP = `
import { readFileSync } from 'node:fs';
import { createGuardian } from './src/platform/guardian';
const [folder, guardFile, defaults] = process.argv.slice(2);
const guardian = createGuardian(folder, { relocate: (script) => script.replaceAll('/usr/bin/defaults', defaults) });
guardian.start(JSON.parse(readFileSync(guardFile, 'utf8'))).then(
  () => process.kill(process.pid, 'SIGKILL'),
  (error) => { console.log(error.message); process.exit(1); },
);
`;

function killedApp(folder: string, seconds: number): Promise<unknown> {
  const guardFile = join(folder, 'guard.json');
  writeFileSync(guardFile, JSON.stringify(guardIn(folder, seconds)));
  const defaults = join(folder, 'defaults');
  writeFileSync(defaults, `#!/bin/sh\nprintf '%s\\n' "$@" >>'${folder}/called'\n`);
  chmodSync(defaults, 0o755);
  const child = startProcess(folder, APP, [folder, guardFile, defaults]);
  return new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)));
}

const logIn = (folder: string): string => readFileSync(join(folder, 'answers', `${'a'.repeat(32)}.log`), 'utf8');

describe('a guard of the person', () => {
  // Proves P2: What only the person can change is taken back with the app killed.
  it('takes back what nobody keeps, with the app killed, word for word', async () => {
    const folder = folderOfOurs();
    expect(await killedApp(folder, 2)).toBe('SIGKILL');
    expect(existsSync(join(folder, 'called'))).toBe(false);
    await expect.poll(() => logIn(folder), { timeout: 20_000 }).toContain('DONE');
    expect(readFileSync(join(folder, 'called'), 'utf8')).toBe(`write\n${HOSTILE}\nback\n`);
    expect(logIn(folder)).toContain('\nREVERTED\n');
  });

  it('leaves everything as it is when it is kept, with the app killed', async () => {
    const folder = folderOfOurs();
    expect(await killedApp(folder, 60)).toBe('SIGKILL');
    writeFileSync(join(folder, 'answers', `${'a'.repeat(32)}.keep`), '');
    await expect.poll(() => logIn(folder), { timeout: 20_000 }).toContain('DONE');
    expect(existsSync(join(folder, 'called'))).toBe(false);
    expect(logIn(folder)).toContain('\nKEPT\n');
  });

  it('is sound for sh, and nothing shellcheck objects to', () => {
    const folder = folderOfOurs();
    const { script } = guardIn(folder, 60);
    const file = join(folder, 'guard.sh');
    writeFileSync(file, script);
    expect(spawnSync('/bin/sh', ['-n', file]).status).toBe(0);
    // The words are hostile on purpose; that they stay words is what the quotes are for.
    const settings = ['--shell=sh', '--format=gcc', '--exclude=SC2016', file];
    const { stdout, status, error } = spawnSync('shellcheck', settings, { encoding: 'utf8' });
    if (error !== undefined) {
      console.log('There is no shellcheck here: the script of a guard is not checked with it.');
      return;
    }
    expect([stdout, status]).toEqual(['', 0]);
  });
});
