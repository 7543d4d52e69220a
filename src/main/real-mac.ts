import { join } from 'node:path';
import { createCommandRunner } from '../platform/command-runner';
import { dataFolderPath, openDataFolder } from '../platform/data-folder';
import { createSudoPromptElevator } from '../platform/elevator';
import { systemEntropy } from '../platform/entropy';
import { createFileEditor } from '../platform/file-editor';
import { createGuardian } from '../platform/guardian';
import { createJournalFile } from '../platform/journal-file';
import { createKeepAnswers } from '../platform/keep-answers';
import { createLineStream } from '../platform/line-stream';
import { createOperationLock } from '../platform/operation-lock';
import { createOsascriptElevator } from '../platform/osascript-elevator';
import { createPolicyFile } from '../platform/policy-file';
import { createProgressLog } from '../platform/progress-log';
import { receiptsOf } from '../platform/run-receipts';
import { createSettingsFile } from '../platform/settings-file';
import { systemClock } from '../platform/system-clock';
import { thisProcess } from '../platform/this-mac';
import { TASKS } from '../tasks';
import { partOf } from '../tasks/parts/part-of';
import type { Mac } from './mac';

/** The computer Batten runs on, with the journal and settings of the person who started it. */
export async function realMac(): Promise<{ readonly mac: Mac; readonly dataFolder: string }> {
  const { asRoot, account, home, processId, userId } = thisProcess();
  const dataFolder = dataFolderPath();
  const opened = await openDataFolder(dataFolder);
  const runner = createCommandRunner();
  const mac: Mac = {
    simulated: false,
    catalogue: TASKS,
    partOf,
    runner,
    lines: createLineStream(),
    files: createFileEditor({ backups: join(dataFolder, 'backups'), runner, owner: process.getuid?.() ?? -1 }),
    policy: createPolicyFile({ folder: dataFolder, taskIds: TASKS.map(({ id }) => id) }),
    elevators: { 'sudo-prompt': createSudoPromptElevator(), osascript: createOsascriptElevator() },
    journal: createJournalFile({ folder: dataFolder, ...receiptsOf(userId) }),
    progressLog: createProgressLog(),
    answers: createKeepAnswers(dataFolder),
    guardian: createGuardian(dataFolder),
    lock: createOperationLock(dataFolder),
    clock: systemClock,
    entropy: systemEntropy,
    settings: createSettingsFile(dataFolder),
    asRoot,
    processId,
    remoteSession: process.env['SSH_CONNECTION'] !== undefined,
    ...(userId === undefined ? {} : { userId }),
    ...(account === undefined ? {} : { account }),
    ...(home === undefined ? {} : { home }),
    ...(opened.kind === 'refused' ? { problem: opened.reason } : {}),
  };
  return { mac, dataFolder };
}
