import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { composeScript } from '../../src/core/script';
import { createSudoPromptElevator, type SudoPromptElevatorOptions } from '../../src/platform/elevator';
import { MAIN_SCRIPT, SHIPPED_FILES, SHIPPED_PLIST } from '../../src/platform/sudo-prompt-files';
import { planned } from './journal-events';
import { shippedApplet, unzipped } from './shipped-applet';
import { macElevator, PERSON, stagePkexec } from './staged-dialog';
import { temporaryFolder } from './temporary-folder';

// Real processes on a busy computer take their time; nothing here is about speed.
vi.setConfig({ testTimeout: 40_000 });

const OPERATION = 'f'.repeat(32);

const NOT_GRANTED = { kind: 'not-granted', detail: 'permission was not granted, or the dialog could not be shown' };

describe('sudo-prompt as it was shipped', () => {
  it('carries the applet we know, byte for byte', () => {
    const zip = shippedApplet();
    expect(sha256(zip)).toBe('728a0cbadd939d3cc1f5270153d271daa24120625b2caf950d35b2b45f5589de');
    const files = unzipped(zip);
    for (const [path, hash] of Object.entries(SHIPPED_FILES)) expect(sha256(files.get(path))).toBe(hash);
    expect(sha256(files.get(MAIN_SCRIPT.path))).toBe(MAIN_SCRIPT.sha256);
    expect(sha256(files.get('Contents/Info.plist'))).toBe(SHIPPED_PLIST);
  });
});

