import { dirname } from 'node:path';
import type { Policy } from '../core/policy';
import type { PolicyChange, PolicyProblem } from '../core/policy-store';
import { plainFileError, replaceFile } from './file-layer';
import { waitForLock } from './lock-file';
import { loadPolicy, type PolicyPlace, type StoredPolicy } from './policy-storage';

/** What should become of the file that was read. */
export type NextPolicy =
  | { readonly kind: 'write'; readonly text: string; readonly policy: Policy; readonly kept?: string }
  /** The file already says it. */
  | { readonly kind: 'leave'; readonly policy: Policy }
  | { readonly kind: 'refuse'; readonly because: string; readonly problems?: readonly PolicyProblem[] };

/**
 * Reads the file, lets `decide` say what should stand there instead, and exchanges it whole. Never throws.
 *
 * Processes of Batten do this one after the other. An editor asks nobody for a lock, so the file is read once more in
 * the last moment before it is exchanged, and left alone if it has changed since.
 */
export async function exchangePolicy(
  place: PolicyPlace,
  decide: (stored: StoredPolicy) => Promise<NextPolicy> | NextPolicy,
): Promise<PolicyChange> {
  const { files, path } = place;
  const steps = { exchanging: false };
  try {
    await files.makeFolder(dirname(path));
    return await locked(path, async () => {
      const before = await loadPolicy(place);
      const next = await decide(before);
      if (next.kind === 'refuse') return refused(next.because, next.problems);
      if (next.kind === 'leave') return { kind: 'changed', policy: next.policy };
      const rename = async (from: string, to: string): Promise<void> => {
        if (!isSame(before, await loadPolicy(place))) throw new Error('it was changed by another program meanwhile');
        steps.exchanging = true;
        await files.rename(from, to);
      };
      await replaceFile({ ...files, rename }, path, next.text);
      return { kind: 'changed', policy: next.policy, ...(next.kept === undefined ? {} : { kept: next.kept }) };
    });
  } catch (error) {
    const because = plainFileError(error);
    if (!steps.exchanging) return refused(because);
    return {
      kind: 'failed',
      reason: `policy.yaml is the old one or the new one, whole; it is not sure which: ${because}.`,
    };
  }
}

function refused(because: string, problems: readonly PolicyProblem[] = []): PolicyChange {
  return { kind: 'refused', reason: `policy.yaml is not changed: ${because}.`, problems };
}

function isSame(before: StoredPolicy, now: StoredPolicy): boolean {
  if (before.kind === 'missing') return now.kind === 'missing';
  return 'bytes' in before && 'bytes' in now && Buffer.compare(before.bytes, now.bytes) === 0;
}

/** Whoever holds the lock does so for milliseconds; a process that died holding it is recognised at once. */
async function locked<T>(path: string, act: () => Promise<T>): Promise<T> {
  const lock = await waitForLock({ path: `${path}.lock`, oldestMs: 60_000 });
  if (lock === undefined) throw new Error('another process of Batten is changing it');
  try {
    return await act();
  } finally {
    await lock.release();
  }
}
