import { historyKey, recentChanges } from '../select';
import { useShown } from '../snapshot-store';
import { useAnswer } from '../use-answer';
import { TEXT } from '../text';
import { moment, recentChange } from '../words';
import { Icon } from './Icon';

const CHANGES = 3;

/** What there is to tell when everything stands as wanted. */
export function RecentChanges() {
  const key = useShown(({ snapshot }) => historyKey(snapshot));
  const { value: history } = useAnswer('getHistory', undefined, key);
  if (history === undefined) return null;
  const changes = recentChanges(history, CHANGES);
  if (changes.length === 0) return <p className="popover-note secondary">{TEXT.noRecent}</p>;
  return (
    <section aria-label={TEXT.recent}>
      <h2 className="popover-label">{TEXT.recent}</h2>
      <ul className="popover-rows">
        {changes.map(({ run, purpose, at, row }) => (
          <li key={`${run} ${row.taskId}`} className="popover-row">
            <Icon name="History" />
            <div className="popover-row-text">
              <p className="popover-row-title">{row.name}</p>
              <p className="secondary">{recentChange(row.before, row.after, purpose)}</p>
            </div>
            <span className="meta">{moment(at)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
