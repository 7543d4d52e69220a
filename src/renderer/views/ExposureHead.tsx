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

export type ExposurePart = 'services' | 'tunnels';

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
  readonly onTask: (taskId: string) => void;
  readonly onMissing: () => void;
}) {
  const missing = unreadCount(view);
  const counts = { services: view.rows.length, tunnels: view.tunnels.length };
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
                    aria-label={`${task.name}. ${STATUS[status]}. ${asSentence(stateSentence(task))}`}
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
          <div className="switch" role="radiogroup" aria-label={EXPOSURE_TEXT.parts}>
            {(['services', 'tunnels'] as const).map((one) => (
              <label key={one} className="switch-side">
                <input type="radio" name="exposure-part" checked={part === one} onChange={() => onPart(one)} />
                <span>
                  {EXPOSURE_TEXT[one]} <span className="switch-count">{counts[one]}</span>
                </span>
              </label>
            ))}
          </div>
          <span className="spring" />
          {part === 'services' && (
            <label className="search">
              <Icon name="search" />
              <input
                ref={field}
                type="search"
                aria-label={EXPOSURE_TEXT.search}
                title={EXPOSURE_TEXT.searchTip}
                placeholder={EXPOSURE_TEXT.search}
                value={search}
                onChange={(event) => onSearch(event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Escape') {
                    if (search === '') event.currentTarget.blur();
                    onSearch('');
                  } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
                    const page = event.currentTarget.closest('.exposure');
                    page?.querySelector<HTMLElement>('.service-open[tabindex="0"]')?.focus();
                  } else return;
                  event.preventDefault();
                }}
              />
              {search.trim() !== '' && (
                <span className="meta" role="status">
                  {EXPOSURE_TEXT.found(found, view.rows.length)}
                </span>
              )}
            </label>
          )}
        </div>
      </header>
      <ProbeProgress />
    </>
  );
}
