import { send } from '../batten-api';
import { useShown } from '../snapshot-store';
import { useNow } from '../use-now';
import { TEXT } from '../text';
import { activity, age, exactly } from '../words';
import { Icon } from './Icon';

/** How old what is shown is, or how far the check is, and the button that begins or stops one. */
export function Checked({ takenAt: given }: { readonly takenAt?: number }) {
  const snapshot = useShown((shown) => shown.snapshot);
  const now = useNow();
  if (snapshot === undefined) return null;
  const busy = activity(snapshot.activity);
  const probing = snapshot.activity.kind === 'probing';
  const takenAt = given ?? snapshot.checked?.takenAt;
  return (
    <div className="checked" data-probing={probing}>
      {busy !== undefined && <span className="checked-text">{busy}</span>}
      {busy === undefined && takenAt !== undefined && (
        <time className="checked-text" dateTime={new Date(takenAt).toISOString()} title={exactly(takenAt)}>
          {age(takenAt, Math.max(now, takenAt))}
        </time>
      )}
      {snapshot.activity.kind === 'probing' ? (
        <button
          type="button"
          className="icon-button"
          aria-label={TEXT.stopChecking}
          title={TEXT.stopChecking}
          onClick={() => send('cancelRefresh', undefined)}
        >
          <Icon name="stop" />
        </button>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label={TEXT.refresh}
          title={TEXT.refreshTip}
          disabled={busy !== undefined}
          onClick={() => send('refresh', undefined)}
        >
          <Icon name="refresh" />
        </button>
      )}
    </div>
  );
}
