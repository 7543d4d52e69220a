import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createOperationLock } from '../../src/platform/operation-lock';
import { outputOf, startProcess } from './bundled';
import { temporaryFolder } from './temporary-folder';

// Real processes on a busy computer take their time; nothing here is about speed.
vi.setConfig({ testTimeout: 40_000 });

const HOLDER = `
  import { createOperationLock } from './src/platform/operation-lock';
  void createOperationLock(process.argv[2] ?? '').acquire().then(({ kind }) => console.log(kind));
  setInterval(() => {}, 1000);`;

/** Takes and releases the lock as often as it can; writes + and - around each time it holds it. */
const CONTENDER = `
  import { appendFileSync } from 'node:fs';
  import { createOperationLock } from './src/platform/operation-lock';
  async function main(): Promise<void> {
    const [, , folder = '', log = ''] = process.argv;
    const lock = createOperationLock(folder);
    for (let wins = 0; wins < 40; ) {
      const held = await lock.acquire();
      if (held.kind === 'held') continue;
      wins += 1;
      appendFileSync(log, '+');
      await new Promise((resolve) => setTimeout(resolve, 1));
      appendFileSync(log, '-');
      // Every third time as if it had died while it held the lock: the file stays, its owner is gone.
      if (wins % 3 === 0) leaveAsDead(folder);
      else await held.release();
    }
  }
  import { readFileSync, renameSync, writeFileSync } from 'node:fs';
  function leaveAsDead(folder: string): void {
    const path = folder + '/operation.lock';
    const owner = { ...JSON.parse(readFileSync(path, 'utf8')), pid: 2 ** 22 + 5 };
    writeFileSync(path + '.dead' + process.pid, JSON.stringify(owner));
    renameSync(path + '.dead' + process.pid, path);
  }
  void main();`;

describe('the operation lock', () => {
  it('is held by one at a time, and free again after its release', async () => {
    const folder = temporaryFolder();
    const lock = createOperationLock(folder);
    const first = await lock.acquire();
    expect(await createOperationLock(folder).acquire()).toMatchObject({
      kind: 'held',
      by: expect.stringMatching(/^Batten itself, since /) as string,
    });
    if (first.kind === 'acquired') await first.release();
    expect(readdirSync(folder)).toEqual([]);
    expect((await lock.acquire()).kind).toBe('acquired');
  });

  it('is held across processes, until the other one is gone', async () => {
    const folder = temporaryFolder();
    const child = startProcess(folder, HOLDER, [folder]);
    const [line] = (await once(child.stdout ?? process.stdin, 'data')) as [Buffer];
    expect(line.toString().trim()).toBe('acquired');
    const lock = createOperationLock(folder);
    expect(await lock.acquire()).toMatchObject({ kind: 'held', by: expect.stringContaining(`${child.pid}`) as string });
    child.kill('SIGKILL');
    await once(child, 'close');
    const taken = await lock.acquire();
    expect(taken.kind).toBe('acquired');
    expect(readdirSync(folder).filter((name) => name.startsWith('operation'))).toEqual(['operation.lock']);
  });

  // Proves P8: The lock is never held by two, however many processes are after it and die with it.
  it('is never held by two, however many are after it and die with it', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const log = join(folder, 'log');
    const children = Array.from({ length: 4 }, () => startProcess(folder, CONTENDER, [folder, log]));
    await Promise.all(children.map(outputOf));
    expect(readFileSync(log, 'utf8')).toBe('+-'.repeat(160));
  });

  it('is not given to a later process with the same number', async () => {
    const folder = temporaryFolder();
    const lock = createOperationLock(folder);
    await lock.acquire();
    const path = join(folder, 'operation.lock');
    const owner = JSON.parse(readFileSync(path, 'utf8')) as { processStart: string };
    if (owner.processStart === '') return;
    writeFileSync(path, JSON.stringify({ ...owner, processStart: '1' }));
    expect((await lock.acquire()).kind).toBe('acquired');
  });

  it('counts for 15 minutes where nothing tells when its process started', async () => {
    const folder = temporaryFolder();
    let now = 1_000_000;
    const lock = createOperationLock(folder, () => now);
    await lock.acquire();
    const path = join(folder, 'operation.lock');
    const owner = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...owner, processStart: '' }));
    now += 15 * 60_000;
    expect((await lock.acquire()).kind).toBe('held');
    now += 1;
    expect((await lock.acquire()).kind).toBe('acquired');
  });

  it('outlives a release by somebody who has lost it', async () => {
    const folder = temporaryFolder();
    const lock = createOperationLock(folder);
    const first = await lock.acquire();
    const path = join(folder, 'operation.lock');
    const owner = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...owner, token: '0'.repeat(32) }));
    if (first.kind === 'acquired') await first.release();
    expect(existsSync(path)).toBe(true);
  });

  it('takes a lock file that says nothing for held, until it is old', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'operation.lock');
    writeFileSync(path, '');
    const lock = createOperationLock(folder);
    expect(await lock.acquire()).toEqual({ kind: 'held', by: `the file ${path}` });
    utimesSync(path, new Date(0), new Date(0));
    expect((await lock.acquire()).kind).toBe('acquired');
  });

  it('finishes a takeover that somebody died in', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'operation.lock');
    const dead = (token: string): string =>
      JSON.stringify({ pid: 2 ** 22 + 5, startedAt: 0, processStart: '1', token: token.repeat(32) });
    writeFileSync(path, dead('a'));
    writeFileSync(`${path}.${'a'.repeat(32)}`, dead('b'));
    expect((await createOperationLock(folder).acquire()).kind).toBe('acquired');
    expect(readdirSync(folder)).toEqual(['operation.lock']);
  });
});
