import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { dataFolderPath, openDataFolder } from '../../src/platform/data-folder';
import { systemEntropy } from '../../src/platform/entropy';
import { createProgressLog } from '../../src/platform/progress-log';
import { createSettingsFile, DEFAULT_SETTINGS } from '../../src/platform/settings-file';
import { systemClock } from '../../src/platform/system-clock';
import { thisProcess } from '../../src/platform/this-mac';
import { faultyFiles } from './faulty-files';
import { temporaryFolder } from './temporary-folder';

describe("the person's data folder", () => {
  it('stands where each system keeps such things', () => {
    const { homedir } = { homedir: process.env['HOME'] ?? '' };
    expect(dataFolderPath('darwin', {})).toBe(join(homedir, 'Library/Application Support/Batten'));
    expect(dataFolderPath('linux', {})).toBe(join(homedir, '.local/share/Batten'));
    expect(dataFolderPath('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/Batten');
    expect(dataFolderPath('linux', { XDG_DATA_HOME: 'not/absolute' })).toBe(join(homedir, '.local/share/Batten'));
  });

  it('is made closed to others, and closed where it was open', async () => {
    const path = join(temporaryFolder(), 'deep', 'Batten');
    expect(await openDataFolder(path)).toEqual({ kind: 'ready', path });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    chmodSync(path, 0o755);
    expect(await openDataFolder(path)).toEqual({ kind: 'ready', path });
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('is refused, with the reason, where it is not plainly ours', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    const reasonFor = async (name: string, owner?: number): Promise<string> => {
      const opened = await openDataFolder(join(folder, name), undefined, owner);
      return opened.kind === 'refused' ? opened.reason : 'ready';
    };
    expect(await reasonFor('link')).toMatch(/link cannot be used: it is a link to another place; remove the link$/);
    expect(await reasonFor('file')).toMatch(/cannot be used: something is already there$/);
    expect(await reasonFor('elsewhere', 4_242)).toMatch(/it belongs to another account/);
    const full = await openDataFolder(join(folder, 'new'), faultyFiles(1, 'ENOSPC'));
    expect(full).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/the disk is full$/) as string });
  });
});

describe('the settings', () => {
  it('are the defaults where there are none, and come back as they were written', async () => {
    const folder = temporaryFolder();
    const settings = createSettingsFile(folder);
    expect(await settings.read()).toEqual({ settings: DEFAULT_SETTINGS });
    await settings.change({ elevationBackend: 'osascript' });
    await settings.change({ launchAtLoginAsked: true });
    const expected = { ...DEFAULT_SETTINGS, elevationBackend: 'osascript', launchAtLoginAsked: true };
    expect(await createSettingsFile(folder).read()).toEqual({ settings: expected });
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(statSync(join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
  });

  it('keep what a later version has added', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ schema: 'batten.settings/1', later: 1 }));
    await createSettingsFile(folder).change({ launchAtLogin: true });
    expect(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ later: 1 });
  });

  it.each([
    ['{', 'it is not JSON'],
    ['{"schema":"batten.settings/2"}', 'it holds something Batten does not know'],
    ['{"schema":"batten.settings/1","elevationBackend":"sudo"}', 'it holds something Batten does not know'],
    ['x'.repeat(70_000), 'it is larger than 64 KB'],
  ])('that cannot be read are not used, and not lost (%#)', async (text, reason) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), text);
    const settings = createSettingsFile(folder);
    expect(await settings.read()).toEqual({
      settings: DEFAULT_SETTINGS,
      problem: `settings.json is not used, because ${reason}; the defaults are`,
    });
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(text);
    await settings.change({ launchAtLogin: true });
    expect(await settings.read()).toEqual({ settings: { ...DEFAULT_SETTINGS, launchAtLogin: true } });
    expect(readFileSync(join(folder, 'settings.unreadable-1.json'), 'utf8')).toBe(text);
  });

  it('are the old ones or the new ones whole, whichever call fails', async () => {
    const root = temporaryFolder();
    for (let at = 1; at < 40; at += 1) {
      const folder = join(root, String(at));
      mkdirSync(folder);
      await createSettingsFile(folder).change({ launchAtLogin: true });
      const files = faultyFiles(at, 'EIO');
      await createSettingsFile(folder, files)
        .change({ elevationBackend: 'osascript' })
        .catch(() => undefined);
      const text = readFileSync(join(folder, existsAs(folder)), 'utf8');
      expect(JSON.parse(text)).toMatchObject({ launchAtLogin: true });
      if (files.calls().length < at) return;
    }
  });
});

/** Where the old settings are: in place, or beside when they could not be read. */
function existsAs(folder: string): string {
  return readdirSync(folder).find((name) => name.startsWith('settings.unreadable')) ?? 'settings.json';
}

describe("root's log", () => {
  const id = 'c'.repeat(32);
  const owner = userInfo().uid;

  it('is read where only root could have written it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, `${id}.log`), 'BEGUN 1\n', { mode: 0o644 });
    expect(await createProgressLog({ folder, owner }).read(id)).toBe('BEGUN 1\n');
    expect(await createProgressLog({ folder, owner: owner + 1 }).read(id)).toBeUndefined();
  });

  it('counts as absent where anybody else could have', async () => {
    const folder = temporaryFolder();
    const path = join(folder, `${id}.log`);
    const read = (): Promise<string | undefined> => createProgressLog({ folder, owner }).read(id);
    expect(await read()).toBeUndefined();
    writeFileSync(path, 'x');
    for (const mode of [0o664, 0o646]) {
      chmodSync(path, mode);
      expect(await read()).toBeUndefined();
    }
    chmodSync(path, 0o644);
    writeFileSync(path, 'x'.repeat(1024 * 1024 + 1));
    expect(await read()).toBeUndefined();
  });

  it('is not a link, a folder or a pipe, nor anything outside its folder', async () => {
    const folder = temporaryFolder();
    const log = createProgressLog({ folder, owner });
    writeFileSync(join(folder, 'real'), 'x');
    symlinkSync(join(folder, 'real'), join(folder, `${id}.log`));
    mkdirSync(join(folder, `${'d'.repeat(32)}.log`));
    execFileSync('mkfifo', [join(folder, `${'e'.repeat(32)}.log`)]);
    for (const name of [id, 'd'.repeat(32), 'e'.repeat(32), '../real', 'real', '']) {
      expect(await log.read(name)).toBeUndefined();
    }
  });
});

describe('small things of this computer', () => {
  it('are random, hashed and decoded', () => {
    expect(systemEntropy.hex(16)).toMatch(/^[0-9a-f]{32}$/);
    expect(systemEntropy.hex(16)).not.toBe(systemEntropy.hex(16));
    expect(systemEntropy.sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(systemEntropy.decodeBase64('w6Q=')).toBe('ä');
    expect(systemEntropy.decodeBase64('!!')).toBe('');
  });

  it('are the time, and who runs this', async () => {
    const begun = systemClock.now();
    await systemClock.sleep(20);
    expect(systemClock.now() - begun).toBeGreaterThanOrEqual(15);
    vi.stubEnv('USER', 'somebody/../else');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(thisProcess()).toEqual({
      asRoot: userInfo().uid === 0,
      account: userInfo().username,
      home: userInfo().homedir,
      processId: process.pid,
      userId: process.getuid?.(),
    });
  });
});
