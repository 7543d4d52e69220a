import { describe, expect, it } from 'vitest';
import type { CarriedOut } from '../../src/core/carry-out';
import type { ChangePhase } from '../../src/core/change-ports';
import type { JournalEvent } from '../../src/core/journal';
import type { ElevationOutcome } from '../../src/core/ports';
import { prints } from '../sim/faults';
import { withFirewall } from '../sim/mac-state';
import { carry, elevatorOf, FRESH, kinds, onMac, outcomes } from './carrying';

describe('before anybody is asked', () => {
  // Proves P3: Before anybody is asked, the journal holds the intent, the values before and the hash of the very script.
  it('the intent is in the journal, with the values before and the hash of the very script', async () => {
    const harness = onMac();
    const seen: (readonly JournalEvent[])[] = [];
    const ports = elevatorOf(harness, (run) => {
      seen.push(harness.journal.entries.map(({ event }) => event));
      return run();
    });
    await carry(harness, ['firewall', 'remote-login'], { ports });
    const [[planned] = []] = seen;
    if (planned?.kind !== 'planned') throw new Error('The intent is missing');
    const { script = '', operationId } = harness.elevator.requests[0] ?? {};
    expect(planned.script).toMatchObject({ sha256: harness.ports.entropy.sha256(script), operationId });
    expect(planned.plan.steps.map(({ before }) => before)).toEqual([{ on: false }, { running: true, atStart: 'on' }]);
    expect(kinds(harness)).toEqual(['planned', 'ran', 'verified']);
  });

  // Proves P3: Nothing is begun when the journal cannot be written.
  it('nothing is begun when the journal cannot be written', async () => {
    const harness = onMac();
    harness.journal.failure = 'the disk is full';
    const result = await carry(harness, ['firewall', 'airdrop']);
    expect(result).toEqual({
      kind: 'refused',
      reason: 'the journal cannot be written, so nothing was begun: the disk is full',
      moved: [],
    });
    expect(harness.elevator.requests).toEqual([]);
    expect(harness.mac.state.firewall).toEqual(FRESH.firewall);
  });

  // Proves P9: Nothing is begun while the journal is damaged.
  it('nothing is begun while the journal is damaged', async () => {
    const harness = onMac();
    const broken = { kind: 'broken', reason: 'line 3', entries: [], quarantine: '/q' } as const;
    const journal = { append: () => Promise.reject(new Error('never')), read: () => Promise.resolve(broken) };
    const result = await carry(harness, ['firewall'], { ports: { journal } });
    expect(result).toMatchObject({ kind: 'refused' });
    expect(result.kind === 'refused' && result.reason).toContain('line 3');
    expect(harness.elevator.requests).toEqual([]);
  });

  // Proves P8: Nothing is begun while another process changes something.
  it('nothing is begun while another process changes something', async () => {
    const harness = onMac();
    const lock = { acquire: () => Promise.resolve({ kind: 'held', by: 'process 12' } as const) };
    const result = await carry(harness, ['firewall'], { ports: { lock } });
    expect(result.kind === 'refused' && result.reason).toContain('process 12');
    expect(kinds(harness)).toEqual([]);
  });

  // Proves P5: A plan is refused when a state moved between the plan and the approval.
  it('a plan is refused when a state moved between the plan and the approval, and says which', async () => {
    const harness = onMac();
    const between = (): void => harness.mac.change((state) => withFirewall(state, { stealth: true }));
    const result = await carry(harness, ['firewall', 'firewall-stealth'], { between });
    expect(result).toMatchObject({ kind: 'refused', moved: ['firewall-stealth'] });
    expect(kinds(harness)).toEqual([]);
    expect(harness.elevator.requests).toEqual([]);
  });

  it('a plan is refused when a touched setting can no longer be read', async () => {
    const harness = onMac();
    const between = (): void => harness.mac.setFaults(prints({ program: 'netstat' }, { stdout: 'garbage' }));
    expect(await carry(harness, ['remote-login'], { between })).toMatchObject({
      kind: 'refused',
      moved: ['remote-login'],
    });
  });

  // Proves P5: A plan is refused when it is older than its script may be.
  it('a plan is refused when it is older than its script may be', async () => {
    const harness = onMac();
    const result = await carry(harness, ['firewall'], { between: () => harness.mac.clock.sleep(301_000) });
    expect(result).toMatchObject({ kind: 'refused', reason: 'the plan is too old; look at a new one' });
    expect(harness.elevator.requests).toEqual([]);
  });

  it('an empty plan is refused', async () => {
    expect(await carry(onMac(), ['remote-management'])).toMatchObject({ kind: 'refused' });
  });

  it('the lock is given back, however it ends', async () => {
    for (const act of [
      () => Promise.reject(new Error('broken')),
      () => Promise.resolve({ kind: 'not-granted', detail: '' } as const),
      (run: () => Promise<ElevationOutcome>) => run(),
    ]) {
      const harness = onMac();
      let held = 0;
      const release = (): Promise<void> => Promise.resolve(void (held -= 1));
      const lock = {
        acquire: () => Promise.resolve({ kind: 'acquired', release } as const).finally(() => (held += 1)),
      };
      await carry(harness, ['firewall'], { ports: { ...elevatorOf(harness, act), lock } });
      expect(held).toBe(0);
    }
  });

  it('tells what it is doing, in order; nobody is asked for what needs no root', async () => {
    const phases: ChangePhase[] = [];
    await carry(onMac(), ['firewall', 'airdrop'], { onPhase: (phase) => phases.push(phase) });
    expect(phases).toEqual(['checking', 'asking', 'changing', 'verifying']);
    const harness = onMac();
    phases.length = 0;
    await carry(harness, ['airdrop'], { onPhase: (phase) => phases.push(phase) });
    expect(phases).toEqual(['checking', 'changing', 'verifying']);
    expect(harness.elevator.requests).toEqual([]);
  });
});

