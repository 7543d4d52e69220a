import { join } from 'node:path';
import type { OperationLock } from '../core/ports';
import { tryLock } from './lock-file';

/** Longer than a dialog may stay open and its script may run; on macOS an older lock is taken for a forgotten one. */
const OLDEST_MS = 15 * 60_000;

/** One privileged operation at a time for this person, in this process and in all others, by a file in the data folder. */
export function createOperationLock(dataFolder: string, now?: () => number, bootedAt?: () => number): OperationLock {
  const path = join(dataFolder, 'operation.lock');
  const clock = { ...(now === undefined ? {} : { now }), ...(bootedAt === undefined ? {} : { bootedAt }) };
  return {
    acquire: async () => {
      const attempt = await tryLock({ path, oldestMs: OLDEST_MS, ...clock });
      if (attempt.kind === 'acquired') return attempt;
      const { owner } = attempt;
      if (owner === undefined || owner.pid === 0) return { kind: 'held', by: `the file ${path}` };
      const who = owner.pid === process.pid ? 'Batten itself' : `process ${owner.pid}`;
      return { kind: 'held', by: `${who}, since ${new Date(owner.startedAt).toISOString()}` };
    },
  };
}
