import { useEffect, useRef, useState } from 'react';
import type { TaskRow } from '../../core/snapshot';
import type { ExposureView as View } from '../../shared/exposure-views';
import { send } from '../batten-api';
import {
  exposureItems,
  type ExposureGroup,
  FOLDED_AT_FIRST,
  isCurrent,
  rowsIn,
  searched,
  unreadCount,
} from '../exposure-select';
import { EXPOSURE_TEXT } from '../exposure-words';
import { useShown } from '../snapshot-store';
import { TEXT } from '../text';
import type { Exposed } from '../use-exposure';
import { useNow } from '../use-now';
import type { ReviewRequest } from '../use-review';
import { ExposureDetail } from './ExposureDetail';
import { EXPOSURE_TABS, ExposureHead, type ExposurePart } from './ExposureHead';
import { ExposureList } from './ExposureList';
import { TaskDetail } from './TaskDetail';
import { TunnelsView } from './TunnelsView';

/** What the right side is about: a service, or one of the two checks of this area. */
export interface ExposureOpen {
  readonly kind: 'service' | 'task';
  readonly id: string;
}

interface ExposureActions {
  readonly open: ExposureOpen | undefined;
  readonly onOpen: (open: ExposureOpen) => void;
  readonly onReview: (request: ReviewRequest) => void;
  readonly onTask: (taskId: string) => void;
  readonly onLog: (containerId: string) => void;
}

/** Who can reach what on this Mac: every service as a sentence, and the tunnels that lead here. */
export function ExposureView({ exposed, ...actions }: ExposureActions & { readonly exposed: Exposed }) {
  const { view, failed } = exposed;
  return (
    <section className="exposure" aria-label={TEXT.exposure}>
      {view === undefined ? <NothingRead failed={failed} /> : <Shown view={view} {...actions} />}
    </section>
  );
}

function Shown({ view, open, onOpen, onReview, onTask, onLog }: ExposureActions & { readonly view: View }) {
  const tasks = useExposureTasks();
  const now = useNow();
  const [part, setPart] = useState<ExposurePart>('services');
  const [search, setSearch] = useState('');
  const [folded, setFolded] = useState<readonly ExposureGroup[]>(FOLDED_AT_FIRST);
  const page = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const searching = search.trim() !== '';
  const found = searched(view, search);
  // While something is searched for, nothing that was found stays folded away.
  const items = exposureItems(found, searching ? [] : folded);
  const rows = rowsIn(items);
  const task = open?.kind === 'task' ? tasks.find(({ id }) => id === open.id) : undefined;
  const isOpen = ({ id }: { readonly id: string }): boolean => open?.kind === 'service' && id === open.id;
  // A service stays open when its group is folded, or when it moves to one that is.
  const row = task ? undefined : (rows.find(isOpen) ?? (searching ? undefined : view.rows.find(isOpen)) ?? rows[0]);
  const fresh = isCurrent(view, now);
  const first = row?.id;
  // What is shown at first stays open, whatever a later check puts above it.
  useEffect(() => {
    if (open === undefined && first !== undefined) onOpen({ kind: 'service', id: first });
  }, [open, first, onOpen]);
  const unfold = (group: ExposureGroup): void => setFolded((before) => before.filter((one) => one !== group));
  const showMissing = (): void => {
    setPart('services');
    unfold('unread');
    requestAnimationFrame(() => page.current?.querySelector('[data-group="unread"]')?.scrollIntoView());
  };
  return (
    <div ref={page} className="exposure-page">
      <ExposureHead
        view={view}
        fresh={fresh}
        tasks={tasks}
        openTaskId={part === 'services' ? task?.id : undefined}
        part={part}
        search={search}
        found={found.rows.length}
        field={field}
        onPart={setPart}
        onSearch={setSearch}
        onDown={() => page.current?.querySelector<HTMLElement>('.service-open[tabindex="0"]')?.focus()}
        onTask={(id) => {
          setPart('services');
          onOpen({ kind: 'task', id });
        }}
        onMissing={showMissing}
      />
      <div
        id={`${EXPOSURE_TABS}-panel`}
        className="window-panes"
        role="tabpanel"
        aria-labelledby={`${EXPOSURE_TABS}-${part}`}
      >
        {part === 'tunnels' ? (
          <TunnelsView
            view={view}
            fresh={fresh}
            onService={(id) => {
              setSearch('');
              setFolded([]);
              setPart('services');
              onOpen({ kind: 'service', id });
            }}
          />
        ) : (
          <>
            <ExposureList
              items={items}
              isEmpty={found.rows.length + found.absent.length === 0}
              isMissing={unreadCount(view) > 0}
              searching={searching}
              openId={row?.id}
              fresh={fresh}
              onOpen={(id) => onOpen({ kind: 'service', id })}
              onFold={(group) => (folded.includes(group) ? unfold(group) : setFolded([...folded, group]))}
              onClearSearch={() => setSearch('')}
              onReview={onReview}
            />
            {task !== undefined && <TaskDetail key={task.id} row={task} onReview={onReview} />}
            {row !== undefined && (
              <ExposureDetail key={row.id} row={row} fresh={fresh} onReview={onReview} onTask={onTask} onLog={onLog} />
            )}
          </>
        )}
      </div>
    </div>
  );
}

const NO_TASKS: readonly TaskRow[] = [];

function useExposureTasks(): readonly TaskRow[] {
  const rows = useShown(({ snapshot }) => snapshot?.checked?.rows ?? NO_TASKS);
  return rows.filter(({ area }) => area === 'Exposure');
}

function NothingRead({ failed }: { readonly failed: boolean }) {
  const checked = useShown(({ snapshot }) => snapshot?.checked !== undefined);
  const idle = useShown(({ snapshot }) => snapshot?.activity.kind === 'idle');
  const isReading = checked ? !failed : !idle;
  return (
    <>
      <h1 className="visually-hidden">{TEXT.exposure}</h1>
      <div className="empty" role="status">
        <p className="empty-title">
          {isReading ? EXPOSURE_TEXT.reading : failed ? EXPOSURE_TEXT.notRead : TEXT.notChecked}
        </p>
        {!isReading && <p className="secondary">{failed ? EXPOSURE_TEXT.notReadBody : TEXT.notCheckedBody}</p>}
        {!isReading && (
          <button type="button" className="button" onClick={() => send('refresh', undefined)}>
            {failed ? TEXT.checkAgain : TEXT.checkNow}
          </button>
        )}
      </div>
    </>
  );
}
