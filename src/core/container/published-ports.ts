import type { PublishedPort } from '../exposure/container';
import type { Endpoint } from '../exposure/socket';
import { readAddress } from '../parse/socket-address';

/** `count` ports from `port` on, each leading to its neighbour from `containerPort` on. */
export interface PortRange {
  readonly protocol: 'tcp' | 'udp';
  readonly host: Endpoint;
  readonly containerPort: number;
  readonly count: number;
}

/** The ports of one container. `unread` are entries that were not understood. */
export interface PortRanges {
  readonly ranges: readonly PortRange[];
  readonly unread: readonly string[];
}

/**
 * Reads the ports of `docker ps`; ports that are only exposed are left out.
 *
 * Every address is `*`, whether it was printed as `0.0.0.0`, `[::]` (Docker 28), `::` (before) or nothing. So the usual pair
 * of an IPv4 and an IPv6 entry is one published port.
 *
 * @example "33060/tcp, 0.0.0.0:8088-8089->8088-8089/tcp, :::8088-8089->8088-8089/tcp, [::1]:53->53/udp"
 */
export function portsInText(text: string): PortRanges {
  const parts = text.split(',').map((part) => part.trim());
  return collect(
    parts.filter((part) => part !== ''),
    fromText,
  );
}

/** Reads ports as lists of objects: the engine's own form, Podman's, and the `Publishers` of Compose. */
export function portsInList(list: readonly unknown[]): PortRanges {
  return collect(list, fromRecord);
}

/** Reads `8080/tcp -> 0.0.0.0:58080`, as `docker port` and `podman port` print it. */
export function portInMapping(text: string): PortRanges {
  const [container = '', host, ...more] = text.split(' -> ');
  return host === undefined || more.length > 0 ? collect([text], fromText) : portInMappingOf(container, host);
}

/** The same from its two sides: `8080/tcp` and `0.0.0.0:58080`. */
export function portInMappingOf(container: string, host: string): PortRanges {
  return collect([`${host.trim()}->${container.trim()}`], fromText);
}

/** Each port of the ranges, without repetition. */
export function expand(ranges: readonly PortRange[]): readonly PublishedPort[] {
  const found = new Map<string, PublishedPort>();
  for (const { protocol, host, containerPort, count } of ranges) {
    for (let at = 0; at < count; at += 1) {
      const one = { protocol, host: { ...host, port: host.port + at }, containerPort: containerPort + at };
      found.set(`${protocol} ${host.address}%${host.zone ?? ''} ${one.host.port} ${one.containerPort}`, one);
    }
  }
  return [...found.values()];
}

/** Undefined: not understood. `none`: understood, and nothing is published. */
type Reading = PortRange | 'none' | undefined;

function collect<T>(entries: readonly T[], readOne: (entry: T) => Reading): PortRanges {
  const ranges = new Map<string, PortRange>();
  const unread: string[] = [];
  for (const entry of entries) {
    const range = readOne(entry);
    if (range === undefined) unread.push(typeof entry === 'string' ? entry : JSON.stringify(entry));
    else if (range !== 'none') ranges.set(JSON.stringify(range), range);
  }
  return { ranges: [...ranges.values()], unread };
}

function fromText(part: string): Reading {
  if (/^\d{1,5}(?:-\d{1,5})?\/\w{1,10}$/.test(part)) return 'none';
  const [hostSide = '', containerSide = '', ...more] = part.split('->');
  const [, first, last, protocol] = /^(\d{1,5})(?:-(\d{1,5}))?\/(\w{1,10})$/.exec(containerSide) ?? [];
  const colon = hostSide.lastIndexOf(':');
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(hostSide.slice(colon + 1)) ?? [];
  if (more.length > 0 || first === undefined || from === undefined) return undefined;
  const count = Number(to ?? from) - Number(from) + 1;
  if (count !== Number(last ?? first) - Number(first) + 1) return undefined;
  return portRange(protocol, hostSide.slice(0, Math.max(colon, 0)), Number(from), Number(first), count);
}

type Fields = Readonly<Record<string, unknown>>;

function fromRecord(entry: unknown): Reading {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const fields: Fields = { ...entry };
  const container = fields['PrivatePort'] ?? fields['TargetPort'] ?? fields['container_port'];
  const port = fields['PublicPort'] ?? fields['PublishedPort'] ?? fields['host_port'] ?? 0;
  const address = fields['IP'] ?? fields['URL'] ?? fields['host_ip'] ?? '';
  const protocol = fields['Type'] ?? fields['Protocol'] ?? fields['protocol'];
  const count = fields['range'] ?? 1;
  if (!isWhole(container) || !isWhole(port) || !isWhole(count)) return undefined;
  if (typeof address !== 'string' || typeof protocol !== 'string') return undefined;
  // Podman writes no range where there is one port only.
  return port === 0 ? 'none' : portRange(protocol, address, port, container, Math.max(count, 1));
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function portRange(protocol: unknown, host: string, port: number, containerPort: number, count: number): Reading {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  const address = bare === '' ? { address: '*' } : readAddress(bare);
  const inRange = count >= 1 && port + count <= 65_536 && containerPort + count <= 65_536;
  if ((protocol !== 'tcp' && protocol !== 'udp') || address === undefined || !inRange) return undefined;
  return { protocol, host: { ...address, port }, containerPort, count };
}
