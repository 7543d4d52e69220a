import { afterEach, describe, expect, it } from 'vitest';
import {
  type JournalEntry,
  type JournalEvent,
  type RowResult,
  runsIn,
  undoable,
  undoableAmong,
} from '../../src/core/journal';
import { type ChangePlan, planRollback } from '../../src/core/plan';
import { TASKS } from '../../src/tasks';
import { freshMac } from '../sim/machines';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';
import { EMPTY } from './every-change';

const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

function onMac(): ChangeHarness {
  const harness = new ChangeHarness(freshMac('26.5'));
  harnesses.push(harness);
  return harness;
}

/** The person sets AirDrop themselves. */
function setAirDrop(harness: ChangeHarness, mode: string): void {
  harness.mac.change((state) => {
    const { people } = state.preferences;
    const own = people[state.user] ?? {};
    const sharing = { ...own['com.apple.sharingd'], DiscoverableMode: mode };
    const changed = { ...people, [state.user]: { ...own, 'com.apple.sharingd': sharing } };
    return { ...state, preferences: { ...state.preferences, people: changed } };
  });
}

async function wayBack(harness: ChangeHarness, number: number): Promise<ChangePlan> {
  const runs = runsIn(harness.journal.entries);
  const run = runs.find((one) => one.number === number);
  if (!run) throw new Error(`no run ${number}`);
  const input = { id: 'a'.repeat(32), scan: await harness.scan(), catalogue: TASKS, policy: EVERYTHING };
  return planRollback(number, undoableAmong(runs, run), input);
}

function planned(run: number, purpose: ChangePlan['purpose'] = { kind: 'apply' }): JournalEvent {
  return { kind: 'planned', run, backend: 'sudo-prompt', plan: { ...EMPTY, purpose } };
}

function row(taskId: string, outcome: RowResult['outcome'], more: Partial<RowResult> = {}): RowResult {
  return { taskId, outcome, before: { on: false }, after: { on: true }, detail: '', ...more };
}

const runsOf = (...events: readonly JournalEvent[]) =>
  runsIn(
    events.map((event, index): JournalEntry => ({
      schema: 'batten.journal/1',
      sequence: index + 1,
      at: '',
      previous: '',
      hash: '',
      event,
    })),
  );

describe('two runs that touched one task', () => {
  // Proves P6: Two runs that touched one task are taken back the later one first, so that no recorded value is lost.
  it('are taken back the later one first, so that no recorded value is lost', async () => {
    const harness = onMac();
    setAirDrop(harness, 'Everyone');
    await harness.carryOut(await harness.planFor(['airdrop']));
    setAirDrop(harness, 'Contacts Only');
    await harness.carryOut(await harness.planFor(['airdrop']));

    const tooEarly = await wayBack(harness, 1);
    expect(tooEarly.steps).toEqual([]);
    expect(tooEarly.leftOut[0]?.because).toBe('run 2 has set it since; take that run back first');

    await harness.carryOut(await wayBack(harness, 2));
    expect(await harness.finding('airdrop')).toMatchObject({ state: 'Contacts Only' });
  });

  it('may be taken back in either order when both started from the same value', () => {
    const runs = runsOf(planned(1), { kind: 'verified', run: 1, rows: [row('firewall', 'verified')] }, planned(2), {
      kind: 'verified',
      run: 2,
      rows: [row('firewall', 'verified')],
    });
    expect(runs[0] && undoableAmong(runs, runs[0])[0]?.later).toBeUndefined();
  });
});

describe('what a failed or refused run left', () => {
  it('of a rollback that failed half-way is gone on with from there', () => {
    const runs = runsOf(
      planned(1),
      { kind: 'verified', run: 1, rows: [row('a', 'verified'), row('b', 'verified')] },
      planned(2, { kind: 'rollback', of: 1 }),
      {
        kind: 'failed',
        run: 2,
        reason: 'the answer was lost',
        rows: [row('a', 'verified'), row('b', 'changed', { left: { on: 'half' } })],
      },
    );
    expect(runs[0]?.takenBack).toEqual(['a']);
    expect(runs[0] && undoable(runs[0])).toEqual([{ taskId: 'b', before: { on: false }, after: { on: 'half' } }]);
  });

  it('is nothing where the person said no or the script refused: what somebody else changed is not offered', () => {
    const refused = { end: 'refused', refusal: 'expired', steps: [] } as const;
    const runs = runsOf(
      planned(1),
      { kind: 'declined', run: 1, detail: 'no', rows: [row('a', 'verified')] },
      planned(2),
      { kind: 'ran', run: 2, report: refused },
      { kind: 'failed', run: 2, reason: 'too late', rows: [row('a', 'verified')] },
    );
    expect(runs.map(undoable)).toEqual([[], []]);
  });
});
