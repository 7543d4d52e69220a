import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { command, type CommandResult } from '../../src/core/command';
import { createCommandRunner, type CommandRunnerOptions } from '../../src/platform/command-runner';
import { temporaryFolder } from './temporary-folder';

// Real processes on a busy computer take their time; nothing here is about speed.
vi.setConfig({ testTimeout: 40_000 });

const PROGRAM = command('sw_vers');

/** A runner whose sw_vers is a Node script of the test's; `pids` is a file where the script may note process ids. */
function runnerOf(source: string, options: CommandRunnerOptions = {}): { run: typeof run; pids: () => number[] } {
  const folder = temporaryFolder();
  const path = join(folder, 'program');
  const pids = join(folder, 'pids');
  const head = `#!${process.execPath}\nconst fs = require('node:fs'); const { spawn } = require('node:child_process');\nconst note = (pid) => fs.appendFileSync(${JSON.stringify(pids)}, pid + '\\n'); note(process.pid);\n`;
  writeFileSync(path, head + source);
  chmodSync(path, 0o755);
  const runner = createCommandRunner({ ...options, programPath: () => path });
  const run = (limits = {}, args: readonly string[] = []): Promise<CommandResult> =>
    runner.run(command('sw_vers', ...args), limits);
  return { run, pids: () => notedIn(pids) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // A killed orphan waits as a zombie for whoever adopted it; it runs no more.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform === 'darwin';
  }
}

async function expectGone(pids: readonly number[], atLeast: number): Promise<void> {
  expect(pids.length).toBeGreaterThanOrEqual(atLeast);
  await expect.poll(() => pids.filter(isRunning), { timeout: 5_000 }).toEqual([]);
}

/** The same as a shell script, for the tests that race against the clock: Node takes long to start on a busy computer. */
function shellRunnerOf(source: string): ReturnType<typeof runnerOf> {
  const folder = temporaryFolder();
  const path = join(folder, 'program');
  const pids = join(folder, 'pids');
  writeFileSync(path, `#!/bin/bash\nnote() { echo "$1" >>'${pids}'; }\nnote $$\n${source}\n`, { mode: 0o755 });
  const runner = createCommandRunner({ programPath: () => path });
  return { run: (limits) => runner.run(PROGRAM, limits), pids: () => notedIn(pids) };
}

function notedIn(path: string): number[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').map(Number) : [];
}

const IGNORE_SIGTERM = `trap '' TERM INT HUP\n`;
const HANG = `while :; do sleep 0.05; done`;

