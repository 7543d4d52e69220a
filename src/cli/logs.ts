import { printable } from '../core/log/container-log';
import { firewallEra } from '../core/log/log-commands';
import { parseDuration } from '../core/log/duration';
import type { LogEvent } from '../core/log/log-event';
import { type PastLog, readPastLog } from '../core/log/past-log';
import { NOT_TOLD } from '../core/log/why-no-logs';
import { parseSwVers, SW_VERS } from '../core/mac';
import type { CliAnswer } from './answer';
import type { CliMac } from './cli-mac';
import { UsageError } from './usage';

/** More events than this are counted and not printed. */
const KEPT = 10_000;

/** What the firewall has written in the last minutes or hours. Exit 3 where a stretch of time could not be read. */
export async function logs(mac: CliMac, last: string, asJson: boolean): Promise<CliAnswer> {
  const duration = parseDuration(last);
  if (duration.kind === 'unreadable') throw new UsageError(`${duration.reason}: batten logs --last 10m`);
  const version = parseSwVers(await mac.runner.run(SW_VERS));
  const era = firewallEra(version.kind === 'read' ? version.value.major : undefined);
  const past = await readPastLog({ source: mac.lines, clock: mac.clock, era, last: duration.value, keep: KEPT });
  const exitCode = past.notRead.length > 0 || past.unread > 0 ? 3 : 0;
  const limits = era === undefined ? [] : [NOT_TOLD[era]];
  return asJson
    ? { stdout: `${JSON.stringify(report(past, limits), undefined, 2)}\n`, stderr: '', exitCode }
    : { stdout: text(past, last), stderr: notes(past, limits), exitCode };
}

function report(past: PastLog, limits: readonly string[]): unknown {
  const { events, counts, total, unread, dropped, notRead } = past;
  return {
    schema: 'batten.logs/1',
    events,
    dropped,
    lines: total,
    unread,
    programs: Object.fromEntries(counts.programs),
    hours: [...counts.hours].map(([at, count]) => ({ at: new Date(at).toISOString(), ...count })),
    notRead: notRead.map(({ from, until, reason, partly }) => ({
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      reason,
      partly,
    })),
    limits,
  };
}

function text(past: PastLog, last: string): string {
  const shown = past.events.filter(({ dialect }) => dialect !== 'other');
  const rows = shown.map(
    (event) => `${event.atText}  ${event.verdict.padEnd(7)}  ${printable(event.program)}${peers(event)}\n`,
  );
  if (rows.length > 0) return rows.join('');
  return past.notRead.length > 0
    ? 'Nothing was read, so what happened is not known.\n'
    : `The firewall has written nothing about a connection in the last ${last}.\n`;
}

function peers({ from, to }: LogEvent): string {
  const where = (end: { readonly address?: string; readonly port: number }): string =>
    `${end.address ?? 'port'} ${end.port}`;
  return `${from === undefined ? '' : `  from ${where(from)}`}${to === undefined ? '' : `  to ${where(to)} ${to.protocol}`}`;
}

function notes({ notRead, unread, dropped }: PastLog, limits: readonly string[]): string {
  const reasons = [...new Set(notRead.map(({ reason }) => reason))];
  return [
    ...limits,
    ...reasons,
    ...(unread > 0 ? [`${unread} lines were not understood.`] : []),
    ...(dropped > 0 ? [`${dropped} older events were counted and are not printed.`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