describe('the real sudo-prompt on its way for macOS', () => {
  it('runs the script as it is, and gives back what it printed', async () => {
    const { temporary, elevate } = macElevator(PERSON.grants());
    const script = `#!/bin/sh\nprintf '%s|' "$PWD" '$(id)' '"' '\\' \`echo x\`\nexit 0\n`;
    expect(await elevate(script)).toEqual({ kind: 'ran', stdout: `/|$(id)|"|\\|x|` });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('gives back a large answer whole', async () => {
    const { elevate } = macElevator(PERSON.grants());
    const outcome = await elevate(`/usr/bin/head -c 3000000 /dev/zero | /usr/bin/tr '\\0' x\n`);
    expect(outcome.kind === 'ran' && outcome.stdout.length).toBe(3_000_000);
  });

  it('says that permission was not granted when the person declines', async () => {
    const { temporary, elevate } = macElevator(PERSON.declines());
    expect(await elevate('echo x\n')).toEqual(NOT_GRANTED);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('gives the code, and not the script, when the script ends early', async () => {
    const { elevate } = macElevator(PERSON.grants());
    const outcome = await elevate('echo secret-in-script >&2; exit 7\n');
    expect(outcome).toEqual({ kind: 'failed', reason: 'the script ended early, with code 7' });
  });

  it('lets the composed script refuse by itself when its time is over', async () => {
    const { temporary, elevate } = macElevator(PERSON.grants());
    const event = planned(1);
    if (event.kind !== 'planned') throw new Error('not planned');
    const script = composeScript(event.plan, [], {
      operationId: OPERATION,
      nonce: 'e'.repeat(32),
      deadline: Math.floor(Date.now() / 1000) - 1,
      paths: { programs: (path) => join(temporary, 'root', path), operationsFolder: join(temporary, 'operations') },
    });
    const refusal = userInfo().uid === 0 ? 'expired' : 'not-root';
    expect(await elevate(script)).toEqual({ kind: 'ran', stdout: `@@BATTEN ${'e'.repeat(32)} REFUSED ${refusal}\n` });
    expect(existsSync(join(temporary, 'operations'))).toBe(false);
  });

  it('gives up and closes the dialog when nobody answers', async () => {
    const { temporary, elevate } = macElevator(PERSON.never(), { waitLimitMs: 500 });
    expect(await elevate('echo x\n')).toEqual({ kind: 'failed', reason: 'the dialog had no answer in 0 minutes' });
    await expect.poll(() => readdirSync(temporary), { timeout: 10_000 }).toEqual([]);
  });

  it('ends a dialog that does not listen to being asked to end', async () => {
    const { temporary, elevate } = macElevator(`trap '' TERM HUP INT\n${PERSON.never()}`, { waitLimitMs: 500 });
    expect(await elevate('echo x\n')).toEqual({ kind: 'failed', reason: 'the dialog had no answer in 0 minutes' });
    await expect.poll(() => readdirSync(temporary), { timeout: 10_000 }).toEqual([]);
    expect((await elevate('echo x\n')).kind).toBe('failed');
  });

  it('believes the answer that comes while it closes the dialog', async () => {
    const { temporary, elevate } = macElevator(PERSON.grants(0.1), {
      waitLimitMs: 600,
      killApplet: () => Promise.resolve(false),
    });
    // Root has begun in time, and is at work when time is up.
    expect(await elevate('sleep 0.8; echo done\n')).toEqual({ kind: 'ran', stdout: 'done\n' });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('shows one dialog at a time', async () => {
    const { elevate } = macElevator(PERSON.grants());
    const first = elevate('echo first\n');
    expect(await elevate('echo second\n')).toEqual({ kind: 'failed', reason: 'another password dialog is still open' });
    expect(await first).toEqual({ kind: 'ran', stdout: 'first\n' });
    expect(await elevate('echo third\n')).toEqual({ kind: 'ran', stdout: 'third\n' });
  });

  it('runs nothing that the environment, the account name or the folder of this process smuggle in', async () => {
    const { temporary, elevate } = macElevator(PERSON.grants());
    const evil = join(temporary, 'evil.sh');
    const proof = join(temporary, 'proof');
    writeFileSync(evil, `echo ran >>${proof}\n`);
    const folder = join(temporary, `x$(touch ${proof.replaceAll('/', '_')})`);
    mkdirSync(folder);
    const before = process.cwd();
    process.chdir(folder);
    onTestFinished(() => process.chdir(before));
    for (const name of ['BASH_ENV', 'ENV', 'NODE_OPTIONS', 'PYTHONSTARTUP', 'BASH_FUNC_echo%%']) vi.stubEnv(name, evil);
    vi.stubEnv('USER', '../../evil');
    vi.stubEnv('PATH', `${temporary}:${process.env['PATH']}`);
    const path = process.env['PATH'];
    expect(await elevate('echo "$PATH|$USER|$BASH_ENV|$NODE_OPTIONS"; pwd\n')).toEqual({
      kind: 'ran',
      stdout: `/usr/bin:/bin:/usr/sbin:/sbin|${userInfo().username}||\n/\n`,
    });
    expect(existsSync(proof)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    // And everything is back as it was.
    expect([process.cwd(), process.env['BASH_ENV'], process.env['PATH'], process.env['USER']]).toEqual([
      folder,
      evil,
      path,
      '../../evil',
    ]);
  });
});

describe('a library that does not behave', () => {
  type Library = NonNullable<SudoPromptElevatorOptions['sudoPrompt']>;
  const request = { script: 'echo x\n', operationId: OPERATION };
  const elevatorFor = (sudoPrompt: Library, waitLimitMs = 10_000) =>
    createSudoPromptElevator({ sudoPrompt, waitLimitMs, killApplet: () => Promise.resolve(false) });

  it('never answers: given up, the computer as it was, and no second dialog over a first that may still be open', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const before = [process.cwd(), process.env['PATH'], process.umask()];
    const elevator = elevatorFor(() => undefined, 120_000);
    const asked = elevator.elevate(request);
    await vi.advanceTimersByTimeAsync(130_000);
    expect(await asked).toEqual({ kind: 'failed', reason: 'the dialog had no answer in 2 minutes' });
    expect([process.cwd(), process.env['PATH'], process.umask()]).toEqual(before);
    expect(await elevator.elevate(request)).toMatchObject({ reason: 'another password dialog is still open' });
  });

  it('answers twice: the first answer counts, also for the next dialog', async () => {
    const answers: ((stdout: string) => void)[] = [];
    const elevator = elevatorFor((_command, _options, done) => void answers.push((text) => done(undefined, text)));
    const first = elevator.elevate(request);
    answers[0]?.('first');
    answers[0]?.('again');
    expect(await first).toEqual({ kind: 'ran', stdout: 'first' });
    const second = elevator.elevate(request);
    answers[0]?.('late');
    answers[1]?.('second');
    expect(await second).toEqual({ kind: 'ran', stdout: 'second' });
  });

  it('throws, or answers with an error that tells nothing: the dialog counts as closed', async () => {
    const elevator = elevatorFor(() => {
      throw new Error('User did not grant permission.');
    });
    expect(await elevator.elevate(request)).toEqual(NOT_GRANTED);
    expect(await elevator.elevate(request)).toEqual(NOT_GRANTED);
    expect((await elevatorFor((_command, _options, done) => done(new Error(''))).elevate(request)).kind).toBe('failed');
  });
});

describe('the real sudo-prompt on its way for Linux', () => {
  const linuxElevator = (pkexec: string) => {
    stagePkexec(temporaryFolder(), pkexec);
    return (script: string) => createSudoPromptElevator().elevate({ script, operationId: OPERATION });
  };

  it('runs the script as it is, although the library puts it on a command line', async () => {
    const elevate = linuxElevator('#!/bin/sh\nshift\nexec "$@"\n');
    const script = `#!/bin/sh\nx='$(id)'\nprintf '%s|' "$PWD" "$x" '"' '\\' \`echo x\` '\\"' '\\$'\nexit 0\n`;
    expect(await elevate(script)).toEqual({ kind: 'ran', stdout: `/|$(id)|"|\\|x|\\"|\\$|` });
  });

  it('says that permission was not granted, or who is missing', async () => {
    expect(await linuxElevator('#!/bin/sh\nexit 126\n')('echo x\n')).toEqual(NOT_GRANTED);
    const noAgent = linuxElevator('#!/bin/sh\necho "No authentication agent found" >&2\nexit 127\n');
    expect(await noAgent('echo x\n')).toEqual({
      kind: 'failed',
      reason: 'no program on this computer can ask for a password',
    });
  });
});

function sha256(data: Buffer | undefined): string {
  return createHash('sha256')
    .update(data ?? '')
    .digest('hex');
}
