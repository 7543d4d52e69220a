import { execFileSync } from 'node:child_process'; // oxlint-disable-line no-restricted-imports -- macOS tells about memory only through ps
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Megabytes (of 1000 kB). Pages that processes share count whole in `resident` and by share in `proportional`. `own` is
 * what was written and is nobody else's: pages of the program file depend on which other Electron runs meanwhile.
 */
export interface Memory {
  readonly resident: number;
  /** Linux only. */
  readonly proportional?: number;
  readonly own?: number;
}

/** A process and all it has started, itself first. */
export function processTree(root: number): readonly number[] {
  const parents = parentsOfAll();
  const tree = [root];
  for (const pid of tree) tree.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

function parentsOfAll(): readonly (readonly [pid: number, parent: number])[] {
  if (process.platform !== 'linux') {
    const rows = execFileSync('/bin/ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return rows.map((row) => row.trim().split(/\s+/).map(Number)).map(([pid = 0, parent = 0]) => [pid, parent]);
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The program's name, in brackets, may hold spaces.
      return [[Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const];
    } catch {
      return []; // it has just ended
    }
  });
}

export function memoryOf(pids: readonly number[]): Memory {
  if (process.platform !== 'linux') {
    const rows = execFileSync('/bin/ps', ['-o', 'rss=', '-p', pids.join(',')], { encoding: 'utf8' });
    return { resident: (sum(rows.trim().split('\n').map(Number)) * 1024) / 1e6 };
  }
  const rollups = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  const total = (...names: readonly string[]): number =>
    (sum(rollups.flatMap((text) => names.map((name) => kilobytes(text, name)))) * 1024) / 1e6;
  return { resident: total('Rss'), proportional: total('Pss'), own: total('Private_Dirty') };
}

function kilobytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
