import { isLoopback } from '../parse/socket-address';
import { firewallVerdict } from './firewall-verdict';
import type { Listener } from './listener';
import { ownerOf, type OwnerSources } from './owner';
import { ownAddresses, type SocketReading } from './read-sockets';
import { rememberLast } from './remembered';
import { type Networks, networksOf, type Reach, reachOf } from './scope';
import type { ListeningSocket, SocketOwner } from './socket';
import type { Tunnel } from './tunnel';
import { hostnamesBy, localTargets } from './tunnel-hostnames';

/** What listeners are made of, beside the sockets. */
export interface ListenerSources extends OwnerSources {
  readonly tunnels: readonly Tunnel[];
}

const lastListeners = rememberLast<readonly Listener[]>();

/**
 * Makes a listener of every socket, and one for each program where several hold it: none of them may be judged by what is
 * known of another.
 */
export function readListeners(sockets: SocketReading, sources: ListenerSources): readonly Listener[] {
  const { containers, args, tunnels } = sources;
  return lastListeners([sockets, containers, args, tunnels], () => listenersIn(sockets, sources));
}

function listenersIn(sockets: SocketReading, sources: ListenerSources): readonly Listener[] {
  const { table, interfaces, firewall } = sockets;
  const networks = networksOf(interfaces);
  const hostnamesOf = hostnamesBy(sources.tunnels, localTargets(table.listening, ownAddresses(sockets)));
  const reaches = reachByPlace(networks);
  return table.listening.flatMap((socket) => {
    const hostnames = hostnamesOf(socket);
    const { loopback, reach } = reaches(socket);
    return byProgram(socket).map((one): Listener => {
      const [process] = one.owners;
      const owned = ownerOf(one, process, sources);
      const verdict = loopback ? onLoopback(firewall.state) : firewallVerdict(firewall, process);
      const { scope, notes } = reach(verdict);
      return {
        id: idOf(one, process),
        socket: one,
        owner: owned.owner,
        name: owned.name,
        scope,
        firewall: verdict,
        hostnames,
        notes: [...owned.notes, ...sharedNote(socket, one), ...notes],
      };
    });
  });
}

interface Place {
  readonly loopback: boolean;
  readonly reach: (verdict: Listener['firewall']) => Reach;
}

/** Hundreds of sockets share a handful of addresses, and looking at one costs more than all the rest. */
function reachByPlace(networks: Networks): (socket: ListeningSocket) => Place {
  const places = new Map<string, Place>();
  return (socket) => {
    const { family, local, seenBy } = socket;
    const key = JSON.stringify([family, local.address, local.zone, seenBy]);
    const known = places.get(key);
    if (known !== undefined) return known;
    const byVerdict = new Map<Listener['firewall'], Reach>();
    const reach: Place['reach'] = (verdict) => {
      const answer = byVerdict.get(verdict) ?? reachOf(socket, networks, verdict);
      byVerdict.set(verdict, answer);
      return answer;
    };
    const place = { loopback: isLoopback(local), reach };
    places.set(key, place);
    return place;
  };
}

/** The firewall lets every connection of this Mac to itself through. */
function onLoopback(state: SocketReading['firewall']['state']): Listener['firewall'] {
  return state.kind === 'read' && !state.value.on ? 'off' : 'allows';
}

/** The socket once for each program that holds it; processes of one program stay together. */
function byProgram(socket: ListeningSocket): readonly ListeningSocket[] {
  if (socket.owners.length < 2) return [socket];
  const programs = new Map<string, SocketOwner[]>();
  for (const owner of socket.owners) {
    const key = programOf(owner);
    programs.set(key, [...(programs.get(key) ?? []), owner]);
  }
  return [...programs.values()].map((owners) => ({ ...socket, owners }));
}

function programOf({ pid, name, path }: SocketOwner): string {
  return path ?? name ?? `process ${pid}`;
}

function sharedNote(whole: ListeningSocket, one: ListeningSocket): readonly string[] {
  const others = whole.owners
    .filter((owner) => !one.owners.includes(owner))
    .map((owner) => owner.name ?? `process ${owner.pid}`);
  return others.length === 0 ? [] : [`The same socket is also held by ${[...new Set(others)].join(', ')}.`];
}

/** The same while the socket stays as it is: process numbers are left out where the program has a name. */
function idOf({ protocol, family, local }: ListeningSocket, process: SocketOwner | undefined): string {
  const zone = local.zone === undefined ? '' : `%${local.zone}`;
  const program = process === undefined ? '' : programOf(process);
  return `${protocol} ${family} ${local.address}${zone} ${local.port} ${program}`;
}
