import type { TaskRow } from '../../core/snapshot';
import type { TaskDetail as Detail } from '../../shared/ipc-contract';
import { send } from '../batten-api';
import { isFixable } from '../../core/task-rows';
import { historyKey, isChanging, managedBy, statusOf, watchOf } from '../select';
import { useShown } from '../snapshot-store';
import { useAnswer } from '../use-answer';
import type { ReviewRequest } from '../use-review';
import { TEXT } from '../text';
import { managedNotice, stateParagraph, unreadable, watching } from '../words';
import { DetailSections } from './DetailSections';
import { Glyph } from './Glyph';

/** Everything about one task: what is, what is wanted, why, how we know, what can be done. */
export function TaskDetail({
  row,
  onReview,
  onServices,
}: {
  readonly row: TaskRow;
  readonly onReview: (request: ReviewRequest) => void;
  /** Leads to the services that the check is about, where they are on another page. */
  readonly onServices?: (() => void) | undefined;
}) {
  const takenAt = useShown(({ snapshot }) => snapshot?.checked?.takenAt);
  const history = useShown(({ snapshot }) => historyKey(snapshot));
  const answer = useAnswer('getTaskDetail', { taskId: row.id }, `${takenAt} ${history}`);
  const detail = answer.value?.taskId === row.id ? answer.value : undefined;
  const managed = managedBy(row);
  return (
    <section className="detail-pane" aria-label={row.name}>
      <div className="detail-scroll" tabIndex={-1}>
        <header className="detail-head">
          <h2 className="pane-title" tabIndex={-1}>
            {row.name}
          </h2>
          <p className="detail-state">
            <Glyph status={statusOf(row.finding, row.severity)} label />
            <span>{stateParagraph(row)}</span>
          </p>
          {row.finding.kind === 'unknown' && <p className="secondary">{unreadable}</p>}
          {managed !== undefined && (
            <p className="detail-managed">
              <Glyph status="managed" />
              <span>{managedNotice(managed)}</span>
            </p>
          )}
        </header>
        {detail === undefined ? (
          <p className="secondary">{answer.failed ? TEXT.notRead : TEXT.reading}</p>
        ) : (
          <DetailSections row={row} detail={detail} onReview={onReview} />
        )}
      </div>
      <DetailFoot row={row} detail={detail} onReview={onReview} onServices={onServices} />
    </section>
  );
}

function DetailFoot({
  row,
  detail,
  onReview,
  onServices,
}: {
  readonly row: TaskRow;
  readonly detail: Detail | undefined;
  readonly onReview: (request: ReviewRequest) => void;
  readonly onServices: (() => void) | undefined;
}) {
  const snapshot = useShown((shown) => shown.snapshot);
  const watch = watchOf(snapshot, row.id);
  const mayChange = snapshot?.readOnly === undefined && !isChanging(snapshot);
  const undoable = detail?.history.find((entry) => entry.undoable);
  const pane = detail?.byHand?.pane;
  const offersSettings = isFixable(row) && pane !== undefined;
  const offersApply = isFixable(row) && row.byCommand;
  const offersCheck = row.finding.kind === 'unknown';
  const managed = managedBy(row) !== undefined;
  const offersRollback = undoable !== undefined && !managed;
  if (!offersApply && !offersRollback && !offersSettings && !offersCheck && !onServices) return null;
  return (
    <footer className="pane-foot">
      {watch && !managed && (
        <p className="watch" role="status">
          {watch.outcome === 'watching' && <Glyph status="working" size={12} />} {watching(watch)}
        </p>
      )}
      {(!watch || managed) && <span className="spring" />}
      {onServices && (
        <button type="button" className="button" onClick={onServices}>
          {TEXT.showServices}
        </button>
      )}
      {offersRollback && (
        <button
          type="button"
          className="button"
          disabled={!mayChange}
          onClick={() => onReview({ purpose: 'rollback', run: undoable.run, taskIds: [row.id] })}
        >
          {TEXT.rollBack}
        </button>
      )}
      {offersCheck && (
        <button
          type="button"
          className="button"
          disabled={snapshot?.activity.kind !== 'idle'}
          onClick={() => send('refresh', undefined)}
        >
          {TEXT.checkAgain}
        </button>
      )}
      {offersSettings && (
        <button type="button" className="button" onClick={() => send('doByHand', { taskId: row.id })}>
          {TEXT.openSettings}
        </button>
      )}
      {offersApply && (
        <button
          type="button"
          className="button"
          disabled={!mayChange}
          onClick={() => onReview({ purpose: 'apply', taskIds: [row.id] })}
        >
          {TEXT.apply}
        </button>
      )}
    </footer>
  );
}
