import { create } from 'zustand';
import type { Snapshot } from '../core/snapshot';
import type { CallName, PushValue, RendererApi } from '../shared/ipc-contract';

/** A call that failed, until the person has read it. */
export interface Problem {
  readonly call: CallName;
  readonly error: string;
}

interface Shown {
  readonly snapshot: Snapshot | undefined;
  readonly problem: Problem | undefined;
  /** What the popover or the menu asked the window to show; a new object each time. */
  readonly request: PushValue<'showRequested'> | undefined;
  /** Rises when the person has changed the policy: what no snapshot carries is then asked for anew. */
  readonly asked: number;
}

/** What the screens show. Only `connect` writes snapshots into it. */
export const useShown = create<Shown>(() => ({
  snapshot: undefined,
  problem: undefined,
  request: undefined,
  asked: 0,
}));

/** Takes a snapshot unless a newer one is already shown: pushes and answers may overtake each other. */
export function takeSnapshot(next: Snapshot): void {
  useShown.setState((shown) =>
    shown.snapshot !== undefined && next.revision <= shown.snapshot.revision ? shown : { ...shown, snapshot: next },
  );
}

export function reportProblem(problem: Problem): void {
  useShown.setState({ problem });
}

export function dismissProblem(): void {
  useShown.setState({ problem: undefined });
}

export function askAnew(): void {
  useShown.setState(({ asked }) => ({ asked: asked + 1 }));
}

/** Feeds the store: one listener, and one question now and whenever the page becomes visible. Returns how to stop. */
export function connect(api: RendererApi): () => void {
  const ask = async (): Promise<void> => {
    try {
      const answer = await api.getSnapshot(undefined);
      if (answer.ok) takeSnapshot(answer.value);
      else reportProblem({ call: 'getSnapshot', error: answer.error });
    } catch (error) {
      reportProblem({ call: 'getSnapshot', error: error instanceof Error ? error.message : String(error) });
    }
  };
  const askWhenVisible = (): void => {
    if (document.visibilityState === 'visible') void ask();
  };
  const stopSnapshots = api.snapshotChanged(takeSnapshot);
  const stopRequests = api.showRequested((request) => useShown.setState({ request: { ...request } }));
  document.addEventListener('visibilitychange', askWhenVisible);
  void ask();
  return () => {
    stopSnapshots();
    stopRequests();
    document.removeEventListener('visibilitychange', askWhenVisible);
  };
}
