import type { RefObject } from 'react';
import type { TaskRow } from '../../core/snapshot';
import type { ExposureView } from '../../shared/exposure-views';
import { unreadCount } from '../exposure-select';
import { EXPOSURE_TEXT } from '../exposure-words';
import { statusOf } from '../select';
import { asSentence, stateSentence, STATUS } from '../words';
import { Checked } from './Checked';
import { Glyph } from './Glyph';
import { Icon } from './Icon';
import { ProbeProgress } from './ProbeProgress';
import { SearchField } from './SearchField';
import { Tabs } from './Tabs';

export type ExposurePart = 'services' | 'tunnels';

/** The panel below belongs to these tabs. */
export const EXPOSURE_TABS = 'exposure';

/** The answer, the checks it rests on, what is missing in it, and how to look closer. */
export function ExposureHead({
  view,
  fresh,
  tasks,
  openTaskId,
  part,
  search,
  found,
  field,
  onPart,
  onSearch,
  onDown,
  onTask,
  onMissing,
}: {
  readonly view: ExposureView;
  readonly fresh: boolean;
  readonly tasks: readonly TaskRow[];
  readonly openTaskId: string | undefined;
  readonly part: ExposurePart;
  readonly search: string;
  readonly found: number;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onPart: (part: ExposurePart) => void;
  readonly onSearch: (search: string) => void;
  /** From the search into the list. */
  readonly onDown: () => void;
  readonly onTask: (taskId: string) => void;
  readonly onMissing: () => void;
}) {
  const missing = unreadCount(view);
  return (
    <>
      <header className="exposure-head">
        <div className="exposure-answer">
          <h1 className="headline" aria-live="polite">
            {view.headline}
          </h1>
          <Checked takenAt={view.takenAt} />
        </div>
        {!fresh && (
          <p className="exposure-line">
            <Glyph status="unknown" /> {EXPOSURE_TEXT.old}
          </p>
        )}
        {(tasks.length > 0 || missing > 0) && (
          <ul className="exposure-checks" aria-label={EXPOSURE_TEXT.checks}>
            {tasks.map((task) => {
              const status = statusOf(task.finding, task.severity);
              return (
                <li key={task.id}>
                  <button
                    type="button"
                    className="exposure-check"
                    aria-current={openTaskId === task.id ? 'true' : undefined}
                    aria-label={`${asSentence(stateSentence(task))} ${STATUS[status]}`}
                    onClick={() => onTask(task.id)}
                  >
                    <Glyph status={status} />
                    <span>{asSentence(stateSentence(task))}</span>
                    <Icon name="chevron" size={12} />
                  </button>
                </li>
              );
            })}
            {missing > 0 && (
              <li>
                <button type="button" className="exposure-check" onClick={onMissing}>
                  <Glyph status="unknown" />
                  <span>{asSentence(EXPOSURE_TEXT.missing(missing))}</span>
                  <Icon name="chevron" size={12} />
                </button>
              </li>
            )}
          </ul>
        )}
        <div className="exposure-bar">
          <Tabs
            id={EXPOSURE_TABS}
            label={EXPOSURE_TEXT.parts}
            choices={[
              { value: 'services', words: EXPOSURE_TEXT.withCount(EXPOSURE_TEXT.services, view.rows.length) },
              { value: 'tunnels', words: EXPOSURE_TEXT.withCount(EXPOSURE_TEXT.tunnels, view.tunnels.length) },
            ]}
            value={part}
            onChange={onPart}
          />
          <span className="spring" />
          {part === 'services' && (
            <>
              <p className="meta" role="status">
                {search.trim() !== '' && EXPOSURE_TEXT.found(found, view.rows.length)}
              </p>
              <SearchField
                label={EXPOSURE_TEXT.search}
                value={search}
                field={field}
                onChange={onSearch}
                onDown={onDown}
              />
            </>
          )}
        </div>
      </header>
      <ProbeProgress />
    </>
  );
}
