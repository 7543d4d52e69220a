// The packaged app with the fuses of a release, as a Linux folder. It lets nobody drive it, Playwright included, so it is
// watched from outside: does it start, does it answer as the command line, does it refuse what it must refuse?
import { expect, test } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFuses } from '../../scripts/check-mac-bundle.mjs';
import { ELECTRON_VERSION } from '../../scripts/electron-linux.mjs';
import { packageDir } from '../../scripts/package.mjs';
import { listen } from './listener';

test.skip(process.platform !== 'linux', 'the folder it makes is for Linux');
test.setTimeout(120_000);

let home = '';
let executable = '';
let billOfMaterials = '';

test.beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'batten-packaged-'));
  ({ executable, billOfMaterials } = await packageDir({ quiet: true, output: join(home, 'dist') }));
});
test.afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Ended {
  /** Internet sockets that any of its processes held just before the end. */
  sockets: readonly string[];
  /** null: it was still running after `forMs` and has been stopped. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The TCP and UDP sockets of a process group, as the kernel lists them: "tcp 0100007F:240D 00000000:0000 0A". */
function internetSockets(group: number): readonly string[] {
  const held = new Set<string>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // The group is the third field after the name, which is in parentheses and may hold anything.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
      if (Number(fields?.[2]) !== group) continue;
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`)) ?? [];
        if (inode !== undefined) held.add(inode);
      }
    } catch {
      // Ended meanwhile.
    }
  }
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => held.has(fields[9] ?? ''))
      .map(([, local, remote, state]) => `${protocol} ${local} ${remote} ${state}`),
  );
}

/** Starts the packaged program with a home of its own and lets it run for at most `forMs`. */
async function run(
  args: string[],
  forMs: number,
  environment: Record<string, string> = {},
  meanwhile: (pid: number) => void = () => undefined,
): Promise<Ended> {
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
  const { pid } = child;
  let sockets: readonly string[] = [];
  const timers = [
    setTimeout(() => pid !== undefined && meanwhile(pid), forMs / 2),
    setTimeout(() => {
      if (pid === undefined) return;
      sockets = internetSockets(pid);
      process.kill(-pid, 'SIGKILL');
    }, forMs),
  ];
  const code = await new Promise<number | null>((done) => child.on('close', done));
  for (const timer of timers) clearTimeout(timer);
  return { code, stdout, stderr, sockets };
}

// Proves P12: The packaged app holds no internet socket, in none of its processes.
test('starts, stays, and opens no socket to anywhere', async () => {
  const { code, stdout, stderr, sockets } = await run([], 4_000);
  expect(code, stderr).toBeNull();
  expect(stdout + stderr).not.toMatch(/Error:|Uncaught|UnhandledPromiseRejection/);
  expect(sockets).toEqual([]);
});

test('a socket would be seen', async () => {
  const { port, close } = await listen();
  const group = Number(readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ')[2]);
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  expect(internetSockets(group).filter((socket) => socket.includes(`0100007F:${hexPort} `))).toHaveLength(2);
  close();
});

test('is the command line as well', async () => {
  const { code, stdout, stderr } = await run(['status', '--json'], 20_000);
  expect(code, stderr).toBe(3); // no task can be read on a system that is not a Mac
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'batten.status/1' });
});

const DOORS = [
  '--remote-debugging-port=0',
  '-remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--inspect=0',
  '--inspect-brk=0',
  '--js-flags=--expose-gc',
  '--host-resolver-rules=MAP * 127.0.0.1',
  '--disable-web-security',
  '--load-extension=/tmp',
  '--renderer-cmd-prefix=/bin/echo',
  '--log-net-log=/tmp/net.json',
  '--no-such-switch',
];
for (const door of DOORS) {
  test(`refuses to start with ${door}`, async () => {
    const { code, stderr } = await run([door], 10_000);
    expect(code).toBe(2);
    expect(stderr).toContain(`--${door.replace(/^-+/, '').split('=')[0]}`);
    expect(stderr).not.toMatch(/(Debugger|DevTools) listening/);
  });
}

test('the command line opens no door either', async () => {
  const { code, stdout } = await run(['status', '--json', '--remote-debugging-port=0'], 10_000);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('no variable opens a door, and no signal', async () => {
  const script = join(home, 'injected.cjs');
  writeFileSync(script, "process.stderr.write('injected into ' + process.type + '\\n');");
  const { stdout, stderr, sockets } = await run(
    [],
    4_000,
    {
      NODE_OPTIONS: `--require=${script} --inspect=0`,
      NODE_INSPECT_RESUME_ON_START: '1',
      ELECTRON_ENABLE_LOGGING: '1',
    },
    (pid) => {
      // To a Node that listens to it, this signal means: open the inspector. It may end ours.
      process.kill(pid, 'SIGUSR1');
    },
  );
  expect(stdout + stderr).not.toMatch(/injected|(Debugger|DevTools) listening/);
  expect(sockets).toEqual([]);
});

// What it says and whether that is true: test/packaging/sbom.spec.ts.
test('has its bill of materials beside it, with the Electron it is built around', () => {
  const { components } = JSON.parse(readFileSync(billOfMaterials, 'utf8')) as {
    components: readonly { name: string; version: string }[];
  };
  expect(components.find(({ name }) => name === 'electron')?.version).toBe(ELECTRON_VERSION);
  expect(components.length).toBeGreaterThan(8);
});

test('has the fuses of a release', () => {
  // runAsNode, cookies, NODE_OPTIONS, --inspect, integrity, only from the archive, snapshot, file://
  expect(readFuses(executable)?.slice(0, 8)).toBe('00001100');
});

test('cannot be turned into a plain Node', async () => {
  const { stdout } = await run(['-e', 'console.log("I am " + "Node")'], 3_000, { ELECTRON_RUN_AS_NODE: '1' });
  expect(stdout).not.toContain('I am Node');
});
