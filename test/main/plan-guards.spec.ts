import { describe, expect, it } from 'vitest';
import { prepareChange } from '../../src/core/prepared-change';
import { readGuards } from '../../src/core/guard/read-guards';
import { type ChangePlan, planUndo } from '../../src/core/plan';
import { planPreview } from '../../src/main/plan-preview';
import type { PlanPreview } from '../../src/shared/ipc-contract';
import { planningInputOf } from '../core/guard/guarded-mac';
import { freshMac, remoteMac } from '../sim/machines';
import type { MacState } from '../sim/mac-state';
import { withSshSession } from '../sim/remote-parts';
import { ChangeHarness } from '../support/change-harness';

/** What the sheet shows of the change of some tasks on a Mac, with or without the guards being read. */
async function previewOn(state: MacState, ids: readonly string[], reads = true, back = false): Promise<PlanPreview> {
  const harness = new ChangeHarness(state);
  try {
    const input = await planningInputOf(harness, ids);
    const forth = await harness.planFor(ids);
    const undoPlan = planUndo(forth, input);
    const plan: ChangePlan = back ? { ...undoPlan, purpose: { kind: 'rollback', of: 1 } } : forth;
    const guards = await readGuards(plan, input.catalogue, harness.policy, harness.ports);
    return planPreview({
      change: prepareChange(plan, input.catalogue, harness.ports, {}),
      undo: { plan: undoPlan, script: '' },
      catalogue: input.catalogue,
      scan: input.scan,
      picked: ids,
      sha256: '',
      ...(reads ? { guards } : {}),
    });
  } finally {
    harness.dispose();
  }
}

const FRESH = freshMac('26.5');
const OVER_SSH = withSshSession(FRESH, '192.168.1.31');

describe('what the review sheet is told of guards', () => {
  it('has the consequence and the evidence with each row, and asks for the confirmation', async () => {
    const preview = await previewOn(OVER_SSH, ['remote-login', 'airdrop']);
    const [ssh, airdrop] = preview.rows;
    expect(ssh).toMatchObject({
      guarded: true,
      guards: [
        {
          kind: 'ssh-session',
          consequence:
            'You are signed in over SSH from 192.168.1.31 right now. Turning off Remote Login can end that session.',
        },
      ],
    });
    expect(airdrop).toMatchObject({ taskId: 'airdrop', guarded: false, guards: [] });
    expect(preview.needsConfirmation).toBe(true);
  });

  it('asks for none where nothing is guarded, and for one wherever something can lock out', async () => {
    expect((await previewOn(FRESH, ['firewall', 'airdrop'])).needsConfirmation).toBe(false);
    expect((await previewOn(OVER_SSH, ['firewall', 'airdrop'])).needsConfirmation).toBe(true);
    expect(await previewOn(FRESH, ['remote-login'])).toMatchObject({
      needsConfirmation: true,
      rows: [{ guarded: true, guards: [] }],
    });
    expect((await previewOn(OVER_SSH, ['firewall'], false)).needsConfirmation).toBe(false);
    expect((await previewOn(FRESH, ['remote-login'], false)).needsConfirmation).toBe(true);
  });

  it('asks for none on a way back that opens, whose task can lock out', async () => {
    const back = await previewOn(OVER_SSH, ['remote-login', 'bluetooth'], true, true);
    expect(back.rows.map(({ guarded }) => guarded)).toEqual([false, false]);
    expect(back.needsConfirmation).toBe(false);
  });

  it('names the task that a row takes along, and speaks against what only a person can do', async () => {
    const preview = await previewOn({ ...remoteMac('26.5'), remoteManagement: true }, [
      'firewall-stealth',
      'remote-management',
    ]);
    expect(preview.rows.map(({ taskId, needs }) => [taskId, needs])).toEqual([
      ['firewall', undefined],
      ['firewall-stealth', 'firewall'],
    ]);
    expect(preview.rows[0]).toMatchObject({ guarded: true, takenAlong: 'Stealth mode has no effect without it' });
    expect(preview.byHand[0]?.guards?.map(({ kind }) => kind)).toEqual(['screen-sharing-session']);
  });
});
