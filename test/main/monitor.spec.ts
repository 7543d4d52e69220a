import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/core/policy';
import type { CommandRunner } from '../../src/core/ports';
import { createMonitor, type Monitor } from '../../src/main/monitor';
import type { Mac } from '../../src/main/mac';
import { createSnapshotStore, type SnapshotStore } from '../../src/main/store';
import { TASKS } from '../../src/tasks';
import { hardenedMac } from '../sim/machines';
import { SimulatedMac } from '../sim/simulated-mac';

/** The monitor of a hardened Mac; what is read before a scan can fail, and commands can be held back. */
function monitored(): {
  readonly monitor: Monitor;
  readonly store: SnapshotStore;
  readonly trouble: { before?: Error; hold?: Promise<void> };
  readonly asked: () => number;
} {
  const simulated = new SimulatedMac(hardenedMac('26.5'));
  const store = createSnapshotStore(true);
  const trouble: { before?: Error; hold?: Promise<void> } = {};
  let asked = 0;
  const runner: CommandRunner = {
    run: async (command, limits) => {
      asked += 1;
      await trouble.hold;
      return simulated.run(command, limits);
    },
  };
  const home = `/Users/${simulated.state.user}`;
  const mac = { catalogue: TASKS, runner, clock: simulated.clock, asRoot: false, home } as unknown as Mac;
  const beforeScan = (): Promise<void> =>
    trouble.before === undefined ? Promise.resolve() : Promise.reject(trouble.before);
  return { monitor: createMonitor(mac, () => DEFAULT_POLICY, store, beforeScan), store, trouble, asked: () => asked };
}

describe('a check that could not begin', () => {
  it('is told to whoever asked for it, and is not the end of all checks', async () => {
    const { monitor, store, trouble } = monitored();
    trouble.before = new Error('EMFILE: too many open files');
    await expect(monitor.refresh()).rejects.toThrow('EMFILE');
    expect(store.getState()).toMatchObject({ activity: { kind: 'idle' } });
    expect(store.getState().checked).toBeUndefined();
    delete trouble.before;
    await monitor.refresh();
    expect(store.getState().checked?.rows).toHaveLength(TASKS.length);
  });

  it('leaves what was read before as it was, and does not stand in the way of the one after a change', async () => {
    const { monitor, store, trouble } = monitored();
    await monitor.refresh();
    const { checked } = store.getState();
    trouble.before = new Error('EIO: the disk is gone');
    const failing = monitor.refresh();
    const after = monitor.refreshAfterChange();
    await expect(failing).rejects.toThrow('EIO');
    await expect(after).rejects.toThrow('EIO');
    expect(store.getState().checked).toBe(checked);
    delete trouble.before;
    await monitor.refreshAfterChange();
    expect(store.getState().checked).not.toBe(checked);
    expect(store.getState().activity).toEqual({ kind: 'idle' });
  });
});

describe('a check that was cancelled', () => {
  it('is not what somebody gets who asks after that', async () => {
    const { monitor, store, trouble } = monitored();
    let letGo = (): void => undefined;
    trouble.hold = new Promise((resolve) => (letGo = resolve));
    const cancelled = monitor.refresh();
    await Promise.resolve();
    monitor.cancel();
    const [one, other] = [monitor.refresh(), monitor.refresh()];
    letGo();
    expect((await one).tasks.filter(({ finding }) => finding.kind === 'unknown')).toEqual([]);
    expect(await one).toBe(await other);
    expect(await one).not.toBe(await cancelled);
    expect(store.getState().checked?.overall).toBe('hardened');
    expect(store.getState().activity).toEqual({ kind: 'idle' });
  });
});

describe('a check', () => {
  it('is shared by those who ask while it is under way', async () => {
    const { monitor, asked } = monitored();
    const [one, other] = await Promise.all([monitor.refresh(), monitor.refresh()]);
    expect(one).toBe(other);
    const once = asked();
    await monitor.refresh();
    expect(asked()).toBe(2 * once);
  });
});
