// `npm run setup:linux`: what Debian and Ubuntu need beside Node so that every test can run. Safe to repeat, and quick
// when there is nothing left to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// Where a package has two names, the first one known to this system is taken (Ubuntu 24.04 renamed some).
const PACKAGES = [
  // the end-to-end ring: a display, and the libraries Electron is linked against
  ['xvfb'],
  ['xauth'],
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libnotify4'],
  ['libxss1'],
  // the browser preview is tested in a browser; the fonts make screenshots look like the real thing
  ['chromium', 'chromium-browser'],
  ['fonts-inter'],
  ['fonts-dejavu-core'],
  // what the tests compare with: the composed scripts must please shellcheck and write nothing else than strace may see,
  // the parsers must understand a real lsof
  ['shellcheck'],
  ['strace'],
  ['procps'],
  ['lsof'],
];

function isInstalled(name) {
  const { status, stdout } = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], {
    encoding: 'utf8',
  });
  return status === 0 && stdout === 'installed';
}

/** The packages of which no name is installed. */
const missingPackages = () => PACKAGES.filter((names) => !names.some(isInstalled));

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function apt(...args) {
  const command = ['apt-get', '--quiet', '--option=DPkg::Lock::Timeout=120', ...args];
  const asRoot = process.getuid() === 0 ? command : ['sudo', ...command];
  // Without a terminal `sudo` must not wait for a password that nobody can type.
  if (asRoot[0] === 'sudo' && !process.stdin.isTTY) asRoot.splice(1, 0, '--non-interactive');
  const { status, error } = spawnSync(asRoot[0], asRoot.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (error?.code === 'ENOENT') fail(`\`${asRoot[0]}\` was not found. Run \`${command.join(' ')}\` as root instead.`);
  if (status !== 0) fail(`\`${command.join(' ')}\` did not succeed; what it said is above.`);
}

function setUp() {
  if (process.platform === 'darwin') return console.log('Nothing to install: macOS has what the tests need.');
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) {
    const names = PACKAGES.map((alternatives) => alternatives.at(-1)).join(' ');
    fail(`This script knows Debian and Ubuntu (apt-get). Elsewhere, install what corresponds to: ${names}`);
  }
  const missing = missingPackages();
  if (missing.length === 0) return console.log('Everything is installed.');

  apt('update');
  const isKnown = (name) =>
    spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0;
  const chosen = missing.map(
    (names) => names.find(isKnown) ?? fail(`This system offers no package named ${names.join(' or ')}.`),
  );
  apt('install', '--yes', '--no-install-recommends', ...chosen);
  console.log(`Installed: ${chosen.join(' ')}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) setUp();
