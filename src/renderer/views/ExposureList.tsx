import { type KeyboardEvent, useState } from 'react';
import {
  closingTask,
  closingTasks,
  type ExposureGroup,
  type ExposureItem,
  isReachableUnwanted,
  rowsIn,
} from '../exposure-select';
import { EXPOSURE_TEXT } from '../exposure-words';
import { isChanging } from '../select';
import { useShown } from '../snapshot-store';
import { TEXT } from '../text';
import type { ReviewRequest } from '../use-review';
import { ExposureItems } from './ExposureItems';
import { ExposureLine } from './ExposureLine';

/** The services by how much they ask for a look, to look at or to tick for a review. */
export function ExposureList({
  items,
  isEmpty,
  isMissing,
  searching,
  openId,
  fresh,
  onOpen,
  onFold,
  onClearSearch,
  onReview,
}: {
  readonly items: readonly ExposureItem[];
  /** No service is listed, whatever is folded. */
  readonly isEmpty: boolean;
  /** Not everything could be read. */
  readonly isMissing: boolean;
  readonly searching: boolean;
  readonly openId: string | undefined;
  readonly fresh: boolean;
  readonly onOpen: (id: string) => void;
  readonly onFold: (group: ExposureGroup) => void;
  readonly onClearSearch: () => void;
  readonly onReview: (request: ReviewRequest) => void;
}) {
  const snapshot = useShown((shown) => shown.snapshot);
  const [wanted, setTicked] = useState<readonly string[]>([]);
  const [turn, setTurn] = useState(0);
  // State and no ref: what measures the list has to hear of it.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const rows = rowsIn(items);
  const closable = rows.filter((row) => closingTask(row) !== undefined);
  // What cannot be closed any more, or is not on the list, falls out by itself.
  const ticked = closable.filter(({ id }) => wanted.includes(id));
  const mayChange = snapshot?.readOnly === undefined && !isChanging(snapshot);
  // What is as wanted may be ticked one by one, and is never offered by itself.
  const unwanted = closable.filter(isReachableUnwanted);
  const chosen = closingTasks(ticked.length > 0 ? ticked : unwanted);
  const inTabOrder = rows.some(({ id }) => id === openId) ? openId : rows[0]?.id;
  const toggle = (id: string): void =>
    setTicked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ id }) => id === openId);
    const row = rows[at];
    const go = (index: number): void => {
      const next = rows[Math.max(0, Math.min(rows.length - 1, index))];
      if (next === undefined) return;
      onOpen(next.id);
      setTurn((before) => before + 1);
    };
    const isOnRow = event.target instanceof HTMLElement && event.target.classList.contains('service-open');
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === ' ' && row && isOnRow) {
      if (mayChange && closingTask(row) !== undefined) toggle(row.id);
    } else if (event.key === 'Enter' && isOnRow) {
      scroller?.closest('.exposure')?.querySelector<HTMLElement>('.detail-pane h2')?.focus();
    } else if (event.key.toLowerCase() === 'a' && (event.metaKey || event.ctrlKey)) {
      setTicked(unwanted.map(({ id }) => id));
    } else if (event.key === 'Escape' && ticked.length > 0) setTicked([]);
    else if (event.key === 'Escape' && searching) onClearSearch();
    else return;
    event.preventDefault();
  };

  return (
    <section className="list-pane exposure-list" aria-label={EXPOSURE_TEXT.services}>
      <div
        ref={setScroller}
        className="list"
        role="group"
        aria-label={EXPOSURE_TEXT.services}
        data-ticking={ticked.length > 0}
        onKeyDown={onKeyDown}
      >
        {isEmpty && <NothingListens missing={isMissing} searching={searching} onClearSearch={onClearSearch} />}
        <ExposureItems items={items} scroller={scroller} openKey={`row ${inTabOrder}`} turn={turn}>
          {(item) => (
            <ExposureLine
              item={item}
              fresh={fresh}
              isOpen={item.kind === 'row' && item.row.id === openId}
              inTabOrder={item.kind === 'row' && item.row.id === inTabOrder}
              isTicked={item.kind === 'row' && ticked.includes(item.row)}
              mayTick={mayChange}
              onOpen={onOpen}
              onToggle={toggle}
              onFold={onFold}
            />
          )}
        </ExposureItems>
      </div>
      {chosen.length > 0 && (
        <footer className="pane-foot">
          <button
            type="button"
            className="button plain"
            aria-label={ticked.length > 0 ? TEXT.clear : EXPOSURE_TEXT.selectAll}
            disabled={!mayChange}
            onClick={() => setTicked(ticked.length > 0 ? [] : unwanted.map(({ id }) => id))}
          >
            {ticked.length > 0 ? TEXT.clear : TEXT.selectAllShort}
          </button>
          <span className="spring" />
          <button
            type="button"
            className="button primary"
            disabled={!mayChange}
            onClick={() => onReview({ purpose: 'apply', taskIds: chosen })}
          >
            {EXPOSURE_TEXT.closeSome(chosen.length)}
          </button>
        </footer>
      )}
    </section>
  );
}

/** Claims that nothing listens only where everything could be read. */
function NothingListens({
  missing,
  searching,
  onClearSearch,
}: {
  readonly missing: boolean;
  readonly searching: boolean;
  readonly onClearSearch: () => void;
}) {
  const text = EXPOSURE_TEXT;
  return (
    <div className="empty">
      <p className="empty-title">{searching ? text.notFound : missing ? text.emptyWithGaps : text.empty}</p>
      <p className="secondary">{searching ? text.notFoundBody : missing ? text.emptyWithGapsBody : text.emptyBody}</p>
      {searching && (
        <button type="button" className="button" onClick={onClearSearch}>
          {text.clearSearch}
        </button>
      )}
    </div>
  );
}
