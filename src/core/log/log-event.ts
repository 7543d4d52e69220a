import { PROGRAMS } from '../command';
import { excerpt } from '../result';
import { parseFirewallMessage } from './firewall-message';
import { momentOf } from './moment';
import type { LogVerdict, NetworkEnd } from './verdict';

/** One event of the unified log. */
export interface LogEvent {
  /** Milliseconds since 1970; `atText` has what is finer. */
  readonly at: number;
  /** The time as the log wrote it, with its zone. */
  readonly atText: string;
  /** The program that was asked for; where the message names none (`named` is false), the one that wrote it. */
  readonly program: string;
  readonly named: boolean;
  /** The process of `program`, where it is known. */
  readonly pid?: number | undefined;
  /** From macOS 15 on inferred from a number that Apple does not document; see `parseFirewallMessage`. */
  readonly verdict: LogVerdict;
  /** Never there from macOS 15 on: its firewall does not write down who connected. */
  readonly from?: NetworkEnd | undefined;
  /** Protocol: `tcp`, `udp`, or the number that the message gave. */
  readonly to?: (NetworkEnd & { readonly protocol: string }) | undefined;
  /** Cut to 4,096 characters. */
  readonly message: string;
  /** Which firewall's wording it is; `other`: it says nothing about a connection, and a list may leave it out. */
  readonly dialect: 'to-14' | 'from-15' | 'other';
  /** The log has put `<private>` in place of something. */
  readonly private: boolean;
}

/** What one line of the log is. */
export type LogLine =
  | { readonly kind: 'event'; readonly event: LogEvent }
  /** Headings, blank lines and the closing count. */
  | { readonly kind: 'noise' }
  /** Not understood; never to be dropped without being counted. */
  | { readonly kind: 'unread'; readonly line: string };

const LONGEST_MESSAGE = 4096;

/**
 * Reads one line of `log show` or `log stream` with `--style ndjson`.
 *
 * Between the objects stand a heading with the predicate, blank lines and a last `{"count":n,"finished":1}`. The other
 * styles have no place in it: their lines are unread. Only what the firewall's own program or the kernel wrote is read as
 * the firewall's word, since any program can log under its subsystem.
 */
export function parseLogLine(line: string): LogLine {
  const event = eventIn(line);
  if (typeof event === 'object') return { kind: 'event', event };
  return event === 'noise' ? { kind: 'noise' } : { kind: 'unread', line: beginningOf(line) };
}

/** The same without anything around it, for a million lines in a row. */
export function eventIn(line: string): LogEvent | 'noise' | 'unread' {
  if (line.charCodeAt(0) !== OPENING_BRACE) return isHeading(line) ? 'noise' : 'unread';
  const object = objectIn(line);
  return object === undefined ? 'unread' : ofObject(object);
}

const OPENING_BRACE = 123;

/**
 * The object of a line, or as much of it as is needed.
 *
 * In the order of macOS 26 everything that is needed stands in the second half, so only that is parsed: a million lines
 * take two thirds of the time. A quote inside a text is escaped, and an object within the object would leave a brace too
 * many, so the half is one only where it begins between two members of the line's own object. Where it is not one, or
 * something is missing in it, the whole line is parsed. A line that is broken before its half is not noticed.
 */
function objectIn(line: string): LogObject | undefined {
  const half = line.indexOf(',"processImagePath":');
  if (half !== -1 && line.indexOf(',"eventMessage":', half) !== -1) {
    const object = parsed(`{${line.slice(half + 1)}`);
    const complete = object?.eventMessage !== undefined && object.timestamp !== undefined;
    if (complete && object.processID !== undefined) return object;
  }
  return parsed(line);
}

function parsed(text: string): LogObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

interface LogObject {
  readonly eventMessage?: unknown;
  readonly timestamp?: unknown;
  readonly processImagePath?: unknown;
  readonly processID?: unknown;
}

function ofObject({ eventMessage, timestamp, processImagePath, processID }: LogObject): LogEvent | 'noise' | 'unread' {
  if (eventMessage == null) return 'noise';
  if (typeof eventMessage !== 'string' || typeof timestamp !== 'string') return 'unread';
  const at = momentOf(timestamp);
  if (at === undefined) return 'unread';
  const message = eventMessage.length > LONGEST_MESSAGE ? copyOf(eventMessage, LONGEST_MESSAGE) : eventMessage;
  const path = typeof processImagePath === 'string' ? processImagePath : '';
  const said = path === FIREWALL || path === KERNEL ? parseFirewallMessage(message) : undefined;
  const named = said?.program !== undefined;
  const writer = typeof processID === 'number' ? processID : undefined;
  return {
    at,
    atText: timestamp,
    program: said?.program ?? programName(path),
    named,
    pid: named ? said.pid : writer,
    verdict: said?.verdict ?? 'other',
    from: said?.from,
    to: said?.to,
    message,
    dialect: said?.dialect ?? 'other',
    private: message.indexOf('<') !== -1 && message.includes('<private>'),
  };
}

const FIREWALL = PROGRAMS.socketfilterfw;
const KERNEL = '/kernel';

function programName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || 'unknown';
}

/** The first characters as a text of their own: a plain slice would keep all of a long text in memory. */
function copyOf(text: string, length: number): string {
  return ` ${text.slice(0, length)}`.slice(1);
}

function isHeading(line: string): boolean {
  return (
    line.startsWith('Filtering the log data using ') ||
    line.startsWith('Skipping info and debug messages') ||
    line.startsWith('Timestamp  ') ||
    line.trim() === ''
  );
}

/** A line cut to what fits a row; only its beginning is looked at, so that a long one costs no more than a short one. */
export function beginningOf(line: string): string {
  return copyOf(excerpt(line.slice(0, 512)), 512);
}
