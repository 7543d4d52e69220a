import { type Parsed, read, unreadable } from '../result';
import { configKind, type Piece, type Reading, readingOf } from './config-reading';
import { hostScope, type HostScope, hostWords, isListenHost, widest } from './host';
import { lineEndOf, linesOf, type TextLine } from './text-line';

/**
 * `bind-address` and `mysqlx-bind-address` in my.cnf, in the sections that every mysqld reads. The last one counts, none
 * means every address.
 *
 * MySQL 8 opens its second port (33060) by the second setting alone. Where it is missing it is added with `loose-`, which
 * lets MariaDB and a MySQL without that plugin pass over it. Missing lines go right below the section's header; lines of
 * this kind that already stand there are one slice with them.
 * Sources: https://dev.mysql.com/doc/refman/8.4/en/option-files.html and x-plugin-options-system-variables.html.
 */
export const MYSQL_CNF = configKind({ format: 'mysql', read: readMysql, accepts: isMysqlText });

const KEYS = ['bind-address', 'mysqlx-bind-address'] as const;
type Key = (typeof KEYS)[number];
const MISSING: Readonly<Record<Key, string>> = {
  'bind-address': 'bind-address = 127.0.0.1',
  'mysqlx-bind-address': 'loose-mysqlx-bind-address = 127.0.0.1',
};

interface Bind {
  readonly line: TextLine;
  readonly key: Key;
  /** Offsets of the value in the line, quotes included. */
  readonly from: number;
  readonly to: number;
  readonly quote: string;
  readonly hosts: readonly string[];
  /** Nothing but this stands on the line. */
  readonly bare: boolean;
}

function readMysql(text: string): Parsed<Reading> {
  const lines = linesOf(text);
  const found = search(lines);
  if (found.kind === 'unreadable') return found;
  const { binds, header, xProtocolOff, includes } = found.value;
  const last = new Map<Key, Bind>(binds.map((bind) => [bind.key, bind]));
  const missing = KEYS.filter((key) => !last.has(key) && !(key === 'mysqlx-bind-address' && xProtocolOff));

  const run = new Set(header === undefined ? [] : runBelow(lines, header, binds));
  const pieces: Piece[] = binds.filter((bind) => !run.has(bind)).map(valuePiece);
  if (header !== undefined && (run.size > 0 || missing.length > 0)) pieces.push(head(text, header, [...run], missing));

  const known = widest([...last.values()].map(scopeOf));
  // Which program reads the file is not known: MariaDB has no second port.
  const bound: HostScope = missing.includes('bind-address')
    ? 'wider'
    : widest([known, missing.length > 0 ? 'unclear' : known]);
  const words = wordsOf(last, missing);
  if (includes) {
    return read(
      readingOf(pieces, `${words}; the file includes others, which may say otherwise`, {
        bound: 'unclear',
        closed: unreadable('The file includes others that may say otherwise. Set bind-address there by hand.'),
      }),
    );
  }
  if (missing.length > 0 && header === undefined) {
    const reason = 'The file has no section [mysqld]. Add one with the line "bind-address = 127.0.0.1" by hand.';
    return read(readingOf(pieces, words, { bound, closed: unreadable(reason) }));
  }
  return read(readingOf(pieces, words, { bound }));
}

interface Found {
  readonly binds: readonly Bind[];
  /** The first header of [mysqld]. */
  readonly header: TextLine | undefined;
  readonly xProtocolOff: boolean;
  readonly includes: boolean;
}

