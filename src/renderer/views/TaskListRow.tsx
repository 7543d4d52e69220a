import { memo } from 'react';
import type { TaskRow } from '../../core/snapshot';
import { managedBy, statusOf } from '../select';
import { TEXT } from '../text';
import { stateLine, STATUS } from '../words';
import { Glyph } from './Glyph';

interface TaskListRowProps {
  readonly row: TaskRow;
  readonly isOpen: boolean;
  readonly isTicked: boolean;
  readonly mayTick: boolean;
  readonly onOpen: () => void;
  readonly onToggle: () => void;
}

/** One task: the shape of its state, its name, its state in words. Only the open row is in the tab order. */
export const TaskListRow = memo(
  function TaskListRow({ row, isOpen, isTicked, mayTick, onOpen, onToggle }: TaskListRowProps) {
    const status = statusOf(row.finding, row.severity);
    return (
      <li className="list-row" data-open={isOpen} data-ticked={isTicked}>
        <span className="list-row-tick">
          {mayTick && (
            <input
              type="checkbox"
              aria-label={`${TEXT.tick} ${row.name}`}
              checked={isTicked}
              tabIndex={isOpen ? 0 : -1}
              onChange={onToggle}
            />
          )}
        </span>
        <button
          type="button"
          className="list-row-open"
          data-row={row.id}
          aria-current={isOpen ? 'true' : undefined}
          aria-label={`${row.name}. ${STATUS[status]}. ${stateLine(row.finding)}`}
          tabIndex={isOpen ? 0 : -1}
          onClick={onOpen}
        >
          <Glyph status={status} />
          <span className="list-row-text">
            <span className="list-row-title">{row.name}</span>
            <span className="list-row-state">{stateLine(row.finding)}</span>
          </span>
          {managedBy(row) !== undefined && <Glyph status="managed" size={12} />}
        </button>
      </li>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.isOpen === after.isOpen &&
    before.isTicked === after.isTicked &&
    before.mayTick === after.mayTick,
);
