import type { LogEvent } from './log-event';

const COLUMNS: readonly (readonly [heading: string, value: (event: LogEvent) => string | number | undefined])[] = [
  ['time', ({ atText }) => atText],
  ['program', ({ program }) => program],
  ['program_named', ({ named }) => (named ? 'yes' : 'no')],
  ['pid', ({ pid }) => pid],
  ['verdict', ({ verdict }) => verdict],
  ['from_address', ({ from }) => from?.address],
  ['from_port', ({ from }) => from?.port],
  ['to_address', ({ to }) => to?.address],
  ['to_port', ({ to }) => to?.port],
  ['protocol', ({ to }) => to?.protocol],
  ['message', ({ message }) => message],
  ['private', ({ private: hidden }) => (hidden ? 'yes' : 'no')],
];

/**
 * The events as CSV (RFC 4180: CRLF, a heading, quotes where they are needed).
 *
 * Names and messages come from programs, so a cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function csvOf(events: readonly LogEvent[]): string {
  const rows = events.map((event) => COLUMNS.map(([, value]) => value(event)));
  return [COLUMNS.map(([heading]) => heading), ...rows].map(csvRow).join('');
}

/** The events as JSON, one object a line. */
export function ndjsonOf(events: readonly LogEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** One row of CSV with its line break. */
export function csvRow(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
