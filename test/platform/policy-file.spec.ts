import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, STRICT_POLICY } from '../../src/core/policy';
import type { PolicyEdit, PolicyStore } from '../../src/core/policy-store';
import { type FileLayer, realFiles } from '../../src/platform/file-layer';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { createPolicyFile } from '../../src/platform/policy-file';
import { readPolicyText } from '../../src/platform/policy-text';
import { fc } from '../core/fixed-chance';
import { policyWith, TASK_IDS } from './policy-texts';
import { temporaryFolder } from './temporary-folder';

const CONTACTS: PolicyEdit = { kind: 'airdrop', value: 'Contacts Only' };
const STRICT = 'Until it can be read, nothing is expected and nothing allowed.';

interface Place {
  readonly folder: string;
  readonly path: string;
  readonly store: PolicyStore;
  readonly text: () => string;
}

function placeWith(text?: string | Uint8Array, files?: FileLayer, owner?: number): Place {
  const folder = temporaryFolder();
  const path = join(folder, 'policy.yaml');
  if (text !== undefined) writeFileSync(path, text, { mode: 0o600 });
  const options = { folder, taskIds: TASK_IDS, ...(files && { files }), ...(owner !== undefined && { owner }) };
  return { folder, path, store: createPolicyFile(options), text: () => readFileSync(path, 'utf8') };
}

