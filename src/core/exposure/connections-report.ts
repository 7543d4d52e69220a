import { addressClass } from '../parse/socket-address';
import { assertNever } from '../result';
import type { ReadExposure } from './read-exposure';
import type { ReportedGap } from './report';
import type { Connection, Endpoint, Family, ListeningSocket, SocketOwner } from './socket';

/** Where the other end of a connection is, as far as its address tells. */
export type RemotePlace = 'this-mac' | 'this-link' | 'vpn' | 'lan' | 'internet' | 'not-known';

/** Who is connected to what, and by which program. */
export interface ConnectionsReport {
  readonly schema: 'batten.connections/1';
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly connections: readonly ReportedConnection[];
  readonly gaps: readonly ReportedGap[];
  readonly unread: readonly string[];
}

export interface ReportedConnection {
  readonly protocol: 'tcp' | 'udp';
  readonly family: Family;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly place: RemotePlace;
  /** `ESTABLISHED`, `CLOSE_WAIT`; empty for UDP. */
  readonly state: string;
  /** The other end connected to a service of this Mac, rather than this Mac to one of theirs. */
  readonly incoming: boolean;
  readonly programs: readonly SocketOwner[];
}

/** The connections of an exposure as one object, in the order of the tools' answer. */
export function connectionsReport(
  { connections, listeners, ownAddresses, gaps, unread }: ReadExposure,
  takenAt: number,
): ConnectionsReport {
  const listening = new Map<string, ListeningSocket[]>();
  for (const { socket } of listeners) {
    const key = `${socket.protocol} ${socket.local.port}`;
    listening.set(key, [...(listening.get(key) ?? []), socket]);
  }
  const own = new Set(ownAddresses);
  return {
    schema: 'batten.connections/1',
    takenAt: new Date(takenAt).toISOString(),
    connections: connections.map((connection) => {
      const { protocol, family, local, remote, state, owners } = connection;
      const doors = listening.get(`${protocol} ${local.port}`) ?? [];
      return {
        protocol,
        family,
        local,
        remote,
        place: placeOf(remote, own),
        state,
        incoming: doors.some((door) => leadsThrough(door, connection)),
        programs: owners,
      };
    }),
    gaps: gaps
      .filter(({ source }) => source === 'sockets' || source === 'programs' || source === 'some-programs')
      .map(({ what, reason, hidesListeners }) => ({ what, reason, hidesListeners })),
    unread,
  };
}

/** Where an address is, seen from this Mac. */
export function placeOf(remote: Endpoint, ownAddresses: ReadonlySet<string>): RemotePlace {
  if (ownAddresses.has(remote.address)) return 'this-mac';
  const kind = addressClass(remote);
  switch (kind) {
    case 'loopback':
      return 'this-mac';
    case 'link':
      return 'this-link';
    case 'vpn':
      return 'vpn';
    case 'lan':
    case 'private-ipv6':
      return 'lan';
    case 'public':
      return 'internet';
    case 'wildcard':
    case 'other':
    case 'unclear':
      return 'not-known';
    default:
      return assertNever(kind);
  }
}

/** A connection keeps the local end of the socket that it came in by. */
function leadsThrough(door: ListeningSocket, { local }: Connection): boolean {
  return door.local.address === '*' || door.local.address === local.address;
}
