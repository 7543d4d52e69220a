import type { LogRequest } from '../../shared/log-views';
import { choiceOf, PAST_MINUTES, requestOf } from '../log-select';
import { cancelLog, clearLog, pauseLog, resumeLog, useLog } from '../log-store';
import { LOG_TEXT, newRows, sourceWords, stateWords } from '../log-words';
import { TEXT } from '../text';
import { ActionMenu } from './ActionMenu';

/** Which log it is, how far it is, and what can be done with it. */
export function LogHead({
  request,
  containers,
  onRequest,
  onExport,
}: {
  readonly request: LogRequest;
  readonly containers: readonly { readonly id: string; readonly name: string }[];
  readonly onRequest: (request: LogRequest) => void;
  readonly onExport: (format: 'csv' | 'ndjson') => void;
}) {
  const { state, isPaused, heldCount, progress, gaps, rows, logId, summary } = useLog();
  const runs = state.kind === 'running' || state.kind === 'cancelling';
  const isPast = request.kind === 'firewall-past';
  const listed = containers.map(({ id, name }) => ({ id, name }));
  // The one that was asked for may be listed later, or not any more.
  if (request.kind === 'container' && !listed.some(({ id }) => id === request.containerId)) {
    listed.push({ id: request.containerId, name: LOG_TEXT.container(request.containerId) });
  }
  return (
    <header className="log-head">
      <div className="log-title">
        <h1 className="pane-title">{TEXT.logs}</h1>
        <p className="meta log-state" data-live={state.kind === 'running' && !isPaused}>
          <span role={isPast ? undefined : 'status'}>{stateWords({ request, state, isPaused, progress, gaps })}</span>
          {/* Outside of the status: it changes several times a second. */}
          {isPaused && <span className="log-held">{newRows(heldCount)}</span>}
        </p>
      </div>
      <select
        className="picker"
        aria-label={LOG_TEXT.source}
        value={choiceOf(request)}
        onChange={(event) => onRequest(requestOf(event.currentTarget.value))}
      >
        <optgroup label={LOG_TEXT.firewall}>
          {FIREWALL.map((one) => (
            <option key={choiceOf(one)} value={choiceOf(one)}>
              {sourceWords(one)}
            </option>
          ))}
        </optgroup>
        {listed.length > 0 && (
          <optgroup label={LOG_TEXT.containers}>
            {listed.map(({ id, name }) => (
              <option key={id} value={choiceOf({ kind: 'container', containerId: id })}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      <span className="log-actions">
        {isPast && (
          <button type="button" className="button" disabled={state.kind !== 'running'} onClick={() => void cancelLog()}>
            {LOG_TEXT.cancel}
          </button>
        )}
        {!isPast && (
          <button
            type="button"
            className="button"
            disabled={!isPaused && !runs}
            aria-pressed={isPaused}
            onClick={isPaused ? resumeLog : pauseLog}
          >
            {isPaused ? LOG_TEXT.resume : LOG_TEXT.pause}
          </button>
        )}
        <button
          type="button"
          className="button"
          title={LOG_TEXT.clearTip}
          disabled={rows.length === 0}
          onClick={clearLog}
        >
          {LOG_TEXT.clear}
        </button>
        <ActionMenu
          label={LOG_TEXT.export}
          subject={LOG_TEXT.exportSubject}
          disabled={logId === undefined || summary.total === 0}
          actions={FORMATS}
          onChoose={(key) => onExport(key === 'csv' ? 'csv' : 'ndjson')}
        />
      </span>
    </header>
  );
}

const FIREWALL = [
  { kind: 'firewall-live' } as const,
  ...PAST_MINUTES.map((minutes) => ({ kind: 'firewall-past', minutes }) as const),
];

const FORMATS = [
  { key: 'csv', title: LOG_TEXT.csv },
  { key: 'ndjson', title: LOG_TEXT.ndjson },
] as const;
