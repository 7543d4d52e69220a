import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectionRow, ConnectionsView as Connections } from '../../shared/exposure-views';
import { useConnections } from '../connection-reading';
import { type ConnectionSort, partsOf, shownConnections } from '../connection-select';
import {
  CONNECTION_TEXT,
  connectionCount,
  type ConnectionPart,
  connectionSentence,
  partWords,
  unreadLines,
} from '../connection-words';
import { TEXT } from '../text';
import { useNow } from '../use-now';
import { age, asSentence, exactly } from '../words';
import { ConnectionRows } from './ConnectionRows';
import { CopyButton } from './CopyButton';
import { Glyph } from './Glyph';
import { Icon } from './Icon';
import { SearchField } from './SearchField';
import { Segments } from './Segments';

const NO_ROWS: readonly ConnectionRow[] = [];

/** Who is connected to what: every connection with its program, its two ends and where the other one is. */
export function ConnectionsView() {
  const [automatic, setAutomatic] = useState(false);
  const { view, failed, isReading, refresh } = useConnections(automatic);
  const [search, setSearch] = useState('');
  const [part, setPart] = useState<ConnectionPart>('all');
  const [sort, setSort] = useState<ConnectionSort>({ by: 'program', down: false });
  const [selectedId, setSelectedId] = useState<string>();
  const page = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useRefreshKey(page, refresh);
  const rows = view?.rows ?? NO_ROWS;
  const shown = useMemo(() => shownConnections(rows, { search, part, sort }), [rows, search, part, sort]);
  const selected = shown.find(({ id }) => id === selectedId);
  const onSelect = useCallback(({ id }: ConnectionRow): void => setSelectedId(id), []);
  // What was chosen stays a choice although nothing is there any more.
  const parts = [...new Set([...partsOf(rows), part])];
  return (
    <section ref={page} className="connections" aria-label={TEXT.connections}>
      <header className="pane-head">
        <div className="pane-head-text">
          <h1 className="pane-title">{TEXT.connections}</h1>
        </div>
        {view !== undefined && <Age takenAt={view.takenAt} />}
        <label className="connections-automatic">
          <input
            type="checkbox"
            role="switch"
            className="toggle"
            aria-label={CONNECTION_TEXT.automaticLabel}
            checked={automatic}
            onChange={(event) => setAutomatic(event.currentTarget.checked)}
          />
          <span aria-hidden>{CONNECTION_TEXT.automatic}</span>
        </label>
        <button
          type="button"
          className="icon-button"
          aria-label={CONNECTION_TEXT.refresh}
          title={CONNECTION_TEXT.refreshTip}
          aria-busy={isReading}
          onClick={refresh}
        >
          <Icon name="refresh" />
        </button>
      </header>
      <div className="connections-bar">
        <Segments
          label={CONNECTION_TEXT.parts}
          choices={parts.map((value) => ({ value, words: partWords(value) }))}
          value={part}
          onChange={setPart}
        />
        <SearchField
          label={CONNECTION_TEXT.search}
          value={search}
          field={field}
          onChange={setSearch}
          onDown={() => list.current?.focus()}
        />
      </div>
      <Missing view={view} failed={failed} />
      {shown.length === 0 ? (
        <NothingConnected
          view={view}
          failed={failed}
          onAgain={refresh}
          onShowAll={() => {
            setSearch('');
            setPart('all');
          }}
        />
      ) : (
        <ConnectionRows
          rows={shown}
          sort={sort}
          origin={JSON.stringify([search, part, sort])}
          selectedId={selectedId}
          list={list}
          onSort={setSort}
          onSelect={onSelect}
          onEscape={() => (selected === undefined ? setSearch('') : setSelectedId(undefined))}
        />
      )}
      {view !== undefined && (
        <footer className="connections-foot">
          <p className="meta" role="status">
            {connectionCount(shown.length, rows.length)}
          </p>
          {selected !== undefined && (
            <section className="connections-selected" aria-label={CONNECTION_TEXT.row}>
              <p>{connectionSentence(selected)}</p>
              <CopyButton text={connectionSentence(selected)} label={CONNECTION_TEXT.copyRow} />
            </section>
          )}
        </footer>
      )}
    </section>
  );
}

function Age({ takenAt }: { readonly takenAt: number }) {
  const now = useNow();
  return (
    <time className="checked-text" dateTime={new Date(takenAt).toISOString()} title={exactly(takenAt)}>
      {age(takenAt, Math.max(now, takenAt))}
    </time>
  );
}

/** What is not in the table although it may be there. */
function Missing({ view, failed }: { readonly view: Connections | undefined; readonly failed: string | undefined }) {
  if (view === undefined) return null;
  const { gaps, unread } = view;
  if (failed === undefined && gaps.length === 0 && unread.length === 0) return null;
  return (
    <ul className="log-notes" aria-label={CONNECTION_TEXT.notes}>
      {failed !== undefined && (
        <li role="alert">
          <Glyph status="unknown" size={12} />
          <span>
            {asSentence(CONNECTION_TEXT.older)} {asSentence(failed)}
          </span>
        </li>
      )}
      {gaps.map(({ what, reason }) => (
        <li key={`${what} ${reason}`}>
          <Glyph status="unknown" size={12} />
          <span>
            {what}: {reason}
          </span>
        </li>
      ))}
      {unread.length > 0 && (
        <li>
          <Glyph status="unknown" size={12} />
          <details>
            <summary>{asSentence(unreadLines(unread.length))}</summary>
            <pre className="mono-block" tabIndex={0} aria-label={unreadLines(unread.length)}>
              {unread.join('\n')}
            </pre>
          </details>
        </li>
      )}
    </ul>
  );
}

/** Claims that nothing is connected only where everything could be read. */
function NothingConnected({
  view,
  failed,
  onAgain,
  onShowAll,
}: {
  readonly view: Connections | undefined;
  readonly failed: string | undefined;
  readonly onAgain: () => void;
  readonly onShowAll: () => void;
}) {
  const text = CONNECTION_TEXT;
  if (view === undefined) {
    return (
      <div className="empty" role="status">
        <p className="empty-title">{failed === undefined ? text.reading : text.failed}</p>
        {failed !== undefined && (
          <>
            <p className="secondary">
              {asSentence(failed)} {text.failedBody}
            </p>
            <button type="button" className="button" onClick={onAgain}>
              {text.tryAgain}
            </button>
          </>
        )}
      </div>
    );
  }
  if (view.rows.length > 0) {
    return (
      <div className="empty">
        <p className="empty-title">{text.notFound}</p>
        <p className="secondary">{text.notFoundBody}</p>
        <button type="button" className="button" onClick={onShowAll}>
          {text.showAll}
        </button>
      </div>
    );
  }
  const isWhole = view.gaps.length === 0 && view.unread.length === 0 && failed === undefined;
  return (
    <div className="empty">
      <p className="empty-title">{isWhole ? text.empty : text.emptyWithGaps}</p>
      <p className="secondary">{isWhole ? text.emptyBody : text.emptyWithGapsBody}</p>
    </div>
  );
}

/** ⌘R reads the connections here, in place of the whole check. */
function useRefreshKey(page: RefObject<HTMLElement | null>, refresh: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'r') return;
      if (page.current?.closest('[inert]')) return;
      event.preventDefault();
      event.stopPropagation();
      refresh();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [page, refresh]);
}
