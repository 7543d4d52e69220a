import type { Endpoint } from '../exposure/socket';
import type { Tunnel } from '../exposure/tunnel';

/** A socket to which a tunnel leads. */
export interface TunnelOrigin {
  /** `*` for whatever no other rule takes. */
  readonly hostname: string;
  /** A name, as `localhost`, or an address. */
  readonly address: string;
  readonly port: number;
  readonly zone?: string;
  /** Whether that tunnel runs: `no` leads nowhere now, and will when somebody starts it. */
  readonly running: Tunnel['running'];
}

/** Of several tunnels that lead to one socket, the one that says most counts. */
const CERTAINTY: Readonly<Record<Tunnel['running'], number>> = { no: 0, unknown: 1, yes: 2 };

/** The sockets of this Mac and its network to which tunnels lead, each hostname and socket once. */
export function originsOf(tunnels: readonly Tunnel[]): readonly TunnelOrigin[] {
  const found = new Map<string, TunnelOrigin>();
  for (const { routes, running } of tunnels) {
    for (const { hostname, target } of routes) {
      if (target === undefined) continue;
      const key = JSON.stringify([hostname, target]);
      const before = found.get(key);
      if (before === undefined || CERTAINTY[running] > CERTAINTY[before.running]) {
        found.set(key, { hostname, ...endpoint(target), running });
      }
    }
  }
  return [...found.values()];
}

function endpoint({ address, port, zone }: Endpoint): Endpoint {
  return { address, port, ...(zone === undefined ? {} : { zone }) };
}
