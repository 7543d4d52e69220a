import { afterEach, describe, expect, it } from 'vitest';
import { carryOut } from '../../src/core/carry-out';
import { prepareChange } from '../../src/core/prepared-change';
import type { ElevationRequest } from '../../src/core/ports';
import { runsIn, undoable } from '../../src/core/journal';
import { freshMac } from '../sim/machines';
import { type MacState, withFirewall, withService } from '../sim/mac-state';
import { ChangeHarness } from '../support/change-harness';

const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

/** Carries out a plan while somebody changes the Mac as the password dialog is open, or bends the script's answer. */
async function carry(
  taskIds: readonly string[],
  meanwhile: (state: MacState) => MacState,
  bend: (stdout: string) => string = (stdout) => stdout,
) {
  const harness = new ChangeHarness(freshMac('26.5'));
  harnesses.push(harness);
  const change = prepareChange(await harness.planFor(taskIds), harness.catalogue, harness.ports, {});
  const elevator = {
    backend: 'simulated' as const,
    elevate: async (request: ElevationRequest) => {
      harness.mac.change(meanwhile);
      const outcome = await harness.elevator.elevate(request);
      return outcome.kind === 'ran' ? { ...outcome, stdout: bend(outcome.stdout) } : outcome;
    },
  };
  const ports = { ...harness.ports, elevator };
  const result = await carryOut(change, { catalogue: harness.catalogue, policy: harness.policy, ports });
  return { harness, rows: result.kind === 'done' ? result.rows : [] };
}

const SSHD = 'com.openssh.sshd';

// Proves P6: A setting that somebody moves while the dialog is open goes back to what root saw right before the change.
describe('a setting that somebody moves while the password dialog is open', () => {
  it.each<[string, (state: MacState) => MacState, unknown]>([
    ['firewall', (state) => withFirewall(state, { global: true }), { on: true }],
    ['firewall-stealth', (state) => withFirewall(state, { stealth: true }), { on: true }],
    [
      'remote-login',
      (state) => withService(state, SSHD, { loaded: false, override: 'disabled' }),
      { running: false, atStart: 'off' },
    ],
  ])('%s goes back to what stood right before the change', async (taskId, meanwhile, stood) => {
    const { harness, rows } = await carry([taskId], meanwhile);
    expect(rows.find((row) => row.taskId === taskId)?.before).toEqual(stood);
    const [run] = runsIn(harness.journal.entries);
    const back = await harness.rollbackPlan(1);
    expect(run && undoable(run).find((step) => step.taskId === taskId)?.before).toEqual(stood);
    expect(back.steps.map((step) => step.taskId)).not.toContain(taskId);
  });
});

describe('root’s log and the script’s answer', () => {
  // Proves P4: Root's log and the script's answer are not averaged: where they differ, the row says so.
  it('are not averaged: where they differ, the row says so and the log is believed', async () => {
    const { rows } = await carry(
      ['firewall'],
      (state) => state,
      (stdout) => stdout.replace(/^(@@BATTEN \S+ END 1) no$/m, '$1 yes'),
    );
    expect(rows[0]?.outcome).toBe('verified');
    expect(rows[0]?.detail).toContain('differ');
  });

  it('are silent where they agree', async () => {
    const { rows } = await carry(['firewall'], (state) => state);
    expect(rows[0]?.detail).toBe('Firewall is on');
  });

  it('give the log’s word when the answer was lost', async () => {
    const { harness, rows } = await carry(
      ['firewall'],
      (state) => withFirewall(state, { global: true }),
      () => '',
    );
    expect(rows[0]?.before).toEqual({ on: true });
    const ran = harness.journal.entries.find(({ event }) => event.kind === 'ran')?.event;
    expect(ran?.kind === 'ran' && ran.report.end).toBe('done');
  });
});

describe('the folder that sudo-prompt leaves behind', () => {
  // Proves P12: The folder that sudo-prompt leaves for sudo is removed by every script, also by one that refuses.
  it('is removed by every script, also by one that refuses', async () => {
    const harness = new ChangeHarness(freshMac('26.5'));
    harnesses.push(harness);
    const plan = await harness.planFor(['firewall']);
    const { script } = prepareChange(plan, harness.catalogue, harness.ports, { account: 'alex' });
    expect(script).toContain("/bin/rmdir '/var/db/sudo/alex'");
    expect(script).toMatch(/refuse\(\) \{\n {2}mark "REFUSED \$1"\n {2}tidy\n/);
    for (const account of ['a b', '../x', '$(id)', '-rf']) {
      expect(prepareChange(plan, harness.catalogue, harness.ports, { account }).script).not.toContain('rmdir');
    }
  });
});
