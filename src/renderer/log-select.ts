import type { LogRequest, LogRow } from '../shared/log-views';

/** Which of a log's rows are wanted on screen. */
export interface LogFilter {
  readonly search: string;
  readonly verdict: 'all' | 'denied' | 'allowed' | 'asked';
  /** Also what the firewall writes about itself. */
  readonly everything: boolean;
}

export const NO_FILTER: LogFilter = { search: '', verdict: 'all', everything: false };

/** The choices of the picker besides containers; past ones in minutes. */
export const PAST_MINUTES = [10, 60, 1440] as const;

/** A choice of the picker as text, since that is what a select element holds. */
export function choiceOf(request: LogRequest): string {
  switch (request.kind) {
    case 'firewall-live':
      return 'live';
    case 'firewall-past':
      return `past ${request.minutes}`;
    case 'container':
      return `container ${request.containerId}`;
  }
}

/** The way back from `choiceOf`. */
export function requestOf(choice: string): LogRequest {
  const [kind, value = ''] = choice.split(' ');
  if (kind === 'past') return { kind: 'firewall-past', minutes: Number(value) };
  if (kind === 'container') return { kind: 'container', containerId: value };
  return { kind: 'firewall-live' };
}

/** The rows that pass; the same array where all of them do. */
export function shownRows(rows: readonly LogRow[], { search, verdict, everything }: LogFilter): readonly LogRow[] {
  const wanted = search.trim().toLowerCase();
  const passes = (row: LogRow): boolean =>
    (verdict === 'all' ? everything || row.verdict !== 'other' : row.verdict === verdict) &&
    (wanted === '' || `${row.program}\n${row.from}\n${row.to}\n${row.message}`.toLowerCase().includes(wanted));
  const shown = rows.filter(passes);
  return shown.length === rows.length ? rows : shown;
}

/** A row as one line of text. */
export function lineOf({ at, program, verdict, from, to, message }: LogRow): string {
  const time = at === undefined ? '' : new Date(at).toISOString();
  return [time, verdict, program, from, to, message].filter((part) => part !== '').join('\t');
}
