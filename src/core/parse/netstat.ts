import type { CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { NETSTAT_TCP, parseNetstatSockets } from './netstat-sockets';

export const TCP_SOCKETS = NETSTAT_TCP;

/** A listening TCP socket of any user. `owner` is known on macOS 26 and later only. */
export interface TcpListener {
  readonly address: string;
  readonly port: number;
  readonly owner?: string;
}

/**
 * Reads the listeners in `netstat -anv -p tcp`; needs no root and sees every user's sockets.
 *
 * One row that is not understood makes the whole answer unreadable: nothing may hide.
 */
export function parseTcpListeners(result: CommandResult | undefined): Parsed<readonly TcpListener[]> {
  const sockets = parseNetstatSockets(TCP_SOCKETS, result);
  if (sockets.kind === 'unreadable') return sockets;
  const { rows, unread } = sockets.value;
  if (unread[0] !== undefined) return unreadable('netstat printed a row that is not understood', unread[0]);
  const listening = rows.filter(({ protocol, remote }) => protocol === 'tcp' && remote === undefined);
  return read(
    listening.map(({ local: { address, zone, port }, owner }) => ({
      address: zone === undefined ? address : `${address}%${zone}`,
      port,
      ...(owner?.name === undefined ? {} : { owner: owner.name }),
    })),
  );
}

/** Listeners on a port that other devices can reach: bound to loopback does not count. */
export function reachableOn(listeners: readonly TcpListener[], port: number): readonly TcpListener[] {
  return listeners.filter((one) => one.port === port && !/^(127\.|::1$|localhost$)/.test(one.address));
}
