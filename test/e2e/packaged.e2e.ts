// The packaged app, as a Linux folder: does what ships start, from its archive, with the fuses we decided on?
import { _electron, expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronArguments } from '../../scripts/electron.mjs';
import { readFuses } from '../../scripts/check-mac-bundle.mjs';
import { packageDir } from '../../scripts/package.mjs';

test.skip(process.platform !== 'linux', 'on a Mac, releases are checked by hand: see docs');
test.setTimeout(120_000);

const home = mkdtempSync(join(tmpdir(), 'batten-packaged-'));
// Whatever it writes on its way up belongs into a home of its own.
const env = { ...(process.env as Record<string, string>), HOME: home, XDG_CONFIG_HOME: join(home, '.config') };
let packaged = { executable: '', folder: '' };

test.beforeAll(async () => {
  packaged = await packageDir({ quiet: true, output: join(home, 'dist') });
});
test.afterAll(() => rmSync(home, { recursive: true, force: true }));

test('starts from its archive and closes', async () => {
  const app = await _electron.launch({ executablePath: packaged.executable, args: electronArguments(), env });
  const about = await app.evaluate(({ app: electron }) => ({
    name: electron.getName(),
    isPackaged: electron.isPackaged,
    path: electron.getAppPath(),
  }));
  expect(about).toEqual({ name: 'Batten', isPackaged: true, path: join(packaged.folder, 'resources/app.asar') });
  await app.close();
});

test('the fuses are those of a release, but for the one that lets this test in', () => {
  // runAsNode, cookies, NODE_OPTIONS, --inspect (open here), integrity, only from the archive, snapshot, file://
  expect(readFuses(packaged.executable)?.slice(0, 8)).toBe('00011100');
});

test('cannot be turned into a plain Node', () => {
  const code = 'console.log("I am " + "Node")';
  const { stdout } = spawnSync(packaged.executable, [...electronArguments(), '-e', code], {
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    timeout: 2_000, // started as an app it stays; as Node it would have answered at once
    killSignal: 'SIGKILL',
  });
  expect(stdout).not.toContain('I am Node');
});
