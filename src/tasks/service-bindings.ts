import { servicesStateOf } from '../core/exposure/exposure-reading';
import {
  fixesOf,
  type ReachableService,
  recogniseServices,
  type ServicesState,
  unwantedServices,
} from '../core/exposure/exposure-state';
import { SOCKET_QUESTIONS } from '../core/exposure/read-sockets';
import { asSentence, titleWith, whoIn } from '../core/exposure/sentence';
import { references } from '../core/references';
import { mapParsed } from '../core/result';
import { ALWAYS, defineTask } from '../core/task';
import { furtherForTask, notesOf, reachNotes, readForTask } from './families/exposure-reading';

export const serviceBindings = defineTask<ServicesState, keyof typeof SOCKET_QUESTIONS>({
  id: 'service-bindings',
  area: 'Exposure',
  title: 'Limit services to whom they are meant for',
  name: 'Service bindings',
  scope: 'computer',
  risk: 'interrupts',
  severity: 'exposed',
  explain: {
    what: 'Compares every service that listens on this Mac, in a container or not, with what the policy wants: who may reach it directly.',
    why: 'A service that listens on every address is open to every device on every network this Mac joins, whether or not anybody meant it to be.',
    cost: 'Other devices can no longer connect directly to a service that is closed. Programs on this Mac, and tunnels that lead to it, still reach it.',
    differs:
      'The guide lets services behind a tunnel listen on every address. A tunnel needs only this Mac, and whoever connects directly goes around what guards the tunnel, so Batten does not.',
  },
  exposes: 'Other devices can reach services that are not meant for them.',
  // No benchmark has a recommendation of this kind; the controls are those that the guide names.
  references: references({
    nist: 'SC-7 AC-4 CM-7',
    safeguards: '4.8',
    iso: { controls: 'A.8.20 A.8.22', via: 'SC-7 and AC-4' },
  }),
  byHand: {
    steps: [
      'Open Exposure: it says for each service who reaches it, and which line to change.',
      "Node: app.listen(3030, '127.0.0.1') in place of app.listen(3030).",
      'Docker Compose: "127.0.0.1:8065:8065" in place of "8065:8065".',
      'Start the service again.',
      'A service that is meant for other devices: mark it as expected.',
    ],
    undoSteps: ['Write back the address that each service listened on before.', 'Start the service again.'],
  },
  applies: ALWAYS,
  probe: () => SOCKET_QUESTIONS,
  further: furtherForTask,
  read: (results, mac) =>
    mapParsed(readForTask(results, mac, []), (exposure) => ({
      state: servicesStateOf(exposure),
      notes: [...reachNotes(exposure), ...notesOf(exposure)],
    })),
  recognise: recogniseServices,
  isWanted: (state, policy) => unwantedServices(state, policy).length === 0,
  target: (before, policy) => {
    const unwanted = unwantedServices(before, policy);
    return { reachable: before.reachable.filter((service) => !unwanted.includes(service)) };
  },
  change: () => ({ kind: 'by-hand' }),
  parts: (state, policy) => fixesOf(unwantedServices(state, policy), state.reachable, policy),
  entries: (state, policy) => {
    const unwanted = unwantedServices(state, policy);
    return state.reachable.map((service) => ({
      name: title(service),
      words: asSentence(`${whoIn(service.scope)} can reach it`),
      wanted: !unwanted.includes(service),
      parts: service.fix === undefined ? [] : [service.fix],
    }));
  },
  sentence({ reachable }) {
    if (reachable.length === 0) return 'Other devices can reach no service but parts of macOS';
    const [first] = reachable;
    if (reachable.length === 1 && first !== undefined) return `Other devices can reach ${title(first)}`;
    return `Other devices can reach ${reachable.length} services`;
  },
  words: ({ reachable }) => (reachable.length === 0 ? 'None reachable' : `${reachable.length} reachable`),
});

function title({ name, protocol, port }: ReachableService): string {
  return titleWith(name, protocol, port);
}
