import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Snapshot } from '../core/snapshot';

export type SnapshotStore = StoreApi<Snapshot>;

/** Holds the one snapshot that every screen, the icon and the menu are drawn from. */
export function createSnapshotStore(simulated: boolean): SnapshotStore {
  return createStore<Snapshot>(() => ({
    revision: 1,
    simulated,
    activity: { kind: 'idle' },
    recovered: [],
    watches: [],
    iconHidden: false,
  }));
}

/** Changes the snapshot; every change is a new revision. An explicit undefined removes an optional part. */
export function updateSnapshot(
  store: SnapshotStore,
  change: { readonly [K in keyof Omit<Snapshot, 'revision'>]?: Snapshot[K] | undefined },
): void {
  const before = store.getState();
  const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined);
  const next = Object.fromEntries(merged) as unknown as Snapshot;
  store.setState({ ...next, revision: before.revision + 1 }, true);
}
