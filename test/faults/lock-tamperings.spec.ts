import { lutimesSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJournalFile } from '../../src/platform/journal-file';
import { createOperationLock } from '../../src/platform/operation-lock';
import { createPolicyFile } from '../../src/platform/policy-file';
import { declined } from '../platform/journal-events';
import { TASK_IDS } from '../platform/policy-texts';
import { dataFolderIn, memoryFolder } from './memory-folder';
import { messageOf, whyNotPlain } from './plain-words';
import { HANGS, inTime, openPipe, type Tampering, TAMPERINGS } from './tampering';
import { tally } from './tally';

/** The lock of a process that is gone. */
const LEFT = JSON.stringify({ pid: 999_999_999, startedAt: 1, processStart: '', token: 'd'.repeat(32) });
const DONE = 'done';

/** What is done with each lock, in words: `done`, or why not. */
const LOCKS: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  'operation.lock': async (folder) => {
    const held = await createOperationLock(folder).acquire();
    if (held.kind === 'held') return held.by;
    await held.release();
    return DONE;
  },
  'journal.jsonl.lock': async (folder) => {
    await createJournalFile({ folder }).append(declined(1));
    return DONE;
  },
  'policy.yaml.lock': async (folder) => {
    const changed = await createPolicyFile({ folder, taskIds: TASK_IDS }).change({
      kind: 'airdrop',
      value: 'Contacts Only',
    });
    return changed.kind === 'changed' ? DONE : changed.reason;
  },
};

describe.each(Object.entries(LOCKS))('a %s that somebody has put there', (name, act) => {
  it.for([
    ['just now', 0],
    ['an hour ago', 3_600_000],
  ] as const)('%s is taken over or said to be held, whatever it is', { timeout: 300_000 }, async ([, age]) => {
    const root = memoryFolder();
    const wrong: Record<string, readonly string[]> = {};
    // All at once: a lock that is held is waited for.
    const tryOne = async (tampering: Tampering, index: number): Promise<void> => {
      const folder = dataFolderIn(root, String(index));
      const path = join(folder, name);
      writeFileSync(path, LEFT, { mode: 0o600 });
      await tampering.act(path);
      const then = (Date.now() - age) / 1000;
      if (tampering.name !== 'not there') lutimesSync(path, then, then);
      const said = await inTime('taking the lock', () => act(folder)).catch(messageOf);
      const troubles = [said === DONE ? undefined : (whyNotPlain(said) ?? (said.endsWith(HANGS) ? said : undefined))];
      if (said.endsWith(HANGS)) openPipe(path);
      const written = readdirSync(folder).includes('journal.jsonl');
      const lines = written ? readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n').length - 1 : 0;
      if (lines > 1) troubles.push('it is written twice');
      const found = troubles.filter((one) => one !== undefined);
      if (found.length > 0) wrong[tampering.name] = found;
    };
    await Promise.all(TAMPERINGS.map(tryOne));
    tally('tamperings', TAMPERINGS.length, Object.keys(wrong).length);
    expect(wrong).toEqual({});
  });
});
