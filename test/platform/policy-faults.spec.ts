import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, STRICT_POLICY } from '../../src/core/policy';
import type { PolicyChange, PolicyStore } from '../../src/core/policy-store';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { createPolicyFile } from '../../src/platform/policy-file';
import { type Fault, faultyFiles } from './faulty-files';
import { policyWith, TASK_IDS } from './policy-texts';
import { temporaryFolder } from './temporary-folder';

const FAULTS: readonly Fault[] = ['ENOSPC', 'EIO', 'short'];
const ALL = FAULTS.flatMap((fault) => [false, true].map((persistent) => [fault, persistent] as const));
const MINE = policyWith('# mine\nservices:\n');
const BROKEN = policyWith('servces:\n');

/** What may be done to the file, what it was before, and what it is then. */
const DEEDS: Readonly<
  Record<string, readonly [before: string | undefined, now: string, act: (store: PolicyStore) => Promise<PolicyChange>]>
> = {
  'an edit': [
    MINE,
    `${MINE}\ntasks:\n  airdrop: contacts-only\n`,
    (store) => store.change({ kind: 'airdrop', value: 'Contacts Only' }),
  ],
  'the first edit': [
    undefined,
    defaultPolicyText.replace('airdrop: off', 'airdrop: contacts-only'),
    (store) => store.change({ kind: 'airdrop', value: 'Contacts Only' }),
  ],
  'an import': [MINE, defaultPolicyText, (store) => store.importText(defaultPolicyText)],
  'an import over a broken file': [BROKEN, defaultPolicyText, (store) => store.importText(defaultPolicyText)],
};

describe.each(Object.entries(DEEDS))('with a disk that fails, %s', (_, [before, now, act]) => {
  it.each(ALL)('leaves the old file or the new one whole (%s, for good: %s)', { timeout: 60_000 }, async (...fault) => {
    const [kind, persistent] = fault;
    const root = temporaryFolder();
    for (let at = 1; at < 100; at += 1) {
      const folder = join(root, String(at));
      const path = join(folder, 'policy.yaml');
      mkdirSync(folder, { mode: 0o700 });
      if (before !== undefined) writeFileSync(path, before, { mode: 0o600 });
      const files = faultyFiles(at, kind, { persistent });
      const outcome = await act(createPolicyFile({ folder, taskIds: TASK_IDS, files }));
      if (files.calls().length < at) {
        expect([at > 10, outcome.kind]).toEqual([true, 'changed']);
        return;
      }
      const found = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
      const where = `${kind} at call ${at} (${files.calls()[at - 1]}): ${JSON.stringify(outcome)}`;
      expect([where, found === before || found === now]).toEqual([where, true]);
      // Said to be changed: it is. Said not to be: it is not.
      if (outcome.kind === 'changed') expect([where, found]).toEqual([where, now]);
      if (outcome.kind === 'refused') expect([where, found]).toEqual([where, before]);
      if (kind === 'short') expect([where, outcome.kind]).toEqual([where, 'changed']);
      if (outcome.kind === 'changed' && outcome.kept !== undefined) {
        expect([where, readFileSync(outcome.kept, 'utf8')]).toEqual([where, before]);
      }
      // Nothing half-written has the name of a backup, and a disk that fails once is tidied up.
      const backups = existsSync(join(folder, 'backups')) ? readdirSync(join(folder, 'backups')) : [];
      for (const name of backups.filter((one) => one.endsWith('.yaml'))) {
        expect([where, readFileSync(join(folder, 'backups', name), 'utf8')]).toEqual([where, before]);
      }
      const left = [...readdirSync(folder), ...backups].filter((name) => /\.(tmp|lock)$/.test(name));
      if (!persistent) expect([where, left]).toEqual([where, []]);
    }
    throw new Error('it makes more calls than were tried');
  });
});

describe('a change that has resolved', () => {
  it('has synced the new file before it takes the name, and the folder after', async () => {
    const folder = temporaryFolder();
    const files = faultyFiles(0, 'EIO');
    await createPolicyFile({ folder, taskIds: TASK_IDS, files }).change({ kind: 'airdrop', value: 'Contacts Only' });
    const calls = files.calls();
    const from = calls.indexOf('write');
    expect(calls.slice(from)).toEqual(['write', 'fsync', 'close', 'lstat', 'rename', 'open', 'fsync', 'close']);
  });
});

describe('reading with a disk that fails', () => {
  it.each(ALL)(
    'gives the policy or the strict one, and damages nothing (%s, for good: %s)',
    { timeout: 60_000 },
    async (kind, persistent) => {
      for (const text of [defaultPolicyText, BROKEN]) {
        for (let at = 1; at < 100; at += 1) {
          const folder = temporaryFolder();
          const path = join(folder, 'policy.yaml');
          writeFileSync(path, text, { mode: 0o600 });
          const files = faultyFiles(at, kind, { persistent });
          const { policy, problem } = await createPolicyFile({ folder, taskIds: TASK_IDS, files }).read();
          const readable = text !== BROKEN && problem === undefined;
          expect(policy).toEqual(readable ? DEFAULT_POLICY : STRICT_POLICY);
          if (kind === 'short') expect(readable).toBe(text !== BROKEN);
          expect(readFileSync(path, 'utf8')).toBe(text);
          if (problem?.copy !== undefined) expect(readFileSync(problem.copy, 'utf8')).toBe(text);
          if (files.calls().length >= at) continue;
          expect([at > 5, readable]).toEqual([true, text !== BROKEN]);
          break;
        }
      }
    },
  );
});
