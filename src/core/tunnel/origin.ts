import ipaddr from 'ipaddr.js';
import type { Endpoint } from '../exposure/socket';
import { addressClass, readAddress } from '../parse/socket-address';
import { redactTunnelText } from './redact';

/** Where a rule of a tunnel leads. `target` is missing where that is no socket of this Mac or its network. */
export interface Origin {
  readonly service: string;
  readonly target?: Endpoint;
}

/** What cloudflared serves itself, or leads to wherever its client asks. */
const WORDS = new Set(['hello_world', 'hello-world', 'bastion', 'socks-proxy']);

/** Where no port is written. cloudflared itself takes 7864 for tcp. */
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['ws', 80],
  ['https', 443],
  ['wss', 443],
  ['ssh', 22],
  ['rdp', 3389],
  ['smb', 445],
  ['tcp', 7864],
]);

/**
 * Reads the `service` of an ingress rule; undefined where it is none that cloudflared would take.
 *
 * User names, passwords, queries and fragments are cut out of it.
 *
 * @example http://localhost:3100 · ssh://[::1] · unix:/run/app.sock · http_status:404 · bastion
 */
export function originOf(written: string): Origin | undefined {
  const text = written.trim();
  if (WORDS.has(text) || /^http_status:\d{3}$/.test(text)) return { service: text };
  if (/^unix(?:\+tls)?:\P{Cc}{1,1000}$/u.test(text)) return { service: redactTunnelText(text) };
  const [, scheme, authority, path] =
    /^([a-z][a-z0-9+.-]{0,20}):\/\/([^/?#\s\\]{1,1000})([^?#\s\\]{0,1000})(?:[?#]\S{0,4000})?$/i.exec(text) ?? [];
  if (scheme === undefined || authority === undefined || /\p{Cc}/u.test(text)) return undefined;
  const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1);
  const [, inBrackets, name, port] =
    /^(?:\[([^[\]]{1,100})\]|([^:[\]@]{1,300}))(?::(\d{0,5}))?$/.exec(hostAndPort) ?? [];
  const host = inBrackets === undefined ? hostOf(name ?? '') : addressIn(inBrackets.replace('%25', '%'));
  const number = port === undefined || port === '' ? DEFAULT_PORTS.get(scheme.toLowerCase()) : Number(port);
  if (host === undefined || (number !== undefined && number > 65_535)) return undefined;
  const service = redactTunnelText(`${scheme.toLowerCase()}://${hostAndPort}${path ?? ''}`);
  const isNear = number !== undefined && number > 0 && leadsNear(host);
  return { service, ...(isNear ? { target: { ...host, port: number } } : {}) };
}

/** Two services are the same where they lead to the same socket by the same scheme, however the port is written. */
export function sameOrigin(a: Origin, b: Origin): boolean {
  if (a.service === b.service) return true;
  if (a.target === undefined || b.target === undefined) return false;
  const sameSocket = a.target.address === b.target.address && a.target.port === b.target.port;
  return sameSocket && a.target.zone === b.target.zone && schemeOf(a.service) === schemeOf(b.service);
}

function schemeOf(service: string): string {
  return service.slice(0, service.indexOf(':'));
}

type Host = Omit<Endpoint, 'port'>;

/** A name, or an IPv4 address in any of the forms that macOS resolves: `127.1` is 127.0.0.1. */
function hostOf(text: string): Host | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  if (/^[0-9a-fx.]{1,45}$/.test(name) && ipaddr.IPv4.isValid(name))
    return addressIn(ipaddr.IPv4.parse(name).toString());
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?$/u.test(name) ? { address: name } : undefined;
}

/** Go connects to this computer where no address is given: 0.0.0.0 and ::. */
function addressIn(text: string): Host | undefined {
  const found = readAddress(text);
  if (found?.address === '*') return text === '*' ? undefined : { address: 'localhost' };
  return found?.address.startsWith('::ffff:') === true ? { address: found.address.slice('::ffff:'.length) } : found;
}

/** Names that only a network of one's own resolves. */
const NEAR_NAMES = /(?:^|\.)(?:localhost|local|internal|lan|home|home\.arpa|intranet)$/;

function leadsNear(host: Host): boolean {
  const kind = addressClass(host);
  if (kind === 'unclear') return !host.address.includes('.') || NEAR_NAMES.test(host.address);
  return kind !== 'public' && kind !== 'other' && kind !== 'wildcard';
}
