import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type CarriedOut, carryOut } from '../../src/core/carry-out';
import type { ChangePorts } from '../../src/core/change-ports';
import type { Countdown } from '../../src/core/countdown';
import { runsIn, undoable } from '../../src/core/journal';
import { answerFile, type KeepAnswer } from '../../src/core/keep-or-revert';
import { planUndo } from '../../src/core/plan';
import { type PreparedChange, prepareChange } from '../../src/core/prepared-change';
import { recoverInterrupted } from '../../src/core/recover';
import { scan } from '../../src/core/scan';
import { TASKS } from '../../src/tasks';
import { SimulatedGuardian } from '../sim/simulated-guardian';
import { type ChangeHarness, EVERYTHING } from '../support/change-harness';
import { elevatorOf, onMac, outcomes } from './carrying';

const folder = join(mkdtempSync(join(tmpdir(), 'batten-keep-')), "Alex's data; $(id)");
mkdirSync(folder);
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

const BOTH = ['firewall', 'remote-login'] as const;
const RISKY = ['remote-login', 'bluetooth'] as const;

const guardians: SimulatedGuardian[] = [];
afterEach(() => {
  for (const guardian of guardians.splice(0)) guardian.dispose();
});

function guardianOf(harness: ChangeHarness): SimulatedGuardian {
  const guardian = new SimulatedGuardian(harness.mac, folder);
  guardians.push(guardian);
  return guardian;
}

interface Waited {
  readonly result: CarriedOut;
  readonly seen: readonly (Countdown | undefined)[];
}

function give(operationId: string, answer: KeepAnswer): void {
  writeFileSync(answerFile(folder, operationId, answer), '');
}

async function prepared(harness: ChangeHarness, taskIds: readonly string[]): Promise<PreparedChange> {
  const plan = await harness.planFor(taskIds);
  const found = await scan(TASKS, EVERYTHING, harness.ports);
  const undo = planUndo(plan, { id: 'undo', scan: found, catalogue: TASKS, policy: EVERYTHING });
  return prepareChange(plan, TASKS, harness.ports, {
    keep: { folder, seconds: 60, undo },
    guarded: RISKY,
    guardLog: (operationId) => guardianOf(harness).logPath(operationId),
  });
}

/** Carries out what can lock out; `atFirst` happens when the countdown is first seen. */
async function carryWaiting(
  harness: ChangeHarness,
  atFirst: (countdown: Countdown) => void,
  taskIds: readonly string[] = BOTH,
  ports: Partial<ChangePorts> = {},
): Promise<Waited> {
  const seen: (Countdown | undefined)[] = [];
  const change = await prepared(harness, taskIds);
  const result = await carryOut(change, {
    catalogue: TASKS,
    policy: EVERYTHING,
    ports: { ...harness.ports, progressLog: harness.elevator, guardian: guardianOf(harness), ...ports },
    onCountdown: (countdown) => {
      if (countdown !== undefined && seen.length === 0) atFirst(countdown);
      seen.push(countdown);
    },
  });
  return { result, seen };
}

