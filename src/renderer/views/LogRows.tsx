import { type ReactNode, type RefObject, useCallback } from 'react';
import type { LogRow } from '../../shared/log-views';
import { LOG_TEXT, rowTime } from '../log-words';
import { LogVerdict } from './LogVerdict';
import { VirtualList } from './VirtualList';

const ROW_HEIGHT = 24;

/** Which columns a log has: what no row of it tells has none. */
export interface LogColumns {
  readonly isContainer: boolean;
  readonly hasPrograms: boolean;
  readonly hasEnds: boolean;
  /** The log reaches into another day. */
  readonly withDay: boolean;
}

/** The log itself, newest at the bottom. */
export function LogRows({
  rows,
  columns,
  origin,
  selected,
  toEnd,
  list,
  onSelect,
  onEscape,
  onAtEnd,
}: {
  readonly rows: readonly LogRow[];
  readonly columns: LogColumns;
  readonly origin: string;
  readonly selected: LogRow | undefined;
  readonly toEnd: number;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly onSelect: (row: LogRow) => void;
  readonly onEscape: () => void;
  readonly onAtEnd: (atEnd: boolean) => void;
}) {
  const { isContainer, hasPrograms, hasEnds, withDay } = columns;
  const cells = useCallback(
    (row: LogRow): ReactNode => (
      <>
        <span role="gridcell" className="log-time">
          {rowTime(row.at, withDay)}
        </span>
        {!isContainer && (
          <span role="gridcell">
            <LogVerdict verdict={row.verdict} />
          </span>
        )}
        {(hasPrograms || !isContainer) && <span role="gridcell">{row.program}</span>}
        {hasEnds && <span role="gridcell">{row.from}</span>}
        {hasEnds && <span role="gridcell">{row.to}</span>}
        <span role="gridcell" className="log-message">
          {row.message}
        </span>
      </>
    ),
    [isContainer, hasPrograms, hasEnds, withDay],
  );
  const headings = [
    LOG_TEXT.time,
    ...(isContainer ? [] : [LOG_TEXT.verdict]),
    ...(isContainer ? (hasPrograms ? [LOG_TEXT.output] : []) : [LOG_TEXT.program]),
    ...(hasEnds ? [LOG_TEXT.from, LOG_TEXT.to] : []),
    LOG_TEXT.message,
  ];
  return (
    <div
      className="log-table"
      data-container={isContainer}
      data-programs={hasPrograms}
      data-ends={hasEnds}
      data-day={withDay}
    >
      <VirtualList
        label={LOG_TEXT.rows}
        rows={rows}
        rowHeight={ROW_HEIGHT}
        keyOf={numberOf}
        head={headings.map((heading) => (
          <span key={heading} role="columnheader">
            {heading}
          </span>
        ))}
        cells={cells}
        origin={origin}
        selected={selected?.number}
        onSelect={onSelect}
        onEscape={onEscape}
        follow
        toEnd={toEnd}
        onAtEnd={onAtEnd}
        list={list}
      />
    </div>
  );
}

function numberOf({ number }: LogRow): number {
  return number;
}
