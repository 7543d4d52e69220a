import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { type Key, movedPlace, type ScrollPlace } from '../scroll-place';

/** What a list is taken to be high before it has been measured, in pixels. */
const HEIGHT_AT_FIRST = 600;
const HEAD_HEIGHT = 28;
/** Rows beyond the visible ones, so that scrolling does not show the ground. */
const SPARE_ROWS = 10;
/** Closer to an edge than this counts as being there, in pixels. */
const SLACK = 2;

/**
 * A table of any length of which only what is visible is drawn: one tab stop, and arrows, Page Up and Down, Home and End.
 *
 * All rows have one height, so that where a row is needs no measuring and thousands may come a second. When rows come or
 * go, the rows on screen stay where they are; with `follow`, and as long as the end is in sight, it stays in sight.
 */
export function VirtualList<Row>({
  label,
  rows,
  rowHeight,
  keyOf,
  head,
  cells,
  origin,
  selected,
  onSelect,
  onEscape,
  follow = false,
  toEnd = 0,
  onAtEnd,
  list,
}: {
  readonly label: string;
  /** The same array as long as nothing has changed. */
  readonly rows: readonly Row[];
  readonly rowHeight: number;
  readonly keyOf: (row: Row) => Key;
  /** The column headings. */
  readonly head: ReactNode;
  /** The cells of one row; the same function at each render. */
  readonly cells: (row: Row) => ReactNode;
  /** When this changes the list begins anew, at the top or at the end that it follows. */
  readonly origin: string;
  readonly selected: Key | undefined;
  readonly onSelect: (row: Row) => void;
  readonly onEscape: () => void;
  readonly follow?: boolean;
  /** Each rise leads to the end. */
  readonly toEnd?: number;
  /** Told when the end comes into sight or goes out of it. */
  readonly onAtEnd?: (atEnd: boolean) => void;
  readonly list?: RefObject<HTMLDivElement | null>;
}) {
  const own = useRef<HTMLDivElement>(null);
  const scroller = list ?? own;
  const height = useHeight(scroller);
  const id = useId();
  /** Where the list was led to, in distinction to where the person has scrolled. */
  const written = useRef(0);
  const [kept, setPlace] = useState<ScrollPlace<Row>>({ rows, origin, top: 0, shift: 0, turn: 0, follows: follow });
  const place = movedPlace(kept, { rows, origin, keyOf, rowHeight, follow });
  if (place !== kept) setPlace(place);

  const room = Math.max(rowHeight, height - HEAD_HEIGHT);
  const lowest = Math.max(0, rows.length * rowHeight - room);
  const top = place.follows ? lowest : Math.max(0, Math.min(place.top, lowest));
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
  const end = Math.min(rows.length, Math.ceil((top + room) / rowHeight) + SPARE_ROWS);
  const at = selected === undefined ? -1 : rows.findIndex((row) => keyOf(row) === selected);

  const write = (element: HTMLElement, next: number): void => {
    written.current = next;
    element.scrollTop = next;
    written.current = element.scrollTop;
  };
  useLayoutEffect(() => {
    const { current } = scroller;
    if (current === null) return;
    if (place.follows) {
      const reachable = current.scrollHeight - current.clientHeight;
      const left = Math.min(written.current, reachable) - current.scrollTop;
      // The person has scrolled up, and the event that says so has not come yet.
      if (left > SLACK && place.turn > 0) {
        setPlace((before) => ({ ...before, follows: false, top: current.scrollTop }));
        return;
      }
      write(current, lowest);
    } else if (place.shift === 'origin') write(current, 0);
    else if (place.shift !== 0) write(current, current.scrollTop + place.shift);
    // Only when rows or the room for them have changed: anything else must not fight the person's scrolling.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [place.turn, place.follows, lowest]);

  const leadTo = (next: number, follows: boolean): void => {
    const { current } = scroller;
    if (current === null) return;
    const bounded = Math.max(0, Math.min(next, lowest));
    write(current, bounded);
    setPlace((before) => ({ ...before, top: bounded, follows }));
  };
  const onScroll = (): void => {
    const { current } = scroller;
    if (current === null || Math.abs(current.scrollTop - written.current) < 1) return;
    const { scrollTop } = current;
    written.current = scrollTop;
    // Before the next frame is drawn: otherwise it shows the ground.
    flushSync(() =>
      setPlace((before) => ({ ...before, top: scrollTop, follows: follow && scrollTop >= lowest - SLACK })),
    );
  };
  useEffect(() => {
    if (toEnd > 0) leadTo(lowest, follow);
    // oxlint-disable-next-line react/exhaustive-deps
  }, [toEnd]);
  const atEnd = place.follows || top >= lowest - SLACK;
  useEffect(() => onAtEnd?.(atEnd), [onAtEnd, atEnd]);

  /** Selects a row and brings it into sight; whoever looks at one row does not want to be led away from it. */
  const choose = (index: number): void => {
    const bounded = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[bounded];
    if (row === undefined) return;
    const above = bounded * rowHeight;
    leadTo(above < top ? above : Math.max(top, above + rowHeight - room), false);
    onSelect(row);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    const page = Math.max(1, Math.floor(room / rowHeight) - 1);
    const from = at >= 0 ? at : event.key === 'ArrowUp' || event.key === 'PageUp' ? rows.length : -1;
    if (event.key === 'ArrowDown') choose(from + 1);
    else if (event.key === 'ArrowUp') choose(from - 1);
    else if (event.key === 'PageDown') choose(from + page);
    else if (event.key === 'PageUp') choose(from - page);
    else if (event.key === 'Home') choose(0);
    else if (event.key === 'End') {
      choose(rows.length - 1);
      leadTo(lowest, follow);
    } else if (event.key === 'Escape') onEscape();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className="table"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={at >= first && at < end ? `${id}${at}` : undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className="table-head" role="row" aria-rowindex={1}>
        {head}
      </div>
      <div className="table-rows" role="rowgroup" style={{ height: rows.length * rowHeight }}>
        <div role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {rows.slice(first, end).map((row, offset) => (
            <VirtualRow
              key={keyOf(row)}
              id={`${id}${first + offset}`}
              index={first + offset}
              height={rowHeight}
              row={row}
              cells={cells as (row: unknown) => ReactNode}
              isSelected={first + offset === at}
              onSelect={onSelect as (row: unknown) => void}
              onTake={() => {
                const scrolled = scroller.current?.scrollTop;
                setPlace((before) => ({ ...before, follows: false, top: scrolled ?? before.top }));
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

const VirtualRow = memo(
  function VirtualRow({
    id,
    index,
    height,
    row,
    cells,
    isSelected,
    onSelect,
    onTake,
  }: {
    readonly id: string;
    readonly index: number;
    readonly height: number;
    readonly row: unknown;
    readonly cells: (row: unknown) => ReactNode;
    readonly isSelected: boolean;
    readonly onSelect: (row: unknown) => void;
    readonly onTake: () => void;
  }) {
    return (
      <div
        id={id}
        className="table-row"
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        style={{ height }}
        onClick={() => {
          onTake();
          onSelect(row);
        }}
      >
        {cells(row)}
      </div>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.index === after.index &&
    before.isSelected === after.isSelected &&
    before.cells === after.cells,
);

function useHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(HEIGHT_AT_FIRST);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = (): void => setHeight(current.clientHeight || HEIGHT_AT_FIRST);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
