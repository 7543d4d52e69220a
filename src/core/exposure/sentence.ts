import { isLoopback } from '../parse/socket-address';
import { assertNever } from '../result';
import type { Listener, Scope } from './listener';
import { INTERFACES_NOT_READ } from './scope';
import type { Endpoint } from './socket';

/** Who is meant by a scope, as the beginning of a sentence. */
export function whoIn(scope: Scope): string {
  switch (scope) {
    case 'this-mac':
      return 'only this Mac';
    case 'this-link':
      return 'any device on the same cable or Wi-Fi';
    case 'vpn':
      return 'anyone in your Tailscale network';
    case 'lan':
      return 'any device on your network';
    case 'everyone':
      return 'anyone on the internet';
    default:
      return assertNever(scope);
  }
}

/** What a policy wants of a service, in words: "only this Mac", "your network". */
export function wantedWords(scope: Exclude<Scope, 'this-link'>, tunnel?: string): string {
  const outside = tunnel === undefined ? '' : `, and outside through ${tunnel}`;
  switch (scope) {
    case 'this-mac':
      return `Only this Mac${outside}`;
    case 'vpn':
      return `Only your Tailscale network${outside}`;
    case 'lan':
      return `Your network${outside}`;
    case 'everyone':
      return 'Everyone';
    default:
      return assertNever(scope);
  }
}

/** "Postgres 5432"; UDP is said, TCP is not. A name that already ends in the port is left as it is. */
export function titleOf({ name, socket }: Pick<Listener, 'name' | 'socket'>): string {
  return titleWith(name, socket.protocol, socket.local.port);
}

export function titleWith(name: string, protocol: 'tcp' | 'udp', port: number): string {
  const title = name.endsWith(` ${port}`) ? name : `${name} ${port}`;
  return protocol === 'udp' ? `${title} (UDP)` : title;
}

/** Public names as a list; the rule of a tunnel for all the rest has none. */
export function namesWords(hostnames: readonly string[]): string {
  const named = hostnames.filter((hostname) => hostname !== '*');
  return listed(named.length < hostnames.length ? [...named, 'any other name'] : named);
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/**
 * Who can reach a listener, as the rest of a sentence that its title begins.
 *
 * @example "any device on your network can reach it", "only this Mac can reach it",
 * "only this Mac and, as boards.alai.no, whoever the tunnel lets in can reach it",
 * "any device on your network can reach it, unless the firewall stops it, which cannot be read"
 */
export function reachSentence(listener: Listener): string {
  const { scope, hostnames, firewall, notes, socket } = listener;
  const through = hostnames.length > 0 ? `as ${namesWords(hostnames)}, whoever the tunnel lets in` : undefined;
  if (scope === 'this-mac') {
    const stopped =
      firewall === 'blocks' && !isLoopback(socket.local) ? ', because the firewall stops everyone else' : '';
    return `${through === undefined ? 'only this Mac' : `only this Mac and, ${through}`} can reach it${stopped}`;
  }
  const who = notes.includes(INTERFACES_NOT_READ) ? 'anyone on any network that this Mac joins' : whoIn(scope);
  const reach = `${through === undefined ? who : `${who} and, ${through}`} can reach it`;
  switch (firewall) {
    case 'not-known':
      return `${reach}, unless the firewall stops it, which cannot be read`;
    case 'asks':
      return `${reach}, if the firewall lets it in: it has no rule for it`;
    case 'off':
    case 'allows':
    case 'blocks':
      return reach;
    default:
      return assertNever(firewall);
  }
}

/** A clause with a capital letter and a full stop. */
export function asSentence(clause: string): string {
  return `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}${/[.!?]$/.test(clause) ? '' : '.'}`;
}

/** "127.0.0.1:5432", "[::1]:5432". */
export function endpointWords({ address, port }: Pick<Endpoint, 'address' | 'port'>): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
