import { type Parsed, read, unreadable } from '../result';
import { configKind, type Piece, type Reading, readingOf } from './config-reading';
import { hostScope, hostWords, isListenHost, widest } from './host';
import { lineEndOf, linesOf, type TextLine, textStart } from './text-line';

/** What the formula of Homebrew writes. Without a dash before ::1, which Redis before 6.2 does not know. */
const LOOPBACK = '127.0.0.1 ::1';

/**
 * `bind` in redis.conf: the last line counts, no line means every address. What is missing is added as the last line, which
 * also counts against files that are included above it.
 *
 * Lines at the end of the file are one slice, line ends included; any other line is the slice of its addresses.
 * Source: the comments in redis.conf of Redis 7.
 */
export const REDIS_CONF = configKind({ format: 'redis', read: readRedis, accepts: isRedisText });

interface Bind {
  readonly line: TextLine;
  /** Offsets in the line. */
  readonly from: number;
  readonly to: number;
  readonly hosts: readonly string[];
}

function readRedis(text: string): Parsed<Reading> {
  const lines = linesOf(text);
  const binds: Bind[] = [];
  let included = false;
  let counts: Bind | undefined;
  for (const line of lines) {
    const [name, ...args] = line.text.trim().split(/[ \t]+/);
    if (name?.toLowerCase() === 'include' && args.length > 0) {
      included = true;
      counts = undefined;
    }
    if (name?.toLowerCase() !== 'bind') continue;
    const bind = bindOf(line);
    if (bind === undefined) return unreadable('A line with bind is not understood.', line.text);
    binds.push(bind);
    counts = bind;
  }

  const run = lastRun(lines, binds);
  const pieces: Piece[] = binds.slice(0, binds.length - run.length).map(addresses);
  if (run.length > 0) pieces.push(tail(text, lines, run));
  else if (counts === undefined) pieces.push(missing(text));

  const bound = counts === undefined ? (included ? 'unclear' : 'wider') : scopeOf(counts);
  return read(readingOf(pieces, wordsOf(counts, included), { bound }));
}

/** `bind 127.0.0.1 -::1`: a dash allows an address to be missing. An empty address in quotes means different things by version. */
function bindOf(line: TextLine): Bind | undefined {
  const from = /^[ \t]*bind[ \t]+/i.exec(line.text)?.[0].length ?? 0;
  const list = line.text.slice(from).trimEnd();
  const hosts = hostsIn(list);
  return from > 0 && hosts !== undefined ? { line, from, to: from + list.length, hosts } : undefined;
}

function scopeOf({ hosts }: Bind): Piece['bound'] {
  return widest(hosts.map(hostScope));
}

function closedText(bind: Bind): string {
  const now = bind.line.text.slice(bind.from, bind.to);
  return scopeOf(bind) === 'this-mac' ? now : LOOPBACK;
}

function addresses(bind: Bind): Piece {
  const { line, from, to } = bind;
  return {
    slice: { start: line.start + from, end: line.start + to },
    bound: scopeOf(bind),
    closed: read(closedText(bind)),
  };
}

/** The lines at the end of the file that are all `bind`. */
function lastRun(lines: readonly TextLine[], binds: readonly Bind[]): readonly Bind[] {
  let count = 0;
  while (count < binds.length && binds.at(-1 - count)?.line === lines.at(-1 - count)) count += 1;
  return count === 0 ? [] : binds.slice(-count);
}

/** Where the text ends with a line end it belongs to the slice; otherwise the one before does. */
function tail(text: string, lines: readonly TextLine[], run: readonly Bind[]): Piece {
  const before = lines.at(-1 - run.length);
  const open = !text.endsWith('\n');
  const start = before === undefined ? textStart(text) : open ? before.end : before.next;
  let closed = open ? text.slice(start, run[0]?.line.start) : '';
  for (const [index, bind] of run.entries()) {
    const { line, from, to } = bind;
    const next = run[index + 1]?.line.start ?? text.length;
    closed += line.text.slice(0, from) + closedText(bind) + line.text.slice(to) + text.slice(line.end, next);
  }
  return { slice: { start, end: text.length }, bound: widest(run.map(scopeOf)), closed: read(closed) };
}

function missing(text: string): Piece {
  const [lineEnd, line] = [lineEndOf(text), `bind ${LOOPBACK}`];
  const atLineStart = text.length === textStart(text) || text.endsWith('\n');
  const slice = { start: text.length, end: text.length };
  return { slice, bound: 'wider', closed: read(atLineStart ? line + lineEnd : lineEnd + line) };
}

function wordsOf(bind: Bind | undefined, included: boolean): string {
  if (bind !== undefined) return `listens on ${[...new Set(bind.hosts.map(hostWords))].join(', ')}`;
  return included
    ? 'says no address after the files it includes, which may say one'
    : 'says no address, so it listens on every address';
}

/** Addresses alone, or whole lines with them. */
function isRedisText(text: string): boolean {
  if (text === '') return true;
  const lines = text
    .replace(/^\r?\n/, '')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  if (lines.length === 1 && text === lines[0] && !/^[ \t]*bind[ \t]/i.test(text)) return isAddressList(text);
  return lines.every((line) => isAddressList(/^[ \t]*bind[ \t]+(.*)$/i.exec(line)?.[1]?.trimEnd() ?? ''));
}

function isAddressList(text: string): boolean {
  return hostsIn(text) !== undefined;
}

/** The hosts of a list without the dashes that let one be missing; undefined where one of them is none. */
function hostsIn(list: string): readonly string[] | undefined {
  const hosts = list.split(/[ \t]+/).map((host) => host.replace(/^-/, '').replace(/^::\*$/, '*'));
  return hosts.every(isListenHost) ? hosts : undefined;
}
