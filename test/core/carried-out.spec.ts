import { describe, expect, it } from 'vitest';
import { runsIn, undoable } from '../../src/core/journal';
import { prints, sipProtects } from '../sim/faults';
import { withService } from '../sim/mac-state';
import { managedMac } from '../sim/machines';
import { carry, elevatorOf, FRESH, onMac, outcomes } from './carrying';

describe('what was changed', () => {
  it('is what a fresh probe says, with the words of a tool that claims success', async () => {
    const said = 'Firewall is enabled. (State = 1)';
    const harness = onMac({
      ...FRESH,
      faults: [prints({ program: 'socketfilterfw', words: ['--setglobalstate'] }, { stdout: `${said}\n` })],
    });
    const result = await carry(harness, ['firewall']);
    expect(outcomes(result)).toEqual({ firewall: 'not-applied' });
    expect(JSON.stringify(result)).toContain(`Still Off. macOS said: ${said}`);
  });

  it('is told step by step: one that fails stops no other', async () => {
    const harness = onMac({ ...FRESH, faults: [sipProtects('com.openssh.sshd')] });
    const result = await carry(harness, ['firewall', 'remote-login', 'file-sharing']);
    expect(outcomes(result)).toEqual({ firewall: 'verified', 'remote-login': 'changed', 'file-sharing': 'verified' });
    expect(JSON.stringify(result)).toContain('Operation not permitted while System Integrity Protection is engaged');
  });

  it('half-way can be taken back from where it was left', async () => {
    const harness = onMac({ ...FRESH, faults: [sipProtects('com.openssh.sshd')] });
    const first = harness.standing;
    await carry(harness, ['remote-login']);
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run)).toEqual([
      { taskId: 'remote-login', before: { running: true, atStart: 'on' }, after: { running: true, atStart: 'off' } },
    ]);
    expect(outcomes(await harness.carryOut(await harness.rollbackPlan(1)))).toEqual({ 'remote-login': 'verified' });
    expect(harness.standing).toEqual(first);
  });

  it.each(['before', 'during', 'after'] as const)(
    'by a script that was killed %s its second step can be taken back',
    async (when) => {
      const harness = onMac();
      const first = harness.standing;
      harness.elevator.willAnswer({ kind: 'killed', when, step: 2 });
      const result = await carry(harness, ['firewall', 'remote-login', 'file-sharing']);
      expect(result.kind).toBe('failed');
      expect(outcomes(result)['firewall']).toBe('verified');
      harness.elevator.willAnswer({ kind: 'granted' });
      expect((await harness.carryOut(await harness.rollbackPlan(1))).kind).toBe('done');
      expect(harness.standing).toEqual(first);
    },
  );

  it('goes back to what root saw right before the change, not to what the plan had seen', async () => {
    const harness = onMac();
    const ports = elevatorOf(harness, (run) => {
      // While the dialog is open somebody stops Remote Login until the next start.
      harness.mac.change((state) =>
        withService(state, 'com.openssh.sshd', { loaded: false, override: 'enabled', submittedBySmd: false }),
      );
      return run();
    });
    const result = await carry(harness, ['remote-login'], { ports });
    expect(outcomes(result)).toEqual({ 'remote-login': 'verified' });
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run)[0]?.before).toMatchObject({ running: false });
  });

  it('that the journal could not keep is reported as not recorded', async () => {
    const harness = onMac();
    const ports = elevatorOf(harness, async (run) => {
      const outcome = await run();
      harness.journal.failure = 'the disk is full';
      return outcome;
    });
    const result = await carry(harness, ['firewall'], { ports });
    expect(result).toMatchObject({ kind: 'done' });
    expect(result.kind === 'done' && result.unrecorded).toBe(
      'the outcome could not be written to the journal: the disk is full; the disk is full',
    );
    expect(outcomes(result)).toEqual({ firewall: 'verified' });
    expect(harness.mac.state.firewall.global).toBe(true);
  });

  it('is unknown where it cannot be read any more, and is still offered to be taken back', async () => {
    const harness = onMac();
    const ports = elevatorOf(harness, async (run) => {
      const outcome = await run();
      harness.mac.setFaults(prints({ program: 'system_profiler' }, { stdout: 'garbage' }));
      return outcome;
    });
    expect(outcomes(await carry(harness, ['firewall'], { ports }))).toEqual({ firewall: 'cannot-verify' });
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run).map(({ taskId }) => taskId)).toEqual(['firewall']);
  });

  it('is not the work of a run on a Mac that a profile has taken over while the dialog was open', async () => {
    const harness = onMac();
    const ports = elevatorOf(harness, (run) => {
      harness.mac.change((state) => ({ ...state, managed: managedMac('26.5').managed }));
      return run();
    });
    expect(outcomes(await carry(harness, ['firewall'], { ports }))).toEqual({ firewall: 'not-applied' });
  });
});
