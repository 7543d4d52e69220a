import { create } from 'zustand';
import type { CallReply } from '../shared/ipc-contract';
import type { LogPush, LogRequest, LogRow } from '../shared/log-views';
import { tryCall } from './batten-api';
import { addedCounts, type LogSummary, NOTHING_COUNTED } from './log-summary';

/** How far a log is. */
export type LogState =
  /** Asked for; nothing is known yet. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** The person has cancelled it; the main process has not said yet that it has ended. */
  | { readonly kind: 'cancelling' }
  | { readonly kind: 'cancelled' }
  /** `words` are empty when all went well. */
  | { readonly kind: 'ended'; readonly words: string }
  /** Ended because nobody can look. */
  | { readonly kind: 'hidden'; readonly since: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** The log on screen. Rows lie here and not in React, so that a flood of them is one change a push. */
export interface OpenLog {
  readonly request: LogRequest | undefined;
  readonly logId: string | undefined;
  readonly state: LogState;
  /** Oldest first; numbered anew, since the log may have begun more than once. */
  readonly rows: readonly LogRow[];
  /** Rows that came while it was paused. */
  readonly held: readonly LogRow[];
  /** How many came while it was paused, also those that are not held any more. */
  readonly heldCount: number;
  readonly isPaused: boolean;
  /** Rows that came and are neither shown nor held, but for those that the person has cleared. */
  readonly notShown: number;
  /** Some row names an end of a connection, or a program. */
  readonly hasEnds: boolean;
  readonly hasPrograms: boolean;
  readonly summary: LogSummary;
  readonly limits: readonly string[];
  readonly gaps: readonly string[];
  readonly progress: LogPush['progress'];
}

/** Together the rows that are kept at most; the main process keeps more of them for export. */
export const MOST_SHOWN = 4_000;
export const MOST_HELD = 1_000;

/** Pushes that are kept for a log whose answer has not come yet. */
const MOST_EARLY = 20;

const NOTHING_OPEN: OpenLog = {
  request: undefined,
  logId: undefined,
  state: { kind: 'starting' },
  rows: [],
  held: [],
  heldCount: 0,
  isPaused: false,
  notShown: 0,
  hasEnds: false,
  hasPrograms: false,
  summary: NOTHING_COUNTED,
  limits: [],
  gaps: [],
  progress: undefined,
};

export const useLog = create<OpenLog>(() => NOTHING_OPEN);

/** What was known before the log began again, where it did. */
interface Earlier {
  readonly summary: LogSummary;
  readonly notShown: number;
  readonly gaps: readonly string[];
}

const NOTHING_EARLIER: Earlier = { summary: NOTHING_COUNTED, notShown: 0, gaps: [] };

/** Rises with each log that is opened, left or begun again: what still comes of an older one is dropped. */
let turn = 0;
let numbered = 0;
/** Rows that were dropped here and not by the main process. */
let trimmed = 0;
/** Rows that were not shown when the person cleared the screen: they are no longer missed. */
let forgotten = 0;
let earlier = NOTHING_EARLIER;
let early: LogPush[] = [];
let stopListening: (() => void) | undefined;

/** Opens a log, in place of the one before. */
export function openLog(request: LogRequest): Promise<void> {
  leave();
  numbered = 0;
  trimmed = 0;
  forgotten = 0;
  earlier = NOTHING_EARLIER;
  useLog.setState({ ...NOTHING_OPEN, request }, true);
  return begin(request);
}

/** Ends what runs and forgets it. */
export function closeLog(): void {
  leave();
  useLog.setState(NOTHING_OPEN, true);
}

/**
 * Ends a log that would run on although nobody can look. One of the past goes on: it ends by itself within two minutes,
 * and whoever waits for it may do something else meanwhile.
 */
export function hideLog(): void {
  const { request, state } = useLog.getState();
  if (request === undefined || request.kind === 'firewall-past') return;
  if (state.kind !== 'starting' && state.kind !== 'running') return;
  leave();
  useLog.setState({ state: { kind: 'hidden', since: Date.now() } });
}

/**
 * Goes on with a log that was ended because nobody could look.
 *
 * The firewall's rows stay, with a word about the time between. A container's last lines come again by themselves.
 */
export function showLog(words: (since: number, until: number) => string): Promise<void> {
  const { request, state, summary, notShown, gaps } = useLog.getState();
  if (request === undefined || state.kind !== 'hidden') return Promise.resolve();
  if (request.kind === 'container') return openLog(request);
  earlier = { summary, notShown, gaps: [...gaps, words(state.since, Date.now())] };
  trimmed = 0;
  forgotten = 0;
  useLog.setState({ state: { kind: 'starting' }, logId: undefined, gaps: earlier.gaps });
  return begin(request);
}

/** Ends a log at once; what was read stays. */
export async function cancelLog(): Promise<void> {
  const { logId, state } = useLog.getState();
  if (logId === undefined || state.kind !== 'running') return;
  useLog.setState({ state: { kind: 'cancelling' } });
  const now = turn;
  const answer = await tryCall('stopLog', { logId });
  if (now === turn && !answer.ok) useLog.setState({ state: { kind: 'running' } });
}

export function pauseLog(): void {
  useLog.setState({ isPaused: true });
}

export function resumeLog(): void {
  useLog.setState(({ rows, held, heldCount, notShown }) => {
    const lost = heldCount - held.length;
    const all = bounded([...rows, ...held], MOST_SHOWN);
    trimmed += lost + all.lost;
    return { rows: all.kept, held: [], heldCount: 0, isPaused: false, notShown: notShown + lost + all.lost };
  });
}

/** Takes the rows off the screen; what they were counted in, and what can be exported, stays. */
export function clearLog(): void {
  forgotten += useLog.getState().notShown;
  useLog.setState(({ heldCount, held }) => {
    // Those that were not held never were on screen, and are as gone as the others.
    trimmed += heldCount - held.length;
    forgotten += heldCount - held.length;
    return { rows: [], held: [], heldCount: 0, notShown: 0 };
  });
}

/** Undefined when no log is open. */
export async function exportLog(
  format: 'csv' | 'ndjson',
): Promise<CallReply<'exportLog'> | { readonly kind: 'failed'; readonly reason: string } | undefined> {
  const { logId } = useLog.getState();
  if (logId === undefined) return undefined;
  const answer = await tryCall('exportLog', { logId, format });
  return answer.ok ? answer.value : { kind: 'failed', reason: answer.error };
}

async function begin(request: LogRequest): Promise<void> {
  const mine = (turn += 1);
  early = [];
  stopListening = window.batten.logChanged(take);
  const answer = await tryCall('startLog', request);
  if (mine !== turn) {
    // Whoever asked has left meanwhile. A log that was opened after this one has ended it already.
    if (answer.ok && stopListening === undefined) void tryCall('stopLog', { logId: answer.value.logId });
    return;
  }
  if (!answer.ok) {
    stop();
    useLog.setState({ state: { kind: 'failed', reason: answer.error } });
    return;
  }
  const { logId, limits } = answer.value;
  useLog.setState({ logId, limits, state: { kind: 'running' } });
  const waiting = early;
  early = [];
  for (const push of waiting) take(push);
}

function stop(): void {
  stopListening?.();
  stopListening = undefined;
}

function leave(): void {
  turn += 1;
  stop();
  const { logId, state } = useLog.getState();
  const runs = state.kind === 'running' || state.kind === 'cancelling';
  if (logId !== undefined && runs) void tryCall('stopLog', { logId });
}

function take(push: LogPush): void {
  const { logId, state } = useLog.getState();
  if (state.kind === 'starting') {
    // The answer with the id may be overtaken by the first rows.
    early = [...early.slice(1 - MOST_EARLY), push];
    return;
  }
  if (push.logId !== logId) return;
  useLog.setState((log) => taken(log, push));
}

function taken(log: OpenLog, push: LogPush): Partial<OpenLog> {
  const rows = push.rows.map((row): LogRow => ({ ...row, number: (numbered += 1) }));
  const room = log.isPaused ? bounded([...log.held, ...rows], MOST_HELD) : bounded([...log.rows, ...rows], MOST_SHOWN);
  // What was not held is counted when the rows come on screen.
  if (!log.isPaused) trimmed += room.lost;
  return {
    ...(log.isPaused ? { held: room.kept, heldCount: log.heldCount + rows.length } : { rows: room.kept }),
    notShown: earlier.notShown + push.dropped + trimmed - forgotten,
    hasEnds: log.hasEnds || rows.some(({ from, to }) => from !== '' || to !== ''),
    hasPrograms: log.hasPrograms || rows.some(({ program }) => program !== ''),
    summary: addedCounts(earlier.summary, push),
    gaps: [...earlier.gaps, ...push.gaps],
    progress: push.progress,
    state: stateAfter(log.state, push.ended),
  };
}

function stateAfter(state: LogState, ended: string | undefined): LogState {
  if (ended === undefined) return state;
  if (ended === '' && state.kind === 'cancelling') return { kind: 'cancelled' };
  return { kind: 'ended', words: ended };
}

/**
 * The newest rows, and how many others there were.
 *
 * Where there are too many a quarter goes at once: each time the list is scrolled to keep its place, and that must not
 * come between a person and the wheel several times a second.
 */
function bounded(rows: readonly LogRow[], most: number): { readonly kept: readonly LogRow[]; readonly lost: number } {
  if (rows.length <= most) return { kept: rows, lost: 0 };
  const kept = rows.slice(-Math.floor(most * 0.75));
  return { kept, lost: rows.length - kept.length };
}
