import type { Container } from '../../../src/core/exposure/container';
import type { Listener } from '../../../src/core/exposure/listener';
import type { ReadExposure } from '../../../src/core/exposure/read-exposure';
import type { ListeningSocket, SocketOwner } from '../../../src/core/exposure/socket';
import type { Interfaces, NetworkInterface } from '../../../src/core/parse/ifconfig';
import { type Parsed, read } from '../../../src/core/result';

/** A listening socket: `*:5432`, `127.0.0.1:5432`, `[::1]:5432`. */
export function socketAt(where: string, more: Partial<ListeningSocket> = {}): ListeningSocket {
  const colon = where.lastIndexOf(':');
  const address = where.slice(0, colon).replaceAll(/[[\]]/g, '');
  const port = Number(where.slice(colon + 1));
  return {
    protocol: 'tcp',
    family: address.includes(':') ? 'IPv6' : address === '*' ? 'dual' : 'IPv4',
    local: { address, port },
    owners: [],
    seenBy: ['netstat'],
    ...more,
  };
}

export function process(pid: number, path: string): SocketOwner {
  return { pid, name: path.slice(path.lastIndexOf('/') + 1), path };
}

export const LAUNCHD = process(1, '/sbin/launchd');

/** A listener with everything that a test does not care about. */
export function listenerAt(where: string, more: Partial<Listener> = {}): Listener {
  const socket = more.socket ?? socketAt(where);
  return {
    id: where,
    socket,
    owner: { kind: 'program', name: 'node', path: '/opt/homebrew/bin/node' },
    name: 'node',
    scope: /^(127\.|\[::1\])/.test(where) ? 'this-mac' : 'lan',
    firewall: 'off',
    hostnames: [],
    notes: [],
    ...more,
  };
}

export function containerOwner(name: string, service?: string, files: readonly string[] = []): Listener['owner'] {
  return { kind: 'container', container: containerOf(name, service, files) };
}

export function containerOf(name: string, service?: string, files: readonly string[] = []): Container {
  return {
    engine: 'orbstack',
    id: 'aaaaaaaaaaaa',
    name,
    image: `${name}:latest`,
    published: [],
    hostNetwork: false,
    ...(service === undefined
      ? {}
      : { compose: { project: 'stack', service, workingFolder: '/Users/maya/stack', files } }),
  };
}

export function exposureOf(listeners: readonly Listener[], more: Partial<ReadExposure> = {}): ReadExposure {
  return {
    listeners,
    connections: [],
    containers: [],
    tunnels: [],
    configs: [],
    projects: [],
    gaps: [],
    unread: [],
    notes: [],
    unreadSockets: [],
    ownAddresses: ['127.0.0.1', '192.168.1.20'],
    ...more,
  };
}

/** Interfaces by name, with their addresses; all are up. */
export function interfacesOf(by: Readonly<Record<string, readonly string[]>>): Parsed<Interfaces> {
  const interfaces = Object.entries(by).map(([name, addresses]): NetworkInterface => ({
    name,
    up: true,
    addresses: addresses.map((address) => ({ family: address.includes(':') ? 'IPv6' : 'IPv4', address })),
  }));
  return read({ interfaces, unread: [] });
}

/** A Mac at home: Wi-Fi with a private address. */
export const AT_HOME = interfacesOf({ lo0: ['127.0.0.1', '::1', 'fe80::1'], en0: ['192.168.1.20', 'fe80::1c'] });
