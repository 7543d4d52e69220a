import { isFresh } from '../core/snapshot';
import type { ExposureRow, ExposureView, RowLevel } from '../shared/exposure-views';
import type { Status } from './select';

/** The groups of the exposure list, in its order. */
export const EXPOSURE_GROUPS = [
  'unwanted',
  'unknown',
  'as-wanted',
  'this-mac',
  'macos',
  'not-counted',
  'absent',
  'unread',
] as const;
export type ExposureGroup = (typeof EXPOSURE_GROUPS)[number];

type RowGroup = Exclude<ExposureGroup, 'absent' | 'unread'>;

/** Something on a line of its own: a head that folds its group, a service, or what is known to be missing. */
export type ExposureItem =
  | {
      readonly kind: 'head';
      readonly key: string;
      readonly group: ExposureGroup;
      readonly count: number;
      readonly open: boolean;
    }
  | { readonly kind: 'row'; readonly key: string; readonly row: ExposureRow }
  | { readonly kind: 'absent'; readonly key: string; readonly absent: ExposureView['absent'][number] }
  | { readonly kind: 'gap'; readonly key: string; readonly gap: ExposureView['gaps'][number] }
  | { readonly kind: 'unread'; readonly key: string; readonly lines: readonly string[] };

/** Folded until somebody looks: what nobody else can reach is no news. */
export const FOLDED_AT_FIRST: readonly ExposureGroup[] = ['this-mac'];

/**
 * Where a row stands in the list.
 *
 * What others reach and the person may neither expect nor restrict was settled by the main process: a part of macOS, or the
 * near end of a program's own conversation. Neither is called "as wanted", and only what says so is called macOS's.
 */
export function exposureGroup(row: ExposureRow): RowGroup {
  if (row.level === 'exposed' || row.level === 'attention') return 'unwanted';
  if (row.level === 'unknown') return 'unknown';
  if (row.scope === 'this-mac') return 'this-mac';
  if (row.fix?.kind === 'task' || row.owner.startsWith('macOS')) return 'macos';
  return !row.canExpect && row.canRestrict ? 'as-wanted' : 'not-counted';
}

/** The one place where a row becomes a glyph. Nothing old is shown as fine. */
export function exposureStatus(row: ExposureRow, fresh: boolean): Status {
  const group = exposureGroup(row);
  return group === 'macos' || group === 'not-counted'
    ? levelStatus(row.level, fresh, 'not-applicable')
    : levelStatus(row.level, fresh);
}

export function levelStatus(level: RowLevel, fresh: boolean, fine: Status = 'compliant'): Status {
  switch (level) {
    case 'exposed':
    case 'attention':
    case 'unknown':
      return level;
    case 'fine':
      return fresh ? fine : 'unknown';
  }
}

/** Worst first; equals stay in the order of the main process. */
const WORST_FIRST: readonly RowLevel[] = ['exposed', 'attention', 'unknown', 'fine'];

export function isReachableUnwanted(row: ExposureRow): boolean {
  return exposureGroup(row) === 'unwanted';
}

/** How many things could not be read; the list may lack what they would have told. */
export function unreadCount({ gaps, unread }: Pick<ExposureView, 'gaps' | 'unread'>): number {
  return gaps.length + unread.length;
}

/** The rows whose title, owner, address or way holds every word of the search. */
export function searched(view: ExposureView, search: string): ExposureView {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return view;
  const holds = (...texts: readonly string[]): boolean => {
    const text = texts.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return {
    ...view,
    rows: view.rows.filter(({ title, owner, boundTo, ways }) => holds(title, owner, ...boundTo, ...ways)),
    absent: view.absent.filter(({ name, port }) => holds(name, String(port))),
  };
}

/** The list line by line. What could not be read stays in it whatever is searched for. */
export function exposureItems(view: ExposureView, folded: readonly ExposureGroup[]): readonly ExposureItem[] {
  const sorted = WORST_FIRST.flatMap((level) => view.rows.filter((row) => row.level === level));
  return EXPOSURE_GROUPS.flatMap((group): readonly ExposureItem[] => {
    const inside = itemsOf(group, view, sorted);
    const count = group === 'unread' ? unreadCount(view) : inside.length;
    if (count === 0) return [];
    const open = !folded.includes(group);
    return [{ kind: 'head', key: `head ${group}`, group, count, open }, ...(open ? inside : [])];
  });
}

function itemsOf(group: ExposureGroup, view: ExposureView, rows: readonly ExposureRow[]): readonly ExposureItem[] {
  switch (group) {
    case 'absent':
      return view.absent.map((absent) => ({ kind: 'absent', key: `absent ${absent.name} ${absent.port}`, absent }));
    case 'unread': {
      const gaps = view.gaps.map((gap, index): ExposureItem => ({ kind: 'gap', key: `gap ${index} ${gap.what}`, gap }));
      return view.unread.length === 0 ? gaps : [...gaps, { kind: 'unread', key: 'unread', lines: view.unread }];
    }
    case 'unwanted':
    case 'unknown':
    case 'as-wanted':
    case 'this-mac':
    case 'macos':
    case 'not-counted':
      return rows
        .filter((row) => exposureGroup(row) === group)
        .map((row) => ({ kind: 'row', key: `row ${row.id}`, row }));
  }
}

/** The rows that are on the list now, from the top. */
export function rowsIn(items: readonly ExposureItem[]): readonly ExposureRow[] {
  return items.flatMap((item) => (item.kind === 'row' ? [item.row] : []));
}

/** What Batten can close by itself. */
export function closingTask({ fix }: ExposureRow): string | undefined {
  return fix?.kind === 'change' ? fix.taskId : undefined;
}

/** The tasks that close these rows, each once: two sockets of one container are closed together. */
export function closingTasks(rows: readonly ExposureRow[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => closingTask(row) ?? []))];
}

/** Whether what is shown is young enough to be called fine. */
export function isCurrent(view: ExposureView, now: number): boolean {
  return isFresh(view.takenAt, now);
}
