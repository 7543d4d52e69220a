import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { ExposureRow } from '../../shared/exposure-views';
import type { ListenerMark } from '../../shared/policy-views';
import { tryCall } from '../batten-api';
import { EXPOSURE_TEXT, MARK } from '../exposure-words';
import { askAnew, reportProblem } from '../snapshot-store';
import { TEXT } from '../text';

/** As long as a reason in the policy may be. */
const LONGEST = 500;

/** Asks why, and writes it into the policy: Return confirms, Esc cancels. */
export function MarkForm({
  row,
  as,
  onEnd,
}: {
  readonly row: ExposureRow;
  readonly as: ListenerMark['as'];
  readonly onEnd: (isWritten: boolean) => void;
}) {
  const [reason, setReason] = useState('');
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const words = MARK[as];
  useEffect(() => field.current?.focus(), []);
  const cancel = (): void => {
    onEnd(false);
  };
  const confirm = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '' || sending) return;
    setSending(true);
    const answer = await tryCall('markListener', { listenerId: row.id, as, reason: reason.trim() });
    if (!answer.ok) reportProblem({ call: 'markListener', error: answer.error });
    setSending(false);
    if (!answer.ok) return;
    askAnew();
    onEnd(true);
  };
  return (
    <form
      className="pane-foot mark-form"
      aria-label={words.question(row.title)}
      onSubmit={(event) => void confirm(event)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        cancel();
      }}
    >
      <label htmlFor={id} className="mark-question">
        {words.question(row.title)}
      </label>
      <p className="secondary">{words.meaning}</p>
      <input
        ref={field}
        id={id}
        type="text"
        className="text-field"
        placeholder={EXPOSURE_TEXT.reason}
        maxLength={LONGEST}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <span className="spring" />
      <button type="button" className="button" onClick={cancel}>
        {TEXT.cancel}
      </button>
      <button type="submit" className="button primary" disabled={reason.trim() === '' || sending}>
        {words.confirm}
      </button>
    </form>
  );
}
