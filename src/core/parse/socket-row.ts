import type { Endpoint, Family } from '../exposure/socket';
import type { Address } from './socket-address';

/** The process that a row names. */
export interface RowOwner {
  readonly pid: number;
  readonly name?: string;
  /** Where the tool prints no more than so many characters and may have left out the rest of the name. */
  readonly nameCut?: true;
  readonly uid?: number;
}

/** One socket as one tool printed it. */
export interface SocketRow {
  readonly protocol: 'tcp' | 'udp';
  /** Absent where the tool did not say, which lsof does not when it was not asked for types. */
  readonly family?: Family;
  readonly local: Endpoint;
  /** Absent where nobody is at the other end. */
  readonly remote?: Endpoint;
  /** As the system names it: `LISTEN`; empty for UDP, and for TCP where the tool was not asked. */
  readonly state: string;
  readonly owner?: RowOwner;
  /** The same text twice is the same socket. */
  readonly device?: string;
}

/**
 * What one answer of one tool holds.
 *
 * Every row of the text is in exactly one of the three: read, left aside on purpose (closed, unbound, not a socket of
 * TCP or UDP, or a file descriptor more for one that was read), or not understood.
 */
export interface SocketRows {
  readonly rows: readonly SocketRow[];
  readonly skipped: number;
  readonly unread: readonly string[];
}

/** A row that was understood, one that is left aside on purpose, or, where undefined, one that was not understood. */
export type Judged = SocketRow | 'skipped' | undefined;

/** An endpoint that may have no port: an unbound socket's, `*:*`. */
export interface LooseEndpoint extends Address {
  readonly port?: number;
}

/** A row before anybody has looked at its state. */
export interface LooseRow extends Omit<SocketRow, 'local' | 'remote'> {
  readonly local: LooseEndpoint;
  readonly remote?: LooseEndpoint;
}

/** As macOS and Linux name them. */
const TCP_STATES: ReadonlySet<string> = new Set([
  'BOUND',
  'CLOSE',
  'CLOSED',
  'CLOSE_WAIT',
  'CLOSING',
  'ESTABLISHED',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'FIN_WAIT_1',
  'FIN_WAIT_2',
  'IDLE',
  'LAST_ACK',
  'LISTEN',
  'NEW_SYN_RECV',
  'SYN_RCVD',
  'SYN_RECV',
  'SYN_SENT',
  'TIME_WAIT',
]);

const NEITHER: ReadonlySet<string> = new Set(['BOUND', 'CLOSE', 'CLOSED', 'IDLE']);

/**
 * Decides whether a row is a listener or a connection, which is told by `remote` from then on.
 *
 * A TCP socket of unknown state with nobody at the other end is taken for a listener: lsof without its `T` lines cannot
 * say, and a listener too many does less harm than one too few.
 */
export function judge(row: LooseRow): Judged {
  const { protocol, local, remote, state } = row;
  if (state !== '' && (protocol === 'udp' || !TCP_STATES.has(state))) return undefined;
  if (state === 'LISTEN') return remote === undefined && hasPorts(row) ? row : undefined;
  if (NEITHER.has(state) || local.port === undefined || (remote === undefined && state !== '')) return 'skipped';
  return hasPorts(row) ? row : undefined;
}

function hasPorts(row: LooseRow): row is SocketRow {
  return row.local.port !== undefined && (row.remote === undefined || row.remote.port !== undefined);
}

/** An address and the text of its port: 1 to 65535, or `*` for none. Undefined where either is not understood. */
export function endpoint(address: Address | undefined, portText: string): LooseEndpoint | undefined {
  if (address === undefined || portText === '*') return address;
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  return port >= 1 && port <= 65_535 ? { ...address, port } : undefined;
}

/** Sorts judged rows into the three kinds. */
export function sortRows(judged: Iterable<{ readonly text: string; readonly row: Judged }>): SocketRows {
  const rows: SocketRow[] = [];
  const unread: string[] = [];
  let skipped = 0;
  for (const { text, row } of judged) {
    if (row === undefined) unread.push(text);
    else if (row === 'skipped') skipped += 1;
    else rows.push(row);
  }
  return { rows, skipped, unread };
}
