import { afterEach, describe, expect, it } from 'vitest';
import { type CarriedOut, carryOut, type ChangePhase, type ChangePorts, prepareChange } from '../../src/core/carry-out';
import { type JournalEvent, runsIn, undoable } from '../../src/core/journal';
import type { ElevationOutcome } from '../../src/core/ports';
import { TASKS } from '../../src/tasks';
import { prints, sipProtects } from '../sim/faults';
import { freshMac, managedMac } from '../sim/machines';
import { type MacState, withFirewall, withService } from '../sim/mac-state';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';

const FRESH = freshMac('26.5');
const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

function onMac(state: MacState = FRESH): ChangeHarness {
  const harness = new ChangeHarness(state);
  harnesses.push(harness);
  return harness;
}

const kinds = (harness: ChangeHarness): readonly JournalEvent['kind'][] =>
  harness.journal.entries.map(({ event }) => event.kind);

const outcomes = (result: CarriedOut): Readonly<Record<string, string>> =>
  'rows' in result ? Object.fromEntries(result.rows.map(({ taskId, outcome }) => [taskId, outcome])) : {};

/** Carries out a plan for the tasks; `between` happens after the person has seen it and before they approve. */
async function carry(
  harness: ChangeHarness,
  taskIds: readonly string[],
  options: {
    readonly ports?: Partial<ChangePorts>;
    readonly between?: () => void | Promise<void>;
    readonly onPhase?: (phase: ChangePhase) => void;
  } = {},
): Promise<CarriedOut> {
  const ports = { ...harness.ports, ...options.ports };
  const change = prepareChange(await harness.planFor(taskIds), TASKS, ports, {});
  await options.between?.();
  const { onPhase } = options;
  return carryOut(change, {
    catalogue: TASKS,
    policy: EVERYTHING,
    ports,
    ...(onPhase === undefined ? {} : { onPhase }),
  });
}

/** An elevator that runs the script, and does something else before it, after it, or in its place. */
function elevatorOf(
  harness: ChangeHarness,
  act: (run: () => Promise<ElevationOutcome>) => Promise<ElevationOutcome>,
): Pick<ChangePorts, 'elevator'> {
  const elevate: ChangePorts['elevator']['elevate'] = (request) => act(() => harness.elevator.elevate(request));
  return { elevator: { backend: 'simulated', elevate } };
}

describe('before anybody is asked', () => {
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

  it('nothing is begun while the journal is damaged', async () => {
    const harness = onMac();
    const broken = { kind: 'broken', reason: 'line 3', entries: [], quarantine: '/q' } as const;
    const journal = { append: () => Promise.reject(new Error('never')), read: () => Promise.resolve(broken) };
    const result = await carry(harness, ['firewall'], { ports: { journal } });
    expect(result).toMatchObject({ kind: 'refused' });
    expect(result.kind === 'refused' && result.reason).toContain('line 3');
    expect(harness.elevator.requests).toEqual([]);
  });

  it('nothing is begun while another process changes something', async () => {
    const harness = onMac();
    const lock = { acquire: () => Promise.resolve({ kind: 'held', by: 'process 12' } as const) };
    const result = await carry(harness, ['firewall'], { ports: { lock } });
    expect(result.kind === 'refused' && result.reason).toContain('process 12');
    expect(kinds(harness)).toEqual([]);
  });

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
