import type { ConnectionRow } from '../shared/exposure-views';
import { count } from './words';

/** The columns, in order. */
export const CONNECTION_COLUMNS = ['program', 'remote', 'where', 'direction', 'local', 'state'] as const;
export type ConnectionColumn = (typeof CONNECTION_COLUMNS)[number];

/** Everything, what came in, or what is at one place. */
export type ConnectionPart = 'all' | 'incoming' | `at ${string}`;

export const CONNECTION_TEXT = {
  rows: 'Connections',
  refresh: 'Refresh',
  refreshTip: 'Refresh (⌘R)',
  automatic: 'Every 5 s',
  automaticLabel: 'Refresh every 5 seconds',
  search: 'Search connections',
  parts: 'Which connections',
  reading: 'Reading the connections',
  failed: 'The connections could not be read',
  failedBody: 'Nothing was changed.',
  tryAgain: 'Try again',
  older: 'These are from before: the latest reading failed',
  empty: 'Nothing is connected now',
  emptyBody: 'No program on this Mac has a connection open.',
  emptyWithGaps: 'No connection was found',
  emptyWithGapsBody: 'Not everything could be read, so this does not say that there is none.',
  notFound: 'Nothing here matches',
  notFoundBody: 'It looks in programs, addresses, places and states.',
  showAll: 'Show all connections',
  notes: 'What could not be read',
  row: 'The selected connection',
  copyRow: 'Copy the connection',
} as const;

export const COLUMN: Readonly<Record<ConnectionColumn, string>> = {
  program: 'Program',
  remote: 'Other end',
  where: 'Where',
  direction: 'Direction',
  local: 'This Mac’s end',
  state: 'State',
};

export function partWords(part: ConnectionPart): string {
  switch (part) {
    case 'all':
      return 'All';
    case 'incoming':
      return 'Incoming';
    default:
      return part.slice('at '.length);
  }
}

export function directionWords({ incoming }: Pick<ConnectionRow, 'incoming'>): string {
  return incoming ? 'Incoming' : 'Outgoing';
}

/** "TCP, established", "TCP, close wait", "UDP". */
export function stateWords({ protocol, state }: Pick<ConnectionRow, 'protocol' | 'state'>): string {
  const words = state.replaceAll('_', ' ').toLowerCase();
  return words === '' ? protocol : `${protocol}, ${words}`;
}

/** "12 connections", "3 of 12 connections". */
export function connectionCount(shown: number, all: number): string {
  const words = count(all, 'connection');
  return shown === all ? words : `${shown} of ${words}`;
}

/** The whole of one connection as a sentence. */
export function connectionSentence(row: ConnectionRow): string {
  const { program, pid, local, remote, where, incoming } = row;
  const who = pid === undefined ? program : `${program}, process ${pid}`;
  const end = where === '' ? remote : `${remote} (${where})`;
  return incoming
    ? `${end} is connected to ${local} on this Mac: ${who}. ${stateWords(row)}.`
    : `${who}, is connected from ${local} to ${end}. ${stateWords(row)}.`;
}

export function unreadLines(number: number): string {
  return `${count(number, 'line')} of the system’s tools ${number === 1 ? 'was' : 'were'} not understood`;
}
