import { countWords, LOG_TEXT, newRows } from '../log-words';
import { resumeLog, useLog } from '../log-store';

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
  const { rows, notShown, summary, isPaused, heldCount } = useLog();
  return (
    <footer className="log-foot">
      <p className="meta">{countWords({ notShown, summary }, shown, rows.length).join(' · ')}</p>
      <span className="spring" />
      {isPaused && (
        <>
          <span className="log-held">{newRows(heldCount)}</span>
          <button
            type="button"
            className="button small"
            onClick={() => {
              resumeLog();
              onNewest();
            }}
          >
            {LOG_TEXT.resume}
          </button>
        </>
      )}
      {!isPaused && !atEnd && (
        <button type="button" className="button small" onClick={onNewest}>
          {LOG_TEXT.newest}
        </button>
      )}
    </footer>
  );
}
