import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import type { PolicyStore } from '../../src/core/policy-store';
import type { LineSource } from '../../src/core/log/line-source';
import type { KeepAnswers } from '../../src/main/mac';
import { partOf } from '../../src/tasks/parts/part-of';

/** A policy that is always the same and cannot be changed. */
export function fixedPolicy(policy: Policy = DEFAULT_POLICY): PolicyStore {
  const refusal = { kind: 'refused', reason: 'This policy stays as it is.', problems: [] } as const;
  return {
    read: () => Promise.resolve({ policy, source: 'built-in' }),
    change: () => Promise.resolve(refusal),
    importText: () => Promise.resolve(refusal),
    exportText: () => Promise.resolve(refusal),
  };
}

/** Programs that cannot be followed. */
export const NO_LINES: LineSource = {
  follow: (_command, listener) =>
    queueMicrotask(() => listener.onEnd({ kind: 'not-started', reason: 'there is none here' })),
};

/** Nobody can answer a script that waits. */
const NO_ANSWERS: KeepAnswers = {
  folder: '/nowhere/answers',
  give: () => Promise.reject(new Error('nobody can answer here')),
  forget: () => Promise.resolve(),
};

/** What a backend needs besides the Mac itself, where a test is not about it. */
export const QUIET_PARTS = { partOf, policy: fixedPolicy(), lines: NO_LINES, answers: NO_ANSWERS } as const;
