import { useLog } from '../log-store';
import { countWords, LOG_TEXT } from '../log-words';

/** How many rows there are and how many of them are not on screen, and the way to the newest. */
export function LogFoot({
  shown,
  atEnd,
  onNewest,
}: {
  readonly shown: number;
  readonly atEnd: boolean;
  readonly onNewest: () => void;
}) {
  const { rows, notShown, summary } = useLog();
  return (
    <footer className="log-foot">
      <p className="meta">{countWords({ notShown, summary }, shown, rows.length).join(' · ')}</p>
      <span className="spring" />
      {!atEnd && (
        <button type="button" className="button small" onClick={onNewest}>
          {LOG_TEXT.newest}
        </button>
      )}
    </footer>
  );
}
