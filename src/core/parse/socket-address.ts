import ipaddr from 'ipaddr.js';
import type { Endpoint } from '../exposure/socket';

/**
 * Who can reach an address, before any firewall.
 *
 * `lan`: RFC 1918. `link`: the same cable or Wi-Fi only. `vpn`: 100.64.0.0/10 and Tailscale's fd7a:115c:a1e0::/48, which
 * without a VPN is the provider's network. `private-ipv6`: the rest of fc00::/7. `other`: multicast, reserved, tunnels.
 * `unclear`: not an address, or one that was cut.
 */
export type AddressClass =
  'loopback' | 'wildcard' | 'lan' | 'link' | 'vpn' | 'private-ipv6' | 'public' | 'other' | 'unclear';

/** An address as one text whoever printed it: `*`, IPv4, or compressed IPv6 without brackets and zone. */
export type Address = Pick<Endpoint, 'address' | 'zone'>;

/** Ends an address that netstat cut, so that it cannot be taken for another, whole one. */
const CUT = '…';

export function cutAddress(head: string): Address {
  return { address: `${head}${CUT}` };
}

/** Whether only the beginning of the address is known. */
export function isCut({ address }: Address): boolean {
  return address.endsWith(CUT);
}

const INTERFACE = /^[\w.-]{1,16}$/;

/**
 * Reads one numeric address, undefined where it is none.
 *
 * The kernel keeps the interface's index in the second group of a link-local address, and lsof prints it there in hex:
 * `fe80:d::1` is `fe80::1` on interface 13. Index 1 is lo0.
 */
export function readAddress(text: string): Address | undefined {
  if (text === '*') return { address: '*' };
  if (!text.includes(':')) return IPV4.test(text) ? { address: text === '0.0.0.0' ? '*' : text } : undefined;
  const [bare = '', zone, ...more] = text.split('%');
  const parsed = more.length === 0 && (zone === undefined || INTERFACE.test(zone)) ? parseIPv6(bare) : undefined;
  if (parsed === undefined) return undefined;
  const [first = 0, index = 0] = parsed.parts;
  if (isLinkLocal(first) && index !== 0) {
    parsed.parts[1] = 0;
    return { address: parsed.toString(), zone: zone ?? (index === 1 ? 'lo0' : String(index)) };
  }
  const address = parsed.isIPv4MappedAddress() ? `::ffff:${parsed.toIPv4Address().toString()}` : parsed.toString();
  return { address: address === '::' ? '*' : address, ...(zone === undefined ? {} : { zone }) };
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** Four decimal numbers. `127.1`, `0x7f.1` and `0177.0.0.1`, which some programs take for addresses, are none. */
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

function parseIPv6(text: string): ipaddr.IPv6 | undefined {
  // Cut addresses are frequent, and an exception for each would cost more than all the rest.
  if (text.length > 45 || (!text.includes('::') && !text.includes('.') && text.split(':').length !== 8))
    return undefined;
  if (text.endsWith(':') && !text.endsWith('::')) return undefined;
  // `::127.0.0.1` is no loopback address, whatever the library makes of it: only `::ffff:127.0.0.1` is.
  if (/^::[\d.]+$/.test(text) && text.includes('.')) return undefined;
  try {
    return ipaddr.IPv6.parse(text);
  } catch {
    return undefined;
  }
}

function isLinkLocal(firstGroup: number): boolean {
  return (firstGroup & 0xffc0) === 0xfe80;
}

/** True only for what is certainly reached from this computer alone; what is cut or not understood is not. */
export function isLoopback(endpoint: Address): boolean {
  return addressClass(endpoint) === 'loopback';
}

export function addressClass({ address, zone }: Address): AddressClass {
  if (isCut({ address })) return classOfCut(address.slice(0, -CUT.length));
  const whole = readAddress(zone === undefined || address.includes('%') ? address : `${address}%${zone}`);
  if (whole === undefined) return 'unclear';
  if (whole.address === '*') return 'wildcard';
  const parsed = ipaddr.process(whole.address);
  const range = parsed.range();
  if (range === 'linkLocal' && /^lo\d*$/.test(whole.zone ?? '')) return 'loopback';
  if (range === 'uniqueLocal' && parsed.toString().startsWith(TAILSCALE)) return 'vpn';
  return CLASSES.get(range) ?? 'other';
}

/** Compressed, no shorter text begins an address of Tailscale's /48: its first three groups are not zero. */
const TAILSCALE = 'fd7a:115c:a1e0:';

const CLASSES: ReadonlyMap<string, AddressClass> = new Map([
  ['unspecified', 'wildcard'],
  ['loopback', 'loopback'],
  ['private', 'lan'],
  ['linkLocal', 'link'],
  ['carrierGradeNat', 'vpn'],
  ['uniqueLocal', 'private-ipv6'],
  ['unicast', 'public'],
]);

/**
 * What the whole groups at the beginning prove whatever follows them; never loopback.
 *
 * 2001:: and 2002:: hold tunnels and examples beside public addresses, so there the rest would have to be known.
 */
function classOfCut(head: string): AddressClass {
  const before = head.split('::')[0] ?? '';
  const groups = before.split(':');
  const wholeGroups = head.includes('::') ? groups : groups.slice(0, -1);
  const [first = '', second, third] = wholeGroups.map((group) => group.toLowerCase());
  const value = /^[0-9a-f]{1,4}$/.test(first) ? Number.parseInt(first, 16) : 0;
  if (isLinkLocal(value)) return 'link';
  if (value >= 0x2000 && value <= 0x3fff && value !== 0x2001 && value !== 0x2002) return 'public';
  if (first === 'fd7a') {
    if (second === undefined || (second === '115c' && third === undefined)) return 'unclear';
    return second === '115c' && third === 'a1e0' ? 'vpn' : 'private-ipv6';
  }
  return (value & 0xfe00) === 0xfc00 ? 'private-ipv6' : 'unclear';
}
