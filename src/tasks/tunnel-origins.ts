import { tunnelsStateOf } from '../core/exposure/exposure-reading';
import {
  aroundTunnels,
  fixesOf,
  recogniseTunnels,
  type RouteState,
  type RouteVerdict,
  routeVerdict,
  type TunnelsState,
  unwantedRoutes,
} from '../core/exposure/exposure-state';
import { SOCKET_QUESTIONS } from '../core/exposure/read-sockets';
import { tunnelFileQuestions } from '../core/exposure/read-tunnels';
import { asSentence, whoIn } from '../core/exposure/sentence';
import type { Policy } from '../core/policy';
import { references } from '../core/references';
import { assertNever, mapParsed } from '../core/result';
import { ALWAYS, defineTask } from '../core/task';
import { furtherForTask, notesOf, readForTask } from './families/exposure-reading';

export const tunnelOrigins = defineTask<TunnelsState, string>({
  id: 'tunnel-origins',
  area: 'Exposure',
  title: 'Limit tunnels to the names and the way they are meant for',
  name: 'Tunnels',
  scope: 'computer',
  risk: 'interrupts',
  severity: 'exposed',
  explain: {
    what: 'Compares where Cloudflare tunnels lead on this Mac with the public names in the policy, and asks who else reaches the services behind them.',
    why: 'A tunnel guards the way through it only. A service behind it that also listens on other addresses can be reached around it, and a name that nobody expects opens this Mac to the internet.',
    cost: 'Other devices on the network reach such a service only through its public name. A name that is taken away leads nowhere.',
    differs:
      'The guide says that services behind a tunnel may listen on every address. cloudflared runs on this Mac and needs only 127.0.0.1.',
  },
  exposes: 'Services can be reached under names that are not expected, or around the tunnel that guards them.',
  references: references({
    nist: 'SC-7 AC-4 CM-7',
    safeguards: '4.8',
    iso: { controls: 'A.8.20 A.8.22', via: 'SC-7 and AC-4' },
  }),
  byHand: {
    steps: [
      'Let each service behind a tunnel listen on 127.0.0.1 only: Exposure says which line to change.',
      'Take names that are retired or not expected out of ~/.cloudflared/config.yml, or out of the tunnel in Cloudflare’s dashboard.',
      'Start cloudflared again.',
    ],
    undoSteps: ['Write back the addresses and names as they were.', 'Start the services and cloudflared again.'],
  },
  applies: ALWAYS,
  probe: (mac) => ({ ...SOCKET_QUESTIONS, ...tunnelFileQuestions(mac) }),
  further: furtherForTask,
  // A container may run a tunnel of its own, so an engine that does not answer hides where that leads.
  read: (results, mac) =>
    mapParsed(readForTask(results, mac, ['tunnels', 'containers']), (exposure) => ({
      state: tunnelsStateOf(exposure),
      notes: notesOf(exposure),
    })),
  recognise: recogniseTunnels,
  isWanted: (state, policy) => unwantedRoutes(state, policy).length === 0 && aroundTunnels(state, policy).length === 0,
  target: (before, policy) => {
    const unwanted = unwantedRoutes(before, policy);
    const around = aroundTunnels(before, policy).map(({ port }) => port);
    const routes = before.routes
      .filter((route) => !unwanted.includes(route))
      .map((route) => ({ ...route, reachable: route.reachable.filter(({ port }) => !around.includes(port)) }));
    return { routes };
  },
  change: () => ({ kind: 'by-hand' }),
  parts: (state, policy) =>
    fixesOf(
      aroundTunnels(state, policy),
      state.routes.flatMap(({ reachable }) => reachable),
      policy,
    ),
  entries: (state, policy) =>
    state.routes.map((route) => {
      const around = aroundTunnels({ routes: [route] }, policy);
      return {
        name: `${route.hostname === '*' ? 'Every other name' : route.hostname}${route.path}`,
        words: wordsOf(route, policy),
        wanted: unwantedRoutes({ routes: [route] }, policy).length === 0 && around.length === 0,
        parts: around.flatMap(({ fix }) => fix ?? []),
      };
    }),
  sentence({ routes }) {
    if (routes.length === 0) return 'No tunnel leads to this Mac';
    const names = namesIn(routes);
    if (names === 0) return 'A tunnel is set up, and leads to nothing on this Mac';
    return names === 1 ? 'One public name leads to this Mac' : `${names} public names lead to this Mac`;
  },
  words({ routes }) {
    if (routes.length === 0) return 'No tunnel';
    const names = namesIn(routes);
    return names === 1 ? 'One name' : `${names} names`;
  },
});

function namesIn(routes: readonly RouteState[]): number {
  return new Set(routes.filter(({ leads }) => leads !== 'itself').map(({ hostname }) => hostname)).size;
}

function wordsOf(route: RouteState, policy: Policy): string {
  const [service] = aroundTunnels({ routes: [route] }, policy);
  const verdict = routeWords(routeVerdict(route, policy), route);
  return service === undefined
    ? verdict
    : `${verdict} ${asSentence(`${whoIn(service.scope)} can also reach it directly`)}`;
}

function routeWords(verdict: RouteVerdict, { port, leads }: RouteState): string {
  const where = leads === 'elsewhere' ? 'to something else than this Mac' : `to port ${port}`;
  switch (verdict) {
    case 'retired-hostname':
      return `Leads ${where}, and should lead nowhere any more.`;
    case 'unknown-hostname':
      return `Leads ${where}, and the policy does not know the name.`;
    case 'another-target':
      return `Leads ${where}, and the policy wants another port.`;
    case 'leads-nowhere':
      return `Leads ${where}, where nobody listens.`;
    case 'expected':
      return `Leads ${where}, as it should.`;
    case 'no-origin':
      return 'Leads to nothing on this Mac.';
    default:
      return assertNever(verdict);
  }
}
