import { inspect } from 'node:util';
import type { CallName } from '../../src/shared/ipc-contract';
import { freshMac, servingMac } from '../sim/machines';
import { chanceOf } from './input';
import { type IpcBench, ipcBench, type Standing } from './ipc-bench';
import { type Known, payloadOf } from './payloads';

/** A call that did what no call may. */
export interface IpcFinding {
  readonly kind: 'call';
  readonly call: string;
  readonly problem: string;
  /** The argument in words, for people. */
  readonly argument: string;
  /** The series comes again with this seed: the finding is at this number in it. */
  readonly seed: number;
  readonly at: number;
}

export interface IpcRun {
  readonly payloads: number;
  readonly answered: number;
  readonly refused: number;
  /** Plans that were prepared, approved and carried out. */
  readonly approved: number;
  readonly perCall: Readonly<Record<string, number>>;
  readonly findings: readonly IpcFinding[];
}

/** Calls by which a person changes the policy; nothing else may. */
const CHANGES_POLICY: readonly CallName[] = ['markListener', 'changePolicy', 'importPolicy', 'openPolicy'];
/** Calls by which a prepared plan, or the way back of one that waits, is carried out. */
const CARRIES_OUT: readonly CallName[] = ['approvePlan', 'answerCountdown'];

/** What belongs into a log and not onto a screen: stacks, files of the program, names of kinds of errors, half-made texts. */
const INTERNAL =
  /\n\s*at |\.(?:[cm]?[jt]s)(?::\d+)|node_modules|node:|file:\/\/|app\.asar|\b(?:Type|Range|Reference|Syntax|Zod)Error\b|\[object |\bundefined\b|\bNaN\b|\/var\/folders|\/private\/|\/tmp\//;

const WORLD_LASTS = 1_500;
const TAKES_TOO_LONG_MS = 60_000;

/** Sends so many payloads, in series that each have a Mac of their own. `tamper` plants faults, to see them found. */
export async function sendPayloads(
  payloads: number,
  seed: number,
  tamper: (bench: IpcBench) => void = () => undefined,
): Promise<IpcRun> {
  const perCall: Record<string, number> = {};
  const findings: IpcFinding[] = [];
  const sum = { answered: 0, refused: 0, approved: 0 };
  let sent = 0;
  for (let series = 0; sent < payloads; series += 1) {
    const ownSeed = (seed + series * 7_919) >>> 0;
    const length = Math.min(WORLD_LASTS, payloads - sent);
    await sendSeries({ seed: ownSeed, length, tamper }, perCall, findings, sum);
    sent += length;
  }
  return { payloads: sent, ...sum, perCall, findings };
}

async function sendSeries(
  { seed, length, tamper }: { seed: number; length: number; tamper: (bench: IpcBench) => void },
  perCall: Record<string, number>,
  findings: IpcFinding[],
  sum: { answered: number; refused: number; approved: number },
): Promise<void> {
  const chance = chanceOf(seed);
  const bench = await ipcBench(seed % 2 === 0 ? freshMac('26.5') : servingMac('15.1'));
  tamper(bench);
  const known: Known = { plans: [], logs: [], listeners: [] };
  const open = new Map<string, boolean>();
  try {
    for (let at = 0; at < length; at += 1) {
      const { name, argument } = payloadOf(chance, known);
      perCall[name] = (perCall[name] ?? 0) + 1;
      const problem = await problemWith(bench, name, argument, known, open, sum);
      if (problem === undefined) continue;
      const words = inspect(argument, { depth: 3, maxStringLength: 200, maxArrayLength: 5 }).slice(0, 500);
      findings.push({ kind: 'call', call: name, problem, argument: words, seed, at });
      if (findings.length > 50) return;
    }
  } finally {
    bench.dispose();
  }
}

/** Makes one call and holds what it left behind to what it may. */
async function problemWith(
  bench: IpcBench,
  name: CallName,
  argument: unknown,
  known: Known,
  open: Map<string, boolean>,
  sum: { answered: number; refused: number; approved: number },
): Promise<string | undefined> {
  const before = bench.standing();
  const faults = bench.unexpected.length;
  const planId = planIn(argument);
  const isApproval = CARRIES_OUT.includes(name) && planId !== undefined && open.has(planId);
  let answer: Awaited<ReturnType<IpcBench['call']>>;
  try {
    const call = bench.call(name, argument);
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, TAKES_TOO_LONG_MS, 'late').unref());
    const first = await Promise.race([call, late]);
    if (first === 'late') return 'is not answered';
    answer = first;
  } catch (error) {
    return `throws ${String(error).slice(0, 200)}`;
  }
  const after = bench.standing();
  if (answer.ok) sum.answered += 1;
  else sum.refused += 1;
  if (isApproval && answer.ok) {
    open.delete(planId);
    sum.approved += 1;
  }
  if (answer.ok) note(name, answer.value, known, open);
  return (
    wrongAnswer(answer) ??
    wrongChange(name, before, after, isApproval) ??
    (bench.unexpected.length > faults
      ? `fails in a way nobody meant: ${String(bench.unexpected.at(-1)).slice(0, 200)}`
      : undefined)
  );
}

function wrongAnswer(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return 'is not answered with an answer';
  try {
    structuredClone(answer);
  } catch (error) {
    return `answers with what cannot cross: ${String(error).slice(0, 100)}`;
  }
  if (answer.ok === true) return 'value' in answer ? undefined : 'answers without a value';
  const error = 'error' in answer ? answer.error : undefined;
  if (typeof error !== 'string' || error.length < 5 || error.length > 2_000)
    return 'gives an error that is no sentence';
  return INTERNAL.test(error) ? `tells what is inside: ${error.slice(0, 200)}` : undefined;
}

function wrongChange(name: CallName, before: Standing, after: Standing, isApproval: boolean): string | undefined {
  if (!isApproval) {
    if (after.scripts !== before.scripts) return 'starts a script that nobody approved';
    if (after.mac !== before.mac) return 'changes the Mac without an approved plan';
    if (after.journal !== before.journal) return 'writes into the journal without an approved plan';
  }
  return after.policy !== before.policy && !CHANGES_POLICY.includes(name) ? 'changes the policy' : undefined;
}

function planIn(argument: unknown): string | undefined {
  try {
    const value: unknown = (argument as { readonly planId?: unknown }).planId;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers ids that an answer held, so that later calls can mean them. */
function note(name: CallName, value: unknown, known: Known, open: Map<string, boolean>): void {
  const record = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { planId, logId } = record;
  if (typeof planId === 'string') {
    known.plans.push(planId);
    open.set(planId, true);
  }
  if (typeof logId === 'string') known.logs.push(logId);
  if (name !== 'getExposure') return;
  const ids = JSON.stringify(value).matchAll(/"id":"((?:[^"\\]|\\.)*)"/g);
  known.listeners.splice(0, known.listeners.length, ...[...ids].map(([, id]) => id ?? '').slice(0, 50));
}
