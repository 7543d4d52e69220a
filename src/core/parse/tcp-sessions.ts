import type { CommandResult } from '../command';
import type { Endpoint } from '../exposure/socket';
import { type Parsed, read } from '../result';
import { NETSTAT_TCP, parseNetstatSockets } from './netstat-sockets';

/** A TCP connection that somebody has open to a service of this Mac. */
export interface TcpSession {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** The row as netstat writes it, without its counters. */
  readonly said: string;
}

export interface TcpSessions {
  readonly sessions: readonly TcpSession[];
  /** Rows that are not understood: a session may be among them. */
  readonly unread: readonly string[];
}

/**
 * Reads the open connections to some local ports from `netstat -anv -p tcp`; needs no root and sees everybody's.
 *
 * A connection of this Mac to itself counts: a tunnel and a forwarded port end there, and the person is behind it.
 */
export function parseTcpSessions(result: CommandResult | undefined, ports: readonly number[]): Parsed<TcpSessions> {
  const sockets = parseNetstatSockets(NETSTAT_TCP, result);
  if (sockets.kind === 'unreadable') return sockets;
  const { rows, unread } = sockets.value;
  const sessions = rows.flatMap(({ protocol, local, remote, state }): readonly TcpSession[] => {
    if (protocol !== 'tcp' || remote === undefined || state !== 'ESTABLISHED' || !ports.includes(local.port)) return [];
    return [{ local, remote, said: `${written(local)}  ${written(remote)}  ${state}` }];
  });
  return read({ sessions, unread });
}

function written({ address, zone, port }: Endpoint): string {
  return `${address}${zone === undefined ? '' : `%${zone}`}.${port}`;
}
