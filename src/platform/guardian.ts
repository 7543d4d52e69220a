import { join } from 'node:path';
import type { Guardian } from '../core/person-guard';
import type { ProgressLog } from '../core/ports';
import { realFiles } from './file-layer';
import { createProgressLog } from './progress-log';
import { startProgram } from './started-program';

export interface GuardianOptions {
  /** Only tests give this: what becomes of the script before it is run. */
  readonly relocate?: (script: string) => string;
  readonly owner?: number;
}

/** How long a guard may take until it waits. */
const ARMING_MS = 5_000;

/** Runs guards as processes of the person's that outlive the app, with their logs in the data folder. */
export function createGuardian(dataFolder: string, options: GuardianOptions = {}): Guardian {
  const folder = join(dataFolder, 'answers');
  const { relocate = (script: string) => script, owner = process.getuid?.() ?? -1 } = options;
  const log = createProgressLog({ folder, owner });
  return {
    log,
    logPath: (operationId) => join(folder, `${operationId}.log`),
    async start({ operationId, script }) {
      await realFiles.makeFolder(folder);
      // In a process group of its own, so it goes on when the app is killed; it prints nothing.
      const child = startProgram('/bin/sh', ['-c', relocate(script)]);
      if ('kind' in child) throw new Error(child.reason);
      child.stdout.resume();
      child.stderr.resume();
      child.unref();
      const ended = new Promise<void>((resolve) => {
        child.once('close', () => resolve());
        child.once('error', () => resolve());
      });
      await armed(log, operationId, ended);
      return { ended };
    },
  };
}

/**
 * Resolves when a guard waits, or has ended because it was told to keep everything. Rejects where it does not come to that.
 *
 * An answer can be there before the guard is.
 */
export function armed(log: ProgressLog, operationId: string, ended: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      stop?.();
      clearTimeout(limit);
      if (error === undefined) resolve();
      else reject(error);
    };
    const stop = log.follow?.(operationId, (text) => {
      if (/^(?:LEFT|KEPT)/m.test(text)) settle();
    });
    const limit = setTimeout(() => settle(new Error('it did not begin in time')), ARMING_MS);
    void ended
      .then(() => log.read(operationId))
      .then((text) => settle(/^KEPT$/m.test(text ?? '') ? undefined : new Error('it ended at once')));
  });
}
