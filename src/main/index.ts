import { join } from 'node:path';
import { app } from 'electron';
import { prepareElectron, startApp } from './app';
import { realMac } from './real-mac';
import { refusedSwitch, type Start } from './switches';

/** What was typed after the program, or after the script that an unpackaged Electron was given. */
const args = process.argv.slice(app.isPackaged ? 1 : 2);

/** `Batten.app/Contents/MacOS/Batten status`: the same program is the command line, which is a bundle of its own. */
function isCommandLine(): boolean {
  const [first] = args;
  // Finder and Chromium add switches of their own; a bare word is always meant for the command line, even a wrong one.
  return first !== undefined && (/^[a-z]/.test(first) || ['--help', '-h', '--version'].includes(first));
}

function start(): Start {
  return {
    args,
    hasSwitch: (name) => app.commandLine.hasSwitch(name),
    isCommandLine: isCommandLine(),
    isMac: process.platform === 'darwin',
  };
}

async function main(): Promise<void> {
  const refused = app.isPackaged ? refusedSwitch(start()) : undefined;
  if (refused !== undefined) {
    process.stderr.write(`Batten does not start with --${refused}: a switch could let other programs drive it.\n`);
    app.exit(2);
    return;
  }
  if (isCommandLine()) {
    require(join(__dirname, '../cli/main.cjs'));
    return;
  }
  prepareElectron();
  // Chromium keeps its own files apart from the journal and the settings.
  app.setPath('userData', join(app.getPath('appData'), 'Batten', 'Electron'));
  const { mac, dataFolder } = await realMac();
  await startApp(mac, { dataFolder, openWindow: false, rendererFolder: join(__dirname, '../renderer') });
}

main().catch((error: unknown) => {
  process.stderr.write(`Batten could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  app.exit(1);
});
