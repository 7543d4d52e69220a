import { cutForms } from '../parse/netstat-sockets';
import { type Address, isCut } from '../parse/socket-address';
import type { SocketRow } from '../parse/socket-row';
import type { Endpoint } from './socket';

/** One socket, whoever saw it, and the processes that hold it. */
export interface MatchedSocket {
  readonly row: SocketRow;
  readonly pids: ReadonlySet<number>;
  readonly seenBy: ReadonlySet<'netstat' | 'lsof'>;
}

interface Draft extends MatchedSocket {
  row: SocketRow;
  readonly pids: Set<number>;
  readonly seenBy: Set<'netstat' | 'lsof'>;
}

/** netstat's sockets with the same ends, by process. */
type Place = Map<number, Draft[]>;
type Places = Map<string, Place>;

/** Stands for the process that netstat does not name. */
const NOBODY = -1;

/**
 * Gives each row of lsof's to the socket of netstat's that it is; it takes time in proportion to the rows.
 *
 * That is the one of the same process at the same ends. Where another process has the only socket there, it is that one,
 * and both hold it, since netstat would show a second: so launchd and what it started, or a server and its workers.
 * Addresses that netstat cut are completed by the row that begins so.
 */
export function matchSockets(netstat: readonly SocketRow[], lsof: readonly SocketRow[]): readonly MatchedSocket[] {
  const drafts: Draft[] = [];
  const places: Places = new Map();
  for (const row of netstat) {
    const pid = row.owner?.pid ?? NOBODY;
    const there = draftsAt(places, row, pid);
    // Whole, two sockets of one process at the same ends are one; cut, they may be two.
    if (!isCutRow(row) && there.some((draft) => isAlike(draft.row, row))) continue;
    const draft: Draft = { row, pids: new Set(pid === NOBODY ? [] : [pid]), seenBy: new Set(['netstat']) };
    drafts.push(draft);
    there.push(draft);
  }
  const unmatched = new Map<string, Draft>();
  for (const row of lsof) {
    const pid = row.owner?.pid ?? NOBODY;
    const found = takeFrom(places, row, pid);
    const matches = found.length > 0 ? found : [withoutMatch(unmatched, row, pid)];
    for (const draft of matches) {
      if (isCutRow(draft.row)) {
        const { remote } = row;
        draft.row = { ...draft.row, local: row.local, ...(remote === undefined ? {} : { remote }) };
        draftsAt(places, draft.row, draft.row.owner?.pid ?? NOBODY).push(draft);
      }
      if (pid !== NOBODY) draft.pids.add(pid);
      draft.seenBy.add('lsof');
    }
  }
  return [...drafts, ...unmatched.values()];
}

function draftsAt(places: Places, row: SocketRow, pid: number): Draft[] {
  const key = keysOf(row)[0] ?? '';
  const place = places.get(key) ?? new Map<number, Draft[]>();
  const drafts = place.get(pid) ?? [];
  places.set(key, place.set(pid, drafts));
  return drafts;
}

function takeFrom(places: Places, row: SocketRow, pid: number): readonly Draft[] {
  const wholes = placesAt(places, keysOf(row));
  const cuts = placesAt(places, keysOfCut(row));
  for (const owner of [pid, NOBODY]) {
    // A wildcard of unknown family may be in two places; of what begins so, one is enough.
    const there = wholes.flatMap((place) => take(place, owner));
    if (there.length > 0) return there;
    const [cut] = cuts.filter((place) => place.has(owner));
    if (cut !== undefined) return take(cut, owner);
  }
  const [only, ...others] = [...wholes, ...cuts];
  const [[owner, drafts] = [NOBODY, []]] = only ?? [];
  return only?.size === 1 && drafts.length === 1 && others.length === 0 ? take(only, owner) : [];
}

function placesAt(places: Places, keys: readonly string[]): readonly Place[] {
  return keys.flatMap((key) => {
    const place = places.get(key);
    return place === undefined || place.size === 0 ? [] : [place];
  });
}

/** Whole ones stay where they are, for other processes that hold them; a cut one is used up by what completes it. */
function take(place: Place, pid: number): readonly Draft[] {
  const drafts = place.get(pid) ?? [];
  const last = drafts.at(-1);
  if (last === undefined || !isCutRow(last.row)) return drafts;
  drafts.pop();
  if (drafts.length === 0) place.delete(pid);
  return [last];
}

/** Only the columns tell a device; without it nothing shows that two processes share a socket that netstat did not see. */
function withoutMatch(unmatched: Map<string, Draft>, row: SocketRow, pid: number): Draft {
  const key = [...keysOf(row), row.family ?? '', row.device ?? pid].join(' ');
  const draft = unmatched.get(key) ?? { row, pids: new Set<number>(), seenBy: new Set<'netstat' | 'lsof'>() };
  unmatched.set(key, draft);
  return draft;
}

/** Of two rows with the same key. */
function isAlike(one: SocketRow, other: SocketRow): boolean {
  const zones = [one, other].map(({ local, remote }) => `${local.zone ?? ''} ${remote?.zone ?? ''}`);
  return one.family === other.family && zones[0] === zones[1];
}

function isCutRow({ local, remote }: SocketRow): boolean {
  return isCut(local) || (remote !== undefined && isCut(remote));
}

/**
 * What two rows about one socket have in common, as text.
 *
 * Wildcards of IPv4 and IPv6 are two places, and where the family is not known it may be either. For an address the family
 * says nothing more: netstat calls `tcp4` what lsof, for the same accepted connection, calls `IPv6`.
 */
function keysOf(row: SocketRow): readonly string[] {
  const { local, remote } = row;
  const isWild = local.address === '*';
  const versions = !isWild ? [''] : row.family === undefined ? ['4', '6'] : [row.family === 'IPv4' ? '4' : '6'];
  return versions.map((version) => keyOf(row, version, local, remote));
}

function keysOfCut(row: SocketRow): readonly string[] {
  const { local, remote, family } = row;
  if (family === 'IPv4') return [];
  const version = local.address === '*' ? '6' : '';
  const locals = [local, ...cutForms(local)];
  const remotes = remote === undefined ? [undefined] : [remote, ...cutForms(remote)];
  // The first of all pairs is whole on both sides.
  const pairs = locals.flatMap((here) => remotes.map((there) => [here, there] as const)).slice(1);
  return pairs.map(([here, there]) => keyOf(row, version, here, there));
}

function keyOf({ protocol, local, remote }: SocketRow, version: string, here: Address, there?: Address): string {
  const end = (address: Address, { port }: Endpoint): string => {
    // An IPv4 address in IPv6 form, which netstat prints either way.
    const text = address.address.startsWith('::ffff:') ? address.address.slice(7) : address.address;
    return `${text}${zoneMark(address)} ${port}`;
  };
  const from = there === undefined || remote === undefined ? '' : end(there, remote);
  return `${protocol} ${version} ${end(here, local)} ${from}`;
}

/** netstat names interfaces and lsof numbers them: only lo0, which is always the first, is the same in both. */
function zoneMark({ zone }: Address): string {
  if (zone === undefined) return '';
  return zone === 'lo0' ? '%lo0' : '%other';
}