function search(lines: readonly TextLine[]): Parsed<Found> {
  const binds: Bind[] = [];
  let section = '';
  let header: TextLine | undefined;
  let [xProtocolOff, includes] = [false, false];
  for (const line of lines) {
    const text = line.text.trim();
    if (text === '' || text.startsWith('#') || text.startsWith(';')) continue;
    if (text.startsWith('!')) {
      includes = true;
      continue;
    }
    if (text.startsWith('[')) {
      section = text.slice(1, Math.max(text.indexOf(']'), 1)).trim();
      if (section === 'mysqld') header ??= line;
      continue;
    }
    const name = nameIn(line.text);
    if (section === 'mysqld' || section === 'server') {
      if (name === 'skip-mysqlx') xProtocolOff = true;
      if (name === 'mysqlx') xProtocolOff = /=[ \t]*(?:0|off|false)[ \t]*(?:#|$)/i.test(line.text);
    }
    const key = KEYS.find((one) => one === name);
    if (key === undefined) {
      // MySQL takes the beginning of a name for the name.
      if (/^(?:mysqlx-)?bind/.test(name) && forServer(section)) return unreadable(NOT_UNDERSTOOD, line.text);
    } else if (section === 'mysqld' || section === 'server') {
      const bind = bindOf(line, key);
      if (bind === undefined) return unreadable(NOT_UNDERSTOOD, line.text);
      binds.push(bind);
    } else if (forServer(section)) {
      return unreadable(`The address is set in the section [${section}], which not every version reads.`, line.text);
    }
  }
  return read({ binds, header, xProtocolOff, includes });
}

const NOT_UNDERSTOOD = 'A line with bind-address is not understood.';

function forServer(section: string): boolean {
  return /^(?:mysqld(?:[-_].*|\d*)|mariadbd?(?:-.*)?|server)$/.test(section);
}

/** The name before the equals sign: MySQL takes dashes and underscores alike, and `loose-` before any name. */
function nameIn(line: string): string {
  const name = /^[ \t]*([\w-]+)/.exec(line)?.[1] ?? '';
  return name.replaceAll('_', '-').replace(/^loose-/, '');
}

/** The hosts of a value, quotes taken off; each may name a network namespace behind a slash. */
function hostsIn(value: string): { readonly quote: string; readonly hosts: readonly string[] } | undefined {
  const [, quote = '', list = ''] = /^(["']?)(.*)\1$/.exec(value) ?? [];
  const hosts = list.split(',').map((host) => host.trim());
  return hosts.every((host) => isListenHost(host.replace(/\/\w+$/, ''))) ? { quote, hosts } : undefined;
}

function bindOf(line: TextLine, key: Key): Bind | undefined {
  const { text } = line;
  const from = /^[ \t]*[\w-]+[ \t]*=[ \t]*/.exec(text)?.[0].length;
  if (from === undefined) return undefined;
  const comment = text.indexOf('#', from);
  const value = text.slice(from, comment === -1 ? undefined : comment).trimEnd();
  const found = hostsIn(value);
  return found === undefined ? undefined : { line, key, from, to: from + value.length, ...found, bare: comment === -1 };
}

function scopeOf({ hosts }: Bind): HostScope {
  return widest(hosts.map(hostScope));
}

function closedValue(bind: Bind): string {
  const now = bind.line.text.slice(bind.from, bind.to);
  return scopeOf(bind) === 'this-mac' ? now : `${bind.quote}127.0.0.1${bind.quote}`;
}

function valuePiece(bind: Bind): Piece {
  const { line, from, to } = bind;
  return {
    slice: { start: line.start + from, end: line.start + to },
    bound: scopeOf(bind),
    closed: read(closedValue(bind)),
  };
}

/** The lines right below a header that hold nothing but one of these settings. */
function runBelow(lines: readonly TextLine[], header: TextLine, binds: readonly Bind[]): readonly Bind[] {
  const run: Bind[] = [];
  const byLine = new Map(binds.map((bind) => [bind.line, bind]));
  for (const line of lines.slice(lines.indexOf(header) + 1)) {
    const bind = byLine.get(line);
    if (bind === undefined || !bind.bare) break;
    run.push(bind);
  }
  return run;
}

/** From the end of the header to the end of the run, the line ends before each line included. */
function head(text: string, header: TextLine, run: readonly Bind[], missing: readonly Key[]): Piece {
  const end = run.at(-1)?.line.end ?? header.end;
  let closed = '';
  let from = header.end;
  for (const bind of run) {
    closed += text.slice(from, bind.line.start + bind.from) + closedValue(bind);
    from = bind.line.start + bind.to;
  }
  closed += text.slice(from, end);
  for (const key of missing) closed += lineEndOf(text) + MISSING[key];
  return { slice: { start: header.end, end }, bound: widest(run.map(scopeOf)), closed: read(closed) };
}

function wordsOf(last: ReadonlyMap<Key, Bind>, missing: readonly Key[]): string {
  const said = [...last.values()].flatMap(({ hosts }) => hosts.map(hostWords));
  if (missing.includes('bind-address')) said.push('every address');
  const words = said.length === 0 ? 'says no address' : `listens on ${[...new Set(said)].join(', ')}`;
  return missing.includes('mysqlx-bind-address')
    ? `${words}; MySQL 8 opens port 33060 on every address, as nothing is said about it`
    : words;
}

/** A value, or whole lines with one, each after its line end. */
function isMysqlText(text: string): boolean {
  if (text === '') return true;
  if (!text.includes('\n')) return isValue(text);
  const [before, ...lines] = text.split(/\r?\n/);
  return (
    before === '' &&
    lines.every((line) =>
      isValue(/^[ \t]*(?:loose[-_])?(?:mysqlx[-_])?bind[-_]address[ \t]*=(.*)$/.exec(line)?.[1]?.trim() ?? ''),
    )
  );
}

function isValue(text: string): boolean {
  return text === text.trim() && hostsIn(text) !== undefined;
}
