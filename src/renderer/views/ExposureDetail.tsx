import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ExposureRow } from '../../shared/exposure-views';
import type { ListenerMark } from '../../shared/policy-views';
import { exposureStatus } from '../exposure-select';
import { EXPOSURE_TEXT, nowWords } from '../exposure-words';
import { isChanging } from '../select';
import { useShown } from '../snapshot-store';
import { TEXT } from '../text';
import type { ReviewRequest } from '../use-review';
import { ExposureAdvice } from './ExposureAdvice';
import { Glyph } from './Glyph';
import { MarkForm } from './MarkForm';

/** Everything about one service: who reaches it, what is wanted, where it listens, what can be done. */
export function ExposureDetail({
  row,
  fresh,
  onReview,
  onTask,
  onLog,
}: {
  readonly row: ExposureRow;
  readonly fresh: boolean;
  readonly onReview: (request: ReviewRequest) => void;
  readonly onTask: (taskId: string) => void;
  readonly onLog: (containerId: string) => void;
}) {
  const { containerId } = row;
  const pane = useRef<HTMLElement>(null);
  const [marking, setMarking] = useState<ListenerMark['as']>();
  const [ended, setEnded] = useState<MarkEnd>();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || marking !== undefined) return;
    pane.current?.closest('.exposure')?.querySelector<HTMLElement>('.service-open[aria-current]')?.focus();
  };
  return (
    <section ref={pane} className="detail-pane" aria-label={row.title} onKeyDown={onKeyDown}>
      <div className="detail-scroll" tabIndex={0}>
        <header className="detail-head">
          <h2 className="pane-title" tabIndex={-1}>
            {row.title}
          </h2>
          <p className="detail-state">
            <Glyph status={exposureStatus(row, fresh)} label />
            <span>{row.sentence}</span>
          </p>
        </header>
        <dl className="now-wanted card">
          <div>
            <dt>{TEXT.now}</dt>
            <dd>{nowWords(row)}</dd>
          </div>
          <div>
            <dt>{TEXT.wanted}</dt>
            <dd>{row.wanted}</dd>
          </div>
        </dl>
        <dl className="facts">
          <dt>{EXPOSURE_TEXT.boundTo}</dt>
          <dd>
            {row.boundTo.map((address) => (
              <p key={address}>{address}</p>
            ))}
          </dd>
          <dt>{EXPOSURE_TEXT.owner}</dt>
          <dd>
            {row.owner}
            {containerId !== undefined && (
              <button type="button" className="link after-words" onClick={() => onLog(containerId)}>
                {EXPOSURE_TEXT.showLog}
              </button>
            )}
          </dd>
          <dt>{EXPOSURE_TEXT.ways}</dt>
          <dd>{row.ways.length === 0 ? EXPOSURE_TEXT.noWays : row.ways.join(', ')}</dd>
          <dt>{EXPOSURE_TEXT.firewall}</dt>
          <dd>{row.firewall}</dd>
        </dl>
        {row.notes.length > 0 && (
          <section className="detail-section" aria-label={EXPOSURE_TEXT.notes}>
            <h3 className="section-title">{EXPOSURE_TEXT.notes}</h3>
            <ul className="notes">
              {row.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </section>
        )}
        {row.fix !== undefined && <ExposureAdvice fix={row.fix} onTask={onTask} />}
      </div>
      {marking === undefined ? (
        <DetailFoot row={row} ended={ended} onMark={setMarking} onReview={onReview} />
      ) : (
        <MarkForm
          row={row}
          as={marking}
          onEnd={(isWritten) => {
            setMarking(undefined);
            setEnded({ as: marking, isWritten });
          }}
        />
      )}
    </section>
  );
}

/** How the last question for a reason ended. */
interface MarkEnd {
  readonly as: ListenerMark['as'];
  readonly isWritten: boolean;
}

function DetailFoot({
  row,
  ended,
  onMark,
  onReview,
}: {
  readonly row: ExposureRow;
  readonly ended: MarkEnd | undefined;
  readonly onMark: (as: ListenerMark['as']) => void;
  readonly onReview: (request: ReviewRequest) => void;
}) {
  const snapshot = useShown((shown) => shown.snapshot);
  const mayChange = snapshot?.readOnly === undefined && !isChanging(snapshot);
  const written = useRef<HTMLParagraphElement>(null);
  const expect = useRef<HTMLButtonElement>(null);
  const restrict = useRef<HTMLButtonElement>(null);
  // The form that had the focus is gone: it goes on from what came of it, or back to what opened it.
  useEffect(() => {
    if (ended === undefined) return;
    const opener = ended.as === 'expected' ? expect : restrict;
    (written.current ?? opener.current)?.focus();
  }, [ended]);
  const { fix } = row;
  const isWritten = ended?.isWritten === true;
  const offersNothing = fix?.kind !== 'change' && !row.canExpect && !row.canRestrict;
  if (offersNothing && !isWritten) return null;
  return (
    <footer className="pane-foot at-end">
      {isWritten && (
        <p ref={written} className="watch" role="status" tabIndex={-1}>
          {EXPOSURE_TEXT.written}
        </p>
      )}
      {row.canRestrict && (
        <button
          ref={restrict}
          type="button"
          className="button"
          disabled={!mayChange}
          onClick={() => onMark('this-mac')}
        >
          {EXPOSURE_TEXT.restrict}
        </button>
      )}
      {row.canExpect && (
        <button ref={expect} type="button" className="button" disabled={!mayChange} onClick={() => onMark('expected')}>
          {EXPOSURE_TEXT.expect}
        </button>
      )}
      {fix?.kind === 'change' && (
        <button
          type="button"
          className="button"
          disabled={!mayChange}
          onClick={() => onReview({ purpose: 'apply', taskIds: [fix.taskId] })}
        >
          {EXPOSURE_TEXT.close}
        </button>
      )}
    </footer>
  );
}
