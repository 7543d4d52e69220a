import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { command } from '../../src/core/command';
import type { StreamEnd, StreamListener } from '../../src/core/log/line-source';
import { createLogReader } from '../../src/core/log/log-reader';
import { createLineStream } from '../../src/platform/line-stream';
import { outputOf, startProcess } from './bundled';
import { temporaryFolder } from './temporary-folder';

// Real processes on a busy computer take their time; nothing here is about speed.
vi.setConfig({ testTimeout: 40_000 });

interface Followed {
  readonly end: Promise<StreamEnd>;
  readonly pids: () => number[];
  /** What the program notes down besides, in a file. */
  readonly notes: () => string;
}

/** Follows a program of the test's; `note` in it writes to a file. */
function follow(
  head: string,
  source: string,
  listener: Partial<StreamListener>,
  args: readonly string[] = [],
): Followed {
  const folder = temporaryFolder();
  const path = join(folder, 'program');
  const [pids, notes] = [join(folder, 'pids'), join(folder, 'notes')];
  writeFileSync(path, head.replaceAll('PIDS', pids).replaceAll('NOTES', notes) + source, { mode: 0o755 });
  const end = new Promise<StreamEnd>((onEnd) => {
    const stream = createLineStream({ programPath: () => path });
    stream.follow(command('log', ...args), { onText: () => undefined, onEnd, ...listener });
  });
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return { end, notes: () => read(notes), pids: () => read(pids).trim().split('\n').filter(Boolean).map(Number) };
}

const followNode = (source: string, listener: Partial<StreamListener>, args?: readonly string[]): Followed =>
  follow(
    `#!${process.execPath}\nconst fs = require('node:fs'); const { spawn } = require('node:child_process');\nconst pid = (one) => fs.appendFileSync('PIDS', one + '\\n'); const note = (text) => fs.writeFileSync('NOTES', text); pid(process.pid);\n`,
    source,
    listener,
    args,
  );

const followShell = (source: string, listener: Partial<StreamListener>): Followed =>
  follow(`#!/bin/bash\npid() { echo "$1" >>'PIDS'; }\npid $$\n`, source, listener);

const IGNORE_SIGNALS = `trap '' TERM INT HUP\n`;
const HANG = `while :; do sleep 0.05; done\n`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed orphan waits as a zombie for whoever adopted it; it runs no more.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return process.platform === 'darwin' && error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

async function expectGone(pids: readonly number[], atLeast = 1): Promise<void> {
  expect(pids.length).toBeGreaterThanOrEqual(atLeast);
  await expect.poll(() => pids.filter(isRunning), { timeout: 5_000 }).toEqual([]);
}

/** No child of this very process that has ended and was not waited for. */
function zombies(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return state === 'Z' && Number(parent) === process.pid;
    } catch {
      return false;
    }
  });
}

