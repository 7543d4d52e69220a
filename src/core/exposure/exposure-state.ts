import type { Policy } from '../policy';
import { isRecord } from '../parse/json-text';
import { SCOPES, type Scope } from './listener';
import { wider } from './scope';
import { type Holder, isFinding, type Judgement, verdictOf } from './verdict';

/** A service that somebody else can reach, as small as it can be judged again under another policy. */
export type ReachableService = {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly name: string;
  readonly holder: Holder;
  readonly scope: Scope;
  readonly hostnames: readonly string[];
  /** The id of the task that closes it, where there is one. */
  readonly fix?: string;
};

/** The state of the task about services. */
export type ServicesState = { readonly reachable: readonly ReachableService[] };

/** A tunnel's rule, with the service behind it where that can also be reached without the tunnel. */
export type RouteState = {
  readonly hostname: string;
  /** Empty where the rule has none. */
  readonly path: string;
  /** The port on this Mac that it leads to; 0 where it leads elsewhere, or cloudflared answers by itself. */
  readonly port: number;
  /**
   * `nowhere`: to this Mac, where nobody listens on the port. `elsewhere`: to another device, or wherever the client asks.
   * `itself`: cloudflared answers, with a fixed status or its own page.
   */
  readonly leads: 'here' | 'nowhere' | 'elsewhere' | 'itself';
  readonly reachable: readonly ReachableService[];
};

/** The state of the task about tunnels. */
export type TunnelsState = { readonly routes: readonly RouteState[] };

/** How a tunnel's rule compares with what is wanted. */
export const ROUTE_VERDICTS = [
  /** The policy says that the name should lead nowhere any more. */
  'retired-hostname',
  /** The policy does not know the name. */
  'unknown-hostname',
  /** The policy wants the name to lead to another port. */
  'another-target',
  /** The policy wants it, and nobody listens there. */
  'leads-nowhere',
  'expected',
  /** cloudflared answers by itself; nothing on this Mac is reached. */
  'no-origin',
] as const;
export type RouteVerdict = (typeof ROUTE_VERDICTS)[number];

/** Compares one rule of a tunnel with the policy. */
export function routeVerdict(
  { hostname, port, leads }: Pick<RouteState, 'hostname' | 'port' | 'leads'>,
  policy: Policy,
): RouteVerdict {
  if (leads === 'itself') return 'no-origin';
  const named = policy.tunnels.filter((one) => one.hostname === hostname);
  if (named.some(({ retired }) => retired !== undefined)) return 'retired-hostname';
  if (named.length === 0) return 'unknown-hostname';
  if (leads === 'elsewhere' || !named.some((one) => one.port === port)) return 'another-target';
  return leads === 'nowhere' ? 'leads-nowhere' : 'expected';
}

export function isRouteFinding(verdict: RouteVerdict): boolean {
  return verdict === 'retired-hostname' || verdict === 'unknown-hostname' || verdict === 'another-target';
}

export function judgeService(service: ReachableService, policy: Policy): Judgement {
  return verdictOf(service, policy);
}

/** The services that are reachable against the policy, other than around a tunnel: that is another task's. */
export function unwantedServices({ reachable }: ServicesState, policy: Policy): readonly ReachableService[] {
  return reachable.filter((service) => {
    const { verdict } = judgeService(service, policy);
    return verdict !== 'around-the-tunnel' && isFinding(verdict, service.scope);
  });
}

/** The services behind tunnels that can be reached without going through them, against the policy. */
export function aroundTunnels({ routes }: TunnelsState, policy: Policy): readonly ReachableService[] {
  const services = routes.flatMap(({ reachable }) => reachable);
  return mergedServices(services.filter((one) => judgeService(one, policy).verdict === 'around-the-tunnel'));
}

/** The rules that the policy does not want. */
export function unwantedRoutes({ routes }: TunnelsState, policy: Policy): readonly RouteState[] {
  return routes.filter((route) => isRouteFinding(routeVerdict(route, policy)));
}

/**
 * The ids of the tasks that close these services, each once; not those that would also close a service of `all` that is
 * as it should be.
 */
