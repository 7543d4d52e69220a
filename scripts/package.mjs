// Packages the app with electron-builder.
//
//   npm run package                   a release for macOS: dmg and zip for both processors (on a Mac, with signing set up)
//   npm run package:dir               the unpacked app for this system, with the fuses of a release as well
//
// No package has a door for debuggers: what Playwright drives is the unpackaged app. Each build writes what it is made of
// beside the app: batten-<version>.cdx.json (scripts/sbom.mjs).
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BuildError, buildAll, failPlainly, projectRoot } from './build.mjs';
import { ELECTRON_VERSION, NoElectron, distForPackaging } from './electron-linux.mjs';
import { writeBillOfMaterials } from './sbom.mjs';

const require = createRequire(import.meta.url);

/** Runs electron-builder; throws a BuildError with the end of its output if it does not succeed. */
export async function electronBuilder(args, { quiet = false } = {}) {
  const cli = join(require.resolve('electron-builder/package.json'), '../cli.js');
  const child = spawn(process.execPath, [cli, ...args, '--publish', 'never'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      if (!quiet) process.stderr.write(chunk);
    });
  }
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new BuildError(`electron-builder did not succeed.${quiet ? `\n${output.slice(-2000)}` : ''}`);
}

/**
 * The unpacked app for the system this runs on.
 * @param {{ quiet?: boolean, output?: string }} [options]
 * @returns {Promise<{ executable: string, folder: string, billOfMaterials: string }>}
 */
export async function packageDir({ quiet = false, output = 'dist' } = {}) {
  await buildAll();
  const settings = [`-c.directories.output=${output}`];
  if (process.platform === 'darwin') {
    // Signed for this Mac alone: without any signature Apple silicon refuses to start it, and with the hardened
    // runtime such a signature would not let Electron load its own framework.
    settings.push('-c.mac.identity=-', '-c.mac.hardenedRuntime=false', '-c.mac.notarize=false');
    await electronBuilder(['--mac', 'dir', ...settings], { quiet });
    const folder = resolve(projectRoot, output, process.arch === 'arm64' ? 'mac-arm64' : 'mac');
    const billOfMaterials = writeBillOfMaterials(resolve(projectRoot, output));
    return { executable: join(folder, 'Batten.app/Contents/MacOS/Batten'), folder, billOfMaterials };
  }
  const dist = await distForPackaging();
  const electron = [`-c.electronDist=${dist}`, `-c.electronVersion=${ELECTRON_VERSION}`];
  await electronBuilder(['--linux', 'dir', ...settings, ...electron], { quiet });
  const folder = resolve(projectRoot, output, 'linux-unpacked');
  const billOfMaterials = writeBillOfMaterials(resolve(projectRoot, output), { electron: ELECTRON_VERSION });
  return { executable: join(folder, 'batten'), folder, billOfMaterials };
}

async function packageRelease() {
  if (process.platform !== 'darwin') throw new BuildError('A release for macOS can only be made on a Mac.');
  await buildAll({ force: true });
  // Cookie encryption asks for the keychain, which only a signed app gets without a question.
  const isSigned = Boolean(process.env.CSC_LINK || process.env.CSC_NAME);
  await electronBuilder(['--mac', ...(isSigned ? ['-c.electronFuses.enableCookieEncryption=true'] : [])]);
  writeBillOfMaterials(resolve(projectRoot, 'dist'));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    if (process.argv.includes('--dir')) {
      console.log((await packageDir()).executable);
    } else {
      await packageRelease();
    }
  } catch (error) {
    failPlainly(error instanceof NoElectron ? new BuildError(error.message) : error);
  }
}