describe('a line stream', () => {
  it('hands on what a program prints while it runs, and says how it ended', async () => {
    const go = join(temporaryFolder(), 'go');
    let text = '';
    const { end } = followNode(
      `process.stdout.write('one\\n'); const timer = setInterval(() => { if (!fs.existsSync(process.argv[2])) return; clearInterval(timer); process.stdout.write('two\\n'); process.exitCode = 3; }, 10);`,
      {
        onText: (chunk) => {
          text += chunk;
          writeFileSync(go, '');
        },
      },
      [go],
    );
    expect(await end).toEqual({ kind: 'exited', exitCode: 3, stderr: '' });
    expect(text).toBe('one\ntwo\n');
  });

  it('keeps the two outputs apart', async () => {
    const seen = { out: '', err: '' };
    const { end } = followNode(
      `process.stdout.write('to the one\\n'); process.stderr.write('to the other\\n'); process.exitCode = 3;`,
      { onText: (chunk) => void (seen.out += chunk), onErrorText: (chunk) => void (seen.err += chunk) },
    );
    expect(await end).toEqual({ kind: 'exited', exitCode: 3, stderr: 'to the other\n' });
    expect(seen).toEqual({ out: 'to the one\n', err: 'to the other\n' });
  });

  it('remembers only the last of what went to the error output', async () => {
    const { end } = followNode(`process.stderr.write('x'.repeat(100000) + 'the end', () => process.exit(1));`, {});
    const ended = await end;
    expect(ended).toMatchObject({ kind: 'exited', exitCode: 1 });
    expect(ended.kind === 'exited' && ended.stderr).toBe(`${'x'.repeat(4096 - 7)}the end`);
  });

  it('starts programs in / with a plain environment, arguments as they are and nothing to read', async () => {
    vi.stubEnv('BATTEN_TEST_SECRET', 'x');
    let text = '';
    const { end } = followNode(
      `console.log(JSON.stringify([process.cwd(), Object.keys(process.env).includes('BATTEN_TEST_SECRET'), process.env.LC_ALL, fs.readFileSync(0, 'utf8'), ...process.argv.slice(2)]));`,
      { onText: (chunk) => void (text += chunk) },
      ['$(id)', "a'b", 'ä\n', ''],
    );
    await end;
    expect(JSON.parse(text)).toEqual(['/', false, 'C', '', '$(id)', "a'b", 'ä\n', '']);
    vi.unstubAllEnvs();
  });

  it('puts characters together that arrive in pieces, and marks bytes that are not UTF-8', async () => {
    const pieces: string[] = [];
    const { end } = followNode(
      `const bytes = [...Buffer.from('aü💡b'), 0xff, 0x63, 0xf0, 0x9f]; (function next() { if (bytes.length === 0) return; process.stdout.write(Buffer.from([bytes.shift()]), () => setTimeout(next, 15)); })();`,
      { onText: (chunk) => void pieces.push(chunk) },
    );
    await end;
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('aü💡b\u{FFFD}c\u{FFFD}');
    for (const piece of pieces.slice(0, -1)) expect(piece).not.toMatch(/[\uD800-\uDBFF]$/);
  });

  it('brings an endless line to a reader that needs little memory', async () => {
    const reader = createLogReader({ keep: 10 });
    const controller = new AbortController();
    let characters = 0;
    const before = process.memoryUsage().rss;
    const { end, pids } = followNode(
      `const block = Buffer.alloc(1 << 20, 120); (function more() { while (process.stdout.write(block)); process.stdout.once('drain', more); })();`,
      {
        signal: controller.signal,
        onText: (chunk) => {
          characters += chunk.length;
          reader.push(chunk);
          if (characters > 200e6) controller.abort();
        },
      },
    );
    expect(await end).toEqual({ kind: 'cancelled' });
    expect(reader.reading()).toMatchObject({ total: 1, unread: 1 });
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    await expectGone(pids());
  });

  it('holds a program up while the listener is busy', async () => {
    let release = (): void => undefined;
    let taken = 0;
    const controller = new AbortController();
    const { end, notes, pids } = followNode(
      `const block = Buffer.alloc(1 << 16, 120); let written = 0; (function more() { process.stdout.write(block, () => { written += block.length; note(String(written)); more(); }); })();`,
      {
        signal: controller.signal,
        onText: (chunk) => {
          taken += chunk.length;
          return new Promise<void>((resolve) => (release = resolve));
        },
      },
    );
    await expect.poll(() => taken, { timeout: 20_000 }).toBeGreaterThan(0);
    // Until what it wrote no longer changes.
    let before = -1;
    const settled = (): boolean => {
      const now = Number(notes());
      const same = now === before && now > 0;
      before = now;
      return same;
    };
    await expect.poll(settled, { interval: 300, timeout: 20_000 }).toBe(true);
    const stuckAt = Number(notes());
    expect(taken).toBeLessThanOrEqual(1 << 20);
    expect(stuckAt).toBeLessThan(4 << 20);
    const pieceOne = taken;
    release();
    await expect.poll(() => taken, { timeout: 20_000 }).toBeGreaterThan(pieceOne);
    controller.abort();
    expect(await end).toEqual({ kind: 'cancelled' });
    await expectGone(pids());
  });

  it('ends only when a slow listener has taken everything, one piece at a time', async () => {
    let text = '';
    let atOnce = 0;
    let most = 0;
    let ended = false;
    const { end, pids } = followNode(
      `let rest = 4; (function more() { if (rest-- === 0) return; process.stdout.write('x'.repeat(10000) + rest + '\\n', () => setTimeout(more, 20)); })();`,
      {
        onText: async (chunk) => {
          atOnce += 1;
          most = Math.max(most, atOnce);
          // Until the program itself is gone: what it printed waits in the pipe.
          if (text === '') await expect.poll(() => pids().filter(isRunning), { timeout: 20_000 }).toEqual([]);
          else await new Promise((resolve) => setTimeout(resolve, 5));
          expect(ended).toBe(false);
          text += chunk;
          atOnce -= 1;
        },
      },
    );
    const how = await end;
    ended = true;
    expect(how).toEqual({ kind: 'exited', exitCode: 0, stderr: '' });
    expect(text).toBe(Array.from({ length: 4 }, (_, index) => `${'x'.repeat(10_000)}${3 - index}\n`).join(''));
    expect(most).toBe(1);
  });

  it('goes on when a listener has failed', async () => {
    const failures: unknown[] = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => failures.push(reason));
    let text = '';
    const { end } = followNode(`process.stdout.write('a', () => setTimeout(() => process.stdout.write('b'), 200));`, {
      onText: (chunk) => {
        text += chunk;
        return chunk.startsWith('a') ? Promise.reject(new Error('a defect')) : undefined;
      },
    });
    const how = await end;
    process.removeAllListeners('unhandledRejection');
    for (const one of listeners) process.on('unhandledRejection', one);
    expect(how).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(text).toBe('ab');
    expect(failures).toEqual([new Error('a defect')]);
  });

  it('ends a program on abort, with all it has started', async () => {
    const controller = new AbortController();
    const { end, pids } = followShell(`(${HANG}) &\npid $!\nwhile :; do echo line; done`, {
      signal: controller.signal,
      onText: () => {
        if (pids().length === 2) controller.abort();
      },
    });
    expect(await end).toEqual({ kind: 'cancelled' });
    await expectGone(pids(), 2);
  });

  it('ends a program that ignores signals, and brings no more of its text meanwhile', async () => {
    const controller = new AbortController();
    let after = 0;
    const { end, pids } = followShell(`${IGNORE_SIGNALS}(${HANG}) &\npid $!\nwhile :; do echo line; done`, {
      signal: controller.signal,
      onText: () => {
        if (controller.signal.aborted) after += 1;
        else controller.abort();
      },
    });
    expect(await end).toEqual({ kind: 'cancelled' });
    expect(after).toBe(0);
    await expectGone(pids(), 2);
  });

  it('asks a program to end before it kills it', async () => {
    const controller = new AbortController();
    const { end, notes } = followNode(
      `process.on('SIGTERM', () => { note('asked'); process.exit(0); }); setInterval(() => {}, 1000); console.log('started');`,
      { signal: controller.signal, onText: () => controller.abort() },
    );
    expect(await end).toEqual({ kind: 'cancelled' });
    expect(notes()).toBe('asked');
  });

  it('can be ended while the listener is busy', async () => {
    const controller = new AbortController();
    const { end, pids } = followShell(`while :; do echo line; done`, {
      signal: controller.signal,
      onText: () => {
        setTimeout(() => controller.abort(), 50);
        return new Promise<void>(() => undefined);
      },
    });
    expect(await end).toEqual({ kind: 'cancelled' });
    await expectGone(pids());
  });

  it('ends a program whose time is over', async () => {
    const { end, pids } = followShell(`echo why >&2\n${IGNORE_SIGNALS}${HANG}`, { timeoutMs: 1_000 });
    expect(await end).toEqual({ kind: 'timed-out', afterMs: 1_000, stderr: 'why\n' });
    await expectGone(pids());
  });

  it('does not start what was cancelled before, and says so afterwards', async () => {
    const controller = new AbortController();
    controller.abort();
    let ended = false;
    const folder = temporaryFolder();
    const mark = join(folder, 'mark');
    const end = new Promise<StreamEnd>((resolve) => {
      createLineStream({ programPath: () => '/usr/bin/touch' }).follow(command('log', mark), {
        onText: () => undefined,
        signal: controller.signal,
        onEnd: (how) => {
          ended = true;
          resolve(how);
        },
      });
    });
    expect(ended).toBe(false);
    expect(await end).toEqual({ kind: 'cancelled' });
    expect(existsSync(mark)).toBe(false);
  });

  it('does not wait for a grandchild that keeps the output open', async () => {
    let text = '';
    const { end, pids } = followNode(
      `const child = spawn('/bin/sleep', ['60'], { stdio: 'inherit', detached: true }); pid(child.pid); child.unref(); process.stdout.write('done', () => process.exit(0));`,
      { onText: (chunk) => void (text += chunk) },
    );
    expect(await end).toEqual({ kind: 'exited', exitCode: 0, stderr: '' });
    expect(text).toBe('done');
    for (const pid of pids().filter(isRunning)) process.kill(pid, 'SIGKILL');
  });

  it('does not listen for ever to a grandchild that goes on writing', async () => {
    const { end, pids } = followNode(
      `const child = spawn('/bin/sh', ['-c', 'while :; do echo line; sleep 0.01; done'], { stdio: 'inherit', detached: true }); pid(child.pid); child.unref(); setTimeout(() => process.exit(0), 100);`,
      {},
    );
    expect(await end).toEqual({ kind: 'exited', exitCode: 0, stderr: '' });
    for (const pid of pids().filter(isRunning)) process.kill(-pid, 'SIGKILL');
  });

  it('says which signal ended a program', async () => {
    const { end } = followShell(`echo last words >&2\nkill -KILL $$`, {});
    expect(await end).toEqual({ kind: 'signalled', signal: 'SIGKILL', stderr: 'last words\n' });
  });

  it('says in plain words why a program could not be started', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'data'), 'x', { mode: 0o644 });
    const notStarted = (path: string, ...args: string[]): Promise<StreamEnd> =>
      new Promise((onEnd) => {
        createLineStream({ programPath: () => path }).follow(command('log', ...args), {
          onText: () => undefined,
          onEnd,
        });
      });
    const missing = { kind: 'not-started', reason: 'there is no such program on this computer' };
    const forbidden = { kind: 'not-started', reason: 'it may not be executed' };
    expect(await notStarted(join(folder, 'nothing'))).toEqual(missing);
    expect(await notStarted(join(folder, 'data'))).toEqual(forbidden);
    expect(await notStarted('/bin/echo', 'a\0b')).toMatchObject({ kind: 'not-started' });
    expect(await notStarted('/bin/echo', 'x'.repeat(4e6))).toMatchObject({ reason: 'its arguments are too long' });
  });

  it('leaves nothing behind: no descriptor, no zombie, no listener', async () => {
    const descriptors = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
    let listening = 0;
    const signal = {
      aborted: false,
      addEventListener: () => void (listening += 1),
      removeEventListener: () => void (listening -= 1),
    };
    const some = async (): Promise<void> => {
      await Promise.all(Array.from({ length: 10 }, () => followShell('echo x', { signal }).end));
      const controllers = Array.from({ length: 5 }, () => new AbortController());
      await Promise.all(
        controllers.map((one) => followShell(`echo x\n${HANG}`, { signal: one.signal, onText: () => one.abort() }).end),
      );
      const nowhere = createLineStream({ programPath: () => '/nowhere' });
      await new Promise((onEnd) => nowhere.follow(command('log'), { signal, onText: () => undefined, onEnd }));
    };
    await some();
    const before = descriptors();
    for (let round = 0; round < 3; round += 1) await some();
    await expect.poll(descriptors, { timeout: 5_000 }).toBeLessThanOrEqual(before);
    await expect.poll(zombies, { timeout: 5_000 }).toEqual([]);
    expect(listening).toBe(0);
  });

  it('ends what it follows when Batten itself exits', async () => {
    const folder = temporaryFolder();
    const program = join(folder, 'program');
    writeFileSync(program, `#!/bin/bash\n${IGNORE_SIGNALS}echo $$\n${HANG}`, { mode: 0o755 });
    const batten = startProcess(
      folder,
      `import { createLineStream } from './src/platform/line-stream';
      createLineStream({ programPath: () => ${JSON.stringify(program)} }).follow({ program: 'log', args: [] }, {
        onText: (text) => { process.stdout.write(text, () => process.exit(0)); },
        onEnd: () => undefined,
      });`,
    );
    const pid = Number(await outputOf(batten));
    expect(pid).toBeGreaterThan(1);
    await expectGone([pid]);
  });
});
