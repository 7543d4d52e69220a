import { originsOf } from '../tunnel/origins';
import { takes } from './scope';
import type { Endpoint, ListeningSocket } from './socket';
import type { Tunnel } from './tunnel';

/** Which sockets a tunnel's target leads to, among those of this Mac. */
export interface LocalTargets {
  /** Whether the target is this Mac, whatever listens there. */
  isHere(target: Endpoint): boolean;
  leadsTo(target: Endpoint, socket: ListeningSocket): boolean;
}

/**
 * Makes out where targets lead.
 *
 * Of two sockets on one port the kernel takes the one that names the address, so a socket on every address is only led to
 * where no other is nearer. `localhost` is 127.0.0.1 and ::1, and cloudflared tries both.
 */
export function localTargets(sockets: readonly ListeningSocket[], ownAddresses: readonly string[]): LocalTargets {
  const own = new Set(ownAddresses);
  const tcp = sockets.filter(({ protocol }) => protocol === 'tcp');
  const named = new Set(tcp.map(({ local }) => `${local.address} ${local.port}`));
  const addressesOf = ({ address }: Endpoint): readonly string[] => {
    if (address === 'localhost' || address.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    return address.startsWith('127.') || address === '::1' || own.has(address) ? [address] : [];
  };
  return {
    isHere: (target) => addressesOf(target).length > 0,
    leadsTo: (target, socket) => {
      const { protocol, local } = socket;
      if (protocol !== 'tcp' || local.port !== target.port) return false;
      return addressesOf(target).some((address) => {
        if (local.address !== '*') return local.address === address;
        const isTaken = takes(socket, address.includes(':') ? 'IPv6' : 'IPv4');
        return isTaken && !named.has(`${address} ${target.port}`);
      });
    },
  };
}

/** Finds the names under which tunnels that may be running lead to a socket, in order. */
export function hostnamesBy(
  tunnels: readonly Tunnel[],
  targets: LocalTargets,
): (socket: ListeningSocket) => readonly string[] {
  const origins = originsOf(tunnels).filter(({ running }) => running !== 'no');
  return (socket) => {
    const leading = origins.filter(({ address, port }) => targets.leadsTo({ address, port }, socket));
    return [...new Set(leading.map(({ hostname }) => hostname))].sort();
  };
}
