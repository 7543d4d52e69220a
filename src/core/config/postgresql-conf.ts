import { read, unreadable } from '../result';
import { configKind, type Piece, readingOf } from './config-reading';
import { hostScope, hostWords, isListenHost, widest } from './host';
import { linesOf, type TextLine } from './text-line';

/**
 * `listen_addresses` in postgresql.conf: the last one counts, none means `localhost`, an empty one means no TCP at all.
 *
 * Files that are included after it may say otherwise, and so may ALTER SYSTEM (postgresql.auto.conf) and the command line.
 * Source: https://www.postgresql.org/docs/current/config-setting.html and guc-file.l.
 */
export const POSTGRESQL_CONF = configKind({
  format: 'postgresql',
  read(text) {
    const settings: Setting[] = [];
    let included: string | undefined;
    for (const line of linesOf(text)) {
      const name = /^[ \t]*(\w+)/.exec(line.text)?.[1]?.toLowerCase();
      if (name === 'listen_addresses') {
        const setting = settingOf(line);
        if (setting === undefined) return unreadable('A line with listen_addresses is not understood.', line.text);
        settings.push(setting);
        included = undefined;
      }
      if (name === 'include' || name === 'include_if_exists' || name === 'include_dir') included = line.text.trim();
    }
    const last = settings.at(-1);
    const words = last === undefined ? 'says no address, so it listens on this Mac only' : last.words;
    const pieces = last === undefined ? [] : [last.piece];
    if (included === undefined) return read(readingOf(pieces, words));
    const reason = `Files that are read later (${included}) may say otherwise. Set listen_addresses to 'localhost' there, or after that line.`;
    return read(
      readingOf(pieces, `${words}; files that are read later may say otherwise`, {
        bound: 'unclear',
        closed: unreadable(reason),
      }),
    );
  },
  accepts: (text) => hostsIn(text) !== undefined,
});

interface Setting {
  readonly piece: Piece;
  readonly words: string;
}

/** The hosts of a value in quotes, or of a word; undefined for anything else, escapes included. */
function hostsIn(value: string): readonly string[] | undefined {
  if (/^[A-Za-z]\S*$/.test(value)) return isListenHost(value) ? [value] : undefined;
  const list = /^'([^']*)'$/.exec(value)?.[1];
  if (list === undefined || /[^ -~]/.test(list)) return undefined;
  const hosts = list.split(',').map((host) => host.trim());
  if (hosts.length === 1 && hosts[0] === '') return [];
  return hosts.every(isListenHost) ? hosts : undefined;
}

/** `listen_addresses = '*' # comment`; the equals sign may be missing. */
function settingOf({ start, text }: TextLine): Setting | undefined {
  const name = /^[ \t]*listen_addresses/i.exec(text)?.[0] ?? '';
  const sign = /^[ \t]*(?:=[ \t]*)?/.exec(text.slice(name.length))?.[0] ?? '';
  const from = name.length + sign.length;
  const value = /^(?:'[^']*'|[^\s'#]+)/.exec(text.slice(from))?.[0] ?? '';
  const rest = text.slice(from + value.length);
  const hosts = hostsIn(value);
  if (hosts === undefined || !/^[ \t]*(?:#|$)/.test(rest)) return undefined;
  const bound = widest(hosts.map(hostScope));
  return {
    piece: { slice: { start: start + from, end: start + from + value.length }, bound, closed: read("'localhost'") },
    words: hosts.length === 0 ? 'listens on no address' : `listens on ${[...new Set(hosts.map(hostWords))].join(', ')}`,
  };
}