describe('the policy of a data folder', () => {
  it('is the built-in one where there is no file, and reading makes none', async () => {
    const { folder, store } = placeWith();
    expect(await store.read()).toEqual({ policy: DEFAULT_POLICY, source: 'built-in' });
    expect(await store.exportText()).toEqual({ kind: 'text', text: defaultPolicyText, source: 'built-in' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is what the file says, read anew each time', async () => {
    const { store, path } = placeWith(policyWith('tasks: {airdrop: contacts-only}\n'));
    const policy = { ...STRICT_POLICY, airdrop: 'Contacts Only' };
    expect(await store.read()).toEqual({ policy, source: 'file' });
    writeFileSync(path, defaultPolicyText);
    expect(await store.read()).toEqual({ policy: DEFAULT_POLICY, source: 'file' });
  });

  // Proves P9: A policy with a mistake is the strictest one; the file stays, and a copy is kept.
  it('is the strict one while the file holds a mistake; the file stays, and one copy is kept', async () => {
    const text = policyWith('servces:\ntasks: {airdrop: on}\n');
    const { store, folder, text: now } = placeWith(text);
    const reading = await store.read();
    expect(reading).toMatchObject({
      policy: STRICT_POLICY,
      source: 'file',
      problem: {
        reason: `policy.yaml is not used, because it holds 2 mistakes. ${STRICT}`,
        problems: [
          { line: 2, column: 1 },
          { line: 3, column: 18 },
        ],
      },
    });
    expect(now()).toBe(text);
    const copies = readdirSync(join(folder, 'quarantine'));
    expect(copies).toHaveLength(1);
    expect(reading.problem?.copy).toBe(join(folder, 'quarantine', copies[0] ?? ''));
    expect(readFileSync(reading.problem?.copy ?? '', 'utf8')).toBe(text);
    expect(statSync(reading.problem?.copy ?? '').mode & 0o777).toBe(0o600);
    expect(await store.read()).toEqual(reading);
    expect(readdirSync(join(folder, 'quarantine'))).toEqual(copies);
  });

  it('is the strict one while the file is not text; its bytes are kept', async () => {
    const bytes = Buffer.concat([Buffer.from(defaultPolicyText), Buffer.from([0xff, 0xfe])]);
    const { store, path } = placeWith(bytes);
    const { policy, problem } = await store.read();
    expect(policy).toEqual(STRICT_POLICY);
    expect(problem?.reason).toBe(`policy.yaml is not used, because it is not UTF-8 text. ${STRICT}`);
    expect(readFileSync(problem?.copy ?? '')).toEqual(bytes);
    expect(readFileSync(path)).toEqual(bytes);
    expect(await store.change(CONTACTS)).toMatchObject({ kind: 'refused' });
  });

  it('fills the disk with copies no further than 50', async () => {
    const { store, folder, path } = placeWith('');
    for (let number = 0; number < 55; number += 1) {
      writeFileSync(path, `# ${number}\n`);
      expect((await store.read()).problem?.copy !== undefined).toBe(number < 50);
    }
    expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(50);
  });

  it.each<readonly [string, (path: string) => void, string, number | undefined]>([
    [
      'a link',
      (path) => {
        renameSync(path, `${path}.real`);
        symlinkSync(`${path}.real`, path);
      },
      'it is a link to another file',
      undefined,
    ],
    [
      'a folder',
      (path) => {
        renameSync(path, `${path}.real`);
        mkdirSync(path);
      },
      'it is not a file',
      undefined,
    ],
    ['written to by the group', (path) => chmodSync(path, 0o620), 'other accounts may write to it', undefined],
    ['written to by anybody', (path) => chmodSync(path, 0o602), 'other accounts may write to it', undefined],
    ['of another account', () => undefined, 'it belongs to another account', 4_242],
    ['too large', (path) => writeFileSync(path, `# ${'x'.repeat(256 * 1024)}`), 'it is larger than 256 KB', undefined],
  ])('is not taken from a file that is %s', async (_, spoil, reason, owner) => {
    const { store, path, folder } = placeWith(defaultPolicyText, undefined, owner);
    spoil(path);
    const names = readdirSync(folder);
    expect(await store.read()).toEqual({
      policy: STRICT_POLICY,
      source: 'file',
      problem: { reason: `policy.yaml is not used, because ${reason}. ${STRICT}`, problems: [] },
    });
    const refusal = { kind: 'refused', reason: `policy.yaml is not changed: ${reason}.`, problems: [] };
    expect(await store.change(CONTACTS)).toEqual(refusal);
    expect(await store.importText(defaultPolicyText)).toEqual(refusal);
    expect(await store.exportText()).toMatchObject({ reason: `policy.yaml is not exported: ${reason}.` });
    expect(readdirSync(folder)).toEqual(names);
  });

  it('is believed with a file that others may read', async () => {
    const { store, path } = placeWith(defaultPolicyText);
    chmodSync(path, 0o644);
    expect((await store.read()).problem).toBeUndefined();
  });

  // Proves P9: No text that is no policy is ever milder than the strictest one.
  it('is never milder than the strict one for a text that is none', { timeout: 60_000 }, async () => {
    const { store, path, text: now } = placeWith('');
    const spot = fc.nat({ max: defaultPolicyText.length });
    const damaged = fc
      .tuple(spot, fc.nat({ max: 40 }), fc.string({ unit: 'binary', maxLength: 6 }))
      .map(([at, length, put]) => defaultPolicyText.slice(0, at) + put + defaultPolicyText.slice(at + length));
    let none = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, damaged, fc.string()), async (text) => {
        writeFileSync(path, text);
        const reading = await store.read();
        // What is on disk decides: a half of a character is not written as it was drawn.
        const said = readPolicyText(now(), TASK_IDS);
        if (said.kind === 'read') {
          expect(reading).toEqual({ policy: said.policy, source: 'file' });
          return;
        }
        none += 1;
        expect(reading.policy).toEqual(STRICT_POLICY);
        expect(reading.problem?.problems).toEqual(said.problems);
      }),
      { numRuns: 200 },
    );
    expect(none).toBeGreaterThan(50);
  });
});

