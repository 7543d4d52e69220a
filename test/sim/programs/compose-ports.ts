import type { Publication } from '../engine-state';

/** The ports of a service as Compose understands them, or what is wrong with one. */
export type ComposePorts =
  { readonly kind: 'read'; readonly value: readonly Publication[] } | { readonly kind: 'wrong'; readonly why: string };

/** Reads the list in its short and its long form; ranges become single ports. */
export function parsePorts(ports: readonly unknown[]): ComposePorts {
  const value: Publication[] = [];
  for (const port of ports) {
    const one = typeof port === 'object' && port !== null ? parseLong(port) : parseShort(String(port));
    if (one === undefined) return { kind: 'wrong', why: `invalid port specification: ${JSON.stringify(port)}` };
    value.push(...one);
  }
  return { kind: 'read', value };
}

const ADDRESS = String.raw`(?:(\[[0-9A-Fa-f:]+\]|\d+\.\d+\.\d+\.\d+):)?`;
const SHORT = new RegExp(String.raw`^${ADDRESS}(?:(\d*)(?:-(\d+))?:)?(\d+)(?:-(\d+))?(?:\/(tcp|udp))?$`);

function parseShort(text: string): readonly Publication[] | undefined {
  const [whole, address, hostFrom, hostTo, from, to, protocol] = SHORT.exec(text) ?? [];
  if (whole === undefined || from === undefined) return undefined;
  const containers = range(Number(from), to);
  const hosts = hostFrom === undefined || hostFrom === '' ? undefined : range(Number(hostFrom), hostTo);
  if (hosts !== undefined && hosts.length !== containers.length) return undefined;
  return containers.map((containerPort, at) =>
    published(address ?? '', hosts?.[at], containerPort, protocol === 'udp' ? 'udp' : 'tcp'),
  );
}

function parseLong(port: object): readonly Publication[] | undefined {
  const { target, published: host, host_ip: address = '', protocol } = port as Readonly<Record<string, unknown>>;
  const containerPort = Number(target);
  const hostPort = host === undefined || host === '' ? undefined : Number(host);
  if (!Number.isInteger(containerPort) || (hostPort !== undefined && !Number.isInteger(hostPort))) return undefined;
  return [published(String(address), hostPort, containerPort, protocol === 'udp' ? 'udp' : 'tcp')];
}

/** Without a port of the host the engine takes a free one; here always the same. */
function published(
  address: string,
  port: number | undefined,
  containerPort: number,
  protocol: 'tcp' | 'udp',
): Publication {
  const free = 55_000 + (containerPort % 1_000);
  return { protocol, containerPort, host: { address: address.replaceAll(/[[\]]/g, ''), port: port ?? free } };
}

function range(from: number, to: string | undefined): readonly number[] {
  const last = to === undefined ? from : Number(to);
  return Array.from({ length: Math.max(0, Math.min(last - from + 1, 1_000)) }, (_, at) => from + at);
}
