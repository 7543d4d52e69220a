import ipaddr from 'ipaddr.js';

/** Who can reach a service that listens on a host; `unclear` for a name that only a resolver knows. */
export type HostScope = 'this-mac' | 'wider' | 'unclear';

/**
 * Judges the host part of a listening address: an address without brackets or with them, `*`, `localhost`, or nothing.
 *
 * Nothing and `*` mean every address. An address of the local network is wider than this Mac.
 */
export function hostScope(host: string): HostScope {
  if (host === '' || host === '*') return 'wider';
  if (host.toLowerCase() === 'localhost') return 'this-mac';
  if (isIPv4(host)) return host.startsWith('127.') ? 'this-mac' : 'wider';
  if (!isIPv6(host)) return 'unclear';
  const address = ipaddr.IPv6.parse(withoutBrackets(host));
  // ipaddr.js reads "::127.0.0.1" like "::ffff:127.0.0.1"; the system does not.
  if (address.isIPv4MappedAddress()) return 'unclear';
  return address.range() === 'loopback' ? 'this-mac' : 'wider';
}

/** Whether a host is an IPv4 address in four plain numbers, or an IPv6 address, in brackets or not. */
export function isAddress(host: string): boolean {
  return isIPv4(host) || isIPv6(host);
}

/** Whether a host is `*`, an address, or could be a name. */
export function isListenHost(host: string): boolean {
  if (host === '*' || isAddress(host)) return true;
  // Numbers that are no address: a port too high, or a shortened form that some programs read as an address.
  return /^\w(?:[\w.-]*\w)?$/.test(host) && !/^[\d.]+$/.test(host);
}

export function isIPv4(host: string): boolean {
  // ipaddr.js also reads octal, hexadecimal and shortened forms, which not every program reads the same way.
  const numbers = host.split('.');
  return numbers.length === 4 && numbers.every((number) => /^(?:0|[1-9]\d{0,2})$/.test(number) && Number(number) < 256);
}

export function isIPv6(host: string): boolean {
  const bare = withoutBrackets(host);
  return (
    bare.length <= 60 && bare.includes(':') && /^[0-9a-f:.]+(?:%[a-z0-9]+)?$/i.test(bare) && ipaddr.IPv6.isValid(bare)
  );
}

/** A port, or a range of ports: "80", "8000-8010". */
export function isPorts(text: string): boolean {
  const ports = text.split('-');
  return ports.length <= 2 && ports.every((port) => /^\d{1,5}$/.test(port) && Number(port) < 65_536);
}

/** Several hosts at once: wider if one is, unclear if one is and none is wider. */
export function widest(scopes: readonly HostScope[]): HostScope {
  if (scopes.includes('wider')) return 'wider';
  return scopes.includes('unclear') ? 'unclear' : 'this-mac';
}

/** `host` as it stands there; `port` with its colon, or nothing. */
export interface HostAndPort {
  readonly host: string;
  readonly port: string;
}

/**
 * Splits "127.0.0.1:80", "[::1]:80", "*:80", ":80", "localhost", "::1" at the colon before the port.
 *
 * Undefined where what follows the colon is no port.
 */
export function hostAndPort(text: string): HostAndPort | undefined {
  if (isAddress(text)) return { host: text, port: '' };
  const colon = text.lastIndexOf(':');
  const host = colon === -1 ? text : text.slice(0, colon);
  const port = colon === -1 ? '' : text.slice(colon);
  if (port !== '' && !isPorts(port.slice(1))) return undefined;
  // An IPv6 address before a port needs its brackets; without them it is not clear where the port begins.
  if (host.includes(':') && !(host.startsWith('[') && isIPv6(host))) return undefined;
  return host === '' || isListenHost(host) ? { host, port } : undefined;
}

/** Text for a person: "every address", "this Mac only", "192.168.1.5". */
export function hostWords(host: string): string {
  const bare = withoutBrackets(host);
  if (hostScope(host) === 'this-mac') return 'this Mac only';
  return ['', '*', '0.0.0.0', '::'].includes(bare) ? 'every address' : bare;
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
