import { type LogEvent, parseLogLine } from '../../../src/core/log/log-event';

/** One object of `log show --style ndjson` as macOS 26 prints it, with a message of the firewall's. */
export function lineSaying(eventMessage: string, more: Readonly<Record<string, unknown>> = {}): string {
  const object = {
    timezoneName: '',
    messageType: 'Default',
    eventType: 'logEvent',
    source: null,
    formatString: '%{public}@',
    subsystem: 'com.apple.alf',
    processImagePath: '/usr/libexec/ApplicationFirewall/socketfilterfw',
    timestamp: '2026-07-26 18:11:22.348728+1200',
    eventMessage,
    processID: 407,
    ...more,
  };
  return JSON.stringify(object).replaceAll('/', '\\/');
}

/** A line at a time given in milliseconds since 1970. */
export function lineAt(at: number, eventMessage: string): string {
  return lineSaying(eventMessage, { timestamp: `${new Date(at).toISOString().slice(0, 23).replace('T', ' ')}+0000` });
}

export function eventOf(line: string): LogEvent {
  const read = parseLogLine(line);
  if (read.kind !== 'event') throw new Error(`No event: ${JSON.stringify(read)}`);
  return read.event;
}
