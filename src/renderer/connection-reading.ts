import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConnectionsView } from '../shared/exposure-views';
import { tryCall } from './batten-api';

const EVERY_MS = 5_000;

export interface ConnectionReading {
  /** The last answer; kept when the next one fails. */
  readonly view: ConnectionsView | undefined;
  /** Why the latest question got no answer. */
  readonly failed: string | undefined;
  readonly isReading: boolean;
  readonly refresh: () => void;
}

/** Reads the connections when the screen appears, when asked to, and, if wanted, every five seconds while it is visible. */
export function useConnections(automatic: boolean): ConnectionReading {
  const [read, setRead] = useState<Pick<ConnectionReading, 'view' | 'failed'>>({ view: undefined, failed: undefined });
  const [isReading, setReading] = useState(true);
  /** The question that is under way: a second one would not be answered sooner. */
  const asked = useRef<Promise<void>>(undefined);
  const isGone = useRef(false);
  const refresh = useCallback((): void => {
    if (asked.current !== undefined) return;
    setReading(true);
    asked.current = tryCall('getConnections', undefined).then((answer) => {
      asked.current = undefined;
      if (isGone.current) return;
      setReading(false);
      setRead(({ view }) => (answer.ok ? { view: answer.value, failed: undefined } : { view, failed: answer.error }));
    });
  }, []);
  useEffect(() => {
    isGone.current = false;
    refresh();
    return () => {
      isGone.current = true;
    };
  }, [refresh]);
  useEffect(() => {
    if (!automatic) return undefined;
    const refreshIfVisible = (): void => {
      if (document.visibilityState === 'visible') refresh();
    };
    refreshIfVisible();
    const timer = setInterval(refreshIfVisible, EVERY_MS);
    document.addEventListener('visibilitychange', refreshIfVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refreshIfVisible);
    };
  }, [automatic, refresh]);
  return { ...read, isReading, refresh };
}