describe('the command runner', () => {
  it('gives back exit code, output and errors apart', async () => {
    const { run } = runnerOf(`process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3;`);
    expect(await run()).toEqual({ kind: 'exited', exitCode: 3, stdout: 'out', stderr: 'err' });
  });

  it('hands arguments over as they are, whatever a shell would make of them', async () => {
    const { run } = runnerOf(`console.log(JSON.stringify(process.argv.slice(2)));`);
    const args = ['$(id)', '`id`', '; rm -rf /', "a'b", 'a"b', '', '*', 'ä\n'];
    const result = await run({}, args);
    expect(result.kind === 'exited' && JSON.parse(result.stdout)).toEqual(args);
  });

  it('starts programs in / with a minimal environment and nothing to read', async () => {
    process.env['BATTEN_TEST_SECRET'] = 'x';
    const { run } = runnerOf(
      `console.log(JSON.stringify({ cwd: process.cwd(), names: Object.keys(process.env).sort(), input: fs.readFileSync(0, 'utf8'), path: process.env.PATH, locale: process.env.LC_ALL }));`,
    );
    const result = await run();
    delete process.env['BATTEN_TEST_SECRET'];
    const seen: unknown = result.kind === 'exited' ? JSON.parse(result.stdout) : result;
    expect(seen).toMatchObject({ cwd: '/', input: '', path: '/usr/bin:/bin:/usr/sbin:/sbin', locale: 'C' });
    const allowed = ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'TMPDIR', 'USER', '__CF_USER_TEXT_ENCODING'];
    expect((seen as { names: string[] }).names.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('ends a program that hangs', async () => {
    const { run, pids } = shellRunnerOf(HANG);
    expect(await run({ timeoutMs: 1_000 })).toEqual({ kind: 'timed-out', afterMs: 1_000 });
    await expectGone(pids(), 1);
  });

  // Proves P11: A program that ignores signals is ended, with what it has started.
  it('ends a program that ignores signals', async () => {
    const { run, pids } = shellRunnerOf(IGNORE_SIGTERM + HANG);
    expect(await run({ timeoutMs: 1_000 })).toEqual({ kind: 'timed-out', afterMs: 1_000 });
    await expectGone(pids(), 1);
  });

  it('ends what the program has started, too', async () => {
    const { run, pids } = shellRunnerOf(`${IGNORE_SIGTERM}(${HANG}) &\nnote $!\n${HANG}`);
    expect(await run({ timeoutMs: 1_000 })).toEqual({ kind: 'timed-out', afterMs: 1_000 });
    await expectGone(pids(), 2);
  });

  it('does not wait for a grandchild that keeps the output open, and leaves none behind', async () => {
    const { run, pids } = runnerOf(
      `const child = spawn('/bin/sleep', ['60'], { stdio: 'inherit' }); note(child.pid); child.unref(); process.stdout.write('done', () => process.exit(0));`,
    );
    expect(await run({ timeoutMs: 20_000 })).toEqual({ kind: 'exited', exitCode: 0, stdout: 'done', stderr: '' });
    await expectGone(pids(), 2);
  });

  it('comes back even from a grandchild that has left the process group with the output open', async () => {
    const { run, pids } = runnerOf(
      `const child = spawn('/bin/sleep', ['60'], { stdio: 'inherit', detached: true }); note(child.pid); child.unref(); process.stdout.write('done', () => process.exit(0));`,
    );
    expect(await run({ timeoutMs: 20_000 })).toEqual({ kind: 'exited', exitCode: 0, stdout: 'done', stderr: '' });
    for (const pid of pids().filter(isRunning)) process.kill(pid, 'SIGKILL');
  });

  it.each(['stdout', 'stderr'])('stops a program that floods %s', async (stream) => {
    const { run, pids } = runnerOf(
      `const block = Buffer.alloc(1 << 20, 120); (function more() { while (process.${stream}.write(block)); process.${stream}.once('drain', more); })();`,
    );
    const before = process.memoryUsage().rss;
    expect(await run({ timeoutMs: 20_000 })).toEqual({ kind: 'flooded', limitBytes: 1024 * 1024 });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    await expectGone(pids(), 1);
  });

  it('keeps exactly as much output as is allowed', async () => {
    const { run } = runnerOf(`process.stdout.write('x'.repeat(Number(process.argv[2])));`, { limitBytes: 1_000 });
    expect(await run({}, ['1000'])).toMatchObject({ kind: 'exited', stdout: 'x'.repeat(1_000) });
    expect(await run({}, ['1001'])).toEqual({ kind: 'flooded', limitBytes: 1_000 });
  });

  it('decodes characters that arrive in pieces, and marks bytes that are not UTF-8', async () => {
    const { run } = runnerOf(
      `const [a, b] = Buffer.from('ü'); process.stdout.write(Buffer.from([a])); setTimeout(() => process.stdout.write(Buffer.from([b, 0x41, 0xff, 0x42])), 100);`,
    );
    expect(await run()).toMatchObject({ kind: 'exited', stdout: 'üA\u{FFFD}B' });
  });

  it('says which signal ended a program', async () => {
    const { run } = runnerOf(
      `process.stdout.write('part', () => process.kill(process.pid, 'SIGKILL')); setInterval(() => {}, 1000);`,
    );
    expect(await run()).toEqual({ kind: 'signalled', signal: 'SIGKILL', stdout: 'part', stderr: '' });
  });

  it('cancels a running program, and does not start one that is cancelled before', async () => {
    const { run, pids } = shellRunnerOf(IGNORE_SIGTERM + HANG);
    const controller = new AbortController();
    const running = run({ signal: controller.signal, timeoutMs: 20_000 });
    setTimeout(() => controller.abort(), 800);
    expect(await running).toEqual({ kind: 'cancelled' });
    await expectGone(pids(), 1);
    const started = pids().length;
    expect(await run({ signal: controller.signal })).toEqual({ kind: 'cancelled' });
    expect(pids()).toHaveLength(started);
  });

  it('says in plain words why a program could not be started', async () => {
    const folder = temporaryFolder();
    const notStarted = async (path: string): Promise<CommandResult> =>
      createCommandRunner({ programPath: () => path }).run(PROGRAM);
    writeFileSync(join(folder, 'data'), 'x', { mode: 0o644 });
    const missing = { kind: 'not-started', reason: 'there is no such program on this computer' };
    const forbidden = { kind: 'not-started', reason: 'it may not be executed' };
    expect(await notStarted(join(folder, 'nothing'))).toEqual(missing);
    expect(await notStarted(join(folder, 'data', 'below'))).toEqual(missing);
    expect(await notStarted(join(folder, 'data'))).toEqual(forbidden);
    expect(await notStarted(folder)).toEqual(forbidden);
    const odd = await createCommandRunner({ programPath: () => '/bin/echo' }).run(command('sw_vers', 'a\0b'));
    expect(odd).toEqual({ kind: 'not-started', reason: 'its arguments cannot be passed on' });
    const long = await createCommandRunner({ programPath: () => '/bin/echo' }).run(command('sw_vers', 'x'.repeat(4e6)));
    expect(long).toEqual({ kind: 'not-started', reason: 'its arguments are too long' });
  });

  it('runs many programs at once and keeps their answers apart', async () => {
    const { run, pids } = runnerOf(`console.log(process.argv[2]);`);
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => run({}, [String(index)])));
    expect(results.map((one) => one.kind === 'exited' && one.stdout.trim())).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
    await expectGone(pids(), 20);
  });
});
