import type { CallReply } from '../../shared/ipc-contract';
import { openLog, useLog } from '../log-store';
import { LOG_TEXT } from '../log-words';
import { TEXT } from '../text';
import { asSentence } from '../words';
import { Banner } from './Banner';
import { Glyph } from './Glyph';
import { Icon } from './Icon';

/** How an export ended; a cancelled one leaves nothing to say. */
export type Exported = CallReply<'exportLog'> | { readonly kind: 'failed'; readonly reason: string };

/** What the log cannot tell, what could not be read, how it ended, and where an export lies: quietly, and not left out. */
export function LogNotes({
  exported,
  onDismiss,
}: {
  readonly exported: Exported | undefined;
  readonly onDismiss: () => void;
}) {
  const { request, state, limits, gaps } = useLog();
  const trouble = state.kind === 'failed' ? state.reason : state.kind === 'ended' ? state.words : '';
  return (
    <>
      {trouble !== '' && (
        <Banner
          status="unknown"
          title={state.kind === 'failed' ? LOG_TEXT.failed : LOG_TEXT.ended}
          actions={
            request !== undefined && (
              <button type="button" className="button small" onClick={() => void openLog(request)}>
                {LOG_TEXT.startAgain}
              </button>
            )
          }
        >
          <p>{state.kind === 'failed' ? asSentence(trouble) : trouble}</p>
        </Banner>
      )}
      {exported !== undefined && exported.kind !== 'cancelled' && (
        <p className="log-note" role="status">
          <Glyph status={exported.kind === 'done' ? 'compliant' : 'attention'} size={12} />
          <span>
            {exported.kind === 'done' ? (
              <>
                {LOG_TEXT.exported} <code>{exported.path}</code>
              </>
            ) : (
              `${LOG_TEXT.notExported}. ${asSentence(exported.reason)}`
            )}
          </span>
          <button
            type="button"
            className="icon-button"
            aria-label={TEXT.dismiss}
            title={TEXT.dismiss}
            onClick={onDismiss}
          >
            <Icon name="stop" size={12} />
          </button>
        </p>
      )}
      {(limits.length > 0 || gaps.length > 0) && (
        <ul className="log-notes" aria-label={LOG_TEXT.notes}>
          {limits.map((limit) => (
            <li key={limit}>
              <Glyph status="not-applicable" size={12} />
              <span>{limit}</span>
            </li>
          ))}
          {gaps.map((gap) => (
            <li key={gap}>
              <Glyph status="unknown" size={12} />
              <span>{gap}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
