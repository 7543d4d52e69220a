import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { DEFAULT_POLICY } from '../core/policy';
import type { CommandRunner } from '../core/ports';
import type { PolicyReading } from '../core/policy-store';
import { dataFolderPath } from '../platform/data-folder';
import { systemClock } from '../platform/system-clock';
import type { ThisProcess } from '../platform/this-mac';
import type { CliAnswer } from './answer';
import { runCli } from './run';

/** The command line's composition root. It reaches no elevator: that is checked over the import graph. */
export function runHere(args: readonly string[], runner: CommandRunner, who: ThisProcess): Promise<CliAnswer> {
  const { home } = who;
  const host = { runner, clock: systemClock, readPolicy, ...(home === undefined ? {} : { home }) };
  const whole = async () => (await import('./whole')).wholeMac(host, who);
  return runCli(args, { ...host, whole, version: packageJson.version });
}

/** Where there is no file the built-in policy holds, and nothing that could read one is loaded. */
async function readPolicy(): Promise<PolicyReading> {
  const folder = dataFolderPath();
  if (isMissing(join(folder, 'policy.yaml'))) return { policy: DEFAULT_POLICY, source: 'built-in' };
  return (await import('./own-policy')).readOwnPolicy(folder);
}

/** Only where the system says so: a file that cannot be looked at is not missing. */
function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
