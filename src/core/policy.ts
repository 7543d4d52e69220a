import type { Scope } from './exposure/listener';

/** From how far away a service may be reached directly. */
export type WantedScope = Exclude<Scope, 'this-link'>;

/** A service that this Mac is meant to offer. */
export interface ServicePolicy {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** The program that should hold the port, by its name; any when absent. */
  readonly process?: string;
  /** The container that should hold it, by its name or its Compose service; any when absent. */
  readonly container?: string;
  readonly scope: WantedScope;
  /** The hostname under which a tunnel may lead to it. */
  readonly tunnel?: string;
  /** How to ask whether it answers; a TCP connection when absent. `path` begins with a slash. */
  readonly health?: { readonly kind: 'http'; readonly path: string };
  readonly reason: string;
  /** Since when it should no longer run: YYYY-MM-DD. */
  readonly retired?: string;
  /** When a person should look at it again: YYYY-MM-DD. */
  readonly review?: string;
}

/** A program whose incoming connections the firewall may let in. */
export interface AllowedApplication {
  readonly name: string;
  /** Absolute; the first that is there counts. */
  readonly paths: readonly string[];
  readonly reason: string;
}

/** A public name that may lead to this Mac through a tunnel. */
export interface TunnelPolicy {
  readonly hostname: string;
  /** The port on this Mac it should lead to. */
  readonly port: number;
  readonly service: string;
  readonly retired?: string;
}

/**
 * What this Mac is meant to look like.
 *
 * A task that is not wanted is shown as "not asked for" and is not counted. `airdrop` says how far AirDrop may be open.
 * What is not written in it is not expected: a missing or unreadable part never makes a finding milder.
 */
export interface Policy {
  readonly notWanted: readonly string[];
  readonly airdrop: 'Off' | 'Contacts Only';
  readonly services: readonly ServicePolicy[];
  readonly allowedApplications: readonly AllowedApplication[];
  readonly tunnels: readonly TunnelPolicy[];
  /** When the whole policy should be looked at again: YYYY-MM-DD. */
  readonly review?: string;
}

/** Expects nothing and allows nothing: what holds while a policy cannot be read, so that no finding is milder than with it. */
export const STRICT_POLICY: Policy = {
  notWanted: [],
  airdrop: 'Off',
  services: [],
  allowedApplications: [],
  tunnels: [],
};

/** The policy of a Mac on which nobody has decided anything: the table of the network hardening guide. */
export const DEFAULT_POLICY: Policy = {
  notWanted: ['firewall-block-all'],
  airdrop: 'Off',
  services: [
    {
      name: 'Mission Control Dashboard',
      protocol: 'tcp',
      port: 3030,
      process: 'node',
      scope: 'lan',
      reason: 'Meant for the local network.',
    },
    {
      name: 'Mattermost',
      protocol: 'tcp',
      port: 8065,
      scope: 'this-mac',
      reason: 'Retired; it should no longer run.',
      retired: '2026-05-18',
    },
    {
      name: 'Planka',
      protocol: 'tcp',
      port: 3100,
      scope: 'this-mac',
      tunnel: 'boards.alai.no',
      health: { kind: 'http', path: '/' },
      reason: 'Reached from outside through its tunnel, which needs only this Mac.',
    },
    {
      name: 'Documenso',
      protocol: 'tcp',
      port: 3003,
      scope: 'this-mac',
      tunnel: 'sign.alai.no',
      health: { kind: 'http', path: '/' },
      reason: 'Reached from outside through its tunnel, which needs only this Mac.',
    },
    {
      name: 'BookStack',
      protocol: 'tcp',
      port: 6875,
      scope: 'lan',
      health: { kind: 'http', path: '/' },
      reason: 'For the local network; it has no tunnel yet.',
    },
    { name: 'PostgreSQL', protocol: 'tcp', port: 5432, scope: 'this-mac', reason: 'Only programs of this Mac use it.' },
    { name: 'Redis', protocol: 'tcp', port: 6379, scope: 'this-mac', reason: 'Only programs of this Mac use it.' },
  ],
  allowedApplications: [
    {
      name: 'Node.js',
      paths: ['/opt/homebrew/bin/node', '/usr/local/bin/node'],
      reason: 'Mission Control Dashboard, for the local network.',
    },
    {
      name: 'Docker',
      paths: ['/Applications/Docker.app', '/Applications/OrbStack.app', '/usr/local/bin/docker'],
      reason: 'Services in containers.',
    },
    {
      name: 'cloudflared',
      paths: ['/opt/homebrew/bin/cloudflared', '/usr/local/bin/cloudflared'],
      reason: 'The tunnel to Cloudflare.',
    },
  ],
  tunnels: [
    { hostname: 'mm.basicconsulting.no', port: 8065, service: 'Mattermost', retired: '2026-05-18' },
    { hostname: 'boards.alai.no', port: 3100, service: 'Planka' },
    { hostname: 'sign.alai.no', port: 3003, service: 'Documenso' },
  ],
};

export function isAskedFor(policy: Policy, taskId: string): boolean {
  return !policy.notWanted.includes(taskId);
}
