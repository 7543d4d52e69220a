import packageJson from '../../package.json';
import type { JournalReading } from '../core/ports';
import { createCommandRunner } from '../platform/command-runner';
import { dataFolderPath } from '../platform/data-folder';
import { systemEntropy } from '../platform/entropy';
import { realFiles } from '../platform/file-layer';
import { createJournalFile } from '../platform/journal-file';
import { createLineStream } from '../platform/line-stream';
import { createPolicyFile } from '../platform/policy-file';
import { systemClock } from '../platform/system-clock';
import { thisProcess } from '../platform/this-mac';
import { TASKS } from '../tasks';
import { partOf } from '../tasks/parts/part-of';
import { runCli } from './run';

/** The command line's composition root. It reaches no elevator: that is checked over the import graph. */
async function main(): Promise<void> {
  // What is still being read is a process group of its own, which Ctrl-C does not reach: leaving ends it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const { asRoot, account, home } = thisProcess();
  const answer = await runCli(
    ownArguments(),
    {
      catalogue: TASKS,
      runner: createCommandRunner(),
      clock: systemClock,
      entropy: systemEntropy,
      asRoot,
      readJournal,
      readPolicy: () => createPolicyFile({ folder: dataFolderPath(), taskIds: TASKS.map(({ id }) => id) }).read(),
      partOf,
      lines: createLineStream(),
      ...(home === undefined ? {} : { home }),
      ...(account === undefined ? {} : { account }),
    },
    packageJson.version,
  );
  process.exitCode = answer.exitCode;
  await write(process.stderr, answer.stderr);
  await write(process.stdout, answer.stdout);
  // Inside Electron the event loop does not end by itself.
  if (process.versions['electron'] !== undefined) process.exit(answer.exitCode);
}

/** With sudo the home folder is still the person's: root reads nothing there, and so leaves no file of its own there. */
async function readJournal(): Promise<JournalReading> {
  const folder = dataFolderPath();
  const owner = (await realFiles.facts(folder))?.owner;
  if (owner !== undefined && owner !== process.getuid?.()) {
    throw new Error(`${folder} belongs to another account; run batten as that account, without sudo`);
  }
  return createJournalFile({ folder }).read();
}

/** A packaged app has no script among its arguments; node and an unpackaged Electron do. */
function ownArguments(): readonly string[] {
  const packaged = process.versions['electron'] !== undefined && !('defaultApp' in process && process.defaultApp);
  return process.argv.slice(packaged ? 1 : 2);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve) => {
    // A reader that has gone away (`batten status | head`) is no error of ours.
    stream.once('error', () => resolve());
    stream.write(text, () => resolve());
  });
}

void main();
