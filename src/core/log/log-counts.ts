import type { LogEvent } from './log-event';
import type { LogVerdict } from './verdict';

/** How many events had each verdict. */
export type VerdictCounts = Readonly<Record<LogVerdict, number>>;

/** How often which program and which hour stands in the log. Every event is in `all`, and once in each of the two groups. */
export interface LogCounts {
  readonly all: VerdictCounts;
  readonly programs: ReadonlyMap<string, VerdictCounts>;
  /** Programs that came after there were too many to tell apart. */
  readonly otherPrograms: VerdictCounts;
  /** By the beginning of the hour, in milliseconds since 1970 (UTC); newest hours only, in order of time. */
  readonly hours: ReadonlyMap<number, VerdictCounts>;
  readonly earlierHours: VerdictCounts;
}

/** Counts events as they come; holds a bounded number of programs and hours. */
export interface LogTally {
  add(event: LogEvent): void;
  counts(): LogCounts;
}

export interface LogTallyLimits {
  readonly programs?: number;
  readonly hours?: number;
}

const MS_PER_HOUR = 3_600_000;

/** Makes an empty tally for 200 programs and 48 hours, unless told otherwise. */
export function createLogTally({ programs: mostPrograms = 200, hours: mostHours = 48 }: LogTallyLimits = {}): LogTally {
  const programs = new Map<string, Counts>();
  const otherPrograms = nothing();
  const hours = new Map<number, Counts>();
  const earlierHours = nothing();
  let lastHour = Number.NaN;
  let lastCounts = earlierHours;

  const ofProgram = (program: string): Counts => {
    const known = programs.get(program);
    if (known !== undefined) return known;
    if (programs.size >= mostPrograms) return otherPrograms;
    const fresh = nothing();
    programs.set(program, fresh);
    return fresh;
  };

  const ofHour = (hour: number): Counts => {
    const known = hours.get(hour);
    if (known !== undefined) return known;
    const fresh = nothing();
    hours.set(hour, fresh);
    if (hours.size <= mostHours) return fresh;
    const oldest = Math.min(...hours.keys());
    addTo(earlierHours, hours.get(oldest) ?? fresh);
    hours.delete(oldest);
    return hours.get(hour) ?? earlierHours;
  };

  return {
    add({ at, program, verdict }) {
      const hour = Math.floor(at / MS_PER_HOUR) * MS_PER_HOUR;
      if (hour !== lastHour) {
        lastCounts = ofHour(hour);
        lastHour = hour;
      }
      count(ofProgram(program), verdict);
      count(lastCounts, verdict);
    },
    counts: () => ({
      all: sumOf([...hours.values(), earlierHours]),
      programs: new Map([...programs].map(([program, counts]) => [program, { ...counts }])),
      otherPrograms: { ...otherPrograms },
      hours: new Map(
        [...hours].toSorted(([one], [other]) => one - other).map(([hour, counts]) => [hour, { ...counts }]),
      ),
      earlierHours: { ...earlierHours },
    }),
  };
}

type Counts = Record<LogVerdict, number>;

function nothing(): Counts {
  return { denied: 0, allowed: 0, asked: 0, other: 0 };
}

function count(counts: Counts, verdict: LogVerdict): void {
  switch (verdict) {
    case 'denied':
      counts.denied += 1;
      return;
    case 'allowed':
      counts.allowed += 1;
      return;
    case 'asked':
      counts.asked += 1;
      return;
    case 'other':
      counts.other += 1;
  }
}

function sumOf(parts: readonly VerdictCounts[]): VerdictCounts {
  const sum = nothing();
  for (const part of parts) addTo(sum, part);
  return sum;
}

function addTo(sum: Counts, more: VerdictCounts): void {
  sum.denied += more.denied;
  sum.allowed += more.allowed;
  sum.asked += more.asked;
  sum.other += more.other;
}
