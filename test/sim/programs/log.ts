import type { LogEvent } from '../log-event';
import type { MacState } from '../mac-state';
import { notModelled, says, type SimulatedProgram } from './program';
import { uidOf } from './processes';

/**
 * `log show` of a stretch of time, and `log stream`, with a predicate that names processes or subsystems.
 *
 * A stream never ends: the outcome is what it has printed so far, here the events that the Mac has, and whoever follows it
 * prints those that come with `streamedEvents`. That `log show` takes a second and a half is assumed.
 */
export const log: SimulatedProgram = (state, args) => {
  const question = questionOf(args, state.time);
  if (question === undefined) return { state, latencyMs: 40, result: notModelled('log', args) };
  const preamble = `Filtering the log data using "${question.predicate}"\n`;
  if (question.verb === 'stream') {
    return { state, latencyMs: 90, result: says(preamble + streamedEvents(state, args, state.log)), goesOn: true };
  }
  const found = state.log.filter((event) => isFound(event, question));
  const end = question.style === 'ndjson' ? `{"count":${found.length},"finished":1}\n` : '';
  const header = question.style === 'ndjson' ? '' : HEADERS[question.style];
  const lines = found.map((event) => line(event, question.style, state.user));
  return { state, latencyMs: 1_500, result: says(header + lines.join('') + end) };
};

/** The lines that a stream prints for these events of a Mac. */
export function streamedEvents(state: MacState, args: readonly string[], events: readonly LogEvent[]): string {
  const question = questionOf(args, state.time);
  if (question === undefined) return '';
  const { style } = question;
  return events
    .filter((event) => isFound(event, question))
    .map((event) => line(event, style, state.user))
    .join('');
}

interface Question {
  readonly verb: 'show' | 'stream';
  readonly style: 'ndjson' | 'compact' | 'syslog';
  readonly predicate: string;
  readonly info: boolean;
  readonly from: number;
  readonly until: number;
}

const STYLES = ['ndjson', 'compact', 'syslog'] as const;

function questionOf(args: readonly string[], now: number): Question | undefined {
  const [verb, ...rest] = args;
  if (verb !== 'show' && verb !== 'stream') return undefined;
  let [from, until] = [verb === 'show' ? 0 : -Infinity, Infinity];
  let predicate = '';
  let info = false;
  let style: (typeof STYLES)[number] | undefined = 'compact';
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === '--info' || word === '--debug') {
      info = true;
      continue;
    }
    const value = rest[(at += 1)] ?? '';
    if (word === '--style') style = STYLES.find((one) => one === value);
    else if (word === '--predicate') predicate = value;
    else if (word === '--level') info = value !== 'default';
    else if (word === '--last') from = now - spanOf(value);
    else if (word === '--start') from = momentOf(value);
    else if (word === '--end') until = momentOf(value);
    else return undefined;
  }
  if (style === undefined || Number.isNaN(from) || Number.isNaN(until)) return undefined;
  return { verb, style, predicate, info, from, until };
}

const SPANS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function spanOf(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(count) * (SPANS[unit] ?? Number.NaN);
}

/** `@unixtime`, in whole seconds; other forms are not modelled. */
function momentOf(text: string): number {
  return Number(/^@(\d+)$/.exec(text)?.[1]) * 1_000;
}

function isFound(event: LogEvent, { predicate, info, from, until }: Question): boolean {
  if (event.at < from || event.at > until || (event.level === 'Info' && !info)) return false;
  const terms = [...predicate.matchAll(/\b(process|subsystem)\s*==\s*"([^"]*)"/g)];
  const name = event.process.slice(event.process.lastIndexOf('/') + 1);
  return terms.length === 0 || terms.some(([, key, value]) => value === (key === 'process' ? name : event.subsystem));
}

const HEADERS = {
  compact: 'Timestamp               Ty Process[PID:TID]\n',
  syslog: 'Timestamp                       (process)[PID]    \n',
} as const;

function line(event: LogEvent, style: Question['style'], user: string): string {
  const { at, process, pid, subsystem, category, message, level } = event;
  const [day = '', clock = ''] = new Date(at).toISOString().replace('Z', '').split('T');
  const name = process.slice(process.lastIndexOf('/') + 1);
  switch (style) {
    case 'compact':
      return `${day} ${clock} ${level === 'Info' ? 'I ' : level === 'Error' ? 'E ' : 'Df'} ${name}[${pid}:1a2b3c] [${subsystem}:${category}] ${message}\n`;
    case 'syslog':
      return `${day} ${clock}000+0000  localhost ${name}[${pid}]: [${subsystem}:${category}] ${message}\n`;
    case 'ndjson':
      return `${JSON.stringify({
        timezoneName: '',
        messageType: level,
        eventType: 'logEvent',
        source: null,
        formatString: '%{public}s',
        userID: name === 'socketfilterfw' ? 0 : uidOf(user),
        activityIdentifier: 0,
        subsystem,
        category,
        threadID: 7_919_078,
        senderImageUUID: '0F483193-D206-362B-9874-0100BCCB9CBD',
        backtrace: { frames: [{ imageOffset: 103_060, imageUUID: '0F483193-D206-362B-9874-0100BCCB9CBD' }] },
        bootUUID: '3590A0B1-4C7D-4C4A-9F0B-69FAC3D0BD58',
        processImagePath: process,
        senderImagePath: process,
        timestamp: `${day} ${clock}000+0000`,
        machTimestamp: 20_147_685_217_463,
        eventMessage: message,
        processImageUUID: '4044151C-2EEE-3A42-9F88-BDEE75975064',
        traceID: 13_353_070_231_556,
        processID: pid,
        senderProgramCounter: 103_060,
        parentActivityIdentifier: 0,
      }).replaceAll('/', String.raw`\/`)}\n`;
  }
}
