import { type PortRanges, portInMappingOf } from './published-ports';

/** Docker Desktop's label for one port that was asked for, before `8080/tcp`. */
export const PORT_LABEL = 'desktop.docker.io/ports/';
/** How its labels about ports are to be read. */
export const PORT_SCHEME = 'desktop.docker.io/ports.scheme';

const NO_PORTS: PortRanges = { ranges: [], unread: [] };

/**
 * Reads the ports that a container was asked to publish from the labels that Docker Desktop adds to it.
 *
 * Labels of any other scheme than `v2` are left out on purpose: what they mean is not known, and `docker ps` tells the same
 * ports by itself. Every other label is nobody's business here.
 *
 * @example desktop.docker.io/ports/8080/tcp=:30080, on every address; desktop.docker.io/ports/1191/tcp=127.0.0.1:1191
 */
export function portsInLabels(labels: ReadonlyMap<string, string>): PortRanges {
  if (labels.get(PORT_SCHEME) !== 'v2') return NO_PORTS;
  const ports = [...labels].filter(([name]) => name.startsWith(PORT_LABEL));
  const read = ports.map(([name, host]) => portInLabel(name.slice(PORT_LABEL.length), host));
  return { ranges: read.flatMap(({ ranges }) => ranges), unread: read.flatMap(({ unread }) => unread) };
}

/** An address may be empty, but its colon is always there. */
function portInLabel(container: string, host: string): PortRanges {
  return host.includes(':') ? portInMappingOf(container, host) : { ranges: [], unread: [`${host}->${container}`] };
}
