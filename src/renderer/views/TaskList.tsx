import { type KeyboardEvent, useRef, useState } from 'react';
import type { TaskRow } from '../../core/snapshot';
import type { Area } from '../../core/task';
import { send } from '../batten-api';
import { isFixable } from '../../core/task-rows';
import { isChanging } from '../select';
import { useShown } from '../snapshot-store';
import { TEXT } from '../text';
import { AREA_MEANING, reviewButton } from '../words';
import { Checked } from './Checked';
import { ProbeProgress } from './ProbeProgress';
import { TaskListRow } from './TaskListRow';

/** The rows of one area or of all, to look at or to tick for a review. */
export function TaskList({
  area,
  groups,
  openId,
  onOpen,
  onReview,
}: {
  readonly area: Area | undefined;
  readonly groups: readonly { readonly area: Area; readonly rows: readonly TaskRow[] }[];
  readonly openId: string | undefined;
  readonly onOpen: (taskId: string) => void;
  readonly onReview: (taskIds: readonly string[]) => void;
}) {
  const snapshot = useShown((shown) => shown.snapshot);
  const [wanted, setTicked] = useState<readonly string[]>([]);
  const list = useRef<HTMLDivElement>(null);
  const rows = groups.flatMap((group) => group.rows);
  const fixable = rows.filter(isFixable).map(({ id }) => id);
  // What is no longer fixable falls out by itself.
  const ticked = fixable.filter((id) => wanted.includes(id));
  const mayChange = snapshot?.readOnly === undefined && !isChanging(snapshot);
  const chosen = ticked.length > 0 ? ticked : fixable;
  const toggle = (id: string): void =>
    setTicked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ id }) => id === openId);
    const go = (index: number): void => {
      const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
      if (!row) return;
      onOpen(row.id);
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)?.focus();
    };
    const row = rows[at];
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === ' ' && row && event.target instanceof HTMLButtonElement) {
      if (isFixable(row)) toggle(row.id);
    } else if (event.key.toLowerCase() === 'a' && (event.metaKey || event.ctrlKey)) setTicked(fixable);
    else if (event.key === 'Escape' && ticked.length > 0) setTicked([]);
    else return;
    event.preventDefault();
  };

  return (
    <section className="list-pane" aria-label={area ?? TEXT.everything}>
      <header className="pane-head">
        <div className="pane-head-text">
          <h1 className="pane-title">{area ?? TEXT.everything}</h1>
          {area !== undefined && <p className="meta">{AREA_MEANING[area]}</p>}
        </div>
        <Checked />
      </header>
      <ProbeProgress />
      <div
        ref={list}
        className="list"
        role="group"
        aria-label={TEXT.tasks}
        data-ticking={ticked.length > 0}
        onKeyDown={onKeyDown}
      >
        {rows.length === 0 && <NothingListed checked={snapshot?.checked !== undefined} />}
        {groups.map((group) => (
          <div key={group.area} role="group" aria-label={group.area}>
            {area === undefined && <h2 className="list-label">{group.area}</h2>}
            <ul>
              {group.rows.map((row) => (
                <TaskListRow
                  key={row.id}
                  row={row}
                  isOpen={row.id === openId}
                  isTicked={ticked.includes(row.id)}
                  mayTick={mayChange && isFixable(row)}
                  onOpen={() => onOpen(row.id)}
                  onToggle={() => toggle(row.id)}
                />
              ))}
            </ul>
          </div>
        ))}
      </div>
      {fixable.length > 0 && (
        <footer className="pane-foot">
          {ticked.length > 0 ? (
            <button type="button" className="button plain" onClick={() => setTicked([])}>
              {TEXT.clear}
            </button>
          ) : (
            <button
              type="button"
              className="button plain"
              title={TEXT.selectAll}
              aria-label={TEXT.selectAll}
              disabled={!mayChange}
              onClick={() => setTicked(fixable)}
            >
              {TEXT.selectAllShort}
            </button>
          )}
          <span className="spring" />
          <button type="button" className="button primary" disabled={!mayChange} onClick={() => onReview(chosen)}>
            {reviewButton(chosen.length)}
          </button>
        </footer>
      )}
    </section>
  );
}

function NothingListed({ checked }: { readonly checked: boolean }) {
  return (
    <div className="empty">
      <p className="empty-title">{checked ? TEXT.emptyList : TEXT.notChecked}</p>
      <p className="secondary">{checked ? TEXT.emptyListBody : TEXT.notCheckedBody}</p>
      {!checked && (
        <button type="button" className="button" onClick={() => send('refresh', undefined)}>
          {TEXT.checkNow}
        </button>
      )}
    </div>
  );
}
