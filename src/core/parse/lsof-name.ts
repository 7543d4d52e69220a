import type { Family } from '../exposure/socket';
import { type Address, readAddress } from './socket-address';
import { endpoint, type LooseEndpoint } from './socket-row';

/** The two ends in lsof's NAME, and the family they belong to. */
export interface LsofName {
  readonly family?: Family;
  readonly local: LooseEndpoint;
  readonly remote?: LooseEndpoint;
}

/**
 * Names that lsof prints for ports where `-P` was missing. Only these: any other would be a guess.
 *
 * From captures on macOS 12 to 15, and IANA's registry.
 */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['afs3-fileserver', '7000'],
  ['ca-audit-da', '8025'],
  ['cbt', '7777'],
  ['commplex-main', '5000'],
  ['http-alt', '8080'],
  ['irdmi', '8000'],
  ['oms-nonsecure', '5102'],
  ['socalia', '5100'],
  ['talarian-tcp', '5101'],
  ['vcom-tunnel', '8001'],
]);

/**
 * Reads `*:5000`, `127.0.0.1:80`, `[::1]:631`, `*:*`, or two of these around `->`; undefined where it is anything else.
 *
 * `type` is lsof's `IPv4` or `IPv6`. It does not tell the family of an address that contradicts it, and without it `*`
 * belongs to either. `localhost` is what lsof prints without `-n`.
 */
export function readLsofName(text: string, type: 'IPv4' | 'IPv6' | undefined): LsofName | undefined {
  const arrow = text.indexOf('->');
  const local = readEnd(arrow === -1 ? text : text.slice(0, arrow), type);
  const remote = arrow === -1 ? undefined : readEnd(text.slice(arrow + 2), type);
  if (local === undefined || (arrow !== -1 && remote === undefined)) return undefined;
  const family = familyOf(local.address, type);
  return { local, ...(remote === undefined ? {} : { remote }), ...(family === undefined ? {} : { family }) };
}

function readEnd(text: string, type: 'IPv4' | 'IPv6' | undefined): LooseEndpoint | undefined {
  const colon = text.lastIndexOf(':');
  if (colon === -1) return undefined;
  const name = text.slice(colon + 1);
  return endpoint(readHost(text.slice(0, colon), type), SERVICES.get(name) ?? name);
}

function readHost(host: string, type: 'IPv4' | 'IPv6' | undefined): Address | undefined {
  if (host === 'localhost') {
    return type === undefined ? undefined : { address: type === 'IPv4' ? '127.0.0.1' : '::1' };
  }
  if (host.startsWith('[') && host.endsWith(']')) {
    const inner = host.slice(1, -1);
    return inner.includes(':') ? readAddress(inner) : undefined;
  }
  return host.includes(':') ? undefined : readAddress(host);
}

/** An IPv6 socket may have an IPv4 address: somebody came to it by IPv4. */
function familyOf(address: string, type: 'IPv4' | 'IPv6' | undefined): Family | undefined {
  if (address.includes(':')) return 'IPv6';
  return type ?? (address === '*' ? undefined : 'IPv4');
}

/**
 * Undoes what lsof does to a program's name: `\x20` for a space, `\xc3\xbc` for what is not ASCII, two backslashes for one.
 *
 * Line feeds and other control characters stay as lsof wrote them: nobody wants them on a screen.
 */
export function unescapeName(text: string): string {
  return text.replaceAll(/\\\\|(?:\\x[0-9a-f]{2})+/g, (escape) => {
    if (escape === '\\\\') return '\\';
    try {
      const plain = decodeURIComponent(escape.replaceAll('\\x', '%'));
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      return /[\u0000-\u001f\u007f-\u009f]/.test(plain) ? escape : plain;
    } catch {
      return escape;
    }
  });
}
