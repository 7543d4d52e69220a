import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { DEFAULT_POLICY } from '../core/policy';
import type { CommandRunner, JournalReading } from '../core/ports';
import type { PolicyReading } from '../core/policy-store';
import { dataFolderPath } from '../platform/data-folder';
import { systemClock } from '../platform/system-clock';
import { type ThisProcess, thisProcess } from '../platform/this-mac';
import type { CliAnswer } from './answer';
import type { CliMac } from './cli-mac';
import { runCli } from './run';

/** The command line's composition root. It reaches no elevator: that is checked over the import graph. */
export function runHere(args: readonly string[], runner: CommandRunner, who: ThisProcess): Promise<CliAnswer> {
  const { home } = who;
  const host = { runner, clock: systemClock, readPolicy, ...(home === undefined ? {} : { home }) };
  const whole = async (): Promise<CliMac> => {
    const [{ TASKS }, { partOf }, { systemEntropy }, { createLineStream }] = await Promise.all([
      import('../tasks'),
      import('../tasks/parts/part-of'),
      import('../platform/entropy'),
      import('../platform/line-stream'),
    ]);
    const { asRoot, account } = who;
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
  };
  return runCli(args, { ...host, whole, version: packageJson.version });
}

/** Where there is no file the built-in policy holds, and nothing that could read one is loaded. */
async function readPolicy(): Promise<PolicyReading> {
  const folder = dataFolderPath();
  if (isMissing(join(folder, 'policy.yaml'))) return { policy: DEFAULT_POLICY, source: 'built-in' };
  const [{ createPolicyFile }, { TASKS }] = await Promise.all([import('../platform/policy-file'), import('../tasks')]);
  return createPolicyFile({ folder, taskIds: TASKS.map(({ id }) => id) }).read();
}

/** Only where the system says so: a file that cannot be looked at is not missing. */
function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** With sudo the home folder is still the person's: root reads nothing there, and so leaves no file of its own there. */
async function readJournal(): Promise<JournalReading> {
  const folder = dataFolderPath();
  const [{ realFiles }, { createJournalFile }, { receiptsOf }] = await Promise.all([
    import('../platform/file-layer'),
    import('../platform/journal-file'),
    import('../platform/run-receipts'),
  ]);
  const owner = (await realFiles.facts(folder))?.owner;
  if (owner !== undefined && owner !== process.getuid?.()) {
    throw new Error(`${folder} belongs to another account; run batten as that account, without sudo`);
  }
  return createJournalFile({ folder, ...receiptsOf(thisProcess().userId) }).read();
}
