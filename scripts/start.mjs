// `npm start`: the real app on a Mac; anywhere else, and with `npm run start:simulated`, the same app on a simulated
// Mac. Without a display the simulated app serves itself to a browser and prints the address.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BuildError, buildAll, buildSimulated, projectRoot } from './build.mjs';
import { NoElectron, electronArguments, electronExecutable } from './electron.mjs';

const say = (line) => process.stderr.write(`${line}\n`);

/** What keeps us from starting, as one sentence. */
class CannotStart extends Error {}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the foreground and answers its exit code and the end of what it wrote to stderr. Ctrl-C reaches the
 * whole process group, so the child normally ends by itself; a signal sent to us alone is passed on. `show` decides
 * which lines of stderr the person sees.
 */
function foreground(program, args, show = () => true) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: projectRoot, stdio: ['inherit', 'inherit', 'pipe'] });
    const last = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      last.push(line);
      if (last.length > 50) last.shift();
      if (show(line)) say(line);
    });
    let isStopping = false;
    const stop = () => {
      isStopping = true;
      setTimeout(() => child.kill('SIGTERM'), 300).unref();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, stop);
    const end = (code, text) => {
      for (const signal of STOP_SIGNALS) process.off(signal, stop);
      done({ code: isStopping ? 0 : code, text });
    };
    child.on('error', (error) => end(127, error.message));
    child.on('close', (code) => end(code ?? 1, last.join('\n')));
  });
}

async function startReal() {
  await buildAll({ log: say });
  if (!existsSync(join(projectRoot, 'out/main/index.cjs')))
    throw new CannotStart('There is no src/main/index.ts to start yet.');
  return (await foreground(await electronExecutable(), ['.'])).code;
}

async function startSimulated() {
  await buildSimulated({ log: say });
  const main = join(projectRoot, 'out-simulated/main/index.cjs');
  const hasDisplay = process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (!hasDisplay) return startPreview();
  if (!existsSync(main)) throw new CannotStart('There is no test/entry/main.ts to start yet.');
  try {
    const electron = await electronExecutable();
    const { code, text } = await foreground(electron, [...electronArguments(), main], isNotChromiumChatter);
    const reason = code === 0 ? undefined : electronFailure(text);
    if (reason === undefined) return code;
    say(`${reason} Showing the app in a browser instead.`);
  } catch (error) {
    if (!(error instanceof NoElectron)) throw error;
    say(`${error.message} Showing the app in a browser instead.`);
  }
  return startPreview();
}

/** Why Electron could not even open a window, or undefined when the app itself ended with an error. */
function electronFailure(text) {
  const library = /error while loading shared libraries: (\S+?):/.exec(text);
  if (library) return `Electron needs ${library[1]}, which \`npm run setup:linux\` installs.`;
  if (/Missing X server|cannot open display|Failed to connect to Wayland/i.test(text))
    return 'Electron cannot open the display.';
  if (/namespace sandbox|setuid sandbox|SUID sandbox/i.test(text))
    return 'This system does not let Electron set up its sandbox.';
  if (/EACCES|ENOENT/.test(text) && text.startsWith('spawn')) return 'Electron cannot be run here.';
  return undefined;
}

/** Chromium's own log lines: on Linux mostly complaints about a missing D-Bus, of no consequence here. */
const isNotChromiumChatter = (line) =>
  !/^\[\d+:[\d/.:]+:(ERROR|WARNING|INFO):|^\s*$|Gtk-WARNING|^libva |MESA/.test(line);

async function startPreview() {
  const preview = join(projectRoot, 'out-simulated/preview/index.cjs');
  if (!existsSync(preview))
    throw new CannotStart('There is no display, and no test/entry/preview.ts to serve to a browser yet.');
  return (await foreground(process.execPath, [preview])).code;
}

try {
  const real = process.platform === 'darwin' && !process.argv.includes('--simulated');
  process.exitCode = real ? await startReal() : await startSimulated();
} catch (error) {
  const isPlain = error instanceof BuildError || error instanceof CannotStart || error instanceof NoElectron;
  say(isPlain ? error.message : `Batten could not be started: ${error.message}`);
  process.exitCode = 1;
}
