import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, type Command, PROGRAMS } from '../../src/core/command';
import { createCommandRunner } from '../../src/platform/command-runner';
import { hangs } from './faults';
import { freshMac, servingMac } from './machines';
import { call } from './play';
import { ShimFolder } from './shims';

describe('a simulated Mac as executables', { timeout: 30_000 }, () => {
  let shims: ShimFolder;
  beforeAll(async () => {
    shims = await ShimFolder.create(freshMac('26.5'), { callers: 'a-person' });
  });
  afterAll(() => shims.dispose());

  it('answers the real command runner as a person', async () => {
    const runner = createCommandRunner({ programPath: (path) => shims.pathOf(path) });
    expect(await runner.run(command('csrutil', 'status'))).toMatchObject({
      exitCode: 0,
      stdout: 'System Integrity Protection status: disabled.\n',
    });
    expect(await runner.run(command('socketfilterfw', '--setglobalstate', 'on'))).toMatchObject({ exitCode: 255 });
  });

  it('lets root, and only root, change the Mac', async () => {
    const on = command('socketfilterfw', '--setglobalstate', 'on');
    expect(await runInShell(shims, on, {})).toMatchObject({ exitCode: 255 });
    expect(shims.state.firewall.global).toBe(false);
    expect(await runInShell(shims, on, { BATTEN_SIM_ROOT: '1' })).toMatchObject({ exitCode: 0 });
    expect(shims.state.firewall.global).toBe(true);
  });

  it('takes words from a real shell as they are', async () => {
    const path = `it's "$(id)" ; \\ *.app`;
    const add = command('socketfilterfw', '--add', path);
    await runInShell(shims, add, { BATTEN_SIM_ROOT: '1' });
    expect(shims.state.firewall.apps.at(-1)?.path).toBe(path);
  });

  it('loses no change when many programs run at once', async () => {
    const paths = Array.from({ length: 12 }, (_, at) => `/Applications/${at}.app`);
    const added = paths.map((path) =>
      runInShell(shims, command('socketfilterfw', '--add', path), { BATTEN_SIM_ROOT: '1' }),
    );
    await Promise.all(added);
    const known = shims.state.firewall.apps.map(({ path }) => path);
    expect(paths.filter((path) => !known.includes(path))).toEqual([]);
  });

  it('goes wrong as it is told to', async () => {
    const runner = createCommandRunner({ programPath: (path) => shims.pathOf(path) });
    shims.change((state) => ({
      ...state,
      faults: [
        hangs({ program: 'nfsd' }),
        { program: 'mount', effect: { kind: 'is-missing' } },
        { program: 'ls', effect: { kind: 'is-ended-by', signal: 'SIGABRT' } },
        { program: 'netstat', effect: { kind: 'floods', bytes: 3_000_000 } },
      ],
    }));
    const answers = await Promise.all([
      runner.run(command('nfsd', 'status'), { timeoutMs: 1_500 }),
      runner.run(command('mount')),
      runner.run(command('ls', '-d', '/')),
      runner.run(command('netstat', '-an')),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['timed-out', 'not-started', 'signalled', 'flooded']);
    shims.change((state) => ({ ...state, faults: [] }));
    expect(await runner.run(command('mount'))).toMatchObject({ exitCode: 0 });
  });
});

describe('the programs that tell who listens, as executables', { timeout: 30_000 }, () => {
  let shims: ShimFolder;
  beforeAll(async () => {
    shims = await ShimFolder.create(servingMac('26.5'), { callers: 'a-person' });
  });
  afterAll(() => shims.dispose());
  const runner = () => createCommandRunner({ programPath: (path) => shims.pathOf(path) });

  it('answer like those in this process', async () => {
    const asked = [
      command('lsof', '-w', '-nP', '-iTCP', '-sTCP:LISTEN', '-F', 'pcuLftPnT'),
      command('ps', '-axo', 'pid=,uid=,comm='),
      command('cat', '/Users/alex/planka/docker-compose.yml'),
      command('ls', '-d', '/Applications/OrbStack.app'),
      command('ifconfig', '-a'),
      command('docker', '--context', 'orbstack', 'ps', '--no-trunc', '--format', '{{json .}}'),
      command('curl', '--silent', '--max-time', '2', '--noproxy', '*', 'http://127.0.0.1:20241/config'),
    ];
    const answers = await Promise.all(asked.map((one) => runner().run(one)));
    for (const [at, { program, args }] of asked.entries()) {
      const { exitCode, stdout, stderr } = call(servingMac('26.5'), 'user', program, ...args);
      // Time goes by for an executable, and docker says how long a container has been up.
      if (program === 'docker') expect(answers[at]).toMatchObject({ kind: 'exited', exitCode: 0 });
      else expect(answers[at]).toEqual({ kind: 'exited', exitCode, stdout, stderr });
    }
  });

  it('are missing where a person has not installed them', async () => {
    expect(await runner().run(command('podman', 'ps'))).toMatchObject({ kind: 'not-started' });
    expect(await runner().run(command('tailscale', 'status', '--json'))).toMatchObject({ kind: 'not-started' });
  });

  it('go on printing until they are ended', async () => {
    const child = spawn(shims.pathOf(PROGRAMS.log), [
      'stream',
      '--style',
      'ndjson',
      '--predicate',
      'process == "node"',
    ]);
    const exited = new Promise((resolve) => child.on('close', resolve));
    const printed = new Promise<string>((resolve) => {
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (piece.startsWith('Filtering')) {
          const event = { level: 'Default', pid: 9, subsystem: '', category: '', message: 'hello' } as const;
          shims.change((state) => ({ ...state, log: [...state.log, { ...event, at: 0, process: '/bin/node' }] }));
        }
        if (text.includes('hello')) resolve(text);
      });
    });
    expect(await printed).toContain('"eventMessage":"hello"');
    child.kill();
    await exited;
  });
});

/** Runs one command as a line of a script under the real /bin/sh. */
function runInShell(
  shims: ShimFolder,
  { program, args }: Command,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number | null; readonly stdout: string }> {
  const words = [shims.pathOf(PROGRAMS[program]), ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const child = spawn('/bin/sh', ['-c', words.join(' ')], { env: { PATH: '/usr/bin:/bin', ...env } });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, stdout })));
}
