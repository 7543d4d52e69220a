import { useCallback, useEffect, useRef, useState } from 'react';
import type { TaskRow } from '../../core/snapshot';
import { send } from '../batten-api';
import { isFixable } from '../../core/task-rows';
import { isReachableUnwanted } from '../exposure-select';
import { areasOf, groupsOf, needsAttention } from '../select';
import { EVERYTHING, EXPOSURE, PAGES, type Place } from '../place';
import { useShown } from '../snapshot-store';
import { type Exposed, useExposure } from '../use-exposure';
import type { ReviewRequest } from '../use-review';
import { ConnectionsView } from './ConnectionsView';
import { type ExposureOpen, ExposureView } from './ExposureView';
import { HistoryView } from './HistoryView';
import { LogsView } from './LogsView';
import { Notices } from './Notices';
import { ReviewSheet } from './ReviewSheet';
import { SettingsView } from './SettingsView';
import { Sidebar } from './Sidebar';
import { TaskDetail } from './TaskDetail';
import { TaskList } from './TaskList';

const NO_ROWS: readonly never[] = [];
const NO_CONTAINERS: readonly never[] = [];

/** The window: areas, the list of one area, and everything about one row of it. */
export function WindowView() {
  const rows = useShown(({ snapshot }) => snapshot?.checked?.rows ?? NO_ROWS);
  const [place, setPlace] = useState<Place>(EVERYTHING);
  const [openId, setOpenId] = useState<string>();
  const [openExposure, setOpenExposure] = useState<ExposureOpen>();
  const exposed = useExposure();
  const [review, setReview] = useReviewRequest();
  const areas = areasOf(rows);
  const shown = place.kind === 'tasks' ? groupsOf(rows, place.area) : [];
  const inPlace = shown.flatMap((group) => group.rows);
  const open = inPlace.find(({ id }) => id === openId) ?? inPlace.find(needsAttention) ?? inPlace[0];
  const reviewAll = useCallback(
    () => setReview({ purpose: 'apply', taskIds: rows.filter(isFixable).map(({ id }) => id) }),
    [rows, setReview],
  );
  /** Leads to a check where it lives: those about services have a page of their own. */
  const showTask = useCallback(
    (taskId: string): void => {
      const isOfExposure = rows.some(({ id, area }) => id === taskId && area === 'Exposure');
      setPlace(isOfExposure ? EXPOSURE : EVERYTHING);
      if (isOfExposure) setOpenExposure({ kind: 'task', id: taskId });
      else setOpenId(taskId);
    },
    [rows],
  );
  useRequests({ setPlace, showTask, setReview, reviewAll, ready: rows.length > 0 });
  useShortcuts(placesOf(areas), setPlace, review !== undefined);
  return (
    <div className="window">
      <div className="window-body" inert={review !== undefined}>
        <Sidebar areas={areas} exposed={reachable(exposed, rows)} place={place} onPlace={setPlace} />
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
                {open !== undefined && (
                  <TaskDetail
                    key={open.id}
                    row={open}
                    onReview={setReview}
                    onServices={open.area === 'Exposure' ? () => setPlace(EXPOSURE) : undefined}
                  />
                )}
              </>
            )}
            {place.kind === 'exposure' && (
              <ExposureView
                exposed={exposed}
                open={openExposure}
                onOpen={setOpenExposure}
                onReview={setReview}
                onTask={showTask}
                onLog={(containerId) => setPlace({ kind: 'logs', containerId })}
              />
            )}
            {place.kind === 'connections' && <ConnectionsView />}
            {place.kind === 'logs' && (
              <LogsView
                key={place.containerId ?? ''}
                containers={exposed.view?.containers ?? NO_CONTAINERS}
                {...(place.containerId === undefined ? {} : { containerId: place.containerId })}
              />
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

/** The number beside "Exposure"; until the services themselves are known, that of its checks that need a look. */
function reachable({ view }: Exposed, rows: readonly TaskRow[]): number {
  if (view !== undefined) return view.rows.filter(isReachableUnwanted).length;
  return rows.filter((row) => row.area === 'Exposure' && needsAttention(row)).length;
}

/** The places in the order of the sidebar. */
function placesOf(areas: ReturnType<typeof areasOf>): readonly Place[] {
  return [
    EVERYTHING,
    ...areas.filter(({ area }) => area !== 'Exposure').map(({ area }): Place => ({ kind: 'tasks', area })),
    ...PAGES.map((kind): Place => ({ kind })),
  ];
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
  readonly showTask: (taskId: string) => void;
  readonly setReview: (review: ReviewRequest | undefined) => void;
  readonly reviewAll: () => void;
  readonly ready: boolean;
}): void {
  const request = useShown((shown) => shown.request);
  const { setPlace, showTask, setReview, reviewAll, ready } = to;
  useEffect(() => {
    if (request === undefined || !(ready || request.exposure === true)) return;
    useShown.setState({ request: undefined });
    if (request.exposure === true) setPlace(EXPOSURE);
    if (request.taskId !== undefined) showTask(request.taskId);
    if (request.rollback !== undefined) setReview({ purpose: 'rollback', run: request.rollback });
    else if (request.review === true) {
      if (request.taskId === undefined) reviewAll();
      else setReview({ purpose: 'apply', taskIds: [request.taskId] });
    }
  }, [request, ready, setPlace, showTask, setReview, reviewAll]);
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
