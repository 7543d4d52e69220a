import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppletInspection } from '../../src/platform/sudo-prompt-inspection';
import { startTamperWatch } from '../../src/platform/sudo-prompt-watch';
import { shippedApplet, unzipped } from './shipped-applet';
import { macElevator, ownNumber, PERSON } from './staged-dialog';
import { temporaryFolder } from './temporary-folder';

// Real processes on a busy computer take their time; nothing here is about speed.
vi.setConfig({ testTimeout: 40_000 });

const canMap = spawnSync('python3', ['-c', 'import mmap']).status === 0;

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
    await expect.poll(() => existsSync(join(folder, 'stdout')), { interval: 10, timeout: 10_000 }).toBe(true);
    appendFileSync(join(folder, 'sudo-prompt-command'), '\necho more\n');
    expect(await asked).toMatchObject({
      kind: 'tampered',
      detail: expect.stringContaining('it may not be what you approved') as string,
    });
  });

  it.each([
    ['adds to its end', (path: string) => appendFileSync(path, '\necho evil\n')],
    [
      'writes over what is still to come',
      (path: string) => {
        const text = readFileSync(path, 'utf8');
        const file = openSync(path, 'r+');
        writeSync(file, 'echo evil;exit #', text.indexOf('echo the end'));
        closeSync(file);
      },
    ],
  ])('cannot have the script go on differently when it %s: root has read all of it', async (_, change) => {
    const { temporary, elevate } = macElevator(PERSON.grants(0.1));
    const said = join(temporary, 'said');
    // Longer than what a shell reads at once.
    const long = `# ${'.'.repeat(100)}\n`.repeat(200);
    const asked = elevate(`exec >'${said}'\necho begun\nsleep 0.6\n${long}echo the end of it\n`);
    await expect
      .poll(() => existsSync(said) && readFileSync(said, 'utf8'), { interval: 10, timeout: 10_000 })
      .toBe('begun\n');
    change(join(await openDialog(temporary), 'sudo-prompt-command'));
    expect((await asked).kind).toBe('tampered');
    await expect.poll(() => readFileSync(said, 'utf8'), { timeout: 10_000 }).toBe('begun\nthe end of it\n');
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
  await expect
    .poll(() => existsSync(join(folder(), 'sudo-prompt-command')), { interval: 10, timeout: 10_000 })
    .toBe(true);
  await new Promise((resolve) => {
    setTimeout(resolve, 120);
  });
  return folder();
}

function replace(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.new`, content, { mode: 0o755 });
  renameSync(`${path}.new`, path);
}

/** The library's folder as it stands while the dialog is open. */
function openedFolder(temporary = temporaryFolder()) {
  const folder = join(temporary, 'a'.repeat(32));
  const file = (path: string): string => join(folder, 'Batten.app', path);
  for (const [path, data] of unzipped(shippedApplet())) {
    mkdirSync(dirname(file(path)), { recursive: true });
    writeFileSync(file(path), data, { mode: 0o755 });
  }
  const command = 'cd "/"\necho x\n';
  const commandPath = file('Contents/MacOS/sudo-prompt-command');
  writeFileSync(commandPath, command);
  return { folder, file, command, commandPath };
}

describe("the look at the library's folder", () => {
  it('takes no offence at what macOS itself may do', () => {
    const { folder, file, command, commandPath } = openedFolder();
    const inspection = new AppletInspection(folder, { name: 'Batten', command, root: ownNumber() });
    const first = inspection.look();
    expect(first.kind === 'ready-to-watch' && first.paths).toContain(dirname(commandPath));
    // The dialog's name, written late; attributes; an applet that saves itself; the answers; a folder's own file.
    writeFileSync(file('Contents/Info.plist.new'), 'bplist00 Batten Password Prompt');
    renameSync(file('Contents/Info.plist.new'), file('Contents/Info.plist'));
    const { mode } = statSync(file('Contents/MacOS/applet'));
    chmodSync(file('Contents/MacOS/applet'), mode);
    appendFileSync(file('Contents/Resources/Scripts/main.scpt'), 'saved');
    for (const name of ['stdout', 'stderr', 'code', '.DS_Store']) writeFileSync(file(`Contents/MacOS/${name}`), '');
    expect(inspection.look()).toEqual({ kind: 'untouched' });
  });

  it('lets the applet save itself when it ends, and only then', () => {
    const { folder, file, command } = openedFolder();
    let now = 0;
    const inspection = new AppletInspection(folder, { name: 'Batten', command }, () => now);
    inspection.look();
    appendFileSync(file('Contents/Resources/Scripts/main.scpt'), 'saved');
    expect(inspection.look()).toEqual({ kind: 'untouched' });
    now = 1_000;
    expect(inspection.look()).toEqual({ kind: 'as-at-the-end', detail: 'main.scpt was changed' });
  });

  if (!canMap) process.stdout.write('Left out, because there is no python3: a change by way of mapped memory.\n');
  it.skipIf(!canMap)(
    'sees what a program writes by way of its memory, which leaves no trace in the times',
    async () => {
      const { folder, command, commandPath } = openedFolder();
      // Once it has written there before, what it writes next does not touch the times.
      const program = `import mmap, sys
f = open(sys.argv[1], "r+b")
m = mmap.mmap(f.fileno(), 0)
m[0:1] = m[0:1]
print("mapped", flush=True); sys.stdin.readline()
m[0:1] = b"C"
print("changed", flush=True); sys.stdin.readline()`;
      const other = spawn('python3', ['-c', program, commandPath], { stdio: ['pipe', 'pipe', 'inherit'] });
      onTestFinished(() => void other.kill());
      await once(other.stdout, 'data');
      const inspection = new AppletInspection(folder, { name: 'Batten', command });
      expect(inspection.look().kind).toBe('ready-to-watch');
      const before = statSync(commandPath, { bigint: true });
      other.stdin.write('\n');
      await once(other.stdout, 'data');
      const { ctimeNs, mtimeNs } = statSync(commandPath, { bigint: true });
      expect([ctimeNs, mtimeNs]).toEqual([before.ctimeNs, before.mtimeNs]);
      expect(inspection.look()).toEqual({ kind: 'tampered', detail: 'sudo-prompt-command was changed', begun: false });
    },
  );

  it('knows whose the files are that root makes', () => {
    const { folder, file, command } = openedFolder();
    const inspection = new AppletInspection(folder, { name: 'Batten', command, root: ownNumber() + 1 });
    inspection.look();
    writeFileSync(file('Contents/MacOS/stdout'), '');
    expect(inspection.look()).toEqual({ kind: 'tampered', detail: 'stdout was laid out beforehand', begun: true });
    // Given away at the end, when all three are there.
    const atTheEnd = new AppletInspection(folder, { name: 'Batten', command, root: ownNumber() + 1 });
    writeFileSync(file('Contents/MacOS/code'), '0\n');
    expect(atTheEnd.look().kind).toBe('ready-to-watch');
  });

  it('waits for nothing any more once the applet is to start', () => {
    const { folder, command, commandPath } = openedFolder();
    writeFileSync(commandPath, command.slice(0, 9));
    const inspection = new AppletInspection(folder, { name: 'Batten', command });
    expect(inspection.look()).toEqual({ kind: 'unfinished' });
    expect(inspection.look(true)).toMatchObject({ kind: 'tampered', detail: 'sudo-prompt-command was changed' });
    unlinkSync(commandPath);
    expect(inspection.look(true)).toEqual({ kind: 'as-at-the-end', detail: 'its folder was moved or emptied' });
  });

  it('waits for a command that is still being written, but not for long', () => {
    const { folder, command, commandPath } = openedFolder();
    let now = 0;
    const inspection = new AppletInspection(folder, { name: 'Batten', command }, () => now);
    writeFileSync(commandPath, command.slice(0, 9));
    expect(inspection.look()).toEqual({ kind: 'unfinished' });
    now = 2_000;
    expect(inspection.look()).toMatchObject({ kind: 'tampered', detail: 'sudo-prompt-command was changed' });
  });

  it.each([
    ['Contents/MacOS/sudo-prompt-command', 'sudo-prompt-command was changed'],
    ['Contents/MacOS/applet', 'applet was changed'],
    ['Contents/Resources/Scripts/main.scpt', 'main.scpt was changed'],
    ['Contents/Info.plist', 'Info.plist was changed'],
  ])('knows beforehand what %s must hold', (path, detail) => {
    const { folder, file, command } = openedFolder();
    writeFileSync(file(path), 'other');
    const inspection = new AppletInspection(folder, { name: 'Batten', command });
    expect(inspection.look()).toEqual({ kind: 'tampered', detail, begun: false });
  });
});

describe('the watch', () => {
  it('kills the applet again and again once something was changed', async () => {
    const temporary = temporaryFolder();
    let kills = 0;
    const killApplet = (): Promise<boolean> => Promise.resolve((kills += 1) > 0);
    const command = 'cd "/"\necho x\n';
    const watch = startTamperWatch({ temporaryFolder: temporary, name: 'Batten', command, killApplet, pollMs: 5 });
    const { commandPath } = openedFolder(temporary);
    writeFileSync(commandPath, 'other');
    await expect.poll(() => kills, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(await watch.stop()).toEqual({ what: 'sudo-prompt-command was changed', begun: false });
  });

  it('takes a folder that goes away for tidied up when no applet runs, and for tampering when one does', async () => {
    for (const running of [false, true]) {
      const temporary = temporaryFolder();
      const asked = vi.fn<() => Promise<boolean>>(() => Promise.resolve(running));
      const command = 'cd "/"\necho x\n';
      const watch = startTamperWatch({
        temporaryFolder: temporary,
        name: 'Batten',
        command,
        killApplet: asked,
        pollMs: 5,
      });
      const { folder } = openedFolder(temporary);
      await new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
      renameSync(folder, join(temporary, 'elsewhere'));
      await expect.poll(() => asked.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(0);
      const what = 'its folder was moved or emptied';
      expect(await watch.stop()).toEqual(running ? { what, begun: true } : undefined);
    }
  });

  it("leaves alone what was there before, and what is not the library's", async () => {
    const temporary = temporaryFolder();
    const { commandPath } = openedFolder(temporary);
    writeFileSync(commandPath, 'of an earlier call');
    const killApplet = vi.fn<() => Promise<boolean>>(() => Promise.resolve(false));
    const watch = startTamperWatch({ temporaryFolder: temporary, name: 'Batten', command: 'x', killApplet, pollMs: 5 });
    mkdirSync(join(temporary, 'b'.repeat(32)));
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    expect(await watch.stop()).toBeUndefined();
    expect(killApplet).not.toHaveBeenCalled();
  });
});
