import { createContainerLogReader, parseContainerLine, printable } from '../../src/core/log/container-log';
import { parseDuration } from '../../src/core/log/duration';
import { parseFirewallMessage } from '../../src/core/log/firewall-message';
import { createLineSplitter } from '../../src/core/log/line-splitter';
import { beginningOf, eventIn, parseLogLine } from '../../src/core/log/log-event';
import { csvOf, ndjsonOf } from '../../src/core/log/log-export';
import { createLogReader } from '../../src/core/log/log-reader';
import { momentOf } from '../../src/core/log/moment';
import { whyNoLogs } from '../../src/core/log/why-no-logs';
import { must } from './invariants';
import { texts, type Target } from './target';

/** Logs of the firewall and of containers. */
export const LOG: readonly Target[] = [
  texts(
    'log-line',
    ['parseLogLine', 'eventIn', 'beginningOf'].map((name) => `core/log/log-event ${name}`),
    (text) => {
      const line = parseLogLine(text);
      must((line.kind === 'event') === (typeof eventIn(text) === 'object'), 'both readers of a line agree');
      must(beginningOf(text).length <= 512, 'a beginning is short');
      if (line.kind === 'event') must(line.event.message.length <= 4_096, 'a message is cut');
    },
    { captures: /ndjson|log-show|log-stream/ },
  ),
  texts('firewall-message', ['core/log/firewall-message parseFirewallMessage'], parseFirewallMessage, {
    captures: /alf-log/,
    texts: [
      'Deny bootpd data in from 0.0.0.0:68 to port 0.0.0.0:67 proto=17',
      'ntpd: Deny UDP CONNECT (in:2 out:0)',
      'Stealth Mode connection attempt to TCP 192.168.1.5:5900 from 192.168.1.9:51500',
      'Handle flow with processPID: 22114 and bundleid: zz_probe2',
      'Enqueuing new inbound flow for zz_probe2 with identifier: zz_probe2',
      'Found known filter app by signing identifier com.apple.x, return known verdict: 1',
      'KNOWN APP FLOW: nc, return verdict: 2',
    ],
  }),
  texts('moment', ['core/log/moment momentOf'], momentOf, {
    texts: ['2026-07-26 18:11:22.348728+1200', '2014-09-16T06:17:46.000000000Z', '2024-02-29 23:59:59-03:30'],
  }),
  texts('duration', ['core/log/duration parseDuration'], parseDuration, { texts: ['90s', '10m', '1h', '24h', '0s'] }),
  texts(
    'line-splitter',
    ['core/log/line-splitter createLineSplitter'],
    (text) => {
      const linesOf = (size: number): string => {
        const lines: string[] = [];
        const splitter = createLineSplitter({
          onLine: (line) => lines.push(line),
          onTooLong: (line) => lines.push(`too long: ${line}`),
          limit: 200,
        });
        for (let at = 0; at < text.length; at += size) splitter.push(text.slice(at, at + size));
        splitter.end();
        return JSON.stringify(lines);
      };
      must(linesOf(7) === linesOf(1_000_000), 'lines are the same wherever the pieces were cut');
    },
    { captures: /ndjson|alf-log/ },
  ),
  texts(
    'log-reader',
    ['core/log/log-reader createLogReader', 'core/log/log-export csvOf', 'core/log/log-export ndjsonOf'],
    (text) => {
      const reader = createLogReader({ keep: 50 });
      reader.push(text);
      reader.end();
      const reading = reader.reading();
      const counted = reading.events.length + reading.dropped + reading.noise + reading.outside + reading.unread;
      must(counted === reading.total, 'every line is an event, noise, outside or unread');
      csvOf(reading.events);
      must(ndjsonOf(reading.events).split('\n').length === reading.events.length + 1, 'one line for each event');
    },
    { captures: /ndjson|log-show|log-stream/ },
  ),
  texts(
    'container-log',
    ['createContainerLogReader', 'parseContainerLine', 'printable'].map((name) => `core/log/container-log ${name}`),
    (text) => {
      parseContainerLine(text, 'stdout');
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      const obeyed = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
      must(!obeyed.test(printable(text)), 'a terminal obeys nothing in it');
      const reader = createContainerLogReader({ keep: 20 });
      reader.push(text, 'stdout');
      reader.push(text, 'stderr');
      reader.end();
      reader.reading();
    },
    { texts: ['2014-09-16T06:17:46.000000000Z Listening on 8080\n2014-09-16T06:17:47.5Z \u001b[31mred\u001b[0m\n'] },
  ),
  texts(
    'log-end',
    ['core/log/why-no-logs whyNoLogs'],
    (text) => whyNoLogs({ kind: 'exited', exitCode: 64, stderr: text }),
    { captures: /log-denied/, texts: ['log: Could not open local log store: Operation not permitted\n'] },
  ),
];
