import { constants, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Stage } from './stage';
import { instant } from './wire';

/** The played dialog as another program sees it. */
export interface Dialog {
  pid(): number | undefined;
  /** Since when it is stopped or gone. */
  halted(): number | undefined;
  close(): void;
}

export function listen({ alive }: Stage): Dialog {
  const socket = new Socket({ fd: openSync(alive, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
  let said = '';
  let ended: number | undefined;
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  socket.on('end', () => {
    ended = said === '' ? undefined : instant();
  });
  socket.on('error', () => undefined);
  const pid = (): number | undefined => (said.includes('\n') ? Number.parseInt(said, 10) : undefined);
  return {
    pid,
    halted: () => ended ?? (pid() !== undefined && isStopped(pid() ?? 0) ? instant() : undefined),
    close: () => socket.destroy(),
  };
}

/** Only Linux tells without a program; elsewhere the end of the applet has to do. */
function isStopped(pid: number): boolean {
  try {
    return /^\d+ \(.*\) [TZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform === 'linux';
  }
}

/** Waits to within a fraction of a millisecond. */
export async function until(time: number): Promise<void> {
  while (instant() < time - 5) await turn(true);
  while (instant() < time) await turn();
}

export function turn(patiently = false): Promise<void> {
  return new Promise((resolve) => {
    if (patiently) setTimeout(resolve, 2);
    else setImmediate(resolve);
  });
}
