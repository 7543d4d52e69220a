import { afterEach, describe, expect, it } from 'vitest';
import { FRESH_MS } from '../../src/core/snapshot';
import { answerCall } from '../../src/main/answer-call';
import { type Backend, createBackend } from '../../src/main/backend';
import { redact } from '../../src/main/redact';
import { CALLS, type CallName } from '../../src/shared/ipc-contract';
import { systemEntropy } from '../../src/platform/entropy';
import { freshMac, hardenedMac } from '../sim/machines';
import { lasting, type MacState } from '../sim/mac-state';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedMac } from '../sim/simulated-mac';
import { MemoryJournal } from '../support/memory-journal';
import { DESKTOP } from './fixtures';
import { macAround } from './parts-of-a-mac';

interface Bench {
  readonly backend: Backend;
  readonly simulated: SimulatedMac;
  readonly elevator: SimulatedElevator;
  readonly journal: MemoryJournal;
}

const benches: Bench[] = [];
afterEach(() => {
  for (const { elevator } of benches.splice(0)) elevator.dispose();
});

function benchOn(state: MacState): Bench {
  const simulated = new SimulatedMac(state);
  const elevator = new SimulatedElevator(simulated);
  const journal = new MemoryJournal();
  const mac = macAround(simulated, elevator, { journal });
  const bench = { backend: createBackend(mac, DESKTOP), simulated, elevator, journal };
  benches.push(bench);
  return bench;
}

const call = (backend: Backend, name: CallName, argument?: unknown) =>
  answerCall(backend.handlers, name, argument, () => undefined);

describe('the backend', () => {
  it('shares one scan between two wishes, and goes up one revision a change', async () => {
    const { backend } = benchOn(freshMac('26.5'));
    const [a, b] = await Promise.all([backend.monitor.refresh(), backend.monitor.refresh()]);
    expect(a).toBe(b);
    const { revision } = backend.store.getState();
    await backend.monitor.refresh();
    expect(backend.store.getState().revision).toBeGreaterThan(revision);
    expect(backend.store.getState().activity).toEqual({ kind: 'idle' });
  });

  // Proves P1: Green is withdrawn when findings have grown old.
  it('withdraws green when findings have grown old', async () => {
    const { backend, simulated } = benchOn(hardenedMac('26.5'));
    await backend.start();
    expect(backend.store.getState().checked?.overall).toBe('hardened');
    await simulated.clock.sleep(FRESH_MS + 1);
    backend.monitor.expire();
    const { checked } = backend.store.getState();
    expect(checked?.overall).toBe('unknown');
    expect(checked?.rows.some(({ finding }) => finding.kind === 'compliant')).toBe(false);
  });

  // Proves P5: What runs is exactly the script that was shown, once.
  it('runs exactly the script that was shown, once', async () => {
    const { backend, elevator } = benchOn(freshMac('26.5'));
    await backend.start();
    const plan = await backend.desk.preparePlan(['firewall', 'firewall-stealth']);
    expect(plan.scriptSha256).toBe(systemEntropy.sha256(plan.script));
    const result = await backend.desk.approve(plan.planId, false);
    expect(result.kind).toBe('done');
    expect(elevator.requests.map(({ script }) => script)).toEqual([plan.script]);
    const again = await call(backend, 'approvePlan', { planId: plan.planId, confirmed: true });
    expect(again).toMatchObject({ ok: false });
    expect(elevator.requests).toHaveLength(1);
  });

  it('marks the lines of each row in both scripts', async () => {
    const { backend } = benchOn(freshMac('26.5'));
    await backend.start();
    const plan = await backend.desk.preparePlan(['firewall', 'remote-login']);
    for (const { scriptLines, undoLines, name } of plan.rows) {
      const shown = plan.script.split('\n').slice((scriptLines?.[0] ?? 1) - 1, scriptLines?.[1]);
      expect(shown[0]).toContain(name);
      expect(shown.at(-1)).toMatch(/^end \d+$/);
      expect(undoLines).toBeDefined();
    }
  });

  it('does not show a dialog when the intent cannot be written down', async () => {
    const { backend, elevator, journal, simulated } = benchOn(freshMac('26.5'));
    await backend.start();
    const plan = await backend.desk.preparePlan(['firewall']);
    journal.failure = 'ENOSPC: no space left on device';
    const first = lasting(simulated.state);
    expect(await backend.desk.approve(plan.planId, false)).toMatchObject({ kind: 'refused' });
    expect(elevator.requests).toEqual([]);
    expect(lasting(simulated.state)).toEqual(first);
  });

  it('takes along the firewall for stealth mode, and says why', async () => {
    const { backend } = benchOn(freshMac('26.5'));
    await backend.start();
    const { rows } = await backend.desk.preparePlan(['firewall-stealth']);
    expect(rows.map(({ taskId, takenAlong }) => [taskId, takenAlong])).toEqual([
      ['firewall', 'Stealth mode has no effect without it'],
      ['firewall-stealth', undefined],
    ]);
  });

  it('takes one task of a run back and leaves the rest', async () => {
    const { backend, simulated } = benchOn(freshMac('26.5'));
    await backend.start();
    const plan = await backend.desk.preparePlan(['firewall', 'file-sharing']);
    await backend.desk.approve(plan.planId, true);
    const back = await backend.desk.prepareRollback(1, ['file-sharing']);
    expect(back.rows.map(({ taskId }) => taskId)).toEqual(['file-sharing']);
    await backend.desk.approve(back.planId, true);
    expect(simulated.state.firewall.global).toBe(true);
    expect(backend.store.getState().lastRun).toMatchObject({ number: 1, titles: ['Firewall'] });
    const history = await backend.handlers.getHistory(undefined);
    expect(history.runs.at(-1)?.rows.map(({ taskId, takenBack }) => [taskId, takenBack])).toEqual([
      ['firewall', undefined],
      ['file-sharing', true],
    ]);
  });

  it('answers every call of the contract with an error for an argument it does not take', async () => {
    const { backend } = benchOn(hardenedMac('26.5'));
    for (const name of Object.keys(CALLS) as CallName[]) {
      expect(await call(backend, name, { no: 'such member' }), name).toMatchObject({ ok: false });
    }
  });
});

describe('the log', () => {
  it('holds no home folders and nothing that looks like a secret', () => {
    const line = redact(
      'read /Users/alex/Library/x with eyJhbGciOiJIUzI1NiJ9 and 0123456789012345678901234567890123456789abcd',
    );
    expect(line).toBe('read /Users/…/Library/x with [redacted] and [redacted]');
  });
});
