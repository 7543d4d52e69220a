import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LogRequest, LogRow } from '../../shared/log-views';
import { choiceOf, type LogFilter, NO_FILTER, requestOf, shownRows } from '../log-select';
import { closeLog, exportLog, hideLog, openLog, showLog, useLog } from '../log-store';
import { emptyWords, LOG_TEXT, notReadBetween, onlyOther, VERDICT } from '../log-words';
import { TEXT } from '../text';
import { LogChart } from './LogChart';
import { LogDetail } from './LogDetail';
import { LogFoot } from './LogFoot';
import { LogHead } from './LogHead';
import { type Exported, LogNotes } from './LogNotes';
import { LogRows } from './LogRows';
import { SearchField } from './SearchField';
import { Segments } from './Segments';

const VERDICTS = [
  { value: 'all', words: LOG_TEXT.all },
  { value: 'denied', words: VERDICT.denied },
  { value: 'allowed', words: VERDICT.allowed },
  { value: 'asked', words: VERDICT.asked },
] as const;

const MINUTES_OF_A_DAY = 1440;

/** The firewall's log and those of containers. `containerId`: the one whose log was asked for. */
export function LogsView({
  containers,
  containerId,
}: {
  readonly containers: readonly { readonly id: string; readonly name: string }[];
  readonly containerId?: string;
}) {
  const [request, setRequest] = useState<LogRequest>(
    containerId === undefined ? { kind: 'firewall-live' } : { kind: 'container', containerId },
  );
  const [filter, setFilter] = useState<LogFilter>(NO_FILTER);
  const [selected, setSelected] = useState<LogRow>();
  const [exported, setExported] = useState<Exported>();
  const [atEnd, setAtEnd] = useState(true);
  const [toEnd, setToEnd] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useLogWhileVisible(request);
  const { rows, state, hasEnds, hasPrograms, progress } = useLog();
  const isContainer = request.kind === 'container';
  const shown = useMemo(
    () => shownRows(rows, isContainer ? { ...NO_FILTER, search: filter.search } : filter),
    [rows, filter, isContainer],
  );
  const change = (part: Partial<LogFilter>): void => setFilter((before) => ({ ...before, ...part }));
  const withDay = request.kind === 'firewall-past' && request.minutes >= MINUTES_OF_A_DAY;
  const onEscape = useCallback((): void => {
    if (selected !== undefined) setSelected(undefined);
    else change({ search: '' });
  }, [selected]);
  const newest = (): void => setToEnd((before) => before + 1);
  const closeDetail = (): void => {
    setSelected(undefined);
    list.current?.focus();
  };
  const pick = (next: LogRequest): void => {
    setSelected(undefined);
    setExported(undefined);
    setRequest(next);
  };
  return (
    <section className="logs" aria-label={TEXT.logs}>
      <LogHead
        request={request}
        containers={containers}
        onRequest={pick}
        onExport={(format) => void exportLog(format).then(setExported)}
      />
      <LogNotes exported={exported} onDismiss={() => setExported(undefined)} />
      {!isContainer && <LogChart onProgram={(program) => change({ search: program })} />}
      <div className="log-bar">
        {!isContainer && (
          <>
            <Segments
              label={LOG_TEXT.verdicts}
              choices={VERDICTS}
              value={filter.verdict}
              onChange={(verdict) => change({ verdict })}
            />
            <label className="log-everything">
              <input
                type="checkbox"
                checked={filter.everything}
                disabled={filter.verdict !== 'all'}
                onChange={(event) => change({ everything: event.currentTarget.checked })}
              />
              <span>{LOG_TEXT.everything}</span>
            </label>
          </>
        )}
        <SearchField
          label={LOG_TEXT.search}
          value={filter.search}
          field={field}
          onChange={(search) => change({ search })}
          onDown={() => list.current?.focus()}
        />
      </div>
      {progress !== undefined && (state.kind === 'running' || state.kind === 'cancelling') && (
        <progress
          className="probe-progress"
          aria-label={LOG_TEXT.progress}
          max={progress.total}
          value={progress.done}
        />
      )}
      {shown.length === 0 ? (
        <NothingShown filter={filter} request={request} onFilter={setFilter} />
      ) : (
        <LogRows
          rows={shown}
          columns={{ isContainer, hasPrograms, hasEnds, withDay }}
          origin={JSON.stringify([choiceOf(request), filter])}
          selected={selected}
          toEnd={toEnd}
          list={list}
          onSelect={setSelected}
          onEscape={onEscape}
          onAtEnd={setAtEnd}
        />
      )}
      {selected !== undefined && <LogDetail row={selected} isContainer={isContainer} onClose={closeDetail} />}
      <LogFoot shown={shown.length} atEnd={atEnd || shown.length === 0} onNewest={newest} />
    </section>
  );
}

/** Why there is no row, and what would bring some. */
function NothingShown({
  filter,
  request,
  onFilter,
}: {
  readonly filter: LogFilter;
  readonly request: LogRequest;
  readonly onFilter: (filter: LogFilter) => void;
}) {
  const { rows, state, gaps } = useLog();
  const isNarrowed = filter.search.trim() !== '' || filter.verdict !== 'all';
  if (rows.length > 0 && isNarrowed) {
    return (
      <div className="empty">
        <p className="empty-title">{LOG_TEXT.notFound}</p>
        <p className="secondary">{LOG_TEXT.notFoundBody}</p>
        <button type="button" className="button" onClick={() => onFilter({ ...filter, search: '', verdict: 'all' })}>
          {LOG_TEXT.showAll}
        </button>
      </div>
    );
  }
  const { title, body } = rows.length > 0 ? onlyOther(rows.length) : emptyWords(request, state, gaps);
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      <p className="secondary">{body}</p>
      {rows.length > 0 && (
        <button type="button" className="button" onClick={() => onFilter({ ...filter, everything: true })}>
          {LOG_TEXT.everythingShort}
        </button>
      )}
    </div>
  );
}

/** Opens a log while the screen is there, and ends it with the screen or when nobody can see the window. */
function useLogWhileVisible(request: LogRequest): void {
  const choice = choiceOf(request);
  useEffect(() => {
    void openLog(requestOf(choice));
    if (document.visibilityState === 'hidden') hideLog();
    const follow = (): void => {
      if (document.visibilityState === 'hidden') hideLog();
      else void showLog(notReadBetween);
    };
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('pagehide', closeLog);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('pagehide', closeLog);
      closeLog();
    };
  }, [choice]);
}
