import { type Command, command, type CommandResult } from '../command';
import type { Endpoint, Family } from '../exposure/socket';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';
import { type Address, cutAddress, readAddress } from './socket-address';
import {
  endpoint,
  type Judged,
  judge,
  type LooseEndpoint,
  type RowOwner,
  type SocketRows,
  sortRows,
} from './socket-row';

/** TCP sockets of everybody; needs no root. */
export const NETSTAT_TCP = command('netstat', '-anv', '-p', 'tcp');

/** UDP sockets of everybody; needs no root. */
export const NETSTAT_UDP = command('netstat', '-anv', '-p', 'udp');

const INTERNET = /^Active Internet connections/;
/** What `netstat -an` without `-p` adds. Any other title may stand above rows that matter, so it is a row not understood. */
const OTHERS =
  /^(?:Active (?:Multipath Internet connections|(?:LOCAL \(UNIX\)|UNIX) domain sockets|kernel \w+ sockets)|Registered kernel )/;
const HEADER = /^Proto\s+Recv-Q\s+Send-Q\s+Local Address/;

/**
 * Reads `netstat -an` with or without `-v`, of TCP, UDP or both.
 *
 * Sections about other sockets are left aside. The layout has changed three times since macOS 12, within releases too, so
 * where the process stands is told by the words of the header; without one, by the flags that follow it.
 */
export function parseNetstatSockets(asked: Command, result: CommandResult | undefined): Parsed<SocketRows> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const judged: { text: string; row: Judged }[] = [];
  let isInternet = true;
  let header: string | undefined;
  let isKnown = false;
  for (const text of answer.value.stdout.split(/\r?\n/)) {
    if (text.trim() === '') continue;
    if (INTERNET.test(text)) isInternet = true;
    else if (OTHERS.test(text)) isInternet = false;
    else if (isInternet && HEADER.test(text)) header = text;
    else {
      const row = isInternet ? readRow(text, header) : 'skipped';
      judged.push({ text, row });
      isKnown ||= isInternet && row !== undefined;
    }
  }
  isKnown ||= header !== undefined;
  return answer.value.exitCode === 0 && isKnown ? read(sortRows(judged)) : notUnderstood(asked, answer.value);
}

const ROW = /^(tcp|udp)(46|4|6)\s+\d+\s+\d+\s+(\S+)\s+(\S+)(.*)$/s;
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['4', 'IPv4'],
  ['6', 'IPv6'],
  ['46', 'dual'],
]);

function readRow(text: string, header: string | undefined): Judged {
  const [, protocol, version = '', here = '', there = '', rest = ''] = ROW.exec(text) ?? [];
  const family = FAMILIES.get(version);
  if ((protocol !== 'tcp' && protocol !== 'udp') || family === undefined) return undefined;
  const local = readEnd(here, family);
  const remote = there === '*.*' ? undefined : readEnd(there, family);
  const state = /^\s+([A-Z]\w*)(?!\S)/.exec(rest)?.[1] ?? '';
  if (local === undefined || (remote === undefined && there !== '*.*') || (protocol === 'tcp' && state === '')) {
    return undefined;
  }
  const owner = readOwner(state === '' ? rest : rest.slice(rest.indexOf(state) + state.length), header);
  return judge({
    protocol,
    family,
    local,
    state,
    ...(remote === undefined ? {} : { remote }),
    ...(owner === undefined ? {} : { owner }),
  });
}

/** What netstat leaves of an IPv6 address, and of address and port together, when it is not told to print all of it. */
const ADDRESS_ROOM = 16;
const CELL_ROOM = 22;

/**
 * Reads `ADDRESS.PORT`. The port is always whole.
 *
 * An IPv6 address that fills its room may be the beginning of a longer one, even where it is an address by itself:
 * `2606:4700:4403::`.
 */
function readEnd(cell: string, family: Family): LooseEndpoint | undefined {
  const dot = cell.lastIndexOf('.');
  const text = cell.slice(0, Math.max(dot, 0));
  const port = cell.slice(dot + 1);
  if (!text.includes(':')) return endpoint(readAddress(text), port);
  if (family === 'IPv4' || text.length > 64 || !/^[0-9a-f:.]+(?:%[\w.-]*)?$/i.test(text)) return undefined;
  const address = readAddress(text);
  const fillsItsRoom = text.length === ADDRESS_ROOM || cell.length === CELL_ROOM;
  const isWhole = address !== undefined && (text.includes('%') || !fillsItsRoom);
  return endpoint(isWhole ? address : cutAddress(text), port);
}

/** What netstat may have made of a whole address: `fe80::aede:48ff:…` of `fe80::aede:48ff:fe00:1122`. */
export function cutForms({ address, port }: Endpoint): readonly Address[] {
  if (!address.includes(':')) return [];
  const rooms = new Set([ADDRESS_ROOM, CELL_ROOM - 1 - String(port).length]);
  return [...rooms].flatMap((room) => (address.length < room ? [] : [cutAddress(address.slice(0, room))]));
}

/** Socket state, options and generation: three cells of fixed width that follow the process in every layout since 13. */
const FLAGS = /^[0-9a-f]{5} [0-9a-f]{8} [0-9a-f]{16}$/;
const FLAGS_BEFORE_13 = /^0x[0-9a-f]{4} 0x[0-9a-f]{8}/;
const NAMED = /^(?:\s+\d+){4}(?=\s)(.*):(\d{1,10})\s+[0-9a-f]{5}\s+[0-9a-f]{8}\s+[0-9a-f]{16}(?!\S)/s;

/** What follows the state. A name may hold blanks, colons and parentheses, so it is found from the right. */
function readOwner(rest: string, header: string | undefined): RowOwner | undefined {
  const words = header === undefined ? undefined : header.slice(header.indexOf('(state)') + 7).split(/\s+/);
  // With -vv there are two processes, and where the first ends cannot be told.
  if (words?.includes('eprocess:epid') === true) return undefined;
  if (words === undefined || words.includes('process:pid')) {
    const [, name, pid] = NAMED.exec(rest) ?? [];
    if (name !== undefined && pid !== undefined) return namedOwner(name.trim(), Number(pid));
  }
  const cells = rest.trim().split(/\s+/, 9);
  const places = words === undefined ? [2, 4] : [words.filter((word) => word !== '').indexOf('pid')];
  const place = places.find(
    (at) => at >= 0 && areFlags(cells.slice(at + 2, at + 5)) && /^\d+$/.test(cells[at + 1] ?? ''),
  );
  const pid = place === undefined ? undefined : /^\d{1,10}$/.exec(cells[place] ?? '')?.[0];
  return pid === undefined ? undefined : namedOwner('', Number(pid));
}

function areFlags(cells: readonly string[]): boolean {
  const text = cells.join(' ');
  return FLAGS.test(text) || FLAGS_BEFORE_13.test(text);
}

/** Names come from the kernel, which tells them to their own user only: others have none. 0 alone is nobody. */
function namedOwner(name: string, pid: number): RowOwner | undefined {
  if (name === '') return pid === 0 ? undefined : { pid };
  return { pid, name, ...(name.length === 16 || name.length >= 31 ? { nameCut: true } : {}) };
}
