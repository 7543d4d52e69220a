import type { Policy, ServicePolicy } from '../policy';
import { assertNever } from '../result';
import { fixFor } from './fix';
import { judgeRoutes, type JudgedRoute } from './judge-routes';
import type { JudgedListener } from './judged-listener';
import { type Listener, SCOPES } from './listener';
import type { ReadExposure } from './read-exposure';
import type { SourceGap } from './source-gap';
import { asSentence, namesWords, reachSentence, titleOf, titleWith, wantedWords } from './sentence';
import { isFinding, judgeable, type Judgement, VERDICTS, verdictOf } from './verdict';
import { whyAbsent } from './why-absent';

/** Who can reach what on this Mac, compared with what is wanted. */
export interface JudgedExposure {
  /** The worst first. */
  readonly rows: readonly JudgedListener[];
  /** Services that the policy expects and that do not listen; retired ones are left out. */
  readonly absent: readonly AbsentService[];
  readonly tunnels: readonly JudgedRoute[];
  readonly gaps: readonly SourceGap[];
  /** Rows of the system's tools that were not understood. */
  readonly unread: readonly string[];
  /** Where what runs differs from what is configured: sentences. */
  readonly notes: readonly string[];
}

/** A service that is expected and does not listen. */
export interface AbsentService extends ServicePolicy {
  /** What is known of why: sentences. */
  readonly because?: string;
}

/**
 * Judges an exposure under a policy. Pure; every socket is in exactly one row.
 *
 * What is not known never makes a verdict milder: a holder that nobody named is not the one that the policy expects.
 */
export function judgeExposure(exposure: ReadExposure, policy: Policy): JudgedExposure {
  const rows = rowsOf(exposure, policy);
  return {
    rows,
    absent: policy.services
      .filter((service) => service.retired === undefined && !rows.some((row) => row.service === service))
      .map((service) => absentService(service, exposure)),
    tunnels: judgeRoutes(exposure, rows, policy),
    gaps: exposure.gaps,
    unread: exposure.unread,
    notes: exposure.notes,
  };
}

function absentService(service: ServicePolicy, { projects }: ReadExposure): AbsentService {
  const because = whyAbsent(service, projects);
  return { ...service, ...(because === undefined ? {} : { because }) };
}

interface Judged extends Judgement {
  readonly listener: Listener;
}

function rowsOf(exposure: ReadExposure, policy: Policy): readonly JudgedListener[] {
  const groups = new Map<string, Judged[]>();
  for (const listener of exposure.listeners) {
    const judged = { listener, ...verdictOf(judgeable(listener), policy) };
    const { protocol, port, holder } = judgeable(listener);
    // Nobody's sockets are not known to be one service.
    const whose = holder.kind === 'unknown' ? [listener.id] : [holder, listener.name];
    const key = JSON.stringify([protocol, port, whose, judged.verdict, isFinding(judged.verdict, listener.scope)]);
    groups.set(key, [...(groups.get(key) ?? []), judged]);
  }
  return [...groups.values()].map((group) => rowOf(group, exposure)).sort(worstFirst);
}

function rowOf(group: readonly Judged[], exposure: ReadExposure): JudgedListener {
  const [first, ...rest] = group.toSorted((a, b) => rankOf(b.listener) - rankOf(a.listener));
  if (first === undefined) throw new Error('a row without a socket');
  const { verdict, service, instead } = first;
  const all = [first, ...rest].map((one) => one.listener);
  const listener: Listener = {
    ...first.listener,
    hostnames: distinct(all.flatMap(({ hostnames }) => hostnames)).sort(),
    notes: distinct(all.flatMap(({ notes }) => notes)),
  };
  const { name, socket, scope, hostnames, notes } = listener;
  const fix = fixFor(listener, verdict, exposure.configs);
  return {
    id: listener.id,
    listener,
    listeners: all,
    verdict,
    isFinding: isFinding(verdict, scope),
    title: service === undefined ? titleOf(listener) : titleWith(service.name, socket.protocol, socket.local.port),
    sentence: reachSentence(listener),
    wanted: wantedOf(first),
    ...(service === undefined ? {} : { service }),
    notes: [
      ...(service === undefined || service.name === name ? [] : [`It is held by ${name}.`]),
      ...(instead === undefined ? [] : [insteadNote(instead, name)]),
      ...(verdict === 'around-the-tunnel' ? [aroundNote(hostnames)] : []),
      ...notes,
    ],
    ...(fix === undefined ? {} : { fix }),
  };
}

function wantedOf({ verdict, service, listener }: Judged): string {
  if (service?.retired !== undefined) return `Nothing: retired since ${service.retired}`;
  if (service !== undefined) return wantedWords(service.scope, service.tunnel);
  switch (verdict) {
    case 'macos':
      return 'The policy does not speak of it: it is part of macOS';
    case 'passing':
      return 'The policy does not speak of it: the port is only lent';
    case 'only-this-mac':
      return 'The policy does not speak of it';
    case 'around-the-tunnel':
      return `Only this Mac: a tunnel leads to it, as ${namesWords(listener.hostnames)}`;
    case 'unexpected':
    case 'wider':
    case 'retired':
    case 'as-wanted':
      return 'Nobody expected it';
    default:
      return assertNever(verdict);
  }
}

function insteadNote({ name, port, process, container }: ServicePolicy, holder: string): string {
  const expected = container ?? process;
  return `The policy expects ${name} on port ${port}${expected === undefined ? '' : `, held by ${expected}`}. It is held by ${holder}.`;
}

function aroundNote(hostnames: readonly string[]): string {
  return asSentence(
    `whoever connects directly does not pass ${namesWords(hostnames)} and what guards it; cloudflared runs on this Mac and needs only 127.0.0.1`,
  );
}

function rankOf({ scope }: Listener): number {
  return SCOPES.indexOf(scope);
}

function worstFirst(a: JudgedListener, b: JudgedListener): number {
  return (
    Number(b.isFinding) - Number(a.isFinding) ||
    (a.isFinding ? rankOf(b.listener) - rankOf(a.listener) : 0) ||
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    a.listener.socket.local.port - b.listener.socket.local.port ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
