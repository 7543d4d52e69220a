import { excerpt } from '../result';
import type { FirewallEra } from './log-commands';
import type { StreamEnd } from './line-source';

/** What the firewall's log does not tell, as sentences for a person. Nothing can be read from what is not written down. */
export const NOT_TOLD: Readonly<Record<FirewallEra, string>> = {
  'to-14':
    'macOS 14 and earlier write firewall events only while firewall logging is on, and hide addresses and names unless a profile for private data is installed.',
  'from-15':
    'Since macOS 15 the firewall writes down which program a connection was for, and not where the connection came from.',
};

/** `not-permitted`: every other call would be refused just the same. */
export interface NoLogs {
  readonly cause: 'not-permitted' | 'other';
  /** A sentence: what is, and what to do where there is something to do. */
  readonly reason: string;
}

/**
 * Why `log show` or `log stream` gave no complete answer, or undefined where nothing speaks against it.
 *
 * @example "log: Could not open local log store: Operation not permitted" (macOS 26, not an administrator; exit 64)
 */
export function whyNoLogs(end: StreamEnd): NoLogs | undefined {
  switch (end.kind) {
    case 'exited':
      if (isRefusal(end.stderr)) return NOT_PERMITTED;
      return end.exitCode === 0 ? undefined : other(`log ended with exit code ${end.exitCode}${saying(end.stderr)}.`);
    case 'signalled':
      return isRefusal(end.stderr) ? NOT_PERMITTED : other(`log was ended by ${end.signal}${saying(end.stderr)}.`);
    case 'timed-out':
      if (isRefusal(end.stderr)) return NOT_PERMITTED;
      return other(`log had not finished after ${Number((end.afterMs / 1000).toFixed(1))} s.`);
    case 'cancelled':
      return other('Reading was cancelled.');
    case 'not-started':
      return other(`log could not be started: ${end.reason}.`);
  }
}

const NOT_PERMITTED: NoLogs = {
  cause: 'not-permitted',
  reason:
    'Only an administrator may read this Mac’s log (“Operation not permitted”). Log in as an administrator, or allow Batten Full Disk Access in System Settings.',
};

function other(reason: string): NoLogs {
  return { cause: 'other', reason };
}

/** The words of the tool in any line, since it may say other things first. */
function isRefusal(stderr: string): boolean {
  return stderr
    .split('\n')
    .some((line) => line.startsWith('log: Could not open ') && line.trimEnd().endsWith('Operation not permitted'));
}

function saying(stderr: string): string {
  return stderr.trim() === '' ? '' : ` and said “${excerpt(stderr)}”`;
}
