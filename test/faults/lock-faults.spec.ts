import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOperationLock } from '../../src/platform/operation-lock';
import type { SystemFault } from '../platform/faulty-files';
import { onFaultySystem } from './faulty-system';
import { dataFolderIn, memoryFolder } from './memory-folder';
import { messageOf, whyNotPlain } from './plain-words';
import { tally } from './tally';

const FAULTS: readonly SystemFault[] = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'ENOENT', 'ENOTDIR', 'EMFILE'];
const ALL = FAULTS.flatMap((fault) => [false, true].map((persistent) => [fault, persistent] as const));

/** The lock of a process that is gone. */
const LEFT = JSON.stringify({ pid: 999_999_999, startedAt: 1, processStart: '', token: 'd'.repeat(32) });
const STARTS: Readonly<Record<string, (folder: string) => void>> = {
  'where there is none': () => {},
  'after a process that died': (folder) => writeFileSync(join(folder, 'operation.lock'), LEFT),
};

describe.each(Object.entries(STARTS))('taking and giving back the lock of an operation, %s', (_, start) => {
  it.for(ALL)(
    'with %s at any call (for good: %s) is had or refused, and can be had afterwards',
    async ([fault, persistent]) => {
      const root = memoryFolder();
      const wrong: string[] = [];
      let tried = 0;
      for (let at = 1; at < 100; at += 1) {
        const folder = dataFolderIn(root, String(at));
        start(folder);
        const lock = createOperationLock(folder);
        const { calls, ended } = await onFaultySystem(folder, { at, fault, persistent }, async () => {
          const held = await lock.acquire();
          if (held.kind === 'acquired') await held.release();
          return held;
        });
        if (calls.length < at) break;
        tried += 1;
        const where = `${fault} at call ${at} (${calls[at - 1] ?? ''})`;
        const reason = ended.kind === 'threw' ? whyNotPlain(messageOf(ended.error)) : undefined;
        if (reason !== undefined) wrong.push(`${where}: ${reason}`);
        const after = await lock.acquire();
        if (after.kind === 'held') wrong.push(`${where}: it is held for good by ${after.by}`);
        const second = await createOperationLock(folder).acquire();
        if (after.kind === 'acquired' && second.kind !== 'held') wrong.push(`${where}: two have it`);
        if (after.kind === 'acquired') await after.release();
        const left = readdirSync(folder).filter((name) => !name.endsWith('.tmp') || !persistent);
        // Where even removing fails, a file stays that says who is gone; nothing may be taken for a lock that is held.
        const stays = calls[at - 1] === 'unlink' || persistent;
        if (left.length > 0 && !stays) wrong.push(`${where}: ${left.join(', ')} was left behind`);
      }
      tally('file faults', tried, wrong.length);
      expect(wrong).toEqual([]);
      expect(tried).toBeGreaterThan(6);
    },
  );
});
