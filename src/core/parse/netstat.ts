import { command, type CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { answerOf, notUnderstood } from './answer';

export const TCP_SOCKETS = command('netstat', '-anv', '-p', 'tcp');

/** A listening TCP socket of any user. `owner` is known on macOS 26 and later only. */
export interface TcpListener {
  readonly address: string;
  readonly port: number;
  readonly owner?: string;
}

const STATES = new Set([
  'CLOSED',
  'LISTEN',
  'SYN_SENT',
  'SYN_RCVD',
  'ESTABLISHED',
  'CLOSE_WAIT',
  'FIN_WAIT_1',
  'CLOSING',
  'LAST_ACK',
  'FIN_WAIT_2',
  'TIME_WAIT',
]);

const HEADER = /^Proto\s+Recv-Q\s+Send-Q\s+Local Address/;

/**
 * Reads the listeners in `netstat -anv -p tcp`; needs no root and sees every user's sockets.
 *
 * The layout has changed three times since macOS 12, so only the first six cells and, where it stands, `process:pid` are
 * read. One row that is not understood makes the whole answer unreadable: nothing may hide.
 */
export function parseTcpListeners(result: CommandResult | undefined): Parsed<readonly TcpListener[]> {
  const answer = answerOf(TCP_SOCKETS, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout } = answer.value;
  const lines = stdout.split(/\r?\n/).filter((line) => line.trim() !== '');
  const others = lines.findIndex((line) => /^(?:Active (?!Internet )|Registered )/.test(line));
  const internet = others === -1 ? lines : lines.slice(0, others);
  const headed = internet.some((line) => HEADER.test(line));
  const rows = internet.filter((line) => !HEADER.test(line) && !/^(?:Active Internet |udp)/.test(line));
  if (exitCode !== 0 || (!headed && rows.length === 0)) return notUnderstood(TCP_SOCKETS, answer.value);
  const listeners: TcpListener[] = [];
  for (const row of rows) {
    const cells = /^tcp(?:4|6|46)\s+\d+\s+\d+\s+(\S+)\.(\d+|\*)\s+(\S+)\s+([A-Z_0-9]+)(.*)$/.exec(row);
    const [, address, port, , state, rest] = cells ?? [];
    if (address === undefined || port === undefined || state === undefined || !STATES.has(state)) {
      return unreadable('netstat printed a row that is not understood', row);
    }
    if (state !== 'LISTEN') continue;
    const owner = /^(?:\s+\d+){4}\s+(\S.*?):\d+\s+[0-9a-f]{5}\s/.exec(rest ?? '')?.[1];
    listeners.push({ address, port: Number(port), ...(owner === undefined ? {} : { owner }) });
  }
  return read(listeners);
}

/** Listeners on a port that other devices can reach: bound to loopback does not count. */
export function reachableOn(listeners: readonly TcpListener[], port: number): readonly TcpListener[] {
  return listeners.filter((one) => one.port === port && !/^(127\.|::1$|localhost$)/.test(one.address));
}
