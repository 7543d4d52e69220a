import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sameJson } from '../../src/core/json';
import type { Json } from '../../src/core/json';
import { realFiles } from '../../src/platform/file-layer';
import { type Fault, faultyFiles, type FaultyFiles, interruptedFiles } from '../platform/faulty-files';
import { type Deed, DEEDS, type Ended, GONE } from './deeds';
import { dataFolderIn, memoryFolder } from './memory-folder';
import { messageOf, whyNotPlain } from './plain-words';
import { tally } from './tally';

const FAULTS: readonly Fault[] = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'ENOENT', 'EMFILE', 'short', 'read-only'];
/** Whether it lasts makes the difference for what is taken back; for that a full disk and a failing one are enough. */
const LASTING: readonly Fault[] = ['ENOSPC', 'EIO', 'read-only'];
const CASES = FAULTS.flatMap((fault) =>
  [false, true]
    .filter((persistent) => (persistent ? LASTING.includes(fault) : fault !== 'read-only'))
    .map((persistent) => [fault, persistent] as const),
);
const MOST_CALLS = 200;

const same = (a: unknown, b: unknown): boolean => sameJson(plain(a), plain(b));
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

/** The states before and after, as they are where nothing fails. */
async function statesOf(deed: Deed, root: string): Promise<{ readonly before: unknown; readonly after: unknown }> {
  const folder = dataFolderIn(root, 'without-a-fault');
  await deed.arrange(folder);
  const before = await deed.look(folder);
  const ended = await deed.act(folder, realFiles);
  if (ended.kind !== 'done') throw new Error(`without a fault it is refused: ${ended.reason}`);
  return { before, after: await deed.look(folder) };
}

async function ends(act: () => Promise<Ended>): Promise<Ended | { readonly kind: 'threw'; readonly message: string }> {
  try {
    return await act();
  } catch (error) {
    return { kind: 'threw', message: messageOf(error) };
  }
}

interface Met {
  readonly ended: Awaited<ReturnType<typeof ends>>;
  /** The fault stays, so what was begun may not be taken back. */
  readonly mayLast: boolean;
  /** The fault is none that anything has to fail for. */
  readonly mustEnd: boolean;
  /** What the deed is about was really out of sight. */
  readonly mayBeGone: boolean;
}

/** What is wrong after a deed that met a fault. */
async function troublesAfter(
  deed: Deed,
  folder: string,
  met: Met,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): Promise<readonly string[]> {
  const { ended } = met;
  if (ended.kind === 'threw') return [`it throws: ${ended.message}`];
  const troubles: string[] = [];
  const notPlain = ended.kind === 'refused' ? whyNotPlain(ended.reason) : undefined;
  if (notPlain !== undefined) troubles.push(notPlain);
  if (ended.kind === 'refused' && ended.reason === GONE && !met.mayBeGone)
    troubles.push('it is passed over in silence');
  if (met.mustEnd && ended.kind === 'refused') troubles.push(`it is refused: ${ended.reason}`);
  const now = await deed.look(folder);
  const between = Object.values(deed.between ?? {}).some((is) => is(now));
  const known = same(now, before) || same(now, after) || between;
  if (!known) troubles.push(`the next start shows ${JSON.stringify(now)}`);
  if (ended.kind === 'done' && !same(now, after)) troubles.push(`it is said to be done, and is ${JSON.stringify(now)}`);
  const unsure = ended.kind === 'refused' && ended.reason.includes('not sure');
  if (ended.kind === 'refused' && !met.mayLast && !unsure && !same(now, before) && !between) {
    troubles.push(`it is refused (${ended.reason}), and done`);
  }
  if (known && !same(now, after)) {
    const again = await ends(() => deed.act(folder, realFiles));
    if (again.kind !== 'done') troubles.push(`it cannot be done again: ${JSON.stringify(again)}`);
    const then = await deed.look(folder);
    if (!same(then, after)) troubles.push(`done again it is ${JSON.stringify(then)}`);
  }
  return troubles;
}

describe.each(Object.entries(DEEDS))('%s', (_, deed) => {
  it.for(CASES)('with %s at any call (for good: %s) is before, after or in between', async ([fault, persistent]) => {
    const root = memoryFolder();
    const states = await statesOf(deed, root);
    const wrong: Record<string, readonly string[]> = {};
    let tried = 0;
    for (let at = 1; at < MOST_CALLS; at += 1) {
      const folder = dataFolderIn(root, String(at));
      await deed.arrange(folder);
      const files = faultyFiles(at, fault, { persistent });
      const ended = await ends(() => deed.act(folder, files));
      if (files.calls().length < at) break;
      tried += 1;
      const mayLast = persistent || fault === 'read-only';
      const met = { ended, mayLast, mustEnd: fault === 'short', mayBeGone: fault === 'ENOENT' };
      const troubles = await troublesAfter(deed, folder, met, states);
      if (troubles.length > 0) wrong[`${at} ${files.calls()[at - 1] ?? ''}`] = troubles;
    }
    tally('file faults', tried, Object.keys(wrong).length);
    expect(wrong).toEqual({});
    expect(tried).toBeGreaterThan(0);
    expect(tried).toBeLessThan(MOST_CALLS - 1);
  });

  it('when its folder vanishes at any call, leaves the vanished folder as before or after', async () => {
    const root = memoryFolder();
    const states = await statesOf(deed, root);
    const wrong: Record<string, readonly string[]> = {};
    let tried = 0;
    for (let at = 1; at < MOST_CALLS; at += 1) {
      const folder = dataFolderIn(root, String(at));
      const away = join(root, `${at}-away`);
      await deed.arrange(folder);
      const files: FaultyFiles = interruptedFiles(at, () => renameSync(folder, away));
      const ended = await ends(() => deed.act(folder, files));
      if (files.calls().length < at) break;
      tried += 1;
      const made = existsSync(folder);
      if (made) renameSync(folder, join(root, `${at}-made`));
      renameSync(away, folder);
      // What was done may have been done in a folder that was made anew in its place.
      const said = ended.kind === 'done' && made ? ({ kind: 'refused', reason: 'not sure where' } as const) : ended;
      const met = { ended: said, mayLast: true, mustEnd: false, mayBeGone: true };
      const troubles = await troublesAfter(deed, folder, met, states);
      if (troubles.length > 0) wrong[`${at} ${files.calls()[at - 1] ?? ''}`] = troubles;
    }
    tally('file faults', tried, Object.keys(wrong).length);
    expect(wrong).toEqual({});
    expect(tried).toBeGreaterThan(0);
  });
});
