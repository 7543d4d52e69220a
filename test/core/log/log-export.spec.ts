import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/core/log/log-event';
import { csvOf, ndjsonOf } from '../../../src/core/log/log-export';
import { fc } from '../fixed-chance';
import { eventOf, lineSaying } from './log-lines';

const HEADING =
  'time,program,program_named,pid,verdict,from_address,from_port,to_address,to_port,protocol,message,private';

describe('events as CSV', () => {
  it('are rows under a heading', () => {
    const deny = eventOf(lineSaying('Deny bootpd data in from 0.0.0.0:68 to port 0.0.0.0:67 proto=17'));
    const plain = eventOf(lineSaying('Updating path for app by bundle id: com.example.app'));
    expect(csvOf([deny, plain])).toBe(
      [
        HEADING,
        '2026-07-26 18:11:22.348728+1200,bootpd,yes,,denied,0.0.0.0,68,0.0.0.0,67,udp,Deny bootpd data in from 0.0.0.0:68 to port 0.0.0.0:67 proto=17,no',
        '2026-07-26 18:11:22.348728+1200,socketfilterfw,no,407,other,,,,,,Updating path for app by bundle id: com.example.app,no',
        '',
      ].join('\r\n'),
    );
    expect(csvOf([])).toBe(`${HEADING}\r\n`);
  });

  it.each(['=HYPERLINK("http://example.com")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])(
    'hold no formula: %j',
    (program) => {
      const event = eventOf(lineSaying(`Handle flow with processPID: 1 and bundleid: ${program}`));
      const [, row] = rowsOf(csvOf([{ ...event, message: program }]));
      expect(row?.[1]).toBe(`'${program}`);
      expect(row?.[10]).toBe(`'${program}`);
    },
  );

  it('come back as they were, whatever is in them, but for the apostrophe', () => {
    const words = fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', '=', '@', 'a', 'ü', ' ', "'") });
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words), { maxLength: 5 }), (pairs) => {
        const base = eventOf(lineSaying('x'));
        const events: LogEvent[] = pairs.map(([program, message]) => ({ ...base, program, message }));
        const [heading, ...rows] = rowsOf(csvOf(events));
        expect(heading).toEqual(HEADING.split(','));
        const guarded = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);
        expect(rows.map((row) => [row[1], row[10]])).toEqual(pairs.map((pair) => pair.map(guarded)));
        for (const row of rows) expect(row).toHaveLength(12);
      }),
    );
  });
});

describe('events as ndjson', () => {
  it('come back as they were', () => {
    const events = ['Prompting', 'line\nbreak "quoted" \u2028', 'Deny a data in from 1.2.3.4:5 to port 6 proto=6'].map(
      (message) => eventOf(lineSaying(message)),
    );
    const lines = ndjsonOf(events).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(events);
    expect(ndjsonOf([])).toBe('');
  });
});

/** A reader after RFC 4180 of its own. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < csv.length) {
    let value = '';
    if (csv[at] === '"') {
      for (at += 1; csv[at] !== '"' || csv[at + 1] === '"'; at += 1) {
        if (csv[at] === '"') at += 1;
        value += csv[at] ?? '';
      }
      at += 1;
    } else {
      const end = csv.slice(at).search(/[,\r]/) + at;
      value = csv.slice(at, end);
      expect(value).not.toMatch(/["\n]/);
      at = end;
    }
    row.push(value);
    if (csv[at] === ',') {
      at += 1;
      continue;
    }
    expect(csv.slice(at, at + 2)).toBe('\r\n');
    at += 2;
    rows.push(row);
    row = [];
  }
  return rows;
}
