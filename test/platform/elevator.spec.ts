import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ElevationOutcome } from '../../src/core/ports';
import { composeScript } from '../../src/core/script';
import { createSudoPromptElevator, type SudoPrompt } from '../../src/platform/elevator';
import { MAIN_SCRIPT, SHIPPED_FILES, SHIPPED_PLIST } from '../../src/platform/sudo-prompt-inspection';
import { planned } from './journal-events';
import { shippedApplet, unzipped } from './shipped-applet';
import { PERSON, stageMacDialog, stagePkexec } from './staged-dialog';
import { temporaryFolder } from './temporary-folder';

const OPERATION = 'f'.repeat(32);

/** The real library on its way for macOS, with a played person at the dialog. */
function macElevator(person: string, options: { waitLimitMs?: number } = {}) {
  const temporary = temporaryFolder();
  const shipped = stageMacDialog(temporary, person);
  const elevator = createSudoPromptElevator({ shipped, ...options });
  const elevate = (script: string): Promise<ElevationOutcome> => elevator.elevate({ script, operationId: OPERATION });
  return { temporary, elevate };
}

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
    await expect.poll(() => readdirSync(temporary), { timeout: 3_000 }).toEqual([]);
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

describe('a program that interferes while the dialog is open', () => {
  const interferences: readonly (readonly [string, (folder: string, elsewhere: string) => void])[] = [
    ['appends to the command', (folder) => appendFileSync(join(folder, 'sudo-prompt-command'), '\necho more\n')],
    ['replaces the command', (folder) => replace(join(folder, 'sudo-prompt-command'), 'echo other\n')],
    ['replaces the script around it', (folder) => replace(join(folder, 'sudo-prompt-script'), '#!/bin/bash\nid\n')],
    ['empties the command', (folder) => writeFileSync(join(folder, 'sudo-prompt-command'), '')],
    ['replaces the applet', (folder) => replace(join(folder, 'applet'), '#!/bin/bash\n')],
    [
      'replaces the command by an equal one',
      (folder) => replace(join(folder, 'sudo-prompt-command'), readFileSync(join(folder, 'sudo-prompt-command'))),
    ],
    ['lays out a link for the output', (folder, elsewhere) => symlinkSync(elsewhere, join(folder, 'stderr'))],
    ['lays out a second name for a file as output', (folder, elsewhere) => linkSync(elsewhere, join(folder, 'stdout'))],
    [
      'turns the command into a link',
      (folder, elsewhere) => {
        unlinkSync(join(folder, 'sudo-prompt-command'));
        symlinkSync(elsewhere, join(folder, 'sudo-prompt-command'));
      },
    ],
    ['adds a file', (folder) => writeFileSync(join(folder, 'chown'), '')],
    ['renames the dialog', (folder) => writeFileSync(join(folder, '..', 'Info.plist'), 'Software Update')],
    [
      'moves the folder away',
      (folder) => renameSync(join(folder, '..', '..', '..'), join(folder, '..', '..', '..', '..', 'moved')),
    ],
  ];

  it.each(interferences)('is noticed and ends the dialog when it %s', async (_, interfere) => {
    const { temporary, elevate } = macElevator(PERSON.grants(0.8));
    const proof = join(temporary, 'proof');
    const elsewhere = join(temporary, 'elsewhere');
    writeFileSync(elsewhere, 'precious');
    const asked = elevate(`echo ran >'${proof}'\n`);
    const folder = await openDialog(temporary);
    interfere(folder, elsewhere);
    const outcome = await asked;
    expect(outcome).toMatchObject({ kind: 'tampered' });
    expect(outcome.kind === 'tampered' && outcome.detail).toMatch(
      /another program interfered with it \(.+\)(, so it was closed|; if anything ran as root, it may not be what .*)$/,
    );
    await new Promise((resolve) => {
      setTimeout(resolve, 900);
    });
    expect(existsSync(proof)).toBe(false);
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
  });
});

describe('a program that interferes after the password was given', () => {
  it('cannot be stopped any more, and the outcome says so', async () => {
    const { temporary, elevate } = macElevator(PERSON.grants(0.1));
    const asked = elevate(`sleep 0.6; echo done >'${join(temporary, 'proof')}'\n`);
    const folder = await openDialog(temporary);
    await expect.poll(() => existsSync(join(folder, 'stdout')), { interval: 10 }).toBe(true);
    appendFileSync(join(folder, 'sudo-prompt-command'), '\necho more\n');
    expect(await asked).toMatchObject({
      kind: 'tampered',
      detail: expect.stringContaining('it may not be what you approved') as string,
    });
  });
});

