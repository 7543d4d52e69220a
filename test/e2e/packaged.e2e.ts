// The packaged app with the fuses of a release, as a Linux folder. It lets nobody drive it, Playwright included, so it is
// watched from outside: does it start, does it answer as the command line, does it refuse what it must refuse?
import { expect, test } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFuses } from '../../scripts/check-mac-bundle.mjs';
import { packageDir } from '../../scripts/package.mjs';

test.skip(process.platform !== 'linux', 'the folder it makes is for Linux');
test.setTimeout(120_000);

let home = '';
let executable = '';

test.beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'batten-packaged-'));
  ({ executable } = await packageDir({ final: true, quiet: true, output: join(home, 'dist') }));
});
test.afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Ended {
  /** null: it was still running after `forMs` and has been stopped. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the packaged program with a home of its own and lets it run for at most `forMs`. */
async function run(args: string[], forMs: number, environment: Record<string, string> = {}): Promise<Ended> {
  // Chromium's sandbox refuses to run as root. The variable does what --no-sandbox does, but leaves the command line to
  // the program, which looks at its first word.
  const asRoot = process.getuid?.() === 0 ? { ELECTRON_DISABLE_SANDBOX: '1' } : {};
  const child: ChildProcess = spawn(executable, args, {
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), ...asRoot, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that its helper processes end with it
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const stop = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, forMs);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearTimeout(stop);
  return { code, stdout, stderr };
}

test('starts and stays', async () => {
  const { code, stdout, stderr } = await run([], 4_000);
  expect(code, stderr).toBeNull();
  expect(stdout + stderr).not.toMatch(/Error:|Uncaught|UnhandledPromiseRejection/);
});

test('is the command line as well', async () => {
  const { code, stdout, stderr } = await run(['status', '--json'], 20_000);
  expect(code, stderr).toBe(3); // no task can be read on a system that is not a Mac
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'batten.status/1' });
});

test('refuses to start with a door for debuggers', async () => {
  const { code, stderr } = await run(['--remote-debugging-port=0'], 10_000);
  expect(code).toBe(2);
  expect(stderr).toContain('--remote-debugging-port');
});

test('has the fuses of a release', () => {
  // runAsNode, cookies, NODE_OPTIONS, --inspect, integrity, only from the archive, snapshot, file://
  expect(readFuses(executable)?.slice(0, 8)).toBe('00001100');
});

test('cannot be turned into a plain Node', async () => {
  const { stdout } = await run(['-e', 'console.log("I am " + "Node")'], 3_000, { ELECTRON_RUN_AS_NODE: '1' });
  expect(stdout).not.toContain('I am Node');
});