describe('a change of the policy', () => {
  it('begins with the built-in one, and is on disk for its owner alone', async () => {
    const { folder, path, store, text } = placeWith();
    const policy = { ...DEFAULT_POLICY, airdrop: 'Contacts Only' };
    expect(await store.change(CONTACTS)).toEqual({ kind: 'changed', policy });
    expect(text()).toBe(defaultPolicyText.replace('airdrop: off', 'airdrop: contacts-only'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['policy.yaml']);
    expect(await store.read()).toEqual({ policy, source: 'file' });
    expect(await store.exportText()).toEqual({ kind: 'text', text: text(), source: 'file' });
  });

  it('makes no file where nothing changes', async () => {
    const { folder, store } = placeWith();
    expect(await store.change({ kind: 'airdrop', value: 'Off' })).toEqual({ kind: 'changed', policy: DEFAULT_POLICY });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused while the file holds a mistake, and says which', async () => {
    const { store, text } = placeWith(policyWith('servces:\n'));
    expect(await store.change(CONTACTS)).toEqual({
      kind: 'refused',
      reason: 'policy.yaml is not changed: it cannot be read as it is.',
      problems: [{ line: 2, column: 1, message: 'servces is not a key that is known here; did you mean services?' }],
    });
    expect(text()).toBe(policyWith('servces:\n'));
  });

  it('is refused when an editor has saved the file meanwhile', async () => {
    for (const before of [undefined, defaultPolicyText]) {
      const saved = policyWith('# saved by an editor\n');
      const place = placeWith(before);
      // The new text is already on disk under another name when the editor saves.
      const open: FileLayer['open'] = (path, flags, mode) => {
        if (path.endsWith('.tmp')) writeFileSync(place.path, saved);
        return realFiles.open(path, flags, mode);
      };
      const store = createPolicyFile({ folder: place.folder, taskIds: TASK_IDS, files: { ...realFiles, open } });
      expect(await store.change(CONTACTS)).toEqual({
        kind: 'refused',
        reason: 'policy.yaml is not changed: it was changed by another program meanwhile.',
        problems: [],
      });
      expect(place.text()).toBe(saved);
      expect(readdirSync(place.folder)).toEqual(['policy.yaml']);
    }
  });

  it('follows those that came before it, from wherever', async () => {
    const { folder, store } = placeWith();
    const other = createPolicyFile({ folder, taskIds: TASK_IDS });
    const ids = ['firewall', 'bluetooth', 'file-sharing', 'remote-login'];
    const outcomes = await Promise.all(
      ids.map((taskId, index) => (index % 2 === 0 ? store : other).change({ kind: 'do-not-want-task', taskId })),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(ids.map(() => 'changed'));
    expect((await store.read()).policy.notWanted.toSorted()).toEqual([...ids, 'firewall-block-all'].toSorted());
  });
});

describe('an imported policy', () => {
  const text = policyWith('# mine\ntasks: {airdrop: contacts-only}\n');
  const policy = { ...STRICT_POLICY, airdrop: 'Contacts Only' };

  it('takes the place of the one before, which is kept', async () => {
    const { folder, store, text: now } = placeWith(defaultPolicyText);
    const kept = join(folder, 'backups', 'policy-before-import-1.yaml');
    expect(await store.importText(text)).toEqual({ kind: 'changed', policy, kept });
    expect(now()).toBe(text);
    expect(readFileSync(kept, 'utf8')).toBe(defaultPolicyText);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(await store.importText(text)).toEqual({ kind: 'changed', policy });
    expect(await store.importText(defaultPolicyText)).toMatchObject({ kept: kept.replace('1.yaml', '2.yaml') });
  });

  it('is the first one where there was none', async () => {
    const { folder, store } = placeWith();
    expect(await store.importText(text)).toEqual({ kind: 'changed', policy });
    expect(readdirSync(folder)).toEqual(['policy.yaml']);
  });

  it('takes the place of a file that holds a mistake, or is not text, and keeps that', async () => {
    for (const broken of [Buffer.from('servces:\n'), Buffer.from([0xff, 0x00])]) {
      const { store } = placeWith(broken);
      const outcome = await store.importText(text);
      expect(outcome).toMatchObject({ kind: 'changed', policy });
      expect(readFileSync((outcome.kind === 'changed' && outcome.kept) || '')).toEqual(broken);
    }
  });

  it('is refused with all problems where it is none', async () => {
    const { folder, store, text: now } = placeWith(defaultPolicyText);
    const outcome = await store.importText('schema: batten.policy/2\na: 1\n');
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: 'policy.yaml is not changed: the imported text holds 2 mistakes.',
      problems: [{ line: 1 }, { line: 2 }],
    });
    expect(now()).toBe(defaultPolicyText);
    expect(readdirSync(folder)).toEqual(['policy.yaml']);
  });

  it('is what was exported', async () => {
    const [from, to] = [placeWith(text), placeWith()];
    const exported = await from.store.exportText();
    if (exported.kind === 'text') await to.store.importText(exported.text);
    expect(to.text()).toBe(text);
    expect(await placeWith('a: 1\n').store.exportText()).toMatchObject({
      kind: 'refused',
      reason: 'policy.yaml is not exported: it holds 2 mistakes.',
      problems: [{ line: 1 }, { line: 1 }],
    });
  });
});
