import type { MacProcess } from '../mac-state';
import { complains, notModelled, says, type SimulatedProgram } from './program';
import { nameOf, runningProcesses, uidOf } from './processes';

const COLUMNS: Readonly<Record<string, (one: MacProcess) => string>> = {
  pid: ({ pid }) => String(pid).padStart(5),
  uid: ({ user }) => String(uidOf(user)).padStart(5),
  user: ({ user }) => user.padEnd(16),
  comm: ({ path }) => path,
  args: ({ path, args }) => args ?? path,
  command: ({ path, args }) => args ?? path,
  ucomm: (one) => nameOf(one).slice(0, 15),
};

/** `ps -axo LIST` and `ps -p PIDS -o LIST`, every column without a header; it is setuid root and sees everybody's. */
export const ps: SimulatedProgram = (state, args) => {
  const latencyMs = 12;
  const question = questionOf(args);
  if (question === undefined) return { state, latencyMs, result: notModelled('ps', args) };
  const { columns, pids } = question;
  const rows = runningProcesses(state)
    .filter(({ pid }) => pids === undefined || pids.includes(pid))
    .map((one) => `${columns.map((column) => column(one)).join(' ')}\n`);
  return { state, latencyMs, result: rows.length === 0 ? complains('') : says(rows.join('')) };
};

interface Question {
  readonly columns: readonly ((one: MacProcess) => string)[];
  /** Everybody's where it is left out. */
  readonly pids?: readonly number[];
}

function questionOf(args: readonly string[]): Question | undefined {
  let list: string | undefined;
  let pids: readonly number[] | undefined;
  let all = false;
  const words = args.filter((word) => word !== '-ww');
  for (let at = 0; at < words.length; at += 2) {
    const [flag = '', value] = words.slice(at, at + 2);
    if (flag === '-axo' || flag === '-Ao') all = true;
    if (flag === '-axo' || flag === '-Ao' || flag === '-o') list = value;
    else if (flag === '-p' && /^\d+(,\d+)*$/.test(value ?? '')) pids = value?.split(',').map(Number);
    else return undefined;
  }
  const columns = (list ?? '').split(',').map((name) => COLUMNS[/^(\w+)=$/.exec(name)?.[1] ?? '']);
  const known = columns.filter((column) => column !== undefined);
  if (known.length < columns.length || all === (pids !== undefined)) return undefined;
  return { columns: known, ...(pids === undefined ? {} : { pids }) };
}
