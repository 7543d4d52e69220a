// The Electron program for this computer, for `npm start` and for the end-to-end tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NoElectron, electronForLinux } from './electron-linux.mjs';

export { NoElectron };
const require = createRequire(import.meta.url);

/**
 * Path of the Electron program, fetched first if need be; throws NoElectron with one sentence if there is none.
 * @returns {Promise<string>}
 */
export async function electronExecutable() {
  return process.platform === 'darwin' ? npmElectron() : (await electronForLinux()).executable;
}

/**
 * What has to precede the app on Electron's command line. Chromium's sandbox refuses to run as root; for everyone else
 * it stays on.
 * @returns {string[]}
 */
export const electronArguments = () =>
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The npm package `electron` comes without its program; fetch that once, with the installer the package brings. */
function npmElectron() {
  const folder = dirname(require.resolve('electron/package.json'));
  const isThere = () => existsSync(join(folder, 'path.txt')) && existsSync(join(folder, 'dist'));
  if (!isThere()) {
    process.stderr.write('Fetching Electron for this Mac (once) ...\n');
    const { stderr } = spawnSync(process.execPath, [join(folder, 'install.js')], { encoding: 'utf8' });
    if (!isThere()) throw new NoElectron(`Electron could not be downloaded: ${(stderr ?? '').trim().split('\n')[0]}.`);
  }
  return require('electron');
}
