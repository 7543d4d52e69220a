import type { ReachableService, RouteState, ServicesState, TunnelsState } from './exposure-state';
import { mergedServices } from './exposure-state';
import { partIdOf } from './fix';
import type { Listener } from './listener';
import type { ReadExposure } from './read-exposure';
import type { TunnelRoute } from './tunnel';
import { localTargets } from './tunnel-hostnames';
import { isExempt, judgeable } from './verdict';

/** The state of the task about services: everything that another device can reach and a policy could speak of. */
export function servicesStateOf(exposure: ReadExposure): ServicesState {
  return { reachable: mergedServices(exposure.listeners.flatMap((one) => reachableService(one, exposure) ?? [])) };
}

/** The state of the task about tunnels: every rule, each once, with what is behind it where others reach it directly. */
export function tunnelsStateOf(exposure: ReadExposure): TunnelsState {
  const routes = new Map<string, RouteState>();
  for (const { routes: rules } of exposure.tunnels) {
    for (const rule of rules) {
      const { state } = routeStateOf(rule, exposure);
      routes.set(JSON.stringify([state.hostname, state.path, state.port, state.leads]), state);
    }
  }
  return { routes: [...routes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, state]) => state) };
}

/** One rule as a state, and the listeners behind it. */
export function routeStateOf(
  { hostname, path = '', service, target }: TunnelRoute,
  exposure: ReadExposure,
): { readonly state: RouteState; readonly listenerIds: readonly string[] } {
  const base = { hostname, path };
  if (target === undefined) {
    const itself = /^(?:http_status:\d+|hello[_-]world)$/.test(service);
    return { state: { ...base, port: 0, leads: itself ? 'itself' : 'elsewhere', reachable: [] }, listenerIds: [] };
  }
  const targets = localTargets(
    exposure.listeners.map(({ socket }) => socket),
    exposure.ownAddresses,
  );
  if (!targets.isHere(target))
    return { state: { ...base, port: 0, leads: 'elsewhere', reachable: [] }, listenerIds: [] };
  const behind = exposure.listeners.filter(({ socket }) => targets.leadsTo(target, socket));
  const isHidden = behind.length === 0 && exposure.gaps.some(({ hidesListeners }) => hidesListeners);
  return {
    state: {
      ...base,
      port: target.port,
      leads: behind.length > 0 || isHidden ? 'here' : 'nowhere',
      reachable: mergedServices(behind.flatMap((one) => reachableService(one, exposure) ?? [])),
    },
    listenerIds: behind.map(({ id }) => id),
  };
}

/** Undefined for what nobody else reaches, and for what no policy could ask to be closed. */
function reachableService(listener: Listener, exposure: ReadExposure): ReachableService | undefined {
  const one = judgeable(listener);
  if (one.scope === 'this-mac' || isExempt(one)) return undefined;
  const fix = partIdOf(listener, exposure.configs);
  return { ...one, name: listener.name, ...(fix === undefined ? {} : { fix }) };
}
