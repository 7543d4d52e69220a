/** A process that holds a socket, as far as the person's own rights let it be read. */
export interface SocketOwner {
  readonly pid: number;
  /** The program's whole name, without its folder; absent where nobody would tell. */
  readonly name?: string;
  /** The executable's absolute path, where ps told it. */
  readonly path?: string;
  /** Numeric user id. */
  readonly uid?: number;
}

/** `dual`: one IPv6 socket that also takes IPv4 (`tcp46`). lsof alone cannot tell it from `IPv6`. */
export type Family = 'IPv4' | 'IPv6' | 'dual';

/** One end of a socket: `*` for every address, otherwise IPv4 or IPv6 text without brackets. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  /** The interface or its number that a link-local address was given with: `lo0`, `5`. */
  readonly zone?: string;
}

/** A TCP socket that listens, or a bound and unconnected UDP socket. */
export interface ListeningSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly family: Family;
  readonly local: Endpoint;
  /** Several processes may hold one socket; none is known where only netstat saw it and names nobody. */
  readonly owners: readonly SocketOwner[];
  readonly seenBy: readonly ('netstat' | 'lsof')[];
}

/** A socket with another end. */
export interface Connection {
  readonly protocol: 'tcp' | 'udp';
  readonly family: Family;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** As the system names it: `ESTABLISHED`, `CLOSE_WAIT`; empty for UDP. */
  readonly state: string;
  readonly owners: readonly SocketOwner[];
}

/** Sockets read from one or more tools. `unread` are rows that were not understood: they are counted and shown. */
export interface SocketTable {
  readonly listening: readonly ListeningSocket[];
  readonly connections: readonly Connection[];
  readonly unread: readonly string[];
}
