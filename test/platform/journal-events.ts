import type { JournalEvent } from '../../src/core/journal';

/** A small but whole `planned` event. */
export function planned(run: number, id = `plan-${run}`, operationId = 'b'.repeat(32)): JournalEvent {
  return {
    kind: 'planned',
    run,
    backend: 'sudo-prompt',
    script: { sha256: 'a'.repeat(64), operationId, deadline: 1_800_000_000 },
    plan: {
      schema: 'batten.plan/1',
      id,
      purpose: { kind: 'apply' },
      madeAt: 1_700_000_000_000,
      states: { firewall: { on: false, names: ['ä', '日本', '\u2028'] } },
      steps: [
        {
          taskId: 'firewall',
          before: { on: false },
          after: { on: true },
          root: [{ program: 'socketfilterfw', args: ['--setglobalstate', 'on'] }],
          user: [],
          recapture: [],
        },
      ],
      byHand: [],
      leftOut: [],
    },
  };
}

/** A small `verified` event. */
export function verified(run: number): JournalEvent {
  return {
    kind: 'verified',
    run,
    rows: [{ taskId: 'firewall', outcome: 'verified', before: null, after: 1, now: 1, detail: 'Firewall is on' }],
  };
}

/** The smallest event, for the tests that go through every byte. */
export function declined(run: number): Extract<JournalEvent, { kind: 'declined' }> {
  return { kind: 'declined', run, detail: 'no', rows: [] };
}
