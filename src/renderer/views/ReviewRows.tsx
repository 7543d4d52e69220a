import { useEffect, useRef } from 'react';
import type { PlanPreview, PlanRow } from '../../shared/ipc-contract';
import { send } from '../batten-api';
import { GROUP, REVIEW } from '../review-words';
import { reviewGroups } from '../select';
import type { Review, ReviewRequest } from '../use-review';
import { TEXT } from '../text';
import { asSentence } from '../words';
import { Glyph } from './Glyph';
import { GuardNotes } from './GuardNotes';
import { Icon } from './Icon';

/** The left side of the sheet: what would change, by what it may do to the person. */
export function ReviewRows({
  review,
  request,
  focused,
  onFocusRow,
}: {
  readonly review: Review;
  readonly request: ReviewRequest;
  readonly focused: string | undefined;
  readonly onFocusRow: (taskId: string) => void;
}) {
  const { plan, rows, stage } = review;
  const list = useRef<HTMLDivElement>(null);
  const guarded = plan?.needsConfirmation;
  // The confirmation takes room at the foot; the row it is about stays in sight.
  useEffect(() => {
    list.current?.querySelector('[data-focused="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [guarded]);
  return (
    <div ref={list} className="review-rows">
      {stage.kind === 'preparing' && rows.length === 0 && (
        <p className="review-wait">
          <Glyph status="working" /> {REVIEW.preparing}
        </p>
      )}
      {stage.kind === 'ready' && rows.length === 0 && (
        <div className="empty">
          <p className="empty-title">{REVIEW.nothingToDo}</p>
          <p className="secondary">{REVIEW.nothingToDoBody}</p>
        </div>
      )}
      {reviewGroups(rows, request.purpose).map(({ group, rows: inGroup }) => (
        <section key={group} className="review-group" aria-label={GROUP[group].name}>
          <h3 className="group-name">{GROUP[group].name}</h3>
          <p className="meta">{GROUP[group].meaning}</p>
          <ul className="card">
            {inGroup.map((row) => (
              <ReviewRow
                key={keyOf(row)}
                row={row}
                purpose={request.purpose}
                ticked={review.isTicked(row.taskId)}
                takesAlong={review.takesAlong(row)}
                isShown={rows.some(({ taskId }) => taskId === review.takesAlong(row)?.taskId)}
                focused={focused === row.taskId}
                onToggle={() => review.toggle(row.taskId)}
                onRestart={() => review.switchRestart(row)}
                onFocus={() => onFocusRow(row.taskId)}
              />
            ))}
          </ul>
        </section>
      ))}
      {plan && plan.byHand.length > 0 && <ByHand rows={plan.byHand} />}
      {plan && plan.leftOut.length > 0 && (
        <section className="review-group" aria-label={REVIEW.leftOut}>
          <h3 className="group-name">{REVIEW.leftOut}</h3>
          <p className="meta">{REVIEW.leftOutMeaning}</p>
          <ul className="card">
            {plan.leftOut.map((row) => (
              <li key={row.taskId} className="review-row plain">
                <Glyph status="not-applicable" />
                <div className="review-row-text">
                  <p className="review-row-title">{row.name}</p>
                  <p className="secondary">{asSentence(row.because)}</p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** The same for a row with and without starting its service anew, so that the switch keeps its focus. */
function keyOf({ taskId, restart }: PlanRow): string {
  return restart === undefined ? taskId : [taskId, restart.other].toSorted().join(' ');
}

function ReviewRow({
  row,
  purpose,
  ticked,
  takesAlong,
  isShown,
  focused,
  onToggle,
  onRestart,
  onFocus,
}: {
  readonly row: PlanRow;
  readonly purpose: PlanPreview['purpose'];
  readonly ticked: boolean;
  readonly takesAlong: PlanRow | undefined;
  /** The row that is taken along stands in the list itself. */
  readonly isShown: boolean;
  readonly focused: boolean;
  readonly onToggle: () => void;
  readonly onRestart: () => void;
  readonly onFocus: () => void;
}) {
  return (
    <li className="review-row" data-focused={focused} onMouseEnter={onFocus} onFocus={onFocus}>
      <label>
        <input type="checkbox" checked={ticked} disabled={row.takenAlong !== undefined && ticked} onChange={onToggle} />
        <span className="review-row-text">
          <span className="review-row-title">{purpose === 'apply' ? row.title : row.name}</span>
          <span className="review-row-change">
            {row.now} <span aria-hidden>→</span>
            <span className="visually-hidden">{REVIEW.becomes}</span> <strong>{row.after}</strong>
          </span>
          {purpose === 'apply' && <span className="secondary">{row.cost}</span>}
          {row.takenAlong !== undefined && ticked && (
            <span className="secondary">{REVIEW.takenAlong(row.takenAlong)}</span>
          )}
          {takesAlong !== undefined && <span className="secondary">{REVIEW.takesAlong(takesAlong.name)}</span>}
        </span>
      </label>
      <span
        className="review-row-who"
        role="img"
        title={row.needsRoot ? REVIEW.root : REVIEW.asPerson}
        aria-label={row.needsRoot ? REVIEW.root : REVIEW.asPerson}
      >
        <Icon name={row.needsRoot ? 'lock' : 'person'} />
      </span>
      <GuardNotes guards={[...row.guards, ...(isShown ? [] : (takesAlong?.guards ?? []))]} />
      {purpose === 'apply' && row.restart !== undefined && (
        <label className="review-row-restart">
          <input
            type="checkbox"
            role="switch"
            aria-label={`${REVIEW.restart}, ${row.name}`}
            className="toggle"
            checked={row.restart.now}
            disabled={!ticked}
            onChange={onRestart}
          />
          <span className="review-row-text">
            <span>{REVIEW.restart}</span>
            {!row.restart.now && <span className="secondary">{REVIEW.noRestart}</span>}
          </span>
        </label>
      )}
    </li>
  );
}

function ByHand({ rows }: { readonly rows: PlanPreview['byHand'] }) {
  return (
    <section className="review-group" aria-label={REVIEW.byHand}>
      <h3 className="group-name">{REVIEW.byHand}</h3>
      <p className="meta">{REVIEW.byHandMeaning}</p>
      <ul className="card">
        {rows.map((row) => (
          <li key={row.taskId} className="review-row plain">
            <div className="review-row-text">
              <p className="review-row-title">{row.name}</p>
              <p className="review-row-change">
                {row.now} <span aria-hidden>→</span>
                <span className="visually-hidden">{REVIEW.becomes}</span> <strong>{row.after}</strong>
              </p>
              <ol className="steps">
                {row.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
              <GuardNotes guards={row.guards ?? []} />
            </div>
            {row.pane !== undefined && (
              <button
                type="button"
                className="button small"
                aria-label={`${TEXT.openSettings} ${row.name}`}
                onClick={() => send('doByHand', { taskId: row.taskId })}
              >
                {TEXT.openSettings}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
