import { isMap, isScalar, type Node, type Scalar, type YAMLMap } from 'yaml';
import { type Parsed, read, unreadable } from '../result';
import { closedShortPort, shortPort, variablesIn } from './compose-short-port';
import type { Slice } from './config-format';
import { hostScope, hostWords, isAddress, isIPv6, type HostScope } from './host';
import { endOfLine, lineEndOf } from './text-line';
import { isNothing, type Member, scalarText, tagOf, type YamlTree } from './yaml-tree';

/** One published port of a service, in the short or the long form. */
export interface PortEntry {
  readonly slice: Slice;
  readonly bound: HostScope;
  /** As a person would say it: "5432", "a port that Docker picks for 80". */
  readonly port: string;
  /** "every address", "this Mac only", "an address that depends on BIND". */
  readonly where: string;
  /** In the container, with the protocol if it is written: "5432", "53/udp". */
  readonly container: string;
  /** Address and port on the Mac, to find two that would be the same; undefined where Docker picks the port. */
  readonly holds: (host: string) => string | undefined;
  readonly host: string;
  /** The slice's text with a loopback address, without brackets. */
  readonly closed: (loopback: string) => Parsed<string>;
}

const QUOTES: ReadonlyMap<string, string> = new Map([
  ['PLAIN', ''],
  ['QUOTE_DOUBLE', '"'],
  ['QUOTE_SINGLE', "'"],
]);

/** A scalar that stands in the text exactly as it is meant, so that it can be replaced as text. */
interface Written {
  readonly value: string;
  /** Nothing where it is plain. */
  readonly quote: string;
  readonly slice: Slice;
}

/** Reads an entry of a `ports:` list. */
export function portEntry(text: string, tree: YamlTree, node: Node): Parsed<PortEntry> {
  const tag = tagOf(node);
  if (tag !== undefined) return unreadable(`A port carries the tag ${tag}. Change the file by hand.`);
  if (isScalar(node)) return shortEntry(text, node);
  if (isMap(node)) return longEntry(text, tree, node);
  return unreadable('A port is neither a text nor a list of settings.');
}

function shortEntry(text: string, node: Scalar): Parsed<PortEntry> {
  const written = writtenAt(text, node);
  const port = written === undefined ? undefined : shortPort(written.value);
  if (written === undefined || port === undefined) {
    return unreadable('A port is written in a way that is not understood.', scalarText(node));
  }
  const { slice, quote, value } = written;
  return read({
    slice,
    bound: port.bound,
    ...wordsOf(port.published, port.container, port.host ?? '', port.deciding),
    container: port.container,
    host: port.host ?? '',
    holds: holding(port.published, port.container),
    closed: (loopback) => {
      if (port.bound === 'this-mac') return read(quote + value + quote);
      const host = isIPv6(loopback) ? `[${loopback}]` : loopback;
      const closed = closedShortPort(port, host);
      if (closed === undefined) return unreadable(dependsOn(port.deciding));
      const mark = quote === '' && needsQuotes(value, closed) ? '"' : quote;
      return read(mark + closed + mark);
    },
  });
}

function longEntry(text: string, tree: YamlTree, map: YAMLMap): Parsed<PortEntry> {
  const members = tree.members(map);
  const target = writtenMember(text, members.get('target'));
  const published = writtenMember(text, members.get('published'));
  const hostMember = members.get('host_ip');
  const host = writtenMember(text, hostMember);
  // The short form holds the rules for ports and variables.
  const port = target && shortPort(`${published?.value ?? ''}:${target.value}`);
  const place = target === undefined ? undefined : placeAfter(text, map, published ?? target);
  const odd =
    target === undefined ||
    port === undefined ||
    place === undefined ||
    map.items.some(({ key }) => isScalar(key) && scalarText(key) === '<<') ||
    (published === undefined && !isNothing(members.get('published')?.value)) ||
    (host === undefined && hostMember !== undefined) ||
    (host !== undefined && !host.value.includes('$') && !isHost(host.value));
  if (odd) return unreadable('A port in the long form is written in a way that is not understood.');

  const protocol = writtenMember(text, members.get('protocol'))?.value;
  const container = protocol === undefined ? port.container : `${port.container}/${protocol}`;
  const deciding = [...port.deciding, ...variablesIn(host?.value ?? '')];
  const bound = deciding.length > 0 ? 'unclear' : hostScope(host?.value ?? '');
  const slice = host === undefined || hostMember === undefined ? place : placeOf(text, place, hostMember, host);
  const before = host === undefined ? insertion(text, map, members) : text.slice(slice.start, host.slice.start);
  return read({
    slice,
    bound,
    ...wordsOf(port.published, container, host?.value ?? '', deciding),
    container,
    host: host?.value ?? '',
    holds: holding(port.published, container),
    closed: (loopback) => {
      if (deciding.length > 0) return unreadable(dependsOn(deciding));
      const quote = host?.quote ?? (before.endsWith('"host_ip": ') ? '"' : '');
      const mark = quote === '' && isIPv6(loopback) ? '"' : quote;
      return read(before + mark + (bound === 'this-mac' ? (host?.value ?? '') : loopback) + mark);
    },
  });
}

