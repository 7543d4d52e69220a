import type { CommandResult } from '../../src/core/command';
import { servingMac } from '../sim/machines';
import { askMac } from '../core/exposure/ask-mac';

/** The answers of the three tools that tell sockets and processes, for as many listeners as wanted. */
export interface ManyListeners {
  readonly netstatTcp: string;
  readonly lsof: string;
  readonly processes: string;
  readonly count: number;
}

const PROCESSES = 300;
const FIRST_PID = 5_000;
/** Ports that nothing of macOS listens on; the rest of the listeners stand on other addresses. */
const PORTS = 50_000;
const FIRST_PORT = 10_000;
const ADDRESSES = ['*', '127.0.0.1', '192.168.1.20'];

/**
 * Listeners in the layout of a netstat that was captured on macOS 26, each with its process, and the same ones as lsof
 * prints them for a person.
 *
 * They fill one address after the other, or, where `onOnePort`, stand on one port of as many addresses of loopback.
 */
export function manyListeners(count: number, onOnePort = false): ManyListeners {
  const placeOf = (at: number): { readonly address: string; readonly port: number } =>
    onOnePort
      ? { address: `127.${1 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`, port: FIRST_PORT }
      : { address: ADDRESSES[Math.floor(at / PORTS)] ?? '*', port: FIRST_PORT + (at % PORTS) };
  const holderOf = (at: number): number => FIRST_PID + (onOnePort ? 0 : at % PROCESSES);
  const netstat = [TITLE, HEADER];
  const sockets = new Map<number, string[]>();
  for (let at = 0; at < count; at += 1) {
    const { address, port } = placeOf(at);
    const pid = holderOf(at);
    const serial = (at + 0x1000).toString(16).padStart(16, '0');
    netstat.push(
      `tcp4       0      0  ${`${address}.${port}`.padEnd(44)}  *.*                    LISTEN                 0            0  131072  131072  node-${pid}:${pid}   00100 00000006 ${serial} 00000000 00000800      1      0 000000`,
    );
    const lines = sockets.get(pid) ?? [`p${pid}`, `cnode-${pid}`, 'u501', 'Lalex'];
    sockets.set(pid, lines);
    lines.push(`f${lines.length}`, 'tIPv4', 'PTCP', `n${address}:${port}`, 'TST=LISTEN', 'TQR=0', 'TQS=0');
  }
  return {
    netstatTcp: `${netstat.join('\n')}\n`,
    lsof: `${[...sockets.values()].flat().join('\n')}\n`,
    processes: `    1     0 /sbin/launchd\n${[...sockets.keys()].map((pid) => `${pid}   501 /opt/homebrew/bin/node-${pid}`).join('\n')}\n`,
    count,
  };
}

const TITLE = 'Active Internet connections (including servers)';
const HEADER =
  'Proto Recv-Q Send-Q  Local Address                                 Foreign Address                               (state)          rxbytes      txbytes  rhiwat  shiwat          process:pid    state  options           gencnt    flags   flags1 usecnt rtncnt fltrs';

/** What a Mac answers to everything about its exposure, with these listeners in place of its own. */
export async function answersWith(many: ManyListeners): Promise<Readonly<Record<string, CommandResult>>> {
  const { results } = await askMac(servingMac('26.5'));
  const { netstatTcp, lsof, processes } = many;
  return { ...results, netstatTcp: exited(netstatTcp), lsof: exited(lsof), processes: exited(processes) };
}

export function exited(stdout: string): CommandResult {
  return { kind: 'exited', exitCode: 0, stdout, stderr: '' };
}
