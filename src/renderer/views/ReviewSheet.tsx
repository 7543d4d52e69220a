import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { PlanRow } from '../../shared/ipc-contract';
import { PROGRESS, REVIEW, resultWords } from '../review-words';
import { useShown } from '../snapshot-store';
import { keepFocusInside } from '../focus';
import { type ReviewRequest, useReview } from '../use-review';
import { TEXT } from '../text';
import { Banner } from './Banner';
import { Notices } from './Notices';
import { ReviewFoot, waysBackFirst } from './ReviewFoot';
import { ReviewRows } from './ReviewRows';
import { ProgressRows, ResultRows } from './ResultRows';
import { ScriptPane } from './ScriptPane';

const CALLS_OF_THE_SHEET = ['doByHand', 'copyText'] as const;

/** What would run, exactly, before anybody is asked; then what came of it. */
export function ReviewSheet({
  request,
  onClose,
  onAgain,
}: {
  readonly request: ReviewRequest;
  readonly onClose: () => void;
  readonly onAgain: (request: ReviewRequest) => void;
}) {
  const review = useReview(request);
  const simulated = useShown(({ snapshot }) => snapshot?.simulated ?? false);
  const [focused, setFocused] = useState<string>();
  const [confirmedFor, setConfirmedFor] = useState<string>();
  const sheet = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const { stage, plan } = review;
  const phase = stage.kind === 'preparing' || stage.kind === 'ready' || stage.kind === 'stale' ? 'review' : stage.kind;
  useEffect(() => title.current?.focus(), [phase]);

  // While a plan without what was un-ticked is being prepared, nobody is asked about that any more.
  const isAskedFor = ({ taskId }: PlanRow): boolean => stage.kind !== 'preparing' || review.isTicked(taskId);
  const guarded = (plan?.rows ?? []).filter((row) => row.guarded && isAskedFor(row));
  // What is confirmed is these very words: others have to be confirmed anew.
  const guard =
    plan?.needsConfirmation === true && guarded.length > 0
      ? guarded.flatMap(REVIEW.consequences).join('\n')
      : undefined;
  const confirmed = guard === undefined || confirmedFor === guard;
  const mayApprove = stage.kind === 'ready' && plan !== undefined && plan.rows.length > 0 && confirmed;
  const close = (): void => {
    if (stage.kind === 'changing') return;
    review.discard();
    onClose();
  };
  const approve = (): void => review.approve(plan?.needsConfirmation === true && confirmed);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') keepFocusInside(event, sheet.current);
    else if (event.key === 'Enter' && !isOperated(event.target)) {
      if (stage.kind === 'ended' && waysBackFirst(request, stage.result)) {
        onAgain({ purpose: 'rollback', run: stage.result.run });
      } else if (phase === 'ended' || !confirmed) close();
      else if (mayApprove) approve();
    }
  };

  return (
    <div className="sheet-backdrop">
      <div
        ref={sheet}
        className="sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby="sheet-title"
        onKeyDown={onKeyDown}
      >
        <header className="sheet-head">
          <h2 id="sheet-title" ref={title} tabIndex={-1} className="pane-title">
            <SheetTitle review={review} request={request} />
          </h2>
          {phase === 'review' && <p className="secondary">{REVIEW.lead(request.purpose)}</p>}
          {simulated && <p className="simulated">{TEXT.simulated}</p>}
        </header>
        <Notices only={CALLS_OF_THE_SHEET} />
        {review.problem !== undefined && phase === 'review' && (
          <Banner
            status="attention"
            title={review.problem.title}
            urgent
            actions={
              <button type="button" className="button small" onClick={review.prepareAgain}>
                {REVIEW.prepareAgain}
              </button>
            }
          >
            <p>{review.problem.body}</p>
          </Banner>
        )}
        {phase === 'review' && stage.kind === 'stale' && review.rows.length === 0 && <span className="spring" />}
        {phase === 'review' && (stage.kind !== 'stale' || review.rows.length > 0) && (
          <div className="sheet-columns" aria-busy={stage.kind === 'preparing'}>
            <ReviewRows review={review} request={request} onFocusRow={setFocused} focused={focused} />
            <ScriptPane plan={plan} focused={focused} dim={stage.kind !== 'ready'} />
          </div>
        )}
        {phase === 'changing' && <ProgressRows rows={plan?.rows ?? []} />}
        {stage.kind === 'ended' && (
          <ResultRows
            result={stage.result}
            purpose={request.purpose}
            onUndo={(taskIds) =>
              onAgain({ purpose: 'rollback', run: stage.result.run, ...(taskIds === undefined ? {} : { taskIds }) })
            }
          />
        )}
        <ReviewFoot
          review={review}
          request={request}
          guarded={guard === undefined ? undefined : guarded}
          confirmed={confirmed}
          mayApprove={mayApprove}
          onConfirm={(yes) => setConfirmedFor(yes ? guard : undefined)}
          onApprove={approve}
          onClose={close}
          onAgain={onAgain}
        />
      </div>
    </div>
  );
}

function SheetTitle({
  review: { stage, plan },
  request,
}: {
  readonly review: ReturnType<typeof useReview>;
  readonly request: ReviewRequest;
}) {
  const now = useShown(({ snapshot }) => snapshot?.activity);
  switch (stage.kind) {
    case 'changing':
      return PROGRESS[now?.kind === 'changing' ? now.phase : 'checking'].title;
    case 'ended':
      return resultWords(stage.result, request.purpose).title;
    case 'preparing':
    case 'ready':
    case 'stale':
      return REVIEW.title(request.purpose, plan?.of ?? (request.purpose === 'rollback' ? request.run : undefined));
  }
}

/** Return belongs to the control that has the focus, where it means something to it. */
function isOperated(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('button, summary, a, select, textarea') !== null;
}