/** Where a line or a member with the host would be inserted: after the port, at the end of its line. */
function placeAfter(text: string, map: YAMLMap, port: Written): Slice | undefined {
  const { end } = port.slice;
  const token = map.srcToken;
  if (token?.type === 'flow-collection') return { start: end, end };
  if (token?.type !== 'block-map') return undefined;
  const lineEnd = endOfLine(text, end);
  // Only blanks and a comment may follow: what is inserted has to begin a line of its own.
  return /^[ \t]*(?:$|#)/.test(text.slice(end, lineEnd)) ? { start: lineEnd, end: lineEnd } : undefined;
}

/** The whole of a host that stands exactly where one would be inserted; otherwise only its value. */
function placeOf(text: string, place: Slice, { key }: Member, host: Written): Slice {
  const [keyStart, keyEnd] = key.range ?? [0, 0];
  if (keyStart < place.start) return host.slice;
  const before = text.slice(place.start, keyStart);
  const between = text.slice(keyEnd, host.slice.start);
  const inserted = (/^\r?\n *$/.test(before) || before === ', ') && /^: +$/.test(between);
  return inserted ? { start: place.start, end: host.slice.end } : host.slice;
}

/** What is inserted before the address. */
function insertion(text: string, map: YAMLMap, members: ReadonlyMap<string, Member>): string {
  const token = map.srcToken;
  if (token?.type === 'block-map') return `${lineEndOf(text)}${' '.repeat(token.indent)}host_ip: `;
  return members.get('target')?.key.type === 'QUOTE_DOUBLE' ? ', "host_ip": ' : ', host_ip: ';
}

function writtenMember(text: string, member: Member | undefined): Written | undefined {
  const value = member?.value;
  return isScalar(value) && !isNothing(value) ? writtenAt(text, value) : undefined;
}

function writtenAt(text: string, scalar: Scalar): Written | undefined {
  if (scalar.range == null || scalar.tag !== undefined) return undefined;
  const [start, end] = scalar.range;
  const value = scalarText(scalar);
  const quote = QUOTES.get(scalar.type ?? '');
  if (quote === undefined || text.slice(start, end) !== quote + value + quote) return undefined;
  return { value, quote, slice: { start, end } };
}

export function isHost(text: string): boolean {
  return text === '' || text === 'localhost' || (isAddress(text) && !text.startsWith('['));
}

function holding(published: string | undefined, container: string): (host: string) => string | undefined {
  const protocol = container.split('/')[1]?.toLowerCase() ?? 'tcp';
  return (host) => (published === undefined ? undefined : `${host} ${published}/${protocol}`);
}

function wordsOf(published: string | undefined, container: string, host: string, deciding: readonly string[]) {
  const protocol = container.split('/')[1] ?? 'tcp';
  const kind = protocol.toLowerCase() === 'tcp' ? '' : `/${protocol}`;
  return {
    port: published === undefined ? `a port that Docker picks for ${container}` : published + kind,
    where: deciding.length > 0 ? `an address that depends on ${deciding.join(' and ')}` : hostWords(host),
  };
}

/** Advice: the value is in the environment or in `.env`, where only the person knows what else uses it. */
function dependsOn(deciding: readonly string[]): string {
  const names = deciding.join(' and ');
  return `The address comes from ${names}. Set it to 127.0.0.1 where it is set, in the file .env or in the compose file.`;
}

/** "6380" would be a number, and "22:22" one to the base of sixty, for YAML 1.1; a bracket would begin a list. */
function needsQuotes(before: string, after: string): boolean {
  return after.startsWith('[') || !before.includes(':') || /^\d{1,2}(?::[0-5]?\d)+$/.test(before);
}
