import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { carryOut } from '../../src/core/carry-out';
import { answerFile } from '../../src/core/keep-or-revert';
import { planUndo } from '../../src/core/plan';
import { prepareChange } from '../../src/core/prepared-change';
import { createBackend } from '../../src/main/backend';
import type { KeepAnswers } from '../../src/main/mac';
import { createKeepAnswers } from '../../src/platform/keep-answers';
import { TASKS } from '../../src/tasks';
import { freshMac } from '../sim/machines';
import { SimulatedGuardian } from '../sim/simulated-guardian';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';
import { DESKTOP } from './fixtures';
import { fixedPolicy, QUIET_PARTS } from './parts-of-a-mac';

const RISKY = ['remote-login', 'bluetooth'] as const;
const undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo.splice(0)) one();
});

describe('an app that is started again in a countdown', () => {
  it('asks again, and one answer reaches root’s script and the person’s guard', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batten-again-'));
    const harness = new ChangeHarness(freshMac('26.5'));
    const guardian = new SimulatedGuardian(harness.mac, folder);
    undo.push(() => {
      guardian.dispose();
      harness.dispose();
      rmSync(folder, { recursive: true });
    });
    const inFolder = createKeepAnswers(folder);
    /** Whether root's script had ended each time that its answer was removed. */
    const forgotten: boolean[] = [];
    const answers: KeepAnswers = {
      ...inFolder,
      forget: async (operationId) => {
        forgotten.push(/^DONE/m.test((await harness.elevator.read(operationId)) ?? ''));
        return inFolder.forget(operationId);
      },
    };
    const plan = await harness.planFor(RISKY);
    const planning = { id: 'undo', scan: await harness.scan(), catalogue: TASKS, policy: EVERYTHING };
    const change = prepareChange(plan, TASKS, harness.ports, {
      keep: { folder: answers.folder, seconds: 300, undo: planUndo(plan, planning) },
      guarded: RISKY,
      guardLog: (operationId) => guardian.logPath(operationId),
    });
    // The app that was killed: it hears nothing of the end.
    let running: Promise<unknown> | undefined;
    const elevator = {
      backend: 'simulated' as const,
      elevate: (request: Parameters<typeof harness.elevator.elevate>[0]) => {
        running = harness.elevator.elevate(request);
        return new Promise<never>(() => {});
      },
    };
    let counting = false;
    const onCountdown = () => {
      counting = true;
    };
    const ports = { ...harness.ports, elevator, guardian };
    void carryOut(change, { catalogue: TASKS, policy: EVERYTHING, ports, onCountdown });
    await expect.poll(() => counting && harness.mac.state.bluetooth.switching !== undefined).toBe(true);

    const settings = { elevationBackend: 'sudo-prompt', launchAtLogin: false, keepSeconds: 60 } as const;
    const backend = createBackend(
      {
        ...QUIET_PARTS,
        ...harness.ports,
        simulated: true,
        catalogue: TASKS,
        policy: fixedPolicy(EVERYTHING),
        elevators: { 'sudo-prompt': harness.elevator, osascript: harness.elevator },
        journal: harness.journal,
        progressLog: harness.elevator,
        answers,
        guardian,
        processId: process.pid,
        settings: { read: () => Promise.resolve({ settings }), change: () => Promise.resolve(settings) },
      },
      DESKTOP,
    );
    backend.store.subscribe(({ activity }) => {
      if (activity.kind === 'changing' && activity.countdown !== undefined)
        void Promise.resolve(backend.handlers.answerCountdown({ keep: true })).catch(() => undefined);
    });
    await backend.start();
    await running;
    const [found] = backend.store.getState().recovered;
    expect(found?.rows.map(({ taskId, outcome }) => [taskId, outcome])).toEqual(RISKY.map((id) => [id, 'verified']));
    expect(forgotten).toEqual([true]);
    expect(existsSync(answerFile(answers.folder, change.operationId, 'keep'))).toBe(false);
  });
});
