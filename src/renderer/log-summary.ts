import type { LogCount, LogPush } from '../shared/log-views';

/** What a log has brought until now, whatever of it is on screen. */
export type LogSummary = Pick<LogPush, 'total' | 'unread' | 'programs' | 'hours'>;

export const NOTHING_COUNTED: LogSummary = { total: 0, unread: 0, programs: [], hours: [] };

/** The counts of two stretches of time together: programs by how often they came, hours in order. */
export function addedCounts(one: LogSummary, other: LogSummary): LogSummary {
  if (one.total === 0) {
    const { total, unread, programs, hours } = other;
    return { total, unread, programs, hours };
  }
  const programs = new Map(one.programs.map(({ program, count }) => [program, count]));
  for (const { program, count } of other.programs) programs.set(program, sumOf(programs.get(program), count));
  const hours = new Map(one.hours.map(({ at, count }) => [at, count]));
  for (const { at, count } of other.hours) hours.set(at, sumOf(hours.get(at), count));
  return {
    total: one.total + other.total,
    unread: one.unread + other.unread,
    programs: [...programs]
      .map(([program, count]) => ({ program, count }))
      .toSorted((a, b) => allOf(b.count) - allOf(a.count)),
    hours: [...hours].map(([at, count]) => ({ at, count })).toSorted((a, b) => a.at - b.at),
  };
}

/** Everything that the firewall decided or asked; `other` lines tell of no connection. */
export function decidedOf({ denied, allowed, asked }: LogCount): number {
  return denied + allowed + asked;
}

function allOf(count: LogCount): number {
  return decidedOf(count) + count.other;
}

function sumOf(one: LogCount | undefined, other: LogCount): LogCount {
  if (one === undefined) return other;
  return {
    denied: one.denied + other.denied,
    allowed: one.allowed + other.allowed,
    asked: one.asked + other.asked,
    other: one.other + other.other,
  };
}
