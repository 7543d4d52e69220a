import type { Policy, ServicePolicy, WantedScope } from '../policy';
import { assertNever } from '../result';
import { type Listener, type ListenerOwner, type Scope, SCOPES } from './listener';
import { switchOf } from './known-listeners';

/** Who holds a port, as far as a policy can speak of it. Plain JSON: it is part of a task's state. */
export type Holder =
  | { readonly kind: 'program'; readonly name: string }
  /** `service` is empty for a container that Compose did not make. */
  | { readonly kind: 'container'; readonly name: string; readonly service: string }
  | { readonly kind: 'engine'; readonly name: string }
  | { readonly kind: 'macos'; readonly name: string }
  | { readonly kind: 'unknown' };

/** What a verdict rests on. */
export interface Judgeable {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly scope: Scope;
  readonly holder: Holder;
  /** Names under which a tunnel leads to it. */
  readonly hostnames: readonly string[];
}

/** How a listener compares with what is wanted. */
export const VERDICTS = [
  /** Reachable, and nobody expected it. */
  'unexpected',
  /** Expected, but not from so far away. */
  'wider',
  /** A tunnel leads to it, and it can be reached without going through the tunnel. */
  'around-the-tunnel',
  /** The policy says that it should no longer run. */
  'retired',
  /** Part of macOS, with a task of its own or without a switch. */
  'macos',
  /** A UDP socket on a port that the system gives out for a while: the near end of a program's own conversation. */
  'passing',
  'as-wanted',
  /** Nobody expected it, and nobody else reaches it. */
  'only-this-mac',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A verdict, with the part of the policy that speaks of it. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly service?: ServicePolicy;
  /** The policy expects another holder on this port. */
  readonly instead?: ServicePolicy;
}

/** Compares one listener with the policy; pure, and from plain data, so that a task's state can be judged again. */
export function verdictOf(one: Judgeable, policy: Policy): Judgement {
  const onPort = policy.services.filter(({ protocol, port }) => protocol === one.protocol && port === one.port);
  const isNamed = one.holder.kind !== 'unknown' && one.holder.kind !== 'engine';
  // A holder that nobody named may be the one of whom the policy speaks in particular.
  const fitting = isNamed || !onPort.some(namesHolder) ? onPort.filter((other) => isHeldBy(other, one.holder)) : [];
  const [service] = fitting.sort(strictestFirst);
  if (service === undefined) {
    const [instead] = onPort;
    return { verdict: unasked(one), ...(instead === undefined ? {} : { instead }) };
  }
  if (isExempt(one) && !isAsWanted(one, service)) return { verdict: unasked(one), service };
  if (service.retired !== undefined) return { verdict: 'retired', service };
  if (isWithin(one.scope, service.scope)) return { verdict: 'as-wanted', service };
  return { verdict: one.hostnames.length > 0 ? 'around-the-tunnel' : 'wider', service };
}

/** Whether somebody else can reach what nobody wants them to. */
export function isFinding(verdict: Verdict, scope: Scope): boolean {
  if (scope === 'this-mac') return false;
  switch (verdict) {
    case 'unexpected':
    case 'wider':
    case 'around-the-tunnel':
    case 'retired':
      return true;
    case 'macos':
    case 'passing':
    case 'as-wanted':
    case 'only-this-mac':
      return false;
    default:
      return assertNever(verdict);
  }
}

/** Whether a scope lies inside a wanted one. Devices on the same cable are not part of a VPN. */
export function isWithin(scope: Scope, wanted: WantedScope): boolean {
  if (wanted === 'vpn') return scope === 'this-mac' || scope === 'vpn';
  return SCOPES.indexOf(scope) <= SCOPES.indexOf(wanted);
}

/** The listener as a verdict sees it. */
export function judgeable({ socket, scope, owner, hostnames }: Listener): Judgeable {
  return { protocol: socket.protocol, port: socket.local.port, scope, holder: holderOf(owner), hostnames };
}

export function holderOf(owner: ListenerOwner): Holder {
  switch (owner.kind) {
    case 'macos':
      return { kind: 'macos', name: owner.service };
    case 'container':
      return { kind: 'container', name: owner.container.name, service: owner.container.compose?.service ?? '' };
    case 'engine':
      return { kind: 'engine', name: owner.engine };
    case 'program':
      return { kind: 'program', name: owner.name };
    case 'unknown':
      return { kind: 'unknown' };
    default:
      return assertNever(owner);
  }
}

/** Nothing in the policy speaks of it. */
function unasked(one: Judgeable): Verdict {
  if (one.scope === 'this-mac') return 'only-this-mac';
  if (isSettledByMacos(one.holder)) return 'macos';
  if (isPassing(one)) return 'passing';
  return one.hostnames.length > 0 ? 'around-the-tunnel' : 'unexpected';
}

/** Whether no policy makes a finding of it: another task is about it, or nobody can do anything. */
export function isExempt(one: Judgeable): boolean {
  return isSettledByMacos(one.holder) || isPassing(one);
}

/** A part of macOS that has its own task, or that nobody can turn off; the others are findings like any program. */
function isSettledByMacos(holder: Holder): boolean {
  return holder.kind === 'macos' && switchOf(holder.name).kind !== 'steps';
}

/** The first port that macOS gives to sockets that ask for any (net.inet.ip.portrange.first). */
const FIRST_PASSING_PORT = 49_152;

/** UDP has no listening state, so the near end of a conversation looks like a server; servers on high ports are named here. */
const UDP_SERVERS = /^(?:wireguard|openvpn|tailscaled$|IPNExtension$|mosh-server$|zerotier|nebula$|slirp|gvproxy$)/;

/** Only for a program that is known: a socket of nobody's is never taken for harmless. */
function isPassing({ protocol, port, holder }: Judgeable): boolean {
  return (
    protocol === 'udp' && port >= FIRST_PASSING_PORT && holder.kind === 'program' && !UDP_SERVERS.test(holder.name)
  );
}

function isAsWanted(one: Judgeable, service: ServicePolicy): boolean {
  return service.retired === undefined && isWithin(one.scope, service.scope);
}

/** Where two entries of the policy speak of one port, the one that allows less counts. */
function strictestFirst(a: ServicePolicy, b: ServicePolicy): number {
  const rank = ({ retired, scope }: ServicePolicy): number => (retired === undefined ? SCOPES.indexOf(scope) : -1);
  return rank(a) - rank(b);
}

function namesHolder({ process, container }: ServicePolicy): boolean {
  return process !== undefined || container !== undefined;
}

/** Whether the holder is the one that the policy names; a policy that names none takes any. */
function isHeldBy({ process, container }: ServicePolicy, holder: Holder): boolean {
  if (container !== undefined) {
    return holder.kind === 'container' && (holder.name === container || holder.service === container);
  }
  return process === undefined || (holder.kind === 'program' && isProgram(holder.name, process));
}

/** Node's versions go by several names: `node22`, `node@22`, `nodejs`. */
function isProgram(name: string, wanted: string): boolean {
  return name === wanted || (wanted === 'node' && /^node(?:js)?(?:[@-]?v?\d{1,3}(?:\.\d{1,3}){0,2})?$/.test(name));
}