export function fixesOf(
  services: readonly ReachableService[],
  all: readonly ReachableService[],
  policy: Policy,
): readonly string[] {
  const kept = all
    .filter((one) => !isFinding(judgeService(one, policy).verdict, one.scope))
    .flatMap(({ fix }) => fix ?? []);
  const ids = services.flatMap(({ fix }) => fix ?? []);
  return [...new Set(ids)].filter((id) => !kept.includes(id));
}

/** One service as one entry, however many sockets it has: the farthest scope, all hostnames, in a fixed order. */
export function mergedServices(services: readonly ReachableService[]): readonly ReachableService[] {
  const merged = new Map<string, ReachableService>();
  for (const service of services) {
    const key = JSON.stringify([service.protocol, service.port, service.name, service.holder]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? service : together(known, service));
  }
  return [...merged.values()].sort(
    (a, b) => a.port - b.port || compare(a.protocol, b.protocol) || compare(JSON.stringify(a), JSON.stringify(b)),
  );
}

function together(a: ReachableService, b: ReachableService): ReachableService {
  const fix = a.fix ?? b.fix;
  return {
    ...a,
    scope: wider(a.scope, b.scope),
    hostnames: [...new Set([...a.hostnames, ...b.hostnames])].sort(),
    ...(fix === undefined ? {} : { fix }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads a state from a file: every member as it is written here, or nothing. */
export function recogniseServices(value: unknown): ServicesState | undefined {
  if (!hasExactly(value, ['reachable']) || !Array.isArray(value['reachable'])) return undefined;
  const reachable = value['reachable'].map(readService);
  return reachable.every((one) => one !== undefined) ? { reachable } : undefined;
}

/** Reads a state from a file: every member as it is written here, or nothing. */
export function recogniseTunnels(value: unknown): TunnelsState | undefined {
  if (!hasExactly(value, ['routes']) || !Array.isArray(value['routes'])) return undefined;
  const routes = value['routes'].map(readRoute);
  return routes.every((one) => one !== undefined) ? { routes } : undefined;
}

const LEADS = ['here', 'nowhere', 'elsewhere', 'itself'] as const;

function readRoute(value: unknown): RouteState | undefined {
  if (!hasExactly(value, ['hostname', 'path', 'port', 'leads', 'reachable'])) return undefined;
  const { hostname, path, port } = value;
  const leads = LEADS.find((one) => one === value['leads']);
  if (typeof hostname !== 'string' || typeof path !== 'string' || !isPort(port, 0) || leads === undefined)
    return undefined;
  if (!Array.isArray(value['reachable'])) return undefined;
  const reachable = value['reachable'].map(readService);
  return reachable.every((one) => one !== undefined) ? { hostname, path, port, leads, reachable } : undefined;
}

function readService(value: unknown): ReachableService | undefined {
  const members = ['protocol', 'port', 'name', 'holder', 'scope', 'hostnames'];
  if (!hasExactly(value, members, ['fix'])) return undefined;
  const { protocol, port, name, hostnames, fix } = value;
  const scope = SCOPES.find((one) => one === value['scope']);
  const holder = readHolder(value['holder']);
  if ((protocol !== 'tcp' && protocol !== 'udp') || !isPort(port, 1) || typeof name !== 'string') return undefined;
  if (scope === undefined || holder === undefined || !isStrings(hostnames)) return undefined;
  const service = { protocol, port, name, holder, scope, hostnames } as const;
  if (fix === undefined) return service;
  return typeof fix === 'string' ? { ...service, fix } : undefined;
}

function readHolder(value: unknown): Holder | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, name, service } = value;
  if (kind === 'unknown') return hasExactly(value, ['kind']) ? { kind } : undefined;
  if (typeof name !== 'string') return undefined;
  if (kind === 'container') {
    return typeof service === 'string' && hasExactly(value, ['kind', 'name', 'service'])
      ? { kind, name, service }
      : undefined;
  }
  const isNamed = kind === 'program' || kind === 'engine' || kind === 'macos';
  return isNamed && hasExactly(value, ['kind', 'name']) ? { kind, name } : undefined;
}

function hasExactly(
  value: unknown,
  members: readonly string[],
  optional: readonly string[] = [],
): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  return (
    members.every((member) => keys.includes(member)) &&
    keys.every((key) => members.includes(key) || optional.includes(key))
  );
}

function isPort(value: unknown, lowest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= 65_535;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
