import type { RunningProcess } from '../parse/ps';
import type { SocketRow, SocketRows } from '../parse/socket-row';
import { excerpt } from '../result';
import { type MatchedSocket, matchSockets } from './match-sockets';
import type { Connection, ListeningSocket, SocketOwner, SocketTable } from './socket';
import { gatherOwners } from './socket-owners';

/** The answers of several commands of each tool; a tool that gave none is left out. */
export interface SocketSources {
  readonly netstat?: readonly SocketRows[];
  readonly lsof?: readonly SocketRows[];
  readonly ps?: ReadonlyMap<number, RunningProcess>;
}

/**
 * Makes one picture of what netstat and lsof say.
 *
 * netstat sees everybody's sockets but cuts names and addresses; lsof sees the person's own and has them whole. What only
 * one of them saw is kept. Sockets of different owners at one address stay apart, and so do an address and the wildcard.
 *
 * An address that stays cut ends with `…`, which `addressClass` never takes for this computer's own. `*` of a family that
 * nobody told is called `dual`, the wider of the two.
 */
export function joinSockets({ netstat = [], lsof = [], ps }: SocketSources): SocketTable {
  const ofNetstat = netstat.flatMap(({ rows }) => rows);
  const ofLsof = lsof.flatMap(({ rows }) => rows);
  const ownerOf = gatherOwners(ownersIn(ofNetstat), ownersIn(ofLsof), ps);
  const listening: ListeningSocket[] = [];
  const connections: Connection[] = [];
  for (const socket of onePerOwners(matchSockets(ofNetstat, ofLsof))) {
    const { protocol, family = 'dual', local, remote, state } = socket.row;
    const owners: readonly SocketOwner[] = [...socket.pids].sort((a, b) => a - b).map(ownerOf);
    if (remote === undefined) {
      const seenBy = (['netstat', 'lsof'] as const).filter((tool) => socket.seenBy.has(tool));
      listening.push({ protocol, family, local, owners, seenBy });
    } else {
      connections.push({ protocol, family, local, remote, state, owners });
    }
  }
  return {
    listening: inOrder(listening, (one) => [...placeOf(one), one.local.zone ?? '']),
    connections: inOrder(connections, (one) => [...placeOf(one), one.remote.address, one.remote.port]),
    unread: [...netstat, ...lsof].flatMap(({ unread }) => unread.map((text) => excerpt(text))),
  };
}

function ownersIn(rows: readonly SocketRow[]) {
  return rows.flatMap(({ owner }) => owner ?? []);
}

/** Completed or still cut, two sockets may turn out to have the same ends and the same owners. */
function onePerOwners(sockets: readonly MatchedSocket[]): Iterable<MatchedSocket> {
  const unique = new Map<string, MatchedSocket>();
  for (const socket of sockets) {
    const { protocol, family, local, remote } = socket.row;
    const from = remote === undefined ? '' : `${remote.address}%${remote.zone ?? ''} ${remote.port}`;
    const pids = [...socket.pids].sort((a, b) => a - b).join(',');
    const key = `${protocol} ${family ?? ''} ${local.address}%${local.zone ?? ''} ${local.port} ${from} ${pids}`;
    const before = unique.get(key);
    const seenBy = before === undefined ? socket.seenBy : new Set([...before.seenBy, ...socket.seenBy]);
    unique.set(key, before === undefined ? socket : { ...before, seenBy });
  }
  return unique.values();
}

type SortKey = readonly (string | number)[];

function placeOf({ protocol, family, local, owners }: Omit<ListeningSocket, 'seenBy'>): SortKey {
  return [local.port, protocol, local.address, owners[0]?.pid ?? -1, family];
}

/** The same order on every computer: by code units, whatever the language. */
function inOrder<T>(things: readonly T[], keyOf: (thing: T) => SortKey): readonly T[] {
  const keyed = things.map((thing) => ({ thing, key: keyOf(thing) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ thing }) => thing);
}

function compare(first: SortKey, second: SortKey): number {
  const at = first.findIndex((part, index) => part !== second[index]);
  const [one = '', other = ''] = [first[at], second[at]];
  return one === other ? 0 : one < other ? -1 : 1;
}
