import { join } from 'node:path';
import { app } from 'electron';
import { prepareElectron, startApp } from './app';
import { debuggingSwitch } from './lockdown';
import { realMac } from './real-mac';

const CLI_WORDS = ['status', 'explain', 'plan', 'journal', '--help', '-h', '--version'];

/** `Batten.app/Contents/MacOS/Batten status`: the same program is the command line, which is a bundle of its own. */
function isCommandLine(): boolean {
  const first = process.argv.slice(app.isPackaged ? 1 : 2).find((word) => word !== '.');
  return first !== undefined && CLI_WORDS.includes(first);
}

async function main(): Promise<void> {
  if (isCommandLine()) {
    require(join(__dirname, '../cli/main.cjs'));
    return;
  }
  const open = app.isPackaged ? debuggingSwitch() : undefined;
  if (open !== undefined) {
    process.stderr.write(`Batten does not start with --${open}: it would let other programs drive it.\n`);
    app.exit(2);
    return;
  }
  prepareElectron();
  const { mac, dataFolder } = await realMac();
  await startApp(mac, { dataFolder, openWindow: false, rendererFolder: join(__dirname, '../renderer') });
}

main().catch((error: unknown) => {
  process.stderr.write(`Batten could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  app.exit(1);
});
