import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds at one moment; sizes in bytes, everything else counted. */
export interface Resources {
  /** The heap in use right after garbage was collected. */
  readonly heap: number;
  /** What the system has given to the process. */
  readonly rss: number;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** Processes that this one has started and that still run. */
  readonly children: number;
  /** Processes that have ended and were not waited for. */
  readonly zombies: number;
  /** Processes of the programs in `folder` that run on with another parent. */
  readonly orphans: number;
  /** What keeps the event loop alive: timers, pipes, children. */
  readonly handles: number;
  /** Listeners on the signals and events of this process. */
  readonly processListeners: number;
}

/** Counts what this process holds, after a full collection of garbage; `folder` is where the programs lie that it starts. */
export function resourcesNow(folder: string): Resources {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    heap: heapUsed,
    rss,
    descriptors: readdirSync('/dev/fd').length,
    ...runningNow(folder),
    processListeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** The part of it that ends by itself a moment later, when something has been ended. */
export function runningNow(folder: string): Pick<Resources, 'children' | 'zombies' | 'orphans' | 'handles'> {
  const own = spawnSync('ps', ['-axo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (own.status !== 0) throw new Error(`ps does not say what runs: ${own.stderr}`);
  const rows = own.stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state, args }];
  });
  const alive = rows.filter(({ state }) => !state.startsWith('Z'));
  const isOwn = ({ parent, pid }: { parent: number; pid: number }): boolean =>
    parent === process.pid && pid !== own.pid;
  return {
    children: alive.filter(isOwn).length,
    zombies: rows.filter((row) => isOwn(row) && row.state.startsWith('Z')).length,
    handles: process.getActiveResourcesInfo().length,
    orphans: alive.filter((row) => row.parent !== process.pid && row.args.includes(folder)).length,
  };
}

let collect: (() => void) | undefined;

/** Twice: what the first round finalises, the second frees. */
function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  collect();
}
