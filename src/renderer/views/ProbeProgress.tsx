import { useShown } from '../snapshot-store';
import { TEXT } from '../text';

/** A hairline that fills while the Mac is being read; nothing at all otherwise. */
export function ProbeProgress() {
  const now = useShown((shown) => shown.snapshot?.activity);
  if (now?.kind !== 'probing') return <div className="probe-track" />;
  return (
    <progress
      className="probe-progress"
      aria-label={TEXT.checking}
      max={Math.max(1, now.total)}
      value={Math.min(now.done, Math.max(1, now.total))}
    />
  );
}
