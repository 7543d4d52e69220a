import { useCallback, useEffect, useRef, useState } from 'react';
import { send } from '../batten-api';
import { isFixable } from '../../core/task-rows';
import { areasOf, groupsOf, needsAttention } from '../select';
import { EVERYTHING, type Place } from '../place';
import { useShown } from '../snapshot-store';
import { HistoryView } from './HistoryView';
import { Notices } from './Notices';
import type { ReviewRequest } from '../use-review';
import { ReviewSheet } from './ReviewSheet';
import { SettingsView } from './SettingsView';
import { Sidebar } from './Sidebar';
import { TaskDetail } from './TaskDetail';
import { TaskList } from './TaskList';

const NO_ROWS: readonly never[] = [];

/** The window: areas, the list of one area, and everything about one row of it. */
export function WindowView() {
  const rows = useShown(({ snapshot }) => snapshot?.checked?.rows ?? NO_ROWS);
  const [place, setPlace] = useState<Place>(EVERYTHING);
  const [openId, setOpenId] = useState<string>();
  const [review, setReview] = useReviewRequest();
  const areas = areasOf(rows);
  const shown = place.kind === 'tasks' ? groupsOf(rows, place.area) : [];
  const inPlace = shown.flatMap((group) => group.rows);
  const open = inPlace.find(({ id }) => id === openId) ?? inPlace.find(needsAttention) ?? inPlace[0];
  const reviewAll = useCallback(
    () => setReview({ purpose: 'apply', taskIds: rows.filter(isFixable).map(({ id }) => id) }),
    [rows, setReview],
  );
  useRequests({ setPlace, setOpenId, setReview, reviewAll, ready: rows.length > 0 });
  useShortcuts(
    [EVERYTHING, ...areas.map(({ area }): Place => ({ kind: 'tasks', area }))],
    setPlace,
    review !== undefined,
  );
  return (
    <div className="window">
      <div className="window-body" inert={review !== undefined}>
        <Sidebar areas={areas} place={place} onPlace={setPlace} />
        <main className="window-content">
          <Notices />
          <div className="window-panes">
            {place.kind === 'tasks' && (
              <>
                <TaskList
                  key={place.area ?? ''}
                  area={place.area}
                  groups={shown}
                  openId={open?.id}
                  onOpen={setOpenId}
                  onReview={(taskIds) => setReview({ purpose: 'apply', taskIds })}
                />
                {open !== undefined && <TaskDetail key={open.id} row={open} onReview={setReview} />}
              </>
            )}
            {place.kind === 'history' && <HistoryView onReview={setReview} />}
            {place.kind === 'settings' && <SettingsView />}
          </div>
        </main>
      </div>
      {review !== undefined && (
        <ReviewSheet
          key={JSON.stringify(review)}
          request={review}
          onClose={() => setReview(undefined)}
          onAgain={setReview}
        />
      )}
    </div>
  );
}

/** The sheet that is open; when it closes, the focus goes back to what opened it. */
function useReviewRequest() {
  const [review, show] = useState<ReviewRequest>();
  const opener = useRef<Element>(null);
  const setReview = useCallback((next: ReviewRequest | undefined): void => {
    if (next !== undefined) opener.current ??= document.activeElement;
    show(next);
  }, []);
  useEffect(() => {
    if (review !== undefined) return;
    if (opener.current instanceof HTMLElement) opener.current.focus();
    opener.current = null;
  }, [review]);
  return [review, setReview] as const;
}

/** Follows what the popover and the menu ask to be shown; waits for the first findings where it needs them. */
function useRequests(to: {
  readonly setPlace: (place: Place) => void;
  readonly setOpenId: (taskId: string) => void;
  readonly setReview: (review: ReviewRequest | undefined) => void;
  readonly reviewAll: () => void;
  readonly ready: boolean;
}): void {
  const request = useShown((shown) => shown.request);
  const { setPlace, setOpenId, setReview, reviewAll, ready } = to;
  useEffect(() => {
    if (request === undefined || !ready) return;
    useShown.setState({ request: undefined });
    if (request.taskId !== undefined) {
      setPlace(EVERYTHING);
      setOpenId(request.taskId);
    }
    if (request.rollback !== undefined) setReview({ purpose: 'rollback', run: request.rollback });
    else if (request.review === true) {
      if (request.taskId === undefined) reviewAll();
      else setReview({ purpose: 'apply', taskIds: [request.taskId] });
    }
  }, [request, ready, setPlace, setOpenId, setReview, reviewAll]);
}

/** ⌘R refreshes; ⌘1 and on choose a place of the sidebar. */
function useShortcuts(places: readonly Place[], setPlace: (place: Place) => void, off: boolean): void {
  useEffect(() => {
    if (off) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (!event.metaKey && !event.ctrlKey) return;
      const place = /^[1-9]$/.test(event.key) ? places[Number(event.key) - 1] : undefined;
      if (event.key.toLowerCase() === 'r') send('refresh', undefined);
      else if (event.key === ',') setPlace({ kind: 'settings' });
      else if (place) setPlace(place);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
