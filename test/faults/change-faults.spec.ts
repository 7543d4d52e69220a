import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CarriedOut } from '../../src/core/carry-out';
import type { MacState } from '../sim/mac-state';
import { type Fault, faultyFiles } from '../platform/faulty-files';
import { App, Place, troublesAfterwards } from './bench';

import { onFaultySystem } from './faulty-system';
import { dataFolderIn, memoryFolder } from './memory-folder';
import { messageOf, whyNotPlain } from './plain-words';
import { tally } from './tally';

/** One change by root, one by the person. */
const IDS = ['firewall', 'airdrop'];
const CASES = [
  ['EIO', false],
  ['ENOSPC', true],
  ['short', true],
  ['read-only', true],
] as const satisfies readonly (readonly [Fault, boolean])[];

/** How a run begins: what stands, what the journal and root's logs hold, and what is then done. */
interface Start {
  readonly purpose: 'apply' | 'rollback';
  readonly state: MacState | undefined;
  readonly data: string | undefined;
  readonly logs: string | undefined;
}

async function startOf(
  purpose: Start['purpose'],
  root: string,
): Promise<{ readonly start: Start; readonly first: unknown }> {
  const place = placeIn(root, 'first');
  const first = place.standing;
  if (purpose === 'apply') return { start: { purpose, state: undefined, data: undefined, logs: undefined }, first };
  const app = new App(place);
  const outcome = await app.approve(await app.prepare(IDS));
  if (outcome.kind !== 'done') throw new Error(`without a fault it is ${outcome.kind}`);
  const logs = join(root, 'first-logs');
  cpSync(place.logs, logs, { recursive: true });
  return { start: { purpose, state: place.mac.state, data: place.data, logs }, first };
}

function placeIn(root: string, name: string, start?: Start): Place {
  const data = dataFolderIn(root, name);
  if (start?.data !== undefined) cpSync(start.data, data, { recursive: true });
  const place = new Place(data, start?.state);
  if (start?.logs !== undefined) cpSync(start.logs, place.logs, { recursive: true });
  onTestFinished(() => place.dispose());
  return place;
}

type Ended = CarriedOut | { readonly kind: 'threw'; readonly message: string };

async function change(app: App, purpose: Start['purpose']): Promise<Ended | undefined> {
  const prepared = purpose === 'apply' ? await app.prepare(IDS) : await app.prepareRollback(1);
  if (prepared.plan.steps.length === 0) return undefined;
  return app.approve(prepared).catch((error: unknown) => ({ kind: 'threw', message: messageOf(error) }));
}

/** What is wrong with what is said of a change, without looking at what became of it. */
function saidTroubles(ended: Ended | undefined, asked: number): readonly string[] {
  switch (ended?.kind) {
    case 'threw':
      return [`it throws: ${ended.message}`];
    case 'refused':
      return [whyNotPlain(ended.reason), asked > 0 ? 'it is refused after root was asked' : undefined].filter(isThere);
    case 'failed':
      return [whyNotPlain(ended.reason)].filter(isThere);
    case 'done':
      return ended.unrecorded === undefined ? [] : [whyNotPlain(ended.unrecorded)].filter(isThere);
    case 'declined':
    case 'reverted':
    case undefined:
      return [];
  }
}

const isThere = (one: string | undefined): one is string => one !== undefined;

describe.each(['apply', 'rollback'] as const)('a whole change, at the %s', (purpose) => {
  it.for(CASES)(
    'with %s at any call of the journal (for good: %s) is before, after or known to be in between',
    { timeout: 300_000 },
    async ([fault, persistent]) => {
      const wrong = await wrongAtEach(purpose, async (place, at) => {
        const files = faultyFiles(at, fault, { persistent });
        const ended = await change(new App(place, { journalFiles: files }), purpose);
        return { ended, calls: files.calls() };
      });
      expect(wrong).toEqual({});
    },
  );

  it.for(CASES)(
    'with %s at any call to the logs of root (for good: %s) is before, after or known to be in between',
    { timeout: 300_000 },
    async ([fault, persistent]) => {
      const wrong = await wrongAtEach(purpose, async (place, at) => {
        const files = faultyFiles(at, fault, { persistent });
        const ended = await change(new App(place, { logFiles: files }), purpose);
        return { ended, calls: files.calls() };
      });
      expect(wrong).toEqual({});
    },
  );

  it.for([
    ['EIO', false],
    ['ENOSPC', true],
  ] as const)(
    'with %s at any call for its lock (for good: %s) is before or after, and the lock is free then',
    { timeout: 300_000 },
    async ([fault, persistent]) => {
      const wrong = await wrongAtEach(purpose, async (place, at) => {
        const app = new App(place);
        const prepared = purpose === 'apply' ? await app.prepare(IDS) : await app.prepareRollback(1);
        const system = { at, fault, persistent };
        const { calls, ended } = await onFaultySystem(join(place.data, 'operation.lock'), system, () =>
          app.approve(prepared),
        );
        if (ended.kind === 'returned') return { ended: ended.value, calls };
        return { ended: { kind: 'threw', message: messageOf(ended.error) }, calls };
      });
      expect(wrong).toEqual({});
    },
  );
});

/** Tries a change with a fault at the first call, the second, and so on to the last; gives what is wrong then. */
async function wrongAtEach(
  purpose: Start['purpose'],
  act: (place: Place, at: number) => Promise<{ readonly ended: Ended | undefined; readonly calls: readonly string[] }>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const root = memoryFolder();
  const { start, first } = await startOf(purpose, root);
  const wrong: Record<string, readonly string[]> = {};
  let tried = 0;
  for (let at = 1; at < 400; at += 1) {
    const place = placeIn(root, String(at), start);
    const { ended, calls } = await act(place, at);
    const isLast = calls.length < at;
    const troubles = [...saidTroubles(ended, place.asked), ...(await troublesAfterwards(place, first))];
    if (isLast && ended?.kind !== 'done') troubles.push(`without a fault it is ${JSON.stringify(ended)}`);
    if (troubles.length > 0) wrong[`${at} ${calls[at - 1] ?? ''}`] = troubles;
    rmSync(place.data, { recursive: true });
    place.dispose();
    if (isLast) break;
    tried += 1;
  }
  tally('file faults', tried, Object.keys(wrong).length);
  expect(tried).toBeGreaterThan(4);
  return wrong;
}
