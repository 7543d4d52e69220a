import { createCommandRunner } from '../platform/command-runner';
import { dataFolderPath, openDataFolder } from '../platform/data-folder';
import { createSudoPromptElevator } from '../platform/elevator';
import { systemEntropy } from '../platform/entropy';
import { createJournalFile } from '../platform/journal-file';
import { createOperationLock } from '../platform/operation-lock';
import { createOsascriptElevator } from '../platform/osascript-elevator';
import { createProgressLog } from '../platform/progress-log';
import { createSettingsFile } from '../platform/settings-file';
import { systemClock } from '../platform/system-clock';
import { thisProcess } from '../platform/this-mac';
import { TASKS } from '../tasks';
import type { Mac } from './mac';

/** The computer Batten runs on, with the journal and settings of the person who started it. */
export async function realMac(): Promise<{ readonly mac: Mac; readonly dataFolder: string }> {
  const { asRoot, account, processId } = thisProcess();
  const dataFolder = dataFolderPath();
  const opened = await openDataFolder(dataFolder);
  const mac: Mac = {
    simulated: false,
    catalogue: TASKS,
    runner: createCommandRunner(),
    elevators: { 'sudo-prompt': createSudoPromptElevator(), osascript: createOsascriptElevator() },
    journal: createJournalFile({ folder: dataFolder }),
    progressLog: createProgressLog(),
    lock: createOperationLock(dataFolder),
    clock: systemClock,
    entropy: systemEntropy,
    settings: createSettingsFile(dataFolder),
    asRoot,
    processId,
    ...(account === undefined ? {} : { account }),
    ...(opened.kind === 'refused' ? { problem: opened.reason } : {}),
  };
  return { mac, dataFolder };
}
