import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Countdown } from '../../core/countdown';
import { tryCall } from '../batten-api';
import { COUNTDOWN } from '../countdown-words';
import { keepFocusInside } from '../focus';
import { useShown } from '../snapshot-store';

/**
 * The question that a change which can lock out puts until it is answered.
 *
 * Nothing is kept by accident: neither button has the focus at first, and Return alone does nothing.
 */
export function CountdownAlert() {
  const countdown = useShown(({ snapshot }) =>
    snapshot?.activity.kind === 'changing' ? snapshot.activity.countdown : undefined,
  );
  return countdown === undefined ? null : <Alert key={countdown.operationId} countdown={countdown} />;
}

function Alert({ countdown }: { readonly countdown: Countdown }) {
  const alert = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const [answered, setAnswered] = useState<'keep' | 'back'>();
  const [trouble, setTrouble] = useState<string>();
  const [whole] = useState(countdown.left);
  useEffect(() => title.current?.focus(), []);
  const answer = async (which: 'keep' | 'back'): Promise<void> => {
    setAnswered(which);
    const given = await tryCall('answerCountdown', { keep: which === 'keep' });
    if (given.ok) return;
    setTrouble(given.error);
    setAnswered(undefined);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Tab') keepFocusInside(event, alert.current);
  };
  const { left } = countdown;
  return (
    <div className="alert-backdrop">
      <div
        ref={alert}
        className="alert"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="countdown-title"
        aria-describedby="countdown-body"
        onKeyDown={onKeyDown}
      >
        <h2 id="countdown-title" ref={title} tabIndex={-1} className="pane-title">
          {COUNTDOWN.title}
        </h2>
        <div id="countdown-body">
          <p className="secondary">{COUNTDOWN.body}</p>
          <p className="alert-left" role="timer" aria-live={left % 15 === 0 || left === 5 ? 'polite' : 'off'}>
            {answered === 'keep' ? COUNTDOWN.kept : answered === 'back' ? COUNTDOWN.puttingBack : COUNTDOWN.left(left)}
          </p>
          {trouble !== undefined && <p className="secondary">{trouble}</p>}
        </div>
        <progress className="alert-bar" max={whole} value={left} aria-hidden="true" />
        <div className="alert-foot">
          <button
            type="button"
            className="button"
            disabled={answered !== undefined}
            onClick={() => void answer('back')}
          >
            {COUNTDOWN.back}
          </button>
          <button
            type="button"
            className="button primary"
            disabled={answered !== undefined}
            onClick={() => void answer('keep')}
          >
            {COUNTDOWN.keep}
          </button>
        </div>
      </div>
    </div>
  );
}
