import type { CodeAdvice } from '../config/code-advice';
import type { RouteVerdict } from './exposure-state';
import type { Fix } from './fix';
import type { AbsentService, JudgedExposure } from './judge';
import type { JudgedRoute } from './judge-routes';
import type { JudgedListener } from './judged-listener';
import type { FirewallVerdict, Listener, Scope } from './listener';
import type { Endpoint, Family, SocketOwner } from './socket';
import { type Holder, holderOf, type Verdict } from './verdict';

/** What `batten bindings --json` prints. */
export interface BindingsReport {
  readonly schema: 'batten.bindings/1';
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** The worst first. */
  readonly listeners: readonly ReportedListener[];
  readonly absent: readonly ReportedService[];
  readonly tunnels: readonly ReportedRoute[];
  readonly gaps: readonly ReportedGap[];
  readonly unread: readonly string[];
  readonly notes: readonly string[];
}

export interface ReportedListener {
  readonly title: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly sockets: readonly ReportedSocket[];
  readonly holder: Holder;
  readonly scope: Scope;
  readonly firewall: FirewallVerdict;
  readonly hostnames: readonly string[];
  readonly verdict: Verdict;
  /** Somebody else can reach what nobody wants them to. */
  readonly finding: boolean;
  readonly sentence: string;
  readonly wanted: string;
  /** The policy's name for it. */
  readonly service?: string;
  readonly notes: readonly string[];
  readonly fix?: ReportedFix;
}

export interface ReportedSocket {
  readonly family: Family;
  readonly local: Endpoint;
  readonly programs: readonly SocketOwner[];
  readonly seenBy: readonly ('netstat' | 'lsof')[];
}

export interface ReportedFix {
  readonly kind: Fix['kind'];
  /** For `batten plan`. */
  readonly taskId?: string;
  readonly steps?: readonly string[];
  readonly code?: CodeAdvice;
  readonly because?: string;
}

export interface ReportedService {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly reason: string;
  /** What is known of why it does not listen. */
  readonly because?: string;
}

export interface ReportedRoute {
  readonly hostname: string;
  readonly path?: string;
  /** As it is written, without credentials: `http://localhost:3100`. */
  readonly target: string;
  readonly service: string;
  readonly otherwise: string;
  readonly verdict: RouteVerdict;
  readonly finding: boolean;
  /** The tunnel's name or UUID; empty where it has none. */
  readonly tunnel: string;
  /** A file, or the running cloudflared. */
  readonly source: string;
  readonly running: 'yes' | 'no' | 'unknown';
}

export interface ReportedGap {
  readonly what: string;
  readonly reason: string;
  readonly hidesListeners: boolean;
}

/** What a judged exposure comes to: the exit code of `batten bindings` follows from it. */
export type ExposureOutcome = 'as-wanted' | 'findings' | 'not-known';

/**
 * A finding outweighs what is not known; without one, a gap or a row that was not understood leaves the whole open. A file
 * that could not be read only costs a way to close something, and a project of Compose only an explanation.
 */
export function outcomeOf({ rows, tunnels, gaps, unread }: JudgedExposure): ExposureOutcome {
  if (rows.some((row) => row.isFinding) || tunnels.some((route) => route.isFinding)) return 'findings';
  const isOpen = unread.length > 0 || gaps.some(({ source }) => source !== 'files' && source !== 'projects');
  return isOpen ? 'not-known' : 'as-wanted';
}

/** A judged exposure as the one object that scripts and reports read. */
export function exposureReport(judged: JudgedExposure, takenAt: number): BindingsReport {
  return {
    schema: 'batten.bindings/1',
    takenAt: new Date(takenAt).toISOString(),
    listeners: judged.rows.map(reportedListener),
    absent: judged.absent.map(reportedService),
    tunnels: tunnelsReport(judged),
    gaps: judged.gaps.map(({ what, reason, hidesListeners }) => ({ what, reason, hidesListeners })),
    unread: judged.unread,
    notes: judged.notes,
  };
}

/** The rules of every tunnel, as part of a report. */
export function tunnelsReport({ tunnels }: Pick<JudgedExposure, 'tunnels'>): readonly ReportedRoute[] {
  return tunnels.map(reportedRoute);
}

function reportedListener(row: JudgedListener): ReportedListener {
  const { listener, listeners, title, verdict, isFinding, sentence, wanted, service, notes, fix } = row;
  const { socket, owner, scope, firewall, hostnames } = listener;
  return {
    title,
    protocol: socket.protocol,
    port: socket.local.port,
    sockets: listeners.map(reportedSocket),
    holder: holderOf(owner),
    scope,
    firewall,
    hostnames,
    verdict,
    finding: isFinding,
    sentence,
    wanted,
    ...(service === undefined ? {} : { service: service.name }),
    notes,
    ...(fix === undefined ? {} : { fix: reportedFix(fix) }),
  };
}

function reportedSocket({ socket }: Listener): ReportedSocket {
  const { family, local, owners, seenBy } = socket;
  return { family, local, programs: owners, seenBy };
}

function reportedFix(fix: Fix): ReportedFix {
  switch (fix.kind) {
    case 'part':
      return { kind: fix.kind, taskId: fix.id };
    case 'task':
    case 'advice':
    case 'none':
      return fix;
  }
}

function reportedService({ name, protocol, port, reason, because }: AbsentService): ReportedService {
  return { name, protocol, port, reason, ...(because === undefined ? {} : { because }) };
}

function reportedRoute({ route, tunnel, service, otherwise, verdict, isFinding }: JudgedRoute): ReportedRoute {
  return {
    hostname: route.hostname,
    ...(route.path === undefined ? {} : { path: route.path }),
    target: route.service,
    service,
    otherwise,
    verdict,
    finding: isFinding,
    tunnel: tunnel.name,
    source: tunnel.source.kind === 'file' ? tunnel.source.path : 'the running cloudflared',
    running: tunnel.running,
  };
}
