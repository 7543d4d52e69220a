import type { Command } from '../command';
import { type Interfaces, IFCONFIG, parseIfconfig } from '../parse/ifconfig';
import { LIST_APPS, parseFirewallApps } from '../parse/firewall-apps';
import { LSOF_CONNECTIONS, parseLsof } from '../parse/lsof';
import { NETSTAT_TCP, NETSTAT_UDP, parseNetstatSockets } from '../parse/netstat-sockets';
import { parsePs, type ProcessList, PS_ALL } from '../parse/ps';
import { GET_BLOCK_ALL, GET_GLOBAL_STATE, parseBlockAll, parseGlobalState } from '../parse/socketfilterfw';
import type { Parsed } from '../result';
import type { CommandResults } from '../task';
import type { FirewallReading } from './firewall-verdict';
import { joinSockets } from './join-sockets';
import { rememberLast } from './remembered';
import type { SocketTable } from './socket';
import { gapAbout, hidingGap, type SourceGap } from './source-gap';

/** What is always asked: sockets by two tools, the names of programs, the network, and whether the firewall is on. */
export const SOCKET_QUESTIONS = {
  netstatTcp: NETSTAT_TCP,
  netstatUdp: NETSTAT_UDP,
  lsof: LSOF_CONNECTIONS,
  processes: PS_ALL,
  interfaces: IFCONFIG,
  firewallState: GET_GLOBAL_STATE,
  firewallBlockAll: GET_BLOCK_ALL,
} as const satisfies Readonly<Record<string, Command>>;

/** The firewall's list of programs: without it a program is not known to be stopped, which is never milder. */
export const FIREWALL_QUESTION = { firewallApps: LIST_APPS } as const;

/** The sockets of this Mac and what decides who can reach them. */
export interface SocketReading {
  readonly table: SocketTable;
  readonly processes: Parsed<ProcessList>;
  readonly interfaces: Parsed<Interfaces>;
  readonly firewall: FirewallReading;
  readonly gaps: readonly SourceGap[];
  /** Rows that were not understood, of the other tools than the socket tools: those are in the table. */
  readonly unread: readonly string[];
}

/** The addresses of this Mac; none where they could not be read. */
export function ownAddresses({ interfaces }: Pick<SocketReading, 'interfaces'>): readonly string[] {
  if (interfaces.kind === 'unreadable') return [];
  return interfaces.value.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address));
}

const lastSockets = rememberLast<SocketReading>();

/** Reads every answer that is there; each that is missing is a gap. Never throws. */
export function readSockets(results: CommandResults): SocketReading {
  const answers = [...Object.keys(SOCKET_QUESTIONS), ...Object.keys(FIREWALL_QUESTION)].map((key) => results[key]);
  return lastSockets(answers, () => socketsIn(results));
}

function socketsIn(results: CommandResults): SocketReading {
  const tcp = parseNetstatSockets(NETSTAT_TCP, results['netstatTcp']);
  const udp = parseNetstatSockets(NETSTAT_UDP, results['netstatUdp']);
  const lsof = parseLsof(LSOF_CONNECTIONS, results['lsof']);
  const processes = parsePs(results['processes']);
  const interfaces = parseIfconfig(results['interfaces']);
  const firewall: FirewallReading = {
    state: parseGlobalState(results['firewallState']),
    blockAll: parseBlockAll(results['firewallBlockAll']),
    apps: parseFirewallApps(results['firewallApps']),
  };
  const table = joinSockets({
    netstat: [tcp, udp].flatMap((one) => (one.kind === 'read' ? [one.value] : [])),
    lsof: lsof.kind === 'read' ? [lsof.value] : [],
    ...(processes.kind === 'read' ? { ps: processes.value.processes } : {}),
  });
  const netstatFails = tcp.kind === 'unreadable' || udp.kind === 'unreadable';
  return {
    table,
    processes,
    interfaces,
    firewall,
    gaps: [
      ...(tcp.kind === 'unreadable' ? [hidingGap('sockets', 'TCP sockets of other users', tcp.reason)] : []),
      ...(udp.kind === 'unreadable' ? [hidingGap('sockets', 'UDP sockets of other users', udp.reason)] : []),
      ...(lsof.kind === 'unreadable' ? [lsofGap(lsof.reason, netstatFails)] : []),
      ...processGaps(processes),
      ...interfaceGaps(interfaces),
      ...firewallGaps(firewall),
    ],
    unread: [
      ...(processes.kind === 'read' ? processes.value.unread : []),
      ...(interfaces.kind === 'read' ? interfaces.value.unread : []),
      ...(firewall.apps.kind === 'read' ? firewall.apps.value.unread : []),
    ],
  };
}

function lsofGap(reason: string, netstatFails: boolean): SourceGap {
  return netstatFails
    ? hidingGap('sockets', 'Your own sockets', reason)
    : gapAbout('sockets', 'Whole names and addresses of your own sockets', reason);
}

function processGaps(processes: Parsed<ProcessList>): readonly SourceGap[] {
  if (processes.kind === 'unreadable') return [gapAbout('programs', 'Names of programs', processes.reason)];
  return processes.value.complete
    ? []
    : [
        gapAbout(
          'some-programs',
          'Names of some programs',
          'ps did not list every process in a way that is understood',
        ),
      ];
}

function interfaceGaps(interfaces: Parsed<Interfaces>): readonly SourceGap[] {
  if (interfaces.kind === 'unreadable') return [gapAbout('network', 'Networks of this Mac', interfaces.reason)];
  return interfaces.value.unread.length === 0
    ? []
    : [gapAbout('network', 'Some addresses of this Mac', 'ifconfig printed lines that are not understood')];
}

/** The list of programs matters only while the firewall is on and does not block everything. */
function firewallGaps({ state, blockAll, apps }: FirewallReading): readonly SourceGap[] {
  if (state.kind === 'unreadable') return [gapAbout('firewall', 'Whether the firewall is on', state.reason)];
  if (!state.value.on) return [];
  const block = blockAll.kind === 'unreadable' && !state.value.blockingAll;
  if (block) return [gapAbout('firewall', 'Whether the firewall blocks everything', blockAll.reason)];
  if (apps.kind === 'unreadable') return [gapAbout('firewall-rules', 'The firewall’s list of programs', apps.reason)];
  return apps.value.complete
    ? []
    : [
        gapAbout(
          'firewall-rules',
          'Part of the firewall’s list of programs',
          'socketfilterfw printed lines that are not understood',
        ),
      ];
}
