import { afterEach, describe, expect, it } from 'vitest';
import { carryOut } from '../../src/core/carry-out';
import { prepareChange } from '../../src/core/prepared-change';
import { type RowResult, runsIn, undoable } from '../../src/core/journal';
import type { ProgressLog } from '../../src/core/ports';
import { type Recovered, recoverInterrupted, type RecoverPorts } from '../../src/core/recover';
import { TASKS } from '../../src/tasks';
import { freshMac } from '../sim/machines';
import { type MacState, withFirewall, withService } from '../sim/mac-state';
import type { DialogAnswer } from '../sim/simulated-elevator';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';

const SSH = 'com.openssh.sshd';
const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

/** A run whose app died: the journal knows the intent and nothing more. */
async function cutOff(
  taskIds: readonly string[],
  answer: DialogAnswer,
  whileTheDialogIsOpen: (state: MacState) => MacState = (state) => state,
): Promise<ChangeHarness> {
  const harness = new ChangeHarness(freshMac('26.5'));
  harnesses.push(harness);
  harness.elevator.willAnswer(answer);
  const change = prepareChange(await harness.planFor(taskIds), TASKS, harness.ports, {});
  const died = new Promise<void>((resolve) => {
    const elevate: typeof harness.elevator.elevate = async (request) => {
      harness.mac.change(whileTheDialogIsOpen);
      await harness.elevator.elevate(request);
      resolve();
      return new Promise(() => {});
    };
    const ports = { ...harness.ports, elevator: { backend: 'simulated', elevate } as const };
    void carryOut(change, { catalogue: TASKS, policy: EVERYTHING, ports });
  });
  await died;
  harness.elevator.willAnswer({ kind: 'granted' });
  return harness;
}

function recover(harness: ChangeHarness, other: Partial<RecoverPorts> = {}): Promise<readonly Recovered[]> {
  return recoverInterrupted(TASKS, EVERYTHING, { ...harness.ports, progressLog: harness.elevator, ...other });
}

const rowsOf = ([first]: readonly Recovered[]): Readonly<Record<string, RowResult>> =>
  Object.fromEntries((first?.rows ?? []).map((row) => [row.taskId, row]));

describe('a run that was cut off', () => {
  // Proves P2, P4: A run that was cut off is told by a fresh probe first, then by root's log.
  it('is told by a fresh probe, and by what root wrote down', async () => {
    const harness = await cutOff(['firewall', 'remote-login', 'file-sharing', 'airdrop'], {
      kind: 'killed',
      when: 'during',
      step: 2,
    });
    const rows = rowsOf(await recover(harness));
    expect(rows['firewall']).toMatchObject({ outcome: 'verified', detail: 'Firewall is on' });
    expect(rows['remote-login']).toMatchObject({ outcome: 'changed', left: { running: true, atStart: 'off' } });
    expect(rows['remote-login']?.detail).toContain("(root's log: step begun)");
    expect(rows['file-sharing']).toMatchObject({ outcome: 'not-applied', detail: 'Still On' });
    expect(rows['airdrop']).toMatchObject({ outcome: 'not-applied' });
    expect(harness.journal.entries.map(({ event }) => event.kind)).toEqual(['planned', 'recovered']);
  });

  it('is recovered once', async () => {
    const harness = await cutOff(['firewall'], { kind: 'granted' });
    expect(await recover(harness)).toHaveLength(1);
    expect(await recover(harness)).toEqual([]);
    expect(harness.journal.entries).toHaveLength(2);
  });

  // Proves P4: Where the Mac and root's log disagree, the row says so.
  it('shows where the Mac and the log of root disagree', async () => {
    const harness = await cutOff(['firewall', 'remote-login'], { kind: 'granted' });
    harness.mac.change((state) => withFirewall(state, { global: false }));
    const rows = rowsOf(await recover(harness));
    expect(rows['firewall']).toMatchObject({
      outcome: 'not-applied',
      detail: "Still Off (root's log says the step was completed)",
    });
    const early = await cutOff(['firewall', 'remote-login'], { kind: 'killed', when: 'before', step: 1 });
    early.mac.change((state) => withFirewall(state, { global: true }));
    expect(rowsOf(await recover(early))['firewall']).toMatchObject({
      outcome: 'verified',
      detail: "Firewall is on (root's log does not show the step as completed)",
    });
  });

  it('does not take for its own what something else has changed', async () => {
    const harness = await cutOff(['firewall', 'remote-login'], { kind: 'killed', when: 'before', step: 1 });
    harness.mac.change((state) => withService(state, SSH, { loaded: false, override: 'enabled' }));
    const rows = rowsOf(await recover(harness));
    expect(rows['remote-login']).toMatchObject({ outcome: 'changed' });
    expect(rows['remote-login']?.left).toBeUndefined();
    const plan = await harness.rollbackPlan(1);
    expect(plan.steps).toEqual([]);
    expect(plan.leftOut[0]?.because).toContain('something else has changed it since');
  });

  it('goes back to what root saw right before the change', async () => {
    const harness = await cutOff(['remote-login'], { kind: 'granted' }, (state) =>
      withService(state, SSH, { loaded: false, override: 'enabled' }),
    );
    await recover(harness);
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run)).toEqual([
      {
        taskId: 'remote-login',
        before: { running: false, atStart: 'on' },
        after: { running: false, atStart: 'off' },
      },
    ]);
  });

  it('is not touched while another process holds the lock, nor while the journal is damaged', async () => {
    const harness = await cutOff(['firewall'], { kind: 'granted' });
    const lock = { acquire: () => Promise.resolve({ kind: 'held', by: 'process 12' } as const) };
    expect(await recover(harness, { lock })).toEqual([]);
    const broken = { kind: 'broken', reason: '', entries: harness.journal.entries, quarantine: '' } as const;
    const journal = { append: () => Promise.reject(new Error('no')), read: () => Promise.resolve(broken) };
    expect(await recover(harness, { journal })).toEqual([]);
    expect(harness.journal.entries).toHaveLength(1);
  });

  it('is waited for while its script still writes, and no longer', async () => {
    const harness = await cutOff(['firewall', 'remote-login'], { kind: 'granted' });
    const whole = await logOf(harness);
    const lines = whole.split('\n').slice(0, -1);
    let shown = 0;
    const growing: ProgressLog = {
      read: () => Promise.resolve(`${lines.slice(0, (shown += 1)).join('\n')}\n`),
    };
    const began = harness.mac.clock.now();
    await recover(harness, { progressLog: growing });
    expect(shown).toBe(lines.length);
    expect(harness.mac.clock.now() - began).toBeLessThan(lines.length * 250 + 1_000);

    const dead = await cutOff(['firewall', 'remote-login'], { kind: 'killed', when: 'after', step: 1 });
    const before = dead.mac.clock.now();
    await recover(dead);
    expect(dead.mac.clock.now() - before).toBeLessThan(5_000);
  });
});

async function logOf(harness: ChangeHarness): Promise<string> {
  const [run] = runsIn(harness.journal.entries);
  return (await harness.elevator.read(run?.operationId ?? '')) ?? '';
}
