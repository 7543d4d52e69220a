import type { PlanPreview, PlanRow, ResultRow } from '../../shared/ipc-contract';
import { OUTCOME, outcomeStatus, PROGRESS, resultWords, REVIEW, rowProgress } from '../review-words';
import { useShown } from '../snapshot-store';
import type { Ended } from '../use-review';
import { asSentence } from '../words';
import { Banner } from './Banner';
import { Glyph } from './Glyph';

/** While the change is under way. */
export function ProgressRows({ rows }: { readonly rows: readonly PlanRow[] }) {
  const now = useShown(({ snapshot }) => snapshot?.activity);
  const phase = now?.kind === 'changing' ? now.phase : undefined;
  const progress = rowProgress(phase);
  return (
    <div className="result">
      <p className="result-lead" aria-live="polite">
        {PROGRESS[phase ?? 'checking'].body}
      </p>
      <ul className="card">
        {rows.map((row) => (
          <li key={row.taskId} className="result-row">
            {progress.working ? <Glyph status="working" /> : <span className="glyph-space" />}
            <div className="result-row-text">
              <p className="review-row-title">{row.name}</p>
              <p className="secondary">{REVIEW.changed(row.now, row.after)}</p>
            </div>
            <span className="meta">{progress.words}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What came of each row, by a fresh reading and nothing else. */
export function ResultRows({
  result,
  purpose,
  onUndo,
}: {
  readonly result: Ended;
  readonly purpose: PlanPreview['purpose'];
  readonly onUndo: (taskIds: readonly string[]) => void;
}) {
  const words = resultWords(result, purpose);
  const stopped = result.kind === 'done' ? result.stopped : [];
  return (
    <div className="result">
      {stopped.map((service) => (
        <Banner key={`${service.name} ${service.port}`} status="exposed" title={REVIEW.stopped(service)} urgent>
          <p>{REVIEW.stoppedBody}</p>
        </Banner>
      ))}
      <p className="result-lead" role="status">
        <Glyph status={words.status} /> <span>{words.body}</span>
      </p>
      {result.kind === 'declined' && result.detail !== '' && (
        <p className="result-detail meta">{asSentence(result.detail)}</p>
      )}
      {result.kind === 'done' && result.unrecorded !== undefined && (
        <Banner status="attention" title={REVIEW.unrecorded}>
          <p>{asSentence(result.unrecorded)}</p>
        </Banner>
      )}
      <ul className="card">
        {result.rows.map((row) => (
          <ResultLine
            key={row.taskId}
            row={row}
            end={result.kind}
            onUndo={purpose === 'apply' && row.outcome !== 'not-applied' ? () => onUndo([row.taskId]) : undefined}
          />
        ))}
      </ul>
    </div>
  );
}

/** Also a line of the history. */
export function ResultLine({
  row,
  end,
  onUndo,
}: {
  readonly row: ResultRow;
  readonly end: Ended['kind'];
  readonly onUndo?: (() => void) | undefined;
}) {
  const status = row.takenBack === true ? 'not-applicable' : outcomeStatus(row.outcome, end);
  return (
    <li className="result-row">
      <Glyph status={status} />
      <div className="result-row-text">
        <p className="review-row-title">{row.name}</p>
        <p className="secondary">{row.outcome === 'verified' ? REVIEW.changed(row.before, row.after) : row.detail}</p>
      </div>
      <span className="result-outcome">{row.takenBack === true ? REVIEW.takenBack : OUTCOME[row.outcome].words}</span>
      {onUndo !== undefined && (
        <button type="button" className="button small" aria-label={REVIEW.undoRow(row.name)} onClick={onUndo}>
          {REVIEW.undo}
        </button>
      )}
    </li>
  );
}
