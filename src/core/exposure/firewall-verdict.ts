import type { FirewallApps, FirewallRule } from '../parse/firewall-apps';
import type { GlobalState } from '../parse/socketfilterfw';
import type { Parsed } from '../result';
import type { FirewallVerdict } from './listener';
import type { SocketOwner } from './socket';

/** What the application firewall said of itself: its state, whether it blocks everything, and its list of programs. */
export interface FirewallReading {
  readonly state: Parsed<GlobalState>;
  readonly blockAll: Parsed<boolean>;
  readonly apps: Parsed<FirewallApps>;
}

/** Programs that block-all leaves alone: DHCP, Bonjour and IPsec (osquery's table of states, Apple's support pages). */
const ESSENTIAL = ['/usr/libexec/configd', '/usr/sbin/mDNSResponder', '/usr/sbin/racoon'];

/**
 * What the firewall does with connections to a program.
 *
 * Only a certainty narrows: `blocks` needs block-all, or a block rule for the very path of the program or for the app
 * bundle it is in, from a list that was read to its end. A rule that only bears the program's name proves nothing, and
 * one for a bundle around the program's own bundle may belong to another signature. Nothing is resolved: Homebrew's links
 * and the files they lead to are two paths.
 */
export function firewallVerdict(firewall: FirewallReading, owner: SocketOwner | undefined): FirewallVerdict {
  const { state, apps } = firewall;
  if (state.kind === 'unreadable') return 'not-known';
  if (!state.value.on) return 'off';
  const blocking = blocksAll(state.value, firewall.blockAll);
  if (blocking === undefined) return 'not-known';
  const path = owner?.path;
  if (blocking) {
    if (path === undefined) return 'not-known';
    return ESSENTIAL.includes(path) ? 'allows' : 'blocks';
  }
  // The rules for what launchd starts belong to those programs, and which it starts is not visible here.
  if (apps.kind === 'unreadable' || owner === undefined || owner.pid === 1) return 'not-known';
  return byRules(apps.value, owner);
}

/** Both answers together; undefined where they contradict each other or the second is needed and not there. */
function blocksAll({ blockingAll }: GlobalState, blockAll: Parsed<boolean>): boolean | undefined {
  if (blockAll.kind === 'unreadable') return blockingAll ? true : undefined;
  return blockingAll && !blockAll.value ? undefined : blockAll.value;
}

function byRules({ rules, complete }: FirewallApps, { name, path }: SocketOwner): FirewallVerdict {
  if (path === undefined) return 'not-known';
  const exact = rules.filter((rule) => rule.by === 'path' && covers(rule.subject, path));
  const verdicts = new Set(exact.map(({ rule }) => rule));
  if (verdicts.size > 1) return 'not-known';
  if (verdicts.has('allow')) return 'allows';
  if (verdicts.has('block')) return complete ? 'blocks' : 'not-known';
  const perhaps = rules.filter((rule) => mayConcern(rule, path, name));
  if (perhaps.length > 0) return perhaps.every(({ rule }) => rule === 'allow') ? 'allows' : 'not-known';
  return complete ? 'asks' : 'not-known';
}

/** A rule for the program itself, or for the bundle whose program it is. */
function covers(subject: string, path: string): boolean {
  if (subject === path) return true;
  const inside = subject.endsWith('.app') && path.startsWith(`${subject}/`) ? path.slice(subject.length) : undefined;
  return inside !== undefined && !inside.includes('.app/');
}

/** A rule that may be meant for the program: the same name elsewhere, a name alone, or an app around its own app. */
function mayConcern({ by, subject }: FirewallRule, path: string, name: string | undefined): boolean {
  if (by === 'path' && subject.endsWith('.app') && path.startsWith(`${subject}/`)) return true;
  const names = namesOf(path, name);
  return names.includes(withoutApp(by === 'path' ? (subject.split('/').at(-1) ?? subject) : subject));
}

/** What the list may call a program: its own name, or that of a bundle it is in. */
function namesOf(path: string, name: string | undefined): readonly string[] {
  const parts = path.split('/');
  const bundles = parts.filter((part) => part.endsWith('.app')).map(withoutApp);
  return [parts.at(-1) ?? path, ...(name === undefined ? [] : [name]), ...bundles];
}

function withoutApp(name: string): string {
  return name.endsWith('.app') ? name.slice(0, -'.app'.length) : name;
}
