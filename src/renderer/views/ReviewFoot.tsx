import type { PlanRow } from '../../shared/ipc-contract';
import { REVIEW } from '../review-words';
import { mayLockOut } from '../select';
import type { Ended, Review, ReviewRequest } from '../use-review';
import { TEXT } from '../text';

/** A service has stopped answering: the way back is what is offered first, also to Return. */
export function waysBackFirst(request: ReviewRequest, result: Ended): boolean {
  return request.purpose === 'apply' && result.kind === 'done' && result.stopped.length > 0;
}

/** What will be asked, and the two answers. While a guard is unconfirmed, Cancel is the default. */
export function ReviewFoot({
  review,
  request,
  guarded,
  confirmed,
  mayApprove,
  onConfirm,
  onApprove,
  onClose,
  onAgain,
}: {
  readonly review: Review;
  readonly request: ReviewRequest;
  readonly guarded: readonly PlanRow[] | undefined;
  readonly confirmed: boolean;
  readonly mayApprove: boolean;
  readonly onConfirm: (yes: boolean) => void;
  readonly onApprove: () => void;
  readonly onClose: () => void;
  readonly onAgain: (request: ReviewRequest) => void;
}) {
  const { stage, plan } = review;
  if (stage.kind === 'changing') return null;
  if (stage.kind === 'ended') {
    const { result } = stage;
    const undoable = request.purpose === 'apply' && result.rows.some(({ outcome }) => outcome !== 'not-applied');
    const rescue = waysBackFirst(request, result);
    const rollBack = (): void => onAgain({ purpose: 'rollback', run: result.run });
    return (
      <footer className="sheet-foot">
        {undoable && !rescue && (
          <button type="button" className="button" onClick={rollBack}>
            {REVIEW.undoAll(result.run)}
          </button>
        )}
        <span className="spring" />
        {rescue && (
          <>
            <button type="button" className="button" onClick={onClose}>
              {TEXT.done}
            </button>
            <button type="button" className="button primary" onClick={rollBack}>
              {REVIEW.rollBackRun(result.run)}
            </button>
          </>
        )}
        {result.kind !== 'done' && (
          <button type="button" className="button" onClick={review.prepareAgain}>
            {REVIEW.tryAgain}
          </button>
        )}
        {!rescue && (
          <button type="button" className="button primary" onClick={onClose}>
            {TEXT.done}
          </button>
        )}
      </footer>
    );
  }
  const rows = plan?.rows.length ?? 0;
  return (
    <footer className="sheet-foot">
      {guarded !== undefined && (
        <label className="guard">
          <input type="checkbox" checked={confirmed} onChange={(event) => onConfirm(event.currentTarget.checked)} />
          <span>
            <strong>{REVIEW.confirm(guarded.some(mayLockOut))}</strong>
            <span className="guard-lines">
              {[...new Set(guarded.flatMap(REVIEW.consequences))].map((words) => (
                <span key={words} className="guard-line">
                  {words}
                </span>
              ))}
            </span>
          </span>
        </label>
      )}
      <div className="sheet-foot-row">
        <p className="sheet-foot-text" role="status">
          {stage.kind === 'preparing'
            ? REVIEW.preparing
            : stage.kind === 'stale'
              ? REVIEW.stale
              : plan === undefined
                ? REVIEW.nothing
                : rows === 0
                  ? REVIEW.nothingToDo
                  : REVIEW.foot(rows, plan.asksForPassword)}
          {stage.kind === 'ready' && plan?.keepSeconds !== undefined && rows > 0 && (
            <span className="sheet-foot-waits">{REVIEW.waits(plan.keepSeconds)}</span>
          )}
        </p>
        <button type="button" className={confirmed ? 'button' : 'button primary'} onClick={onClose}>
          {TEXT.cancel}
        </button>
        <button
          type="button"
          className={confirmed ? 'button primary' : 'button'}
          disabled={!mayApprove}
          onClick={onApprove}
        >
          {REVIEW.approveButton(request.purpose, rows, plan?.asksForPassword ?? true)}
        </button>
      </div>
    </footer>
  );
}
