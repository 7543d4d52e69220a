import { readLsofName, unescapeName } from './lsof-name';
import { type Judged, judge, type RowOwner, type SocketRows, sortRows } from './socket-row';

const HEADER = /^COMMAND\s+PID\s/;

/** Sockets that have no port. */
const WITHOUT_PORTS: ReadonlySet<string> = new Set(['ICMP', 'ICMPV6', 'IGMP', 'IP', 'RAW']);

/** Whether a line is the head of lsof's columns. */
export function isColumnHeader(line: string): boolean {
  return HEADER.test(line);
}

/** Reads lsof's columns, as people post them, with or without the header: never by position, since widths differ. */
export function parseLsofColumns(lines: readonly string[]): SocketRows {
  const rows = lines.filter((line) => !HEADER.test(line));
  return sortRows(rows.map((text) => ({ text, row: readRow(text) })));
}

function readRow(line: string): Judged {
  const cells = line.trim().split(/\s+/);
  const [command = '', pid = ''] = cells;
  const at = cells.findIndex((cell, index) => index > 2 && /^IPv[46]$/.test(cell));
  const type = cells[at];
  if ((type !== 'IPv4' && type !== 'IPv6') || !/^\d{1,10}$/.test(pid) || !isDescriptor(cells[at - 1] ?? '')) {
    return undefined;
  }
  // DEVICE and SIZE/OFF stand between the type and the protocol; either may be blank.
  const node = cells.findIndex((cell, index) => index > at && index <= at + 3 && isProtocol(cell));
  const [protocol = '', name = '', state = '', ...more] = node === -1 ? [] : cells.slice(node);
  if (WITHOUT_PORTS.has(protocol)) return 'skipped';
  if ((protocol !== 'TCP' && protocol !== 'UDP') || more.length > 0) return undefined;
  const ends = readLsofName(name, type);
  const named = /^\(([A-Z_0-9]+)\)$/.exec(state)?.[1];
  if (ends === undefined || (state !== '' && named === undefined)) return undefined;
  const device = node > at + 1 && /^0x[0-9a-f]+$/.test(cells[at + 1] ?? '') ? { device: cells[at + 1] ?? '' } : {};
  const owner = columnOwner(command, Number(pid));
  return judge({ protocol: protocol === 'TCP' ? 'tcp' : 'udp', ...ends, state: named ?? '', owner, ...device });
}

function isProtocol(cell: string): boolean {
  return cell === 'TCP' || cell === 'UDP' || WITHOUT_PORTS.has(cell);
}

function isDescriptor(cell: string): boolean {
  return /^\*?\d+[a-zA-Z-]{0,3}$/.test(cell);
}

/**
 * COMMAND has room for 9 characters, some say 10, and an escape that would not fit is left out whole: `Google` for
 * `Google Chrome`.
 */
function columnOwner(command: string, pid: number): RowOwner {
  const name = unescapeName(command).trim();
  if (name === '') return { pid };
  return { pid, name, ...(command.length >= 6 && command.length <= 10 ? { nameCut: true } : {}) };
}

/** Whether a protocol of lsof's has no ports, so that its sockets are neither listeners nor connections. */
export function hasNoPorts(protocol: string): boolean {
  return WITHOUT_PORTS.has(protocol);
}
