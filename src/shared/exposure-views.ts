import type { Scope } from '../core/exposure/listener';

/** How much a row asks for a look: red, orange, nothing, or it is not known. */
export type RowLevel = 'exposed' | 'attention' | 'fine' | 'unknown';

/** What can be done about a row. */
export type RowFix =
  /** Batten can make the change: `preparePlan` with this id; with `fileOnlyTaskId` the service is not started anew. */
  | { readonly kind: 'change'; readonly taskId: string; readonly fileOnlyTaskId?: string }
  /** Batten has a task for it in the catalogue. */
  | { readonly kind: 'task'; readonly taskId: string }
  | { readonly kind: 'advice'; readonly steps: readonly string[]; readonly code?: CodeAdvice };

/** The line to change in a program's own code, as the guide shows it. */
export interface CodeAdvice {
  readonly framework: string;
  readonly bad: string;
  readonly good: string;
  readonly better: string;
}

/** One service that listens, in words. Texts come from the main process; the renderer adds none of its own facts. */
export interface ExposureRow {
  readonly id: string;
  /** "PostgreSQL 5432". */
  readonly title: string;
  /** "any device on your network can reach it", with a capital at the start and a full stop. */
  readonly sentence: string;
  readonly level: RowLevel;
  readonly scope: Scope;
  /** Who holds it: "Container stack-postgres-1 (OrbStack)", "node, process 4711". */
  readonly owner: string;
  /** "127.0.0.1:5432", "every address, IPv4 and IPv6". */
  readonly boundTo: readonly string[];
  /** Ways to it, in a word or two each: "Local network", "Tunnel boards.alai.no", "Container". */
  readonly ways: readonly string[];
  /** What the policy wants: "This Mac only", or that nobody expected it. */
  readonly wanted: string;
  readonly firewall: string;
  readonly notes: readonly string[];
  readonly fix?: RowFix;
  /** The person may say that this is as it should be. */
  readonly canExpect: boolean;
  /** The person may say that only this Mac should reach it. */
  readonly canRestrict: boolean;
  /** For its log. */
  readonly containerId?: string;
}

/** One public name and where it leads. */
export interface TunnelRow {
  readonly id: string;
  readonly hostname: string;
  /** "localhost:3100". */
  readonly target: string;
  /** The service there, or that nothing listens. */
  readonly service: string;
  /** Whether it can be reached otherwise: a sentence. */
  readonly otherwise: string;
  readonly level: RowLevel;
  /** Where this is known from: "~/.cloudflared/config.yml", "the running cloudflared". */
  readonly source: string;
  readonly running: 'yes' | 'no' | 'unknown';
  /** The row of the listener behind it. */
  readonly listenerId?: string;
}

export interface ExposureView {
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** "3 services can be reached from your network that should not be". */
  readonly headline: string;
  readonly rows: readonly ExposureRow[];
  /** Services that the policy expects and that were not seen; `gaps` may say why. */
  /** `because`: what Compose says about a project of that name. */
  readonly absent: readonly {
    readonly name: string;
    readonly port: number;
    readonly reason: string;
    readonly because?: string;
  }[];
  readonly tunnels: readonly TunnelRow[];
  /** What could not be read, each with its reason. */
  readonly gaps: readonly { readonly what: string; readonly reason: string }[];
  /** Rows of the system's tools that were not understood. */
  readonly unread: readonly string[];
  readonly containers: readonly { readonly id: string; readonly name: string }[];
}

/** One established connection. */
export interface ConnectionRow {
  readonly id: string;
  readonly program: string;
  readonly pid?: number;
  readonly local: string;
  readonly remote: string;
  /** Where the other end is: "This Mac", "Local network", "Tailscale", "Internet". */
  readonly where: string;
  readonly protocol: string;
  readonly state: string;
  /** The other end connected to a service of this Mac. */
  readonly incoming: boolean;
}

export interface ConnectionsView {
  readonly takenAt: number;
  readonly rows: readonly ConnectionRow[];
  readonly gaps: readonly { readonly what: string; readonly reason: string }[];
  readonly unread: readonly string[];
}

/** What cloudflared says of the account's tunnels; asked for only when a person says so, since it contacts Cloudflare. */
export interface AccountTunnelsView {
  readonly tunnels: readonly {
    readonly name: string;
    readonly id: string;
    readonly created: string;
    readonly connections: string;
  }[];
  readonly problem?: string;
}
