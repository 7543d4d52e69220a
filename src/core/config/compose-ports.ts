import { type Parsed, read, unreadable } from '../result';
import { composeDiffers } from './compose-differs';
import { type ComposeFile, composeFile, servicePorts } from './compose-file';
import { isHost, portEntry, type PortEntry } from './compose-port-entry';
import { shortPort } from './compose-short-port';
import { configKind, type ConfigReader, type Piece, type Reading, readingOf } from './config-reading';
import { isIPv6 } from './host';

/** A service of a compose file, for a list. */
export interface ComposeService {
  readonly name: string;
  /** "publishes 5432 on every address", or why that cannot be said. */
  readonly ports: string;
  /** As they are written, with the protocol if it is: "5432", "8000-8010/udp", "${PORT}". */
  readonly containerPorts: readonly string[];
}

const reader: ConfigReader = {
  format: 'compose',
  read: (text, subject) => {
    const file = composeFile(text);
    return file.kind === 'unreadable' ? file : readService(text, file.value, subject);
  },
  accepts: isPortText,
  differs: composeDiffers,
};

/** The published ports of a service in a compose file; the subject is the service's name. */
export const COMPOSE_PORTS = configKind(reader);

/** The services of a compose file and what each publishes. */
export function composeServices(text: string): Parsed<readonly ComposeService[]> {
  const file = composeFile(text);
  if (file.kind === 'unreadable') return file;
  return read(
    [...file.value.services.keys()].map((name) => {
      const publishes = publishedBy(text, file.value, name);
      return publishes.kind === 'unreadable'
        ? { name, ports: publishes.reason, containerPorts: [] }
        : {
            name,
            ports: publishes.value.words,
            containerPorts: publishes.value.entries.map(({ container }) => container),
          };
    }),
  );
}

/** What one service publishes. `more`: something else than its entries may publish as well, and this closes it. */
interface Publishes {
  readonly entries: readonly PortEntry[];
  readonly words: string;
  readonly more: string | undefined;
}

function readService(text: string, file: ComposeFile, name: string): Parsed<Reading> {
  const publishes = publishedBy(text, file, name);
  if (publishes.kind === 'unreadable') return publishes;
  const { entries, words, more } = publishes.value;
  const nodes = new Set(servicePorts(file, name).entries);
  const shared = [...file.services.keys()].filter(
    (other) => other !== name && servicePorts(file, other).entries.some((node) => nodes.has(node)),
  );
  const wider = entries.some(({ bound }) => bound === 'wider');
  const beyond =
    more === undefined
      ? {}
      : { bound: wider ? ('wider' as const) : ('unclear' as const), closed: unreadable<never>(more) };
  return read(readingOf(closing(entries), words, { shared, ...beyond }));
}

function publishedBy(text: string, file: ComposeFile, name: string): Parsed<Publishes> {
  if (!file.services.has(name)) return unreadable(`The file has no service "${name}".`);
  const { problem, elsewhere, network } = servicePorts(file, name);
  if (problem !== undefined) return unreadable(problem);
  if (network === 'host') {
    return unreadable(
      `"${name}" uses the network of the Mac itself (network_mode: host), so compose publishes nothing for it. Only the program's own setting decides where it listens.`,
    );
  }
  const entries = entriesOf(text, file, name);
  if (entries.kind === 'unreadable') return entries;

  const notes = [publishing(entries.value)];
  let more: string | undefined;
  if (elsewhere !== undefined) {
    const where = elsewhere || 'another file';
    notes.push(`extends a service of ${where}, which may publish more`);
    more = `The service extends one of ${where}, whose ports are added. Close the ports there by hand.`;
  }
  // The ports of that service or container are those of this one.
  if (network !== undefined && /^(?:service|container):|\$/.test(network)) {
    notes.push(`uses the network of ${network}, which may publish more`);
    more = `The service uses the network of ${network}. Close the ports there.`;
  }
  if (file.includes) notes.push('the file includes others, which are not looked at');
  return read({ entries: entries.value, words: notes.join('; '), more });
}

function entriesOf(text: string, file: ComposeFile, name: string): Parsed<readonly PortEntry[]> {
  const entries: PortEntry[] = [];
  for (const node of servicePorts(file, name).entries) {
    const entry = portEntry(text, file.tree, node);
    if (entry.kind === 'unreadable') return entry;
    entries.push(entry.value);
  }
  return read(entries);
}

/**
 * Closes each entry to 127.0.0.1; one that was on IPv6 to ::1 where another entry of the service already is on the same
 * port there.
 */
function closing(entries: readonly PortEntry[]): readonly Piece[] {
  const held = new Set<string>();
  const hold = (entry: PortEntry, host: string): boolean => {
    const holds = entry.holds(host);
    if (holds === undefined) return true;
    const free = !held.has(holds);
    held.add(holds);
    return free;
  };
  for (const entry of entries) if (entry.bound === 'this-mac') hold(entry, bare(entry.host));
  return entries.map((entry) => {
    const { slice, bound } = entry;
    if (bound === 'this-mac') return { slice, bound, closed: entry.closed('127.0.0.1') };
    if (hold(entry, '127.0.0.1')) return { slice, bound, closed: entry.closed('127.0.0.1') };
    if (isIPv6(entry.host) && hold(entry, '::1')) return { slice, bound, closed: entry.closed('::1') };
    const reason = `${entry.port} is published more than once, so on this Mac only two entries would collide. Remove one by hand.`;
    return { slice, bound, closed: unreadable(reason) };
  });
}

function bare(host: string): string {
  return host.replaceAll(/[[\]]/g, '').replace(/^localhost$/, '127.0.0.1');
}

/** "publishes 5432 and 6379 on every address, 80 on this Mac only". */
function publishing(entries: readonly PortEntry[]): string {
  if (entries.length === 0) return 'publishes no ports';
  const places = new Map<string, string[]>();
  for (const { port, where } of entries) {
    const ports = places.get(where);
    if (ports === undefined) places.set(where, [port]);
    else ports.push(port);
  }
  return `publishes ${[...places].map(([where, ports]) => `${joined(ports)} on ${where}`).join(', ')}`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** An entry in the short form, the address of a long one, or the line or member that holds it. */
function isPortText(text: string): boolean {
  if (text === '') return true;
  const value = /^(?:(?:\r?\n *|, )(?:host_ip|"host_ip"|'host_ip'): +)?([^\r\n]*)$/.exec(text)?.[1];
  if (value === undefined) return false;
  const quoted = /^(["'])(.*)\1$/.exec(value);
  const content = quoted?.[2] ?? value;
  const plain = quoted === null;
  // Plain text must not turn into a comment, a list, another key or an alias.
  if (plain && (!/^[\w$:]/.test(value) || /:(?: |$)/.test(value))) return false;
  if (isHost(content)) return true;
  return value === text && shortPort(content)?.deciding.length === 0;
}