/** Waits until the played applet is up, and gives its folder. */
async function openDialog(temporary: string): Promise<string> {
  const folder = (): string =>
    join(
      temporary,
      readdirSync(temporary).find((name) => /^[0-9a-f]{32}$/.test(name)) ?? '-',
      'Batten.app/Contents/MacOS',
    );
  await expect.poll(() => existsSync(join(folder(), 'sudo-prompt-command')), { interval: 10 }).toBe(true);
  await new Promise((resolve) => {
    setTimeout(resolve, 120);
  });
  return folder();
}

function replace(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.new`, content, { mode: 0o755 });
  renameSync(`${path}.new`, path);
}

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

describe("sudo-prompt's errors", () => {
  const outcomeOf = (error: Error): Promise<ElevationOutcome> => {
    const sudoPrompt: SudoPrompt = (_command, _options, done) => done(error);
    return createSudoPromptElevator({ sudoPrompt }).elevate({ script: 'SECRET', operationId: OPERATION });
  };
  const coded = (message: string, facts: object): Error => Object.assign(new Error(message), facts);

  it.each([
    [new Error('User did not grant permission.'), 'not-granted', /not granted, or the dialog could not be shown/],
    [coded('Command failed: ./applet\n', { signal: 'SIGKILL', code: null }), 'not-granted', /not granted, or/],
    [coded('Command failed: ./applet\nBad CPU type in executable', { code: 126 }), 'failed', /Rosetta/],
    [coded('Command failed: ./applet\nsomething', { code: 1 }), 'failed', /program did not start/],
    [coded('Command failed: /usr/bin/unzip -o "x"', { code: 9 }), 'failed', /unpacked/],
    [coded('Command failed: /usr/bin/defaults write', { code: 1 }), 'failed', /given its name/],
    [coded('Command failed: /bin/rm -rf "x"', { code: 1 }), 'failed', /answered is lost/],
    [coded('Command failed: SECRET\nerrors', { code: 3 }), 'failed', /ended early, with code 3/],
    [new Error('No polkit authentication agent found.'), 'failed', /can ask for a password/],
    [new Error('Unable to find pkexec or kdesudo.'), 'failed', /no program that asks/],
    [new Error('Command should not be prefixed with "sudo".'), 'failed', /did not accept the script/],
    [new Error('options.name must be alphanumeric only (spaces are allowed) and <= 70 characters.'), 'failed', /name/],
    [new Error('process.title cannot be used as a valid name.'), 'failed', /name/],
    [new Error("env['USER'] not defined."), 'failed', /account name/],
    [new Error('options.env has an invalid environment variable name: "SECRET"'), 'failed', /settings/],
    [new Error('Platform not yet supported.'), 'failed', /kind of computer/],
    [coded('ENOSPC: no space left, write', { code: 'ENOSPC' }), 'failed', /temporary files .*ENOSPC/],
    [coded('stdout maxBuffer', { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' }), 'failed', /more than can be read/],
    [new Error('SECRET text of a later version'), 'failed', /a reason that sudo-prompt does not name/],
  ])('are told in words and without the script: %s', async (error, kind, words) => {
    const outcome = await outcomeOf(error);
    const text = 'detail' in outcome ? outcome.detail : 'reason' in outcome ? outcome.reason : '';
    expect([outcome.kind, text]).toEqual([kind, expect.stringMatching(words)]);
    expect(text).not.toMatch(/SECRET|you cancelled/);
  });

  it('may also be thrown', async () => {
    const sudoPrompt: SudoPrompt = () => {
      throw new TypeError('Node.util.isObject is not a function');
    };
    const elevator = createSudoPromptElevator({ sudoPrompt });
    expect(await elevator.elevate({ script: 'x', operationId: OPERATION })).toMatchObject({ kind: 'failed' });
    expect(await elevator.elevate({ script: 'x', operationId: OPERATION })).toMatchObject({
      reason: expect.not.stringContaining('still open') as string,
    });
  });
});

function sha256(data: Buffer | undefined): string {
  return createHash('sha256')
    .update(data ?? '')
    .digest('hex');
}
