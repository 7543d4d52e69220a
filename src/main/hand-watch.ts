import { observedIn } from '../core/finding';
import { findingOf } from '../core/plan';
import type { Policy } from '../core/policy';
import { scan } from '../core/scan';
import type { Watch } from '../core/snapshot';
import type { Mac } from './mac';
import type { Monitor } from './monitor';
import { type SnapshotStore, updateSnapshot } from './store';

const WATCH_MS = 120_000;
const PAUSE_MS = 2_000;

/**
 * Watches one task while a person changes it by hand, and shows the change as soon as macOS does.
 *
 * Ends when the state has become what the policy wants, or after two minutes.
 */
export async function watchByHand(
  taskId: string,
  mac: Mac,
  policyNow: () => Policy,
  store: SnapshotStore,
  monitor: Monitor,
): Promise<void> {
  const task = mac.catalogue.find(({ id }) => id === taskId);
  if (!task || store.getState().watches.some((one) => one.taskId === taskId && one.outcome === 'watching')) return;
  const until = mac.clock.now() + WATCH_MS;
  setWatch(store, { taskId, until, outcome: 'watching' });
  while (mac.clock.now() < until) {
    await mac.clock.sleep(PAUSE_MS);
    const policy = policyNow();
    const found = await scan([task], policy, mac);
    monitor.merge(found);
    const observed = observedIn(findingOf(found, taskId));
    if (observed && task.isWanted(observed.state, policy)) {
      setWatch(store, { taskId, until, outcome: 'seen' });
      return;
    }
  }
  setWatch(store, { taskId, until, outcome: 'gave-up' });
}

function setWatch(store: SnapshotStore, watch: Watch): void {
  const others = store.getState().watches.filter(({ taskId }) => taskId !== watch.taskId);
  updateSnapshot(store, { watches: [...others, watch] });
}
