import { addressClass } from '../parse/socket-address';
import type { InterfaceAddress, Interfaces, NetworkInterface } from '../parse/ifconfig';
import { assertNever, type Parsed } from '../result';
import { type FirewallVerdict, type Scope, SCOPES } from './listener';
import type { ListeningSocket } from './socket';

/** From how far a socket can be reached, and what has to be known about the answer. */
export interface Reach {
  readonly scope: Scope;
  readonly notes: readonly string[];
}

export const FIREWALL_STOPS = 'The firewall stops connections to it from elsewhere.';
export const INTERFACES_NOT_READ = 'The network interfaces of this Mac could not be read, so nobody can be ruled out.';
const OVER_IPV6 =
  'Over IPv6 this Mac has an address of the internet: your router’s own firewall decides who gets through.';
const NO_NETWORK = 'This Mac is on no network now; on the next one, any device there can reach it.';
const PROVIDER = 'It listens on an address of a provider’s network, where strangers may be.';

/** What the interfaces that are up come to; `unread` where nobody can be ruled out. */
export interface Networks {
  readonly unread: boolean;
  readonly byFamily: Readonly<Record<InterfaceAddress['family'], readonly Reach[]>>;
  /** Whether any of them leads farther than its own cable or Wi-Fi. */
  readonly any: boolean;
  /** By address: whether it belongs to a tunnel of a VPN. */
  readonly tunnelled: ReadonlyMap<string, boolean>;
}

/** Makes out once what every socket is then compared with. */
export function networksOf(interfaces: Parsed<Interfaces>): Networks {
  const list = interfaces.kind === 'read' ? interfaces.value.interfaces : [];
  const up = list.filter((one) => one.up);
  const reaches = up.flatMap((one) =>
    one.addresses.map(({ family, address }) => ({ family, reach: onInterface(address, isTunnel(one)) })),
  );
  const of = (wanted: InterfaceAddress['family']): readonly Reach[] =>
    reaches.filter(({ family }) => family === wanted).map(({ reach }) => reach);
  return {
    unread: interfaces.kind === 'unreadable' || interfaces.value.unread.length > 0,
    byFamily: { IPv4: of('IPv4'), IPv6: of('IPv6') },
    any: reaches.some(({ reach }) => reach.scope !== 'this-mac' && reach.scope !== 'this-link'),
    tunnelled: new Map(list.flatMap((one) => one.addresses.map(({ address }) => [address, isTunnel(one)] as const))),
  };
}

/**
 * From how far a socket can be reached directly: its address, the interfaces that are up, and the firewall.
 *
 * What cannot be judged counts as reachable by everyone. Only the firewall's certain "blocks" narrows. A socket on every
 * address is never less than "any device on your network": the next network may be up a second later.
 */
export function reachOf(socket: ListeningSocket, networks: Networks, firewall: FirewallVerdict): Reach {
  const direct = directReach(socket, networks);
  return firewall === 'blocks' && direct.scope !== 'this-mac' ? { scope: 'this-mac', notes: [FIREWALL_STOPS] } : direct;
}

/** The farther of two. */
export function wider(a: Scope, b: Scope): Scope {
  return SCOPES.indexOf(a) >= SCOPES.indexOf(b) ? a : b;
}

function directReach(socket: ListeningSocket, networks: Networks): Reach {
  const { address } = socket.local;
  const kind = addressClass(socket.local);
  switch (kind) {
    case 'loopback':
      return { scope: 'this-mac', notes: [] };
    case 'wildcard':
      return everyAddress(socket, networks);
    case 'lan':
    case 'private-ipv6':
      return { scope: 'lan', notes: [] };
    case 'link':
      return { scope: 'this-link', notes: [] };
    case 'vpn':
    case 'public':
      return ofAddress(address, kind, networks.tunnelled.get(address) ?? false);
    case 'other':
    case 'unclear':
      return { scope: 'everyone', notes: [`Who reaches the address ${address} is not known.`] };
    default:
      return assertNever(kind);
  }
}

/** The widest of the addresses that the socket takes part in. */
function everyAddress(socket: ListeningSocket, { unread, byFamily, any }: Networks): Reach {
  if (unread) return { scope: 'everyone', notes: [INTERFACES_NOT_READ] };
  const reaches = (['IPv4', 'IPv6'] as const).flatMap((family) => (takes(socket, family) ? byFamily[family] : []));
  const widest = reaches.reduce<Scope>((scope, reach) => wider(scope, reach.scope), 'this-mac');
  const notes = new Set([...reaches.flatMap((reach) => reach.notes), ...(any ? [] : [NO_NETWORK])]);
  return { scope: widest === 'this-mac' || widest === 'this-link' ? 'lan' : widest, notes: [...notes] };
}

/** Whether a socket takes connections of a family. lsof cannot tell an IPv6 socket that also takes IPv4 from one that does not. */
export function takes({ family, seenBy }: ListeningSocket, of: 'IPv4' | 'IPv6'): boolean {
  return family === 'dual' || family === of || (family === 'IPv6' && !seenBy.includes('netstat'));
}

function isTunnel({ name }: NetworkInterface): boolean {
  return name.startsWith('utun');
}

function onInterface(address: string, tunnelled: boolean): Reach {
  const kind = addressClass({ address });
  switch (kind) {
    case 'loopback':
      return { scope: 'this-mac', notes: [] };
    case 'link':
      return { scope: 'this-link', notes: [] };
    case 'vpn':
    case 'public':
      return ofAddress(address, kind, tunnelled);
    case 'lan':
    case 'private-ipv6':
    case 'other':
    case 'wildcard':
    case 'unclear':
      return { scope: 'lan', notes: [] };
    default:
      return assertNever(kind);
  }
}

/** An address that is Tailscale's only on a tunnel interface, or one of the internet. */
function ofAddress(address: string, kind: 'vpn' | 'public', tunnelled: boolean): Reach {
  const isIPv6 = address.includes(':');
  if (kind === 'public') return isIPv6 ? { scope: 'lan', notes: [OVER_IPV6] } : { scope: 'everyone', notes: [] };
  if (tunnelled) return { scope: 'vpn', notes: [] };
  return isIPv6 ? { scope: 'lan', notes: [] } : { scope: 'everyone', notes: [PROVIDER] };
}
