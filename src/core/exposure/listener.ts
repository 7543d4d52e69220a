import type { ServiceConfig } from './binding';
import type { Container } from './container';
import type { Gap } from './gap';
import type { ListeningSocket, Connection } from './socket';
import type { Tunnel } from './tunnel';

/** From how far away a socket can be reached directly, from near to far. `everyone`: an address of the internet. */
export const SCOPES = ['this-mac', 'this-link', 'vpn', 'lan', 'everyone'] as const;
export type Scope = (typeof SCOPES)[number];

/** What the application firewall does with connections to a program. Only `blocks` narrows who can reach it. */
export type FirewallVerdict = 'off' | 'allows' | 'blocks' | 'asks' | 'not-known';

/** Whose socket it is, as far as that can be proven. */
export type ListenerOwner =
  /** Part of macOS: `turnOff` says how, and `taskId` names Batten's task for it where there is one. */
  | { readonly kind: 'macos'; readonly service: string; readonly turnOff: string; readonly taskId?: string }
  | { readonly kind: 'container'; readonly container: Container }
  /** A container engine holds the socket, and which container asked for it could not be told. */
  | { readonly kind: 'engine'; readonly engine: string }
  | { readonly kind: 'program'; readonly name: string; readonly path?: string }
  | { readonly kind: 'unknown' };

/** One listening socket with everything that decides who can reach it. */
export interface Listener {
  /** Stable while the socket stays as it is: protocol, family, address, port and program. */
  readonly id: string;
  readonly socket: ListeningSocket;
  readonly owner: ListenerOwner;
  /** What a person calls it: "Postgres", "planka", "AirPlay Receiver". */
  readonly name: string;
  /** The farthest from which it can be reached directly, with the firewall's verdict taken into account. */
  readonly scope: Scope;
  readonly firewall: FirewallVerdict;
  /** Hostnames under which a tunnel leads here. */
  readonly hostnames: readonly string[];
  /** Where the answer rests on something that could not be read, or asks for an explanation: short sentences. */
  readonly notes: readonly string[];
}

/** Who can reach what on this Mac, as far as it could be read. */
export interface Exposure {
  readonly listeners: readonly Listener[];
  readonly connections: readonly Connection[];
  readonly containers: readonly Container[];
  readonly tunnels: readonly Tunnel[];
  /** Configuration files that decide where a service listens, as far as they were found. */
  readonly configs: readonly ServiceConfig[];
  readonly gaps: readonly Gap[];
  /** Rows of netstat, lsof and others that were not understood: they are counted and shown. */
  readonly unread: readonly string[];
}
