import type { JournalReading } from '../core/ports';
import { dataFolderPath } from '../platform/data-folder';
import { systemEntropy } from '../platform/entropy';
import { realFiles } from '../platform/file-layer';
import { createJournalFile } from '../platform/journal-file';
import { createLineStream } from '../platform/line-stream';
import { receiptsOf } from '../platform/run-receipts';
import { type ThisProcess, thisProcess } from '../platform/this-mac';
import { TASKS } from '../tasks';
import { partOf } from '../tasks/parts/part-of';
import type { CliMac } from './cli-mac';
import type { ExposureMac } from './exposure';

/** Everything that the commands which are not about exposure need of this computer. */
export function wholeMac(host: ExposureMac, { asRoot, account }: ThisProcess): CliMac {
  return {
    ...host,
    catalogue: TASKS,
    entropy: systemEntropy,
    asRoot,
    readJournal,
    partOf,
    lines: createLineStream(),
    remoteSession: process.env['SSH_CONNECTION'] !== undefined,
    ...(account === undefined ? {} : { account }),
  };
}

/** With sudo the home folder is still the person's: root reads nothing there, and so leaves no file of its own there. */
async function readJournal(): Promise<JournalReading> {
  const folder = dataFolderPath();
  const owner = (await realFiles.facts(folder))?.owner;
  if (owner !== undefined && owner !== process.getuid?.()) {
    throw new Error(`${folder} belongs to another account; run batten as that account, without sudo`);
  }
  return createJournalFile({ folder, ...receiptsOf(thisProcess().userId) }).read();
}
