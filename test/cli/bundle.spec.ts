import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli } from '../../scripts/build.mjs';
import { defaultPolicyText } from '../../src/platform/policy-default';

const BUNDLE = join(import.meta.dirname, '../../out/cli/main.cjs');
const notAMac = process.platform !== 'darwin';
let home: string;

beforeAll(async () => {
  await buildCli({ log: () => undefined });
  home = mkdtempSync(join(tmpdir(), 'batten-cli-'));
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Runs a line of shell in which `batten` is the command line as it ships. */
function shell(line: string): Promise<Ended> {
  const begun = Date.now();
  const text = `batten() { '${process.execPath}' '${BUNDLE}' "$@"; }\n${line}\n`;
  const child = spawn('/bin/sh', ['-c', text], {
    env: { PATH: '/usr/bin:/bin', HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  return new Promise((resolve) => {
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr, tookMs: Date.now() - begun }));
  });
}

const WITHIN = { timeout: 20_000 };

describe('the command line as it ships', () => {
  it('answers within two seconds', WITHIN, async () => {
    // The best of three: a busy computer is slow, a slow program is always slow.
    const times = [];
    for (let time = 1; time <= 3; time += 1) times.push((await shell('batten status --json >/dev/null')).tookMs);
    expect(Math.min(...times)).toBeLessThan(2_000);
  });

  it.each(['status', 'status --json', '--help', 'explain firewall', 'journal', 'plan firewall --script'])(
    'shows no stack trace when nobody reads to the end: batten %s | head -1',
    WITHIN,
    async (words) => {
      const { stdout, stderr, exitCode } = await shell(`batten ${words} | head -1`);
      expect(stderr).not.toMatch(/EPIPE|\n\s+at /);
      expect(stdout.split('\n')).toHaveLength(2);
      expect(exitCode).toBe(0);
    },
  );

  it.each(['>&-', '2>&-', '>&- 2>&-', '| true', '2>&1 | true'])(
    'shows no stack trace when an output is closed: %s',
    WITHIN,
    async (redirection) => {
      for (const words of ['status', 'frobnicate']) {
        const { stderr, signal } = await shell(`batten ${words} ${redirection}`);
        expect(stderr).not.toMatch(/EPIPE|EBADF|Error:|\n\s+at /);
        expect(signal).toBeNull();
      }
    },
  );

  it('keeps its exit status when nobody reads what it says', WITHIN, async () => {
    const { stdout } = await shell('{ { batten frobnicate 2>&1; echo "$?" >&3; } | true; } 3>&1');
    expect(stdout).toBe('2\n');
  });

  it('makes no file, not even a folder, when it only reads', WITHIN, async () => {
    await shell('batten status; batten journal --verify; batten plan firewall --script; batten plan --rollback 1');
    expect(readdirSync(home)).toEqual([]);
  });

  it('reads a policy of the person’s own, with a reader of YAML that it loads only then', WITHIN, async () => {
    const own = mkdtempSync(join(tmpdir(), 'batten-own-'));
    const folder = join(
      own,
      ...(notAMac ? ['.local', 'share', 'Batten'] : ['Library', 'Application Support', 'Batten']),
    );
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stderrWith = async (policy: string): Promise<string> => {
      writeFileSync(join(folder, 'policy.yaml'), policy, { mode: 0o600 });
      return (await shell(`HOME='${own}' batten bindings >/dev/null`)).stderr;
    };
    expect(await stderrWith(defaultPolicyText)).not.toContain('policy.yaml');
    expect(await stderrWith('version: 1\nservices: [\n')).toMatch(/^policy\.yaml is not used, .+\n {2}3:1 not YAML: /);
    rmSync(own, { recursive: true });
  });

  it('is in parts, each of which some other one loads', () => {
    const folder = join(BUNDLE, '..');
    const files = readdirSync(folder);
    const loaded = new Set(
      files.flatMap((file) =>
        [...readFileSync(join(folder, file), 'utf8').matchAll(/\("\.\/([\w-]+\.cjs)"\)/g)].map(([, name]) => name),
      ),
    );
    expect(loaded).toEqual(new Set(files.filter((file) => file !== 'main.cjs')));
  });

  it.runIf(process.getuid?.() === 0)("as root leaves another person's journal alone, and says so", WITHIN, async () => {
    const theirs = mkdtempSync(join(tmpdir(), 'batten-theirs-'));
    const folder = join(
      theirs,
      ...(notAMac ? ['.local', 'share', 'Batten'] : ['Library', 'Application Support', 'Batten']),
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'journal.jsonl'), '');
    chownSync(folder, 65_534, 65_534);
    for (const words of ['journal', 'journal --verify --json', 'plan --rollback 1']) {
      const { stdout, stderr, exitCode } = await shell(`HOME='${theirs}' batten ${words}`);
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
      expect(stderr).toContain(
        'belongs to another account; run batten as that account, without sudo. Nothing was changed.',
      );
    }
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
    rmSync(theirs, { recursive: true });
  });

  it.runIf(notAMac)(
    'says of a computer that is not a Mac that it cannot check, and pretends nothing',
    WITHIN,
    async () => {
      const { stdout, stderr, exitCode } = await shell('batten status');
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 3 });
      expect(stdout).not.toMatch(/[✓●]/);
      expect(stdout).toContain('/usr/bin/csrutil could not be started: there is no such program on this computer');
      const plan = await shell('batten plan firewall');
      expect(plan.exitCode).toBe(3);
      expect(plan.stdout).toContain('Nothing to change.');
    },
  );
});
