import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect } from 'react';
import type { ExposureItem } from '../exposure-select';

/** From this many lines on, only those near the visible part are drawn. */
const DRAWN_WHOLE = 100;

/** What a line takes before it has been measured, in pixels. */
const HEIGHT: Readonly<Record<ExposureItem['kind'], number>> = { head: 34, row: 88, absent: 52, gap: 52, unread: 60 };

/**
 * The lines of the list. One component for short and long lists, so that a line keeps its focus when unfolding a group
 * makes the list long.
 *
 * Each rise of `turn` leads the focus to the open line; it is always drawn, wherever the list is scrolled to.
 */
export function ExposureItems({
  items,
  scroller,
  openKey,
  turn,
  children,
}: {
  readonly items: readonly ExposureItem[];
  readonly scroller: HTMLDivElement | null;
  readonly openKey: string;
  readonly turn: number;
  readonly children: (item: ExposureItem) => ReactNode;
}) {
  const isLong = items.length > DRAWN_WHOLE;
  const openAt = items.findIndex(({ key }) => key === openKey);
  const virtual = useVirtualizer({
    count: isLong ? items.length : 0,
    enabled: isLong,
    getScrollElement: () => scroller,
    estimateSize: (index) => HEIGHT[items[index]?.kind ?? 'row'],
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
    useFlushSync: false,
    rangeExtractor: (range) => {
      const near = defaultRangeExtractor(range);
      return openAt < 0 || near.includes(openAt) ? near : [...near, openAt].sort((a, b) => a - b);
    },
  });
  useEffect(() => {
    if (turn === 0) return;
    if (isLong && openAt >= 0) virtual.scrollToIndex(openAt, { align: 'auto' });
    const line = scroller?.querySelector<HTMLElement>('.service-open[tabindex="0"]');
    line?.focus({ preventScroll: isLong });
    // oxlint-disable-next-line react/exhaustive-deps -- only a key of the person moves the focus, never a new snapshot
  }, [turn]);
  const shown = isLong
    ? virtual.getVirtualItems().map(({ index, start }) => ({ index, start }))
    : items.map((_, index) => ({ index, start: undefined }));
  return (
    <div className="lines" style={isLong ? { height: virtual.getTotalSize() } : undefined}>
      {shown.map(({ index, start }) => {
        const item = items[index];
        if (item === undefined) return null;
        return (
          <div
            key={item.key}
            ref={isLong ? virtual.measureElement : undefined}
            className="line"
            data-index={index}
            data-kind={item.kind}
            style={start === undefined ? undefined : { position: 'absolute', transform: `translateY(${start}px)` }}
          >
            {children(item)}
          </div>
        );
      })}
    </div>
  );
}