describe('a change that waits for Keep', () => {
  it('stays when it is kept', async () => {
    const harness = onMac();
    const { result, seen } = await carryWaiting(harness, ({ operationId }) => give(operationId, 'keep'));
    expect(result.kind).toBe('done');
    expect(outcomes(result)).toEqual({ firewall: 'verified', 'remote-login': 'verified' });
    expect(seen.at(-1)).toBeUndefined();
    expect(seen[0]?.left).toBeLessThanOrEqual(60);
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run)).toHaveLength(2);
    expect(run?.reverted).toBeUndefined();
  });

  // Proves P2: What can lock out goes back by itself unless it is kept, to exactly what stood before.
  it('goes back by itself when nobody answers, to exactly what stood before', async () => {
    const harness = onMac();
    const first = harness.standing;
    let inForce = false;
    const { result } = await carryWaiting(harness, () => {
      inForce = harness.mac.state.firewall.global;
    });
    expect(inForce).toBe(true);
    expect(result).toMatchObject({ kind: 'reverted', because: 'nobody' });
    expect(outcomes(result)).toEqual({ firewall: 'not-applied', 'remote-login': 'not-applied' });
    expect(harness.standing).toEqual(first);
    const [run] = runsIn(harness.journal.entries);
    expect(run).toMatchObject({ end: 'verified', reverted: 'nobody' });
    expect(run && undoable(run)).toEqual([]);
  });

  it('goes back at once when that is asked, even if Keep was pressed as well', async () => {
    const harness = onMac();
    const first = harness.standing;
    const { result } = await carryWaiting(harness, ({ operationId }) => {
      give(operationId, 'revert');
      give(operationId, 'keep');
    });
    expect(result).toMatchObject({ kind: 'reverted', because: 'asked' });
    expect(harness.standing).toEqual(first);
  });

  // Proves P2: It goes back when the app is gone, and the next start says so.
  it('goes back when the app is gone, and the next start says so', async () => {
    const harness = onMac();
    const first = harness.standing;
    const change = await prepared(harness, BOTH);
    let script: Promise<unknown> | undefined;
    const dying = elevatorOf(harness, (run) => {
      script = run();
      return new Promise(() => {});
    });
    // Never ends: this app is gone once the script runs.
    void carryOut(change, { catalogue: TASKS, policy: EVERYTHING, ports: { ...harness.ports, ...dying } });
    await expect.poll(() => script).toBeDefined();
    await script;
    expect(harness.standing).toEqual(first);
    const lock: ChangePorts['lock'] = {
      acquire: () => Promise.resolve({ kind: 'acquired', release: () => Promise.resolve() }),
    };
    const ports = { ...harness.ports, progressLog: harness.elevator, lock };
    const [recovered] = await recoverInterrupted(TASKS, EVERYTHING, ports);
    expect(recovered?.rows.map(({ outcome }) => outcome)).toEqual(['not-applied', 'not-applied']);
    expect(runsIn(harness.journal.entries)[0]).toMatchObject({ end: 'recovered', reverted: 'nobody' });
  });

  // Proves P2: cut off in the countdown, as by a restart, the next start says what stands and offers the way back.
  it('is told as it stands when the countdown itself was cut off, and can be taken back', async () => {
    const harness = onMac();
    const change = await prepared(harness, BOTH);
    give(change.operationId, 'keep');
    void carryOut(change, {
      catalogue: TASKS,
      policy: EVERYTHING,
      ports: {
        ...harness.ports,
        ...elevatorOf(harness, async (run) => {
          await run();
          return new Promise(() => {});
        }),
      },
    });
    const read = () => harness.elevator.read(change.operationId);
    await expect.poll(read, { timeout: 20_000 }).toContain('DONE');
    // What would stand there had the Mac lost its power while the script waited.
    const progressLog = { read: async () => (await read())?.replace(/KEPT[^]*$/, '') };
    const [recovered] = await recoverInterrupted(TASKS, EVERYTHING, { ...harness.ports, progressLog });
    expect(recovered?.rows.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
    expect(recovered?.rows[0]?.detail).toContain('neither kept nor put back');
    const [run] = runsIn(harness.journal.entries);
    expect(run?.reverted).toBeUndefined();
    expect(run && undoable(run)).toHaveLength(2);
  });

  it('can still be answered when its dialog is ended while it waits', async () => {
    const harness = onMac();
    const asked: string[] = [];
    // As when somebody kills the applet: the dialog has failed, and root's script goes on.
    const ended = elevatorOf(harness, async (run) => {
      void run();
      const log = () => harness.elevator.read(asked[0] ?? '');
      await expect.poll(log, { timeout: 20_000 }).toContain('WAIT');
      return { kind: 'tampered', detail: 'its folder was moved' };
    });
    const change = await prepared(harness, BOTH);
    asked.push(change.operationId);
    const seen: Countdown[] = [];
    const result = await carryOut(change, {
      catalogue: TASKS,
      policy: EVERYTHING,
      ports: { ...harness.ports, ...ended },
      onCountdown: (countdown) => {
        if (countdown !== undefined && seen.push(countdown) === 1) give(countdown.operationId, 'keep');
      },
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(result.kind).toBe('failed');
    expect(outcomes(result)).toEqual({ firewall: 'verified', 'remote-login': 'verified' });
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run)).toHaveLength(2);
  });

  it('takes back a step that failed half-way as well', async () => {
    const harness = onMac();
    const first = harness.standing;
    harness.mac.setFaults({
      program: 'launchctl',
      words: ['bootout'],
      caller: 'root',
      effect: { kind: 'exits', exitCode: 1 },
    });
    const { result } = await carryWaiting(harness, () => undefined);
    harness.mac.setFaults();
    expect(result.kind).toBe('reverted');
    expect(harness.standing).toEqual(first);
  });
});

describe('what only the person can change', () => {
  const isOn = (harness: ChangeHarness): boolean => harness.mac.state.bluetooth.power;

  it('waits for Keep as well, without a password', async () => {
    const harness = onMac();
    const { result } = await carryWaiting(harness, ({ operationId }) => give(operationId, 'keep'), ['bluetooth']);
    expect(outcomes(result)).toEqual({ bluetooth: 'verified' });
    expect(harness.elevator.requests).toEqual([]);
  });

  it('goes back by itself when nobody answers', async () => {
    const harness = onMac();
    const first = harness.standing;
    let inForce = false;
    harness.mac.onChange(() => (inForce ||= !isOn(harness)));
    const { result } = await carryWaiting(harness, () => undefined, ['bluetooth']);
    expect(inForce).toBe(true);
    expect(result).toMatchObject({ kind: 'reverted', because: 'nobody' });
    expect(outcomes(result)).toEqual({ bluetooth: 'not-applied' });
    expect(harness.standing).toEqual(first);
  });

  it('shares one question, and one password, with what root changes', async () => {
    for (const answer of ['keep', 'revert'] as const) {
      const harness = onMac();
      const first = harness.standing;
      const { result } = await carryWaiting(harness, ({ operationId }) => give(operationId, answer), RISKY);
      const outcome = answer === 'keep' ? 'verified' : 'not-applied';
      expect(outcomes(result)).toEqual({ 'remote-login': outcome, bluetooth: outcome });
      // The radio follows within seconds.
      await harness.mac.clock.sleep(10_000);
      await harness.scan();
      if (answer === 'revert') expect(harness.standing).toEqual(first);
      expect(harness.elevator.requests).toHaveLength(1);
    }
  });

  it('is not changed where nothing could put it back', async () => {
    const harness = onMac();
    const first = harness.standing;
    const guardian = {
      log: guardianOf(harness).log,
      start: () => Promise.reject(new Error('no process')),
      logPath: () => '/x',
    };
    const { result } = await carryWaiting(harness, () => undefined, ['bluetooth'], { guardian });
    expect(outcomes(result)).toEqual({ bluetooth: 'not-applied' });
    expect('rows' in result && result.rows[0]?.detail).toContain('could not be started');
    expect(harness.standing).toEqual(first);
  });
});
