import type { Endpoint } from './socket';

/** One line of a tunnel's ingress: what the world may reach under a name, and where it leads on this Mac. */
export interface TunnelRoute {
  /** `*` for the catch-all. */
  readonly hostname: string;
  readonly path?: string;
  /** The service as written: `http://localhost:3100`, `http_status:404`; credentials in it are cut out. */
  readonly service: string;
  /** The socket it leads to where that is on this Mac or its network: `localhost` stays a name. */
  readonly target?: Endpoint;
}

/** A Cloudflare Tunnel that is configured or runs on this Mac. Tokens and credentials are never part of it. */
export interface Tunnel {
  /** The tunnel's name or UUID as configured; empty for a quick or unnamed one. */
  readonly name: string;
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    /** The running cloudflared told it on its metrics address: the only place where dashboard-managed routes show. */
    | { readonly kind: 'running'; readonly metrics: Endpoint; readonly pid: number };
  readonly running: 'yes' | 'no' | 'unknown';
  /** Connections to Cloudflare's edge, as `/ready` counts them. */
  readonly connections?: number;
  readonly routes: readonly TunnelRoute[];
}

/** The very same list whenever there is none, so that what rests on it is not made anew. */
export const NO_TUNNELS: readonly Tunnel[] = [];
