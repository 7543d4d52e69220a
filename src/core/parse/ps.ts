import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

/** Every process of everybody: ps is set-uid root on macOS. */
export const PS_ALL = command('ps', '-axo', 'pid=,uid=,comm=');

/** A process as ps names it. */
export interface RunningProcess {
  readonly pid: number;
  readonly uid: number;
  /** As the process was called: on macOS most often the executable's absolute path. A process can change it. */
  readonly path: string;
  /** The same without its folder. Linux cuts it to 15 characters. */
  readonly name: string;
}

/** Processes by their number; `complete` only where every row was understood and the system's first process is there. */
export interface ProcessList {
  readonly processes: ReadonlyMap<number, RunningProcess>;
  readonly complete: boolean;
  /** Rows that are not understood. */
  readonly unread: readonly string[];
}

/**
 * Reads `ps -axo pid=,uid=,comm=`.
 *
 * Paths hold blanks and parentheses, so everything after the second number is the path. A number that two rows claim
 * belongs to neither: a program's own name may hold a line feed.
 */
export function parsePs(result: CommandResult | undefined): Parsed<ProcessList> {
  const answer = answerOf(PS_ALL, result);
  if (answer.kind === 'unreadable') return answer;
  const rows: { readonly line: string; readonly process: RunningProcess | undefined }[] = [];
  const claims = new Map<number, number>();
  for (const line of answer.value.stdout.split('\n')) {
    if (line.trim() === '') continue;
    const process = processIn(line);
    rows.push({ line, process });
    if (process !== undefined) claims.set(process.pid, (claims.get(process.pid) ?? 0) + 1);
  }
  if (answer.value.exitCode !== 0 || claims.size === 0) return notUnderstood(PS_ALL, answer.value);
  const processes = new Map<number, RunningProcess>();
  const unread: string[] = [];
  for (const { line, process } of rows) {
    if (process !== undefined && claims.get(process.pid) === 1) processes.set(process.pid, process);
    else unread.push(line);
  }
  return read({ processes, complete: unread.length === 0 && processes.has(1), unread });
}

function processIn(line: string): RunningProcess | undefined {
  const [, pid, uid, called = ''] = /^\s*(\d{1,10})\s+(-?\d{1,10})\s+(\S.*)$/s.exec(line) ?? [];
  const path = called.trimEnd();
  const name = path.startsWith('/') ? path.slice(path.lastIndexOf('/') + 1) : path;
  if (pid === undefined || uid === undefined || name === '') return undefined;
  return { pid: Number(pid), uid: unsigned(Number(uid)), path, name };
}

/** `nobody` is -2 to some tools and 4294967294 to others. */
function unsigned(uid: number): number {
  return uid < 0 ? uid + 2 ** 32 : uid;
}
