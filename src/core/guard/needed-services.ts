import type { Questions } from '../ask-in-rounds';
import { type Command, commandLine } from '../command';
import { firewallVerdict } from '../exposure/firewall-verdict';
import type { FirewallVerdict, Listener } from '../exposure/listener';
import { CONTAINER_QUESTION, containerQuestions, readContainers } from '../exposure/read-containers';
import { readListeners } from '../exposure/read-listeners';
import { FIREWALL_QUESTION, readSockets, SOCKET_QUESTIONS, type SocketReading } from '../exposure/read-sockets';
import { endpointWords } from '../exposure/sentence';
import { judgeable, verdictOf } from '../exposure/verdict';
import { NETSTAT_TCP, NETSTAT_UDP } from '../parse/netstat-sockets';
import { LIST_APPS } from '../parse/firewall-apps';
import { LSOF_CONNECTIONS } from '../parse/lsof';
import type { Policy, ServicePolicy } from '../policy';
import type { CommandResults } from '../task';
import { type Cut, cutsAny, type StepCuts } from './cut';
import type { Guard } from './guard';
import { afterPlan, withRule } from './planned-firewall';
import { unreadableGuard } from './unreadable';

/** The services that a policy wants others to reach: those a firewall can cut off. */
export function offeredServices(policy: Policy): readonly ServicePolicy[] {
  return policy.services.filter(({ scope, retired }) => scope !== 'this-mac' && retired === undefined);
}

/** Whether a step can cut off a service at all. */
export function cutsServices(step: StepCuts): boolean {
  return cutsAny(step, 'everything', 'unlisted', 'program');
}

/** Who listens, by which program or container, and what the firewall does with it. */
export const SERVICE_QUESTIONS: Questions = { ...SOCKET_QUESTIONS, ...FIREWALL_QUESTION, ...CONTAINER_QUESTION };

/** What follows from the sockets: the containers of each engine that holds one. */
export function furtherServiceQuestions(answers: CommandResults): Questions {
  return containerQuestions(readSockets(answers).table, answers);
}

/** What others reach of the services that the policy offers, and what was not read of it. */
export interface OfferedReading {
  readonly sockets: SocketReading;
  readonly reached: readonly { readonly service: ServicePolicy; readonly listeners: readonly Listener[] }[];
  /** Why a service that nobody was seen to offer may still be offered. */
  readonly hidden: { readonly reason: string; readonly seen?: string } | undefined;
}

export function readOffered(answers: CommandResults, policy: Policy): OfferedReading {
  const sockets = readSockets(answers);
  const engines = readContainers(sockets.table, answers);
  const listeners = readListeners(sockets, { ...engines, tunnels: [] });
  const reached = offeredServices(policy).map((service) => ({
    service,
    listeners: listeners.filter((one) => one.scope !== 'this-mac' && mayServe(one, service, policy)),
  }));
  const gap = sockets.gaps.find(({ hidesListeners }) => hidesListeners);
  const [row] = sockets.table.unread;
  const hidden =
    gap !== undefined
      ? { reason: gap.reason }
      : row !== undefined
        ? { reason: 'a row is not understood', seen: row.slice(0, 240) }
        : undefined;
  return { sockets, reached: reached.filter((one) => one.listeners.length > 0), hidden };
}

/** The very service, or somebody on its port whom nobody could name. */
function mayServe(listener: Listener, wanted: ServicePolicy, policy: Policy): boolean {
  const one = judgeable(listener);
  const { service, instead } = verdictOf(one, policy);
  if (service !== undefined) return service === wanted;
  const isUnnamed = one.holder.kind === 'unknown' || one.holder.kind === 'engine';
  return instead !== undefined && isUnnamed && one.port === wanted.port && one.protocol === wanted.protocol;
}

/** The step that is judged, and every step that is planned with it. */
export interface PlannedCuts {
  readonly step: StepCuts;
  readonly taskId: string;
  readonly all: readonly { readonly taskId: string; readonly after: unknown }[];
}

/** The services of the policy that a step cuts off from whom they are meant for, a guard for each. */
export function neededServiceGuards({ step, taskId, all }: PlannedCuts, offered: OfferedReading): readonly Guard[] {
  if (!cutsServices(step)) return [];
  const { sockets, reached, hidden } = offered;
  const danger = `${step.doing} can cut off a service that the policy wants to be reached`;
  const others = all.filter((one) => one.taskId !== taskId);
  const guards = reached.flatMap(({ service, listeners }): readonly Guard[] => {
    const effects = listeners.map((one) => effectOf(step.cuts, one, sockets, others));
    if (effects.includes('cut')) return [serviceGuard(step.doing, service, listeners)];
    if (!effects.includes('not-known')) return [];
    const what = `Whether the firewall lets ${service.name} in`;
    const reason = 'the program that holds its port, or its rule, is not known';
    return [unreadableGuard(LIST_APPS, what, { reason }, danger)];
  });
  if (hidden === undefined) return guards;
  return [...guards, unreadableGuard(NETSTAT_TCP, 'Which services others reach', hidden, danger)];
}

type Effect = 'none' | 'cut' | 'not-known';

function effectOf(
  cuts: readonly Cut[],
  { socket }: Listener,
  { firewall }: SocketReading,
  others: PlannedCuts['all'],
): Effect {
  if (cuts.some(({ kind }) => kind === 'everything')) return 'cut';
  const [owner] = socket.owners;
  const rule = cuts.find((one) => one.kind === 'program');
  if (rule === undefined) {
    const verdict = firewallVerdict(afterPlan(firewall, others, true), owner);
    if (verdict === 'blocks') return 'cut';
    return firewall.apps.kind === 'unreadable' ? 'not-known' : 'none';
  }
  const before = afterPlan(firewall, others, undefined);
  const seen = firewallVerdict(before, owner);
  const then = firewallVerdict(withRule(before, rule.path, rule.rule), owner);
  if (seen === then) return owner?.path === undefined && seen === 'not-known' ? 'not-known' : 'none';
  return letsIn(seen) && !letsIn(then) ? 'cut' : 'none';
}

/** What was not known to be stopped may have been let in. */
function letsIn(verdict: FirewallVerdict): boolean {
  return verdict === 'off' || verdict === 'allows';
}

const MEANT_FOR: Readonly<Record<Exclude<ServicePolicy['scope'], 'this-mac'>, string>> = {
  vpn: 'your VPN',
  lan: 'your network',
  everyone: 'everyone',
};

function serviceGuard(doing: string, { name, port, scope }: ServicePolicy, listeners: readonly Listener[]): Guard {
  const whom = scope === 'this-mac' ? 'this Mac' : MEANT_FOR[scope];
  return {
    kind: 'needed-service',
    consequence: `${name} (port ${port}) is meant for ${whom}, and is reached now. ${doing} cuts it off.`,
    evidence: listeners.map((one) => ({ line: commandLine(seenIn(one)), said: saidOf(one) })),
  };
}

function seenIn({ socket: { protocol, seenBy } }: Listener): Command {
  if (!seenBy.includes('netstat')) return LSOF_CONNECTIONS;
  return protocol === 'tcp' ? NETSTAT_TCP : NETSTAT_UDP;
}

function saidOf({ name, socket: { protocol, family, local } }: Listener): string {
  return `${protocol} ${family} ${endpointWords(local)}, held by ${name}`;
}
