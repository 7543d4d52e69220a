import type { Entropy, ProgressLog } from './ports';
import { parseProgressLog } from './script-report';

/** A change that stands and goes back by itself unless the person keeps it. */
export interface Countdown {
  readonly operationId: string;
  /** Milliseconds since 1970 at which it goes back at the latest. */
  readonly until: number;
  /** Seconds that the script will still wait, as it counts them. */
  readonly left: number;
}

/** The countdown that root's log tells of; undefined before it, after it, and where the script does not wait. */
export function countdownIn(
  log: string,
  operationId: string,
  entropy: Pick<Entropy, 'decodeBase64'>,
): Countdown | undefined {
  const { keep, end } = parseProgressLog(log, (text) => entropy.decodeBase64(text));
  if (keep?.end !== 'waiting' || end === 'done') return undefined;
  return { operationId, until: keep.until * 1000, left: keep.left };
}

/** Tells of every second of a countdown, and of its end; returns what stops it. Nothing is told where the log cannot be followed. */
export function followCountdown(
  operationId: string,
  ports: { readonly progressLog?: ProgressLog; readonly entropy: Pick<Entropy, 'decodeBase64'> },
  onCountdown: (countdown: Countdown | undefined) => void,
): () => void {
  let told: Countdown | undefined;
  const tell = (now: Countdown | undefined): void => {
    if (now?.left === told?.left && now?.until === told?.until) return;
    told = now;
    onCountdown(now);
  };
  const stop = ports.progressLog?.follow?.(operationId, (log) => tell(countdownIn(log, operationId, ports.entropy)));
  return () => {
    stop?.();
    tell(undefined);
  };
}
