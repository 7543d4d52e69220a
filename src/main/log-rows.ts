import { endpointWords } from '../core/exposure/sentence';
import type { ContainerLine } from '../core/log/container-log';
import type { LogCounts } from '../core/log/log-counts';
import type { LogEvent } from '../core/log/log-event';
import type { NetworkEnd } from '../core/log/verdict';
import type { LogPush, LogRow } from '../shared/log-views';

/** A row before it has its place on the screen. */
export type UnnumberedRow = Omit<LogRow, 'number'>;

/** One event of the firewall's log as a row. */
export function logRow({ at, program, verdict, from, to, message }: LogEvent): UnnumberedRow {
  return {
    at,
    program,
    verdict,
    from: endWords(from),
    to: to === undefined ? '' : `${endWords(to)} ${to.protocol}`,
    message,
  };
}

/** One line that a container has printed as a row. */
export function containerLogRow({ at, text, output }: ContainerLine): UnnumberedRow {
  return { at, program: output === 'stderr' ? 'Errors' : '', verdict: '', from: '', to: '', message: text };
}

const MOST_PROGRAMS = 30;

/** The counts for the chart and the list of programs: those with the most first. */
export function logCounts(counts: LogCounts): Pick<LogPush, 'programs' | 'hours'> {
  const sum = (count: LogCounts['all']): number => count.denied + count.allowed + count.asked + count.other;
  return {
    programs: [...counts.programs]
      .map(([program, count]) => ({ program, count }))
      .toSorted((one, other) => sum(other.count) - sum(one.count))
      .slice(0, MOST_PROGRAMS),
    hours: [...counts.hours].map(([at, count]) => ({ at, count })),
  };
}

function endWords(end: NetworkEnd | undefined): string {
  if (end === undefined) return '';
  const { address, port } = end;
  if (address === undefined) return `port ${port}`;
  return endpointWords({ address, port });
}
