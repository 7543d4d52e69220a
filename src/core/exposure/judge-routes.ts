import type { Policy } from '../policy';
import { routeStateOf } from './exposure-reading';
import { isRouteFinding, type RouteState, type RouteVerdict, routeVerdict } from './exposure-state';
import type { JudgedListener } from './judged-listener';
import { type Scope, SCOPES } from './listener';
import type { ReadExposure } from './read-exposure';
import { asSentence, whoIn } from './sentence';
import type { Tunnel, TunnelRoute } from './tunnel';

/** One rule of a tunnel as a row: a public name, where it leads, and who else gets there. */
export interface JudgedRoute {
  readonly id: string;
  readonly tunnel: Tunnel;
  readonly route: TunnelRoute;
  readonly verdict: RouteVerdict;
  /** The policy does not want the name to lead there, or what is behind it is reached around the tunnel. */
  readonly isFinding: boolean;
  /** What is there: the policy's name for it, or the listener's; or that nobody listens. */
  readonly service: string;
  /** Whether it can be reached otherwise: a sentence. */
  readonly otherwise: string;
  /** The row of the listener behind it, the one that is reached from farthest. */
  readonly listenerId?: string;
}

/** Compares every rule of every tunnel with the policy, in the order of the tunnels. */
export function judgeRoutes(
  exposure: ReadExposure,
  rows: readonly JudgedListener[],
  policy: Policy,
): readonly JudgedRoute[] {
  return exposure.tunnels.flatMap((tunnel, at) =>
    tunnel.routes.map((route, index): JudgedRoute => {
      const { state, listenerIds } = routeStateOf(route, exposure);
      const verdict = routeVerdict(state, policy);
      const behind = rows.filter((row) => row.listeners.some(({ id }) => listenerIds.includes(id)));
      const [row] = behind.toSorted((a, b) => rankOf(b.listener.scope) - rankOf(a.listener.scope));
      const isAround = behind.some((one) => one.verdict === 'around-the-tunnel' && one.isFinding);
      return {
        id: `${at} ${index} ${route.hostname}${route.path ?? ''}`,
        tunnel,
        route,
        verdict,
        isFinding: isRouteFinding(verdict) || isAround,
        service: serviceWords(state, row, policy),
        otherwise: otherwiseWords(state, row),
        ...(row === undefined ? {} : { listenerId: row.id }),
      };
    }),
  );
}

function serviceWords({ leads, hostname, port }: RouteState, row: JudgedListener | undefined, policy: Policy): string {
  if (leads === 'itself') return 'cloudflared itself';
  if (leads === 'elsewhere') return 'Not on this Mac';
  if (row !== undefined) return row.service?.name ?? row.listener.name;
  const wanted = policy.tunnels.find((one) => one.hostname === hostname)?.service;
  return `Nobody listens on port ${port}${wanted === undefined ? '' : `, where ${wanted} should be`}`;
}

function otherwiseWords({ leads }: RouteState, row: JudgedListener | undefined): string {
  if (leads === 'itself') return 'It leads to nothing on this Mac.';
  if (leads === 'elsewhere')
    return 'It leads to another device, or wherever the visitor asks; this Mac cannot tell who else gets there.';
  if (row === undefined) return 'There is nothing to reach.';
  const { scope } = row.listener;
  return scope === 'this-mac'
    ? 'Otherwise only this Mac can reach it.'
    : asSentence(`${whoIn(scope)} can also reach it directly, without the tunnel`);
}

function rankOf(scope: Scope): number {
  return SCOPES.indexOf(scope);
}
