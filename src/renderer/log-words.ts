import type { LogRequest, LogRow } from '../shared/log-views';
import type { LogState, OpenLog } from './log-store';
import { count } from './words';

export const VERDICT: Readonly<Record<LogRow['verdict'], string>> = {
  denied: 'Denied',
  allowed: 'Allowed',
  asked: 'Asked',
  other: 'Other',
  '': '',
};

export const LOG_TEXT = {
  source: 'Which log',
  firewall: 'Firewall',
  containers: 'Containers',
  container: (id: string): string => `Container ${id.slice(0, 12)}`,
  pause: 'Pause',
  resume: 'Resume',
  clear: 'Clear',
  clearTip: 'Takes the rows off the screen. Counts and export stay as they are.',
  export: 'Export…',
  exportSubject: 'the log',
  csv: 'CSV…',
  ndjson: 'JSON lines…',
  exported: 'Written to',
  notExported: 'Nothing was written',
  cancel: 'Cancel',
  startAgain: 'Start again',
  search: 'Search the log',
  verdicts: 'Which rows',
  all: 'All',
  everything: 'Show everything the firewall writes',
  everythingShort: 'Show everything',
  notes: 'What is missing',
  overview: 'How much of what',
  perHour: 'Each hour',
  programs: 'Top programs',
  hour: 'Hour',
  program: 'Program',
  chartKeys: 'Arrow keys go from hour to hour',
  showOnly: (program: string): string => `Search for ${program}`,
  rows: 'Rows of the log',
  time: 'Time',
  verdict: 'Verdict',
  output: 'Output',
  from: 'From',
  to: 'To',
  message: 'Message',
  row: 'The selected row',
  copyRow: 'Copy the row',
  newest: 'Go to the newest',
  progress: 'Read until now',
  notFound: 'Nothing here matches',
  notFoundBody: 'It looks in programs, addresses and messages.',
  showAll: 'Show all rows',
  failed: 'The log could not be opened',
  ended: 'Nothing more comes',
} as const;

/** How the picker names a choice. */
export function sourceWords(request: Exclude<LogRequest, { readonly kind: 'container' }>): string {
  if (request.kind === 'firewall-live') return 'Firewall, live';
  switch (request.minutes) {
    case 60:
      return 'Firewall, last hour';
    case 1440:
      return 'Firewall, last day';
    default:
      return `Firewall, last ${request.minutes} minutes`;
  }
}

/** How far the log is, in a word or two. */
export function stateWords({
  request,
  state,
  isPaused,
  progress,
  gaps,
}: Pick<OpenLog, 'request' | 'state' | 'isPaused' | 'progress' | 'gaps'>): string {
  const isPast = request?.kind === 'firewall-past';
  switch (state.kind) {
    case 'starting':
      return 'Starting';
    case 'running':
      if (isPaused) return 'Paused';
      if (!isPast) return 'Live';
      return progress === undefined ? 'Reading' : `Reading, ${progress.done} of ${progress.total}`;
    case 'cancelling':
      return 'Cancelling';
    case 'cancelled':
      return 'Cancelled';
    case 'ended':
      if (!isPast || state.words !== '') return 'Ended';
      return gaps.length === 0 ? 'Read to the end' : 'Read, but not all of it';
    case 'hidden':
      return 'Stopped while the window was hidden';
    case 'failed':
      return 'Not read';
  }
}

/** "4,000 rows · 12,400 older ones are not shown · 3 lines were not understood". */
export function countWords(
  { notShown, summary }: Pick<OpenLog, 'notShown' | 'summary'>,
  shown: number,
  kept: number,
): readonly string[] {
  return [
    shown === kept ? many(kept, 'row') : `${NUMBER.format(shown)} of ${many(kept, 'row')}`,
    ...(notShown === 0 ? [] : [`${many(notShown, 'more', 'more')} ${notShown === 1 ? 'is' : 'are'} not shown`]),
    ...(summary.unread === 0
      ? []
      : [`${many(summary.unread, 'line')} ${summary.unread === 1 ? 'was' : 'were'} not understood`]),
  ];
}

export function newRows(number: number): string {
  return `${many(number, 'new row')}`;
}

/** Why the list has no row at all, and what would change that. */
export function emptyWords(
  request: LogRequest | undefined,
  state: LogState,
  gaps: readonly string[],
): { readonly title: string; readonly body: string } {
  const isPast = request?.kind === 'firewall-past';
  const isContainer = request?.kind === 'container';
  if (state.kind === 'starting') return { title: 'Opening the log', body: '' };
  if (state.kind === 'running' || state.kind === 'cancelling') {
    if (isPast) return { title: 'Reading the log', body: 'macOS answers a quarter of an hour at a time.' };
    return isContainer
      ? { title: 'Nothing printed yet', body: 'What the container prints shows here as it comes.' }
      : { title: 'Nothing yet', body: 'The firewall writes when somebody connects. It shows here as it comes.' };
  }
  if (state.kind === 'hidden') return { title: 'Nothing is read now', body: 'It goes on when the window is visible.' };
  if (gaps.length > 0 || state.kind === 'cancelled' || (state.kind === 'ended' && state.words !== '')) {
    return {
      title: 'No row was found',
      body: 'Not everything could be read, so this does not say that there is none.',
    };
  }
  return isContainer
    ? { title: 'The container has printed nothing', body: 'There is nothing to show.' }
    : { title: 'The firewall wrote nothing in this time', body: 'All of the time was read.' };
}

/** Where only what the firewall writes about itself has come. */
export function onlyOther(number: number): { readonly title: string; readonly body: string } {
  return {
    title: 'No row is about a connection',
    body: `The firewall wrote ${many(number, 'line')} about itself.`,
  };
}

export function notReadBetween(since: number, until: number): string {
  return `Nothing was read from ${CLOCK.format(since)} to ${CLOCK.format(until)}, while the window was hidden.`;
}

/** "12 denied, 3 allowed, 1 asked". */
export function countsInWords({ denied, allowed, asked }: { denied: number; allowed: number; asked: number }): string {
  return `${NUMBER.format(denied)} denied, ${NUMBER.format(allowed)} allowed, ${NUMBER.format(asked)} asked`;
}

/** "14:00 to 15:00". */
export function hourWords(at: number): string {
  return `${HOUR.format(at)} to ${HOUR.format(at + MS_PER_HOUR)}`;
}

export function hourLabel(at: number): string {
  return HOUR_LABEL.format(at);
}

/** The time of a row; with its day where the log may reach into another one. */
export function rowTime(at: number | undefined, withDay: boolean): string {
  if (at === undefined) return '';
  return (withDay ? DAY_AND_CLOCK : CLOCK).format(at);
}

export function inNumbers(number: number): string {
  return NUMBER.format(number);
}

const MS_PER_HOUR = 3_600_000;
const NUMBER = new Intl.NumberFormat(undefined);
const HOUR_LABEL = new Intl.DateTimeFormat(undefined, { hour: 'numeric' });
const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function many(number: number, one: string, more?: string): string {
  return count(number, one, more).replace(String(number), NUMBER.format(number));
}
