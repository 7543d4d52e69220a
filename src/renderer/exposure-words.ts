import type { Scope } from '../core/exposure/listener';
import type { ExposureRow, RowLevel, TunnelRow } from '../shared/exposure-views';
import type { ListenerMark } from '../shared/policy-views';
import type { ExposureGroup } from './exposure-select';
import { count } from './words';

export const EXPOSURE_GROUP: Readonly<Record<ExposureGroup, string>> = {
  unwanted: 'Reachable and not as wanted',
  unknown: 'Who can reach them is not known',
  'as-wanted': 'As wanted',
  'this-mac': 'This Mac only',
  macos: 'Part of macOS',
  'not-counted': 'Not counted',
  absent: 'Expected, not listening',
  unread: 'Could not be read',
};

/** What a glyph of a row means, for those who do not see it. */
export const LEVEL: Readonly<Record<RowLevel, string>> = {
  exposed: 'Not as wanted, exposed',
  attention: 'Not as wanted',
  fine: 'Nothing to do',
  unknown: 'Not known',
};

const SCOPE: Readonly<Record<Scope, string>> = {
  'this-mac': 'Only this Mac',
  'this-link': 'The same cable or Wi-Fi',
  vpn: 'Your Tailscale network',
  lan: 'Your network',
  everyone: 'Everyone',
};

/** From where a service can be reached, in a word or two. */
export function nowWords({ level, scope }: ExposureRow): string {
  return level === 'unknown' ? 'Not known' : SCOPE[scope];
}

export const EXPOSURE_TEXT = {
  services: 'Services',
  tunnels: 'Tunnels',
  parts: 'What is shown',
  withCount: (name: string, number: number): string => `${name} ${number}`,
  checks: 'Checks of this area',
  search: 'Search name, owner or port',
  clearSearch: 'Clear the search',
  found: (shown: number, all: number): string => `${shown} of ${all}`,
  notFound: 'Nothing here matches the search',
  notFoundBody: 'It looks in names, owners, addresses and ways.',
  reading: 'Reading what can be reached',
  notRead: 'What can be reached could not be read',
  notReadBody: 'Nothing was changed. Check again to read it anew.',
  empty: 'Nothing listens on this Mac',
  emptyBody: 'No service waits for connections, so there is nothing to reach.',
  emptyWithGaps: 'No service was found',
  emptyWithGapsBody: 'Not everything could be read, so this does not say that there is none.',
  missing: (number: number): string => `${count(number, 'thing')} could not be read, so something may be missing here`,
  old: 'This is too old to be called current. Check again to see what stands now.',
  head: (name: string, number: number): string => `${name}, ${number}`,
  boundTo: 'Bound to',
  ways: 'Ways to it',
  noWays: 'None from outside',
  owner: 'Held by',
  firewall: 'Firewall',
  whatToDo: 'What to do',
  notes: 'Notes',
  closeable: 'Batten can let it listen on this Mac only. You see every line before anything changes.',
  byTask: 'Batten has a check of its own for this.',
  showTask: (name: string): string => `Show ${name}`,
  theCheck: 'the check',
  close: 'Close to this Mac…',
  expect: 'Mark as expected…',
  restrict: 'Should be local only…',
  showLog: 'Show log',
  closeSome: (number: number): string => `Close ${count(number, 'service')}…`,
  selectAll: 'Select all that Batten can close',
  reason: 'Reason',
  written: 'Written to the policy. Everything was judged anew.',
  unreadLines: (number: number): string =>
    `${count(number, 'line')} of the system’s tools ${number === 1 ? 'was' : 'were'} not understood`,
  notListening: (name: string, port: number): string => `${name} ${port} does not listen`,
  bad: 'Bad: listens on every address',
  good: 'Good: this Mac only',
  better: 'Better: this Mac only, unless told otherwise',
  copyCode: (which: string): string => `Copy: ${which}`,
  adviceIn: (framework: string): string => `In ${framework}`,
} as const;

/** What the person says of a service, and what that does. */
export const MARK: Readonly<
  Record<
    ListenerMark['as'],
    { readonly question: (title: string) => string; readonly meaning: string; readonly confirm: string }
  >
> = {
  expected: {
    question: (title) => `Why is ${title} as it should be?`,
    meaning:
      'Written to the policy with your reason. From then on it counts as wanted; nothing else changes on this Mac.',
    confirm: 'Mark as expected',
  },
  'this-mac': {
    question: (title) => `Why should only this Mac reach ${title}?`,
    meaning: 'Written to the policy with your reason. Until it listens on this Mac only, it counts as not as wanted.',
    confirm: 'Write to the policy',
  },
};

export const RUNNING: Readonly<Record<TunnelRow['running'], string>> = {
  yes: 'Running',
  no: 'Not running',
  unknown: 'Not known',
};

export const TUNNEL_TEXT = {
  table: 'Tunnels to this Mac',
  hostname: 'Public name',
  target: 'Leads to',
  service: 'Service',
  otherwise: 'Reachable otherwise?',
  running: 'Tunnel',
  from: (source: string): string => `From ${source}`,
  show: (service: string): string => `Show ${service}`,
  empty: 'No tunnel leads to this Mac',
  emptyBody: 'Neither a configuration of cloudflared nor a running one was found.',
  emptyWithGaps: 'No tunnel was found',
  emptyWithGapsBody: 'Not everything could be read, so this does not say that there is none.',
  account: 'The account at Cloudflare',
  accountBody:
    'Everything else on this screen is read on this Mac. This question is not: it contacts Cloudflare, with the certificate of cloudflared, and lists the tunnels of your account.',
  ask: 'Ask Cloudflare…',
  asking: 'Asking Cloudflare',
  notAnswered: 'Cloudflare gave no list',
  noTunnels: 'The account has no tunnels.',
  name: 'Name',
  id: 'Id',
  created: 'Created',
  connections: 'Connections',
} as const;
