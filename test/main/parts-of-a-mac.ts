import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import type { PolicyStore } from '../../src/core/policy-store';
import type { LineSource } from '../../src/core/log/line-source';
import type { KeepAnswers, Mac } from '../../src/main/mac';
import { systemEntropy } from '../../src/platform/entropy';
import { TASKS } from '../../src/tasks';
import { partOf } from '../../src/tasks/parts/part-of';
import type { SimulatedElevator } from '../sim/simulated-elevator';
import type { SimulatedMac } from '../sim/simulated-mac';
import { MemoryJournal } from '../support/memory-journal';

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

/** The settings of a person who has chosen nothing. */
const SETTINGS = { elevationBackend: 'sudo-prompt', launchAtLogin: false, keepSeconds: 60 } as const;

/** What a backend needs of a simulated Mac; `part` stands in for what the test is about. */
export function macAround(simulated: SimulatedMac, elevator: SimulatedElevator, part: Partial<Mac> = {}): Mac {
  return {
    simulated: true,
    catalogue: TASKS,
    ...QUIET_PARTS,
    home: `/Users/${simulated.state.user}`,
    runner: simulated,
    elevators: { 'sudo-prompt': elevator, osascript: elevator },
    journal: new MemoryJournal(),
    progressLog: elevator,
    lock: { acquire: () => Promise.resolve({ kind: 'acquired', release: () => Promise.resolve() }) },
    clock: simulated.clock,
    entropy: systemEntropy,
    asRoot: false,
    processId: process.pid,
    settings: { read: () => Promise.resolve({ settings: SETTINGS }), change: () => Promise.resolve(SETTINGS) },
    ...part,
  };
}
