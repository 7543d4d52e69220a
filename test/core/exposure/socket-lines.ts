import type { CommandResult } from '../../../src/core/command';
import type { Connection, Endpoint, ListeningSocket, SocketOwner } from '../../../src/core/exposure/socket';
import type { RowOwner, SocketRow, SocketRows } from '../../../src/core/parse/socket-row';
import type { Parsed } from '../../../src/core/result';

/** A command that exited by itself and printed this. */
export function printed(
  stdout: string,
  { stderr = '', exitCode = 0 }: { readonly stderr?: string; readonly exitCode?: number } = {},
): CommandResult {
  return { kind: 'exited', exitCode, stdout, stderr };
}

/** What was read, where it was. */
export function valueOf<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'unreadable') throw new Error(`${parsed.reason}: ${parsed.seen ?? ''}`);
  return parsed.value;
}

function end(endpoint: Endpoint | undefined): string {
  if (endpoint === undefined) return '';
  const { address, zone, port } = endpoint;
  return `${address}${zone === undefined ? '' : `%${zone}`} ${port}`;
}

function ends(local: Endpoint, remote: Endpoint | undefined): string {
  return remote === undefined ? end(local) : `${end(local)} > ${end(remote)}`;
}

function ownerLine({ pid, name, uid, ...more }: RowOwner & SocketOwner): string {
  const cut = more.nameCut === true ? '~' : '';
  const who = `${pid}${name === undefined ? '' : ` ${name}${cut}`}`;
  return [who, uid === undefined ? '' : `#${uid}`, more.path ?? ''].filter((part) => part !== '').join(' ');
}

/** A row on one line: `tcp IPv6 ::1 631 LISTEN | 26008 cupsd #0`; `~` after a name that may be cut. */
export function rowLine({ protocol, family, local, remote, state, owner }: SocketRow): string {
  const what = [protocol, family ?? '-', ends(local, remote), state].filter((part) => part !== '').join(' ');
  return owner === undefined ? what : `${what} | ${ownerLine(owner)}`;
}

export function rowLines({ rows }: SocketRows): readonly string[] {
  return rows.map(rowLine);
}

/** A listener on one line: `tcp dual * 3283 [netstat+lsof] 528 ARDAgent`. */
export function listenerLine({ protocol, family, local, owners, seenBy }: ListeningSocket): string {
  return `${protocol} ${family} ${end(local)} [${seenBy.join('+')}] ${owners.map(ownerLine).join(', ')}`.trimEnd();
}

export function connectionLine({ protocol, family, local, remote, state, owners }: Connection): string {
  return `${protocol} ${family} ${ends(local, remote)} ${state} | ${owners.map(ownerLine).join(', ')}`.trimEnd();
}

/** How long this process computes for it, in milliseconds: unlike the clock, it does not count what others do meanwhile. */
export function computingTime(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
