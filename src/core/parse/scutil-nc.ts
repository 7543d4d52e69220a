import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const NETWORK_CONNECTIONS = command('scutil', '--nc', 'list');

const STATES = ['Connected', 'Connecting', 'Disconnected', 'Disconnecting', 'Invalid'] as const;
export type ConnectionState = (typeof STATES)[number];

/** A connection that a person or a program can bring up: VPNs, and also modems and DSL dialling in. */
export interface NetworkConnection {
  readonly enabled: boolean;
  readonly state: ConnectionState;
  readonly id: string;
  /** In the person's language: "VPN (ch.protonvpn.mac)", "PPP --> L2TP". */
  readonly type: string;
  readonly name: string;
  /** "VPN:ch.protonvpn.mac", "IPSec", "PPP:L2TP". */
  readonly kind: string;
  /** Of the app that brings the VPN; absent for those that macOS makes by itself. */
  readonly bundle?: string;
}

/** The list; `complete` only where every line was understood and the tool's first line is there. */
export interface NetworkConnectionList {
  readonly connections: readonly NetworkConnection[];
  readonly complete: boolean;
  /** Lines that are not understood, unknown states among them. */
  readonly unread: readonly string[];
}

/**
 * Reads `scutil --nc list`, which needs no root and always prints its first line (scutil's nc.c).
 *
 * A blank in place of the star means that the connection is turned off in its settings.
 *
 * @example "Available network connection services in the current set (*=enabled):\n* (Connected)      07CD635E-71A1-4229-9C2F-B485A7702C9A VPN (io.tailscale.ipn.macsys) \"Tailscale\"                      [VPN:io.tailscale.ipn.macsys]\n"
 */
export function parseNetworkConnections(result: CommandResult | undefined): Parsed<NetworkConnectionList> {
  const answer = answerOf(NETWORK_CONNECTIONS, result);
  if (answer.kind === 'unreadable') return answer;
  const connections: NetworkConnection[] = [];
  const unread: string[] = [];
  let headed = false;
  for (const line of answer.value.stdout.split(/\r?\n/)) {
    const words = line.trim();
    const connection = connectionIn(words);
    if (words === 'Available network connection services in the current set (*=enabled):') headed = true;
    else if (connection !== undefined) connections.push(connection);
    else if (words !== '') unread.push(line);
  }
  if (answer.value.exitCode !== 0 || (!headed && connections.length === 0)) {
    return notUnderstood(NETWORK_CONNECTIONS, answer.value);
  }
  return read({ connections, complete: headed && unread.length === 0, unread });
}

function connectionIn(words: string): NetworkConnection | undefined {
  const enabled = words.startsWith('*');
  const [, said, id, tail = ''] = /^\((\w+)\)\s+(\S+)\s+(\S.*)$/.exec(words.slice(enabled ? 1 : 0).trimStart()) ?? [];
  const state = STATES.find((one) => one === said);
  const bracket = tail.lastIndexOf('[');
  const titled = tail.slice(0, bracket).trimEnd();
  const quote = titled.indexOf('"');
  if (state === undefined || id === undefined || bracket < 0 || !tail.endsWith(']')) return undefined;
  if (quote < 0 || quote === titled.length - 1 || !titled.endsWith('"')) return undefined;
  const kind = tail.slice(bracket + 1, -1);
  if (!/^\w+(?::\S+)?$/.test(kind)) return undefined;
  const bundle = kind.startsWith('VPN:') ? { bundle: kind.slice('VPN:'.length) } : {};
  return {
    enabled,
    state,
    id,
    type: titled.slice(0, quote).trim(),
    name: titled.slice(quote + 1, -1),
    kind,
    ...bundle,
  };
}

/** A VPN, and not a modem, a DSL line or a serial adapter that the list also holds. */
export function isVpn({ kind }: NetworkConnection): boolean {
  return kind === 'VPN' || kind.startsWith('VPN:') || ['IPSec', 'PPP:L2TP', 'PPP:PPTP'].includes(kind);
}