describe('when the dialog', () => {
  it.each<[string, ElevationOutcome, CarriedOut['kind']]>([
    ['is declined', { kind: 'not-granted', detail: 'permission was not granted' }, 'declined'],
    ['was tampered with', { kind: 'tampered', detail: 'a file was exchanged' }, 'failed'],
    ['cannot be shown', { kind: 'failed', reason: 'Bad CPU type' }, 'failed'],
  ])('%s, nothing changes, no user command runs, and the journal says so', async (_how, outcome, kind) => {
    const harness = onMac();
    const first = harness.standing;
    const result = await carry(harness, ['firewall', 'airdrop'], {
      ports: elevatorOf(harness, () => Promise.resolve(outcome)),
    });
    expect(result.kind).toBe(kind);
    expect(outcomes(result)).toEqual({ firewall: 'not-applied', airdrop: 'not-applied' });
    expect(harness.standing).toEqual(first);
    expect(kinds(harness)).toEqual(['planned', kind]);
    expect(JSON.stringify(harness.journal.entries.at(-1)?.event)).toContain(
      'detail' in outcome ? outcome.detail : 'CPU',
    );
  });

  it('throws, the run is closed as failed with its words', async () => {
    const harness = onMac();
    const ports = elevatorOf(harness, () => Promise.reject(new Error('spawn applet ENOENT')));
    expect(await carry(harness, ['firewall'], { ports })).toMatchObject({
      kind: 'failed',
      reason: 'spawn applet ENOENT',
    });
    expect(kinds(harness)).toEqual(['planned', 'failed']);
  });

  // Proves P7: A dialog answered too late changes nothing and says why.
  it('is answered too late, nothing changes and it says why', async () => {
    const harness = onMac();
    const first = harness.standing;
    harness.elevator.willAnswer({ kind: 'granted-late', afterMs: 400_000 });
    const result = await carry(harness, ['firewall', 'airdrop']);
    expect(result).toMatchObject({ kind: 'failed' });
    expect(result.kind === 'failed' && result.reason).toContain('too late');
    expect(harness.standing).toEqual(first);
    expect(kinds(harness)).toEqual(['planned', 'ran', 'failed']);
  });
});
