import type { RefObject } from 'react';
import type { ConnectionRow } from '../../shared/exposure-views';
import type { ConnectionSort } from '../connection-select';
import { COLUMN, CONNECTION_COLUMNS, CONNECTION_TEXT, directionWords, stateWords } from '../connection-words';
import { Icon } from './Icon';
import { VirtualList } from './VirtualList';

const ROW_HEIGHT = 28;

/** The connections as a table that is sorted by its headings. */
export function ConnectionRows({
  rows,
  sort,
  origin,
  selectedId,
  list,
  onSort,
  onSelect,
  onEscape,
}: {
  readonly rows: readonly ConnectionRow[];
  readonly sort: ConnectionSort;
  readonly origin: string;
  readonly selectedId: string | undefined;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly onSort: (sort: ConnectionSort) => void;
  readonly onSelect: (row: ConnectionRow) => void;
  readonly onEscape: () => void;
}) {
  return (
    <div className="connection-table">
      <VirtualList
        label={CONNECTION_TEXT.rows}
        rows={rows}
        rowHeight={ROW_HEIGHT}
        keyOf={idOf}
        head={CONNECTION_COLUMNS.map((column) => {
          const isSorted = sort.by === column;
          return (
            <span
              key={column}
              role="columnheader"
              aria-sort={isSorted ? (sort.down ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                className="sort"
                data-sorted={isSorted}
                data-down={sort.down}
                onClick={() => onSort({ by: column, down: isSorted && !sort.down })}
              >
                <span>{COLUMN[column]}</span>
                {isSorted && <Icon name="chevron" size={12} />}
              </button>
            </span>
          );
        })}
        cells={cells}
        origin={origin}
        selected={selectedId}
        onSelect={onSelect}
        onEscape={onEscape}
        list={list}
      />
    </div>
  );
}

function cells(row: ConnectionRow) {
  return (
    <>
      <span role="gridcell" className="connection-program" title={row.program}>
        {row.program}
        {row.pid !== undefined && <span className="connection-pid">{row.pid}</span>}
      </span>
      <span role="gridcell" className="connection-end" title={row.remote}>
        {row.remote}
      </span>
      <span role="gridcell">{row.where}</span>
      <span role="gridcell" className="connection-direction" data-incoming={row.incoming}>
        <svg width={12} height={12} viewBox="0 0 16 16" strokeWidth={2} aria-hidden>
          <path d={row.incoming ? 'M12.5 3.5 4 12M4 5.5V12h6.5' : 'M3.5 12.5 12 4M5.5 4H12v6.5'} />
        </svg>
        {directionWords(row)}
      </span>
      <span role="gridcell" className="connection-end" title={row.local}>
        {row.local}
      </span>
      <span role="gridcell" title={stateWords(row)}>
        {stateWords(row)}
      </span>
    </>
  );
}

function idOf({ id }: ConnectionRow): string {
  return id;
}
