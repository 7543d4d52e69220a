import { afterEach, describe, expect, it } from 'vitest';
import { type CarriedOut, carryOut } from '../../src/core/carry-out';
import type { ChangePorts } from '../../src/core/change-ports';
import { prepareChange } from '../../src/core/prepared-change';
import { runsIn, undoable } from '../../src/core/journal';
import type { ElevationOutcome, ProgressLog } from '../../src/core/ports';
import { recoverInterrupted } from '../../src/core/recover';
import { TASKS } from '../../src/tasks';
import { freshMac } from '../sim/machines';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';

const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

function onMac(): ChangeHarness {
  const harness = new ChangeHarness(freshMac('26.5'));
  harnesses.push(harness);
  return harness;
}

/** The dialog is ended by somebody while root's script is already running; the script goes on when the log is read. */
function endedEarly(harness: ChangeHarness, outcome: ElevationOutcome): Partial<ChangePorts> {
  let script: Promise<unknown> | undefined;
  let reads = 0;
  const progressLog: ProgressLog = {
    read: async (operationId) => {
      reads += 1;
      if (reads === 1) return 'BEGUN 1\n';
      await script;
      return harness.elevator.read(operationId);
    },
  };
  return {
    elevator: {
      backend: 'simulated',
      elevate: (request) => {
        script = harness.mac.clock.sleep(0).then(() => harness.elevator.elevate(request));
        return Promise.resolve(outcome);
      },
    },
    progressLog,
  };
}

async function carry(
  harness: ChangeHarness,
  taskIds: readonly string[],
  other: Partial<ChangePorts>,
): Promise<CarriedOut> {
  const ports = { ...harness.ports, ...other };
  const change = prepareChange(await harness.planFor(taskIds), TASKS, ports, {});
  return carryOut(change, { catalogue: TASKS, policy: EVERYTHING, ports });
}

const ENDINGS: readonly ElevationOutcome[] = [
  { kind: 'not-granted', detail: 'permission was not granted' },
  { kind: 'tampered', detail: 'its folder was moved' },
  { kind: 'failed', reason: 'no answer in 10 minutes' },
];

describe('a script that goes on after its dialog has ended', () => {
  it.each(ENDINGS)('is waited for, and what it did can be taken back: $kind', async (ending) => {
    const harness = onMac();
    const result = await carry(harness, ['firewall', 'file-sharing'], endedEarly(harness, ending));
    expect(harness.mac.state.firewall.global).toBe(true);
    expect(result).toMatchObject({ kind: 'failed' });
    if (ending.kind === 'not-granted') {
      expect(result.kind === 'failed' && result.reason).toContain('the script had begun');
    }
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run).map(({ taskId }) => taskId)).toEqual(['firewall', 'file-sharing']);
  });

  it('is found out at the next start when it went on for longer still, and only once', async () => {
    const harness = onMac();
    const early: ProgressLog = { read: () => Promise.resolve(undefined) };
    const [ending] = ENDINGS;
    if (!ending) throw new Error('no ending');
    const ports = { ...endedEarly(harness, ending), progressLog: early };
    expect(await carry(harness, ['firewall'], ports)).toMatchObject({ kind: 'declined' });
    while (!harness.mac.state.firewall.global) await new Promise((resolve) => setTimeout(resolve, 10));
    while (!/^DONE/m.test((await harness.elevator.read(harness.elevator.requests[0]?.operationId ?? '')) ?? '')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const next = { ...harness.ports, progressLog: harness.elevator };
    expect(await recoverInterrupted(TASKS, EVERYTHING, next)).toHaveLength(1);
    expect(await recoverInterrupted(TASKS, EVERYTHING, next)).toEqual([]);
    const [run] = runsIn(harness.journal.entries);
    expect(run && undoable(run).map(({ taskId }) => taskId)).toEqual(['firewall']);
  });

  it('never began where root has no log: a declined dialog stays declined', async () => {
    const harness = onMac();
    harness.elevator.willAnswer({ kind: 'declined' });
    expect(await carry(harness, ['firewall'], { progressLog: harness.elevator })).toMatchObject({ kind: 'declined' });
  });
});

describe('what was done is told', () => {
  it('even when the lock cannot be given back', async () => {
    const harness = onMac();
    const lock: ChangePorts['lock'] = {
      acquire: () => Promise.resolve({ kind: 'acquired', release: () => Promise.reject(new Error('EIO')) }),
    };
    expect(await carry(harness, ['firewall'], { lock })).toMatchObject({ kind: 'done' });
  });

  it('at the next start even when the journal cannot be written then', async () => {
    const harness = onMac();
    harness.elevator.willAnswer({ kind: 'unheard' });
    const change = prepareChange(await harness.planFor(['firewall']), TASKS, harness.ports, {});
    void carryOut(change, { catalogue: TASKS, policy: EVERYTHING, ports: harness.ports });
    while (!/^DONE/m.test((await harness.elevator.read(change.operationId)) ?? '')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    harness.journal.failure = 'the disk is full';
    const found = await recoverInterrupted(TASKS, EVERYTHING, { ...harness.ports, progressLog: harness.elevator });
    expect(found.map(({ rows }) => rows.map(({ outcome }) => outcome))).toEqual([['verified']]);
  });
});
