import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createLogTally, type VerdictCounts } from '../../../src/core/log/log-counts';
import type { LogEvent } from '../../../src/core/log/log-event';
import { createLogReader, type LogReading } from '../../../src/core/log/log-reader';
import { fc } from '../fixed-chance';
import { eventOf, lineAt, lineSaying } from './log-lines';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-07-26T12:00:00Z');

/** Reads a text that arrives cut at the given places. */
function readingOf(text: string, cuts: readonly number[] = [], keep = 100): LogReading {
  const reader = createLogReader({ keep });
  const places = [...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted((one, other) => one - other);
  let from = 0;
  for (const to of places) {
    reader.push(text.slice(from, to));
    from = to;
  }
  reader.end();
  return reader.reading();
}

const ANY_LINE = fc.oneof(
  fc.constantFrom(
    lineSaying('KNOWN APP FLOW: node, return verdict: 1'),
    lineAt(NOON, 'KNOWN APP FLOW: Spotify ü 💡, return verdict: 2'),
    lineAt(NOON + HOUR, 'Enqueuing new inbound flow for sshd with identifier: sshd'),
    lineSaying('x'.repeat(70_000)),
    'x'.repeat(65_536),
    'x'.repeat(65_537),
    '{"count":1,"finished":1}',
    '',
    '\r',
  ),
  fc.string({ unit: 'binary', maxLength: 50 }),
);
const ANY_TEXT = fc.array(fc.tuple(ANY_LINE, fc.constantFrom('\n', '\r\n')), { maxLength: 12 }).chain((lines) =>
  fc.boolean().map((whole) => {
    const text = lines.map(([line, ending]) => line + ending).join('');
    return whole ? text : text.slice(0, -1);
  }),
);

describe('the reader of a log', () => {
  it('reads the same wherever the pieces were cut', () => {
    fc.assert(
      fc.property(ANY_TEXT, fc.array(fc.nat(), { maxLength: 30 }), (text, cuts) => {
        expect(readingOf(text, cuts)).toEqual(readingOf(text));
      }),
      { numRuns: 300 },
    );
  });

  it('reads the same when every piece is one character', () => {
    const text = [lineSaying('Deny a data in from 1.2.3.4:5 to port 6 proto=6'), 'what?', '', lineSaying('💡')].join(
      '\n',
    );
    const every = Array.from({ length: text.length }, (_, index) => index);
    expect(readingOf(text, every)).toEqual(readingOf(text));
    expect(readingOf(text)).toMatchObject({ total: 4, noise: 1, unread: 1, unreadLines: ['what?'] });
  });

  it('accounts for every line', () => {
    fc.assert(
      fc.property(ANY_TEXT, (text) => {
        const { counts, total, noise, outside, unread } = readingOf(text);
        const last = text.split('\n').at(-1) === '' ? 1 : 0;
        expect(total).toBe(text.split('\n').length - last);
        expect(noise + outside + unread + sum(counts.all)).toBe(total);
        expect(sum(counts.all)).toBe(totalOf([...counts.programs.values(), counts.otherPrograms]));
        expect(sum(counts.all)).toBe(totalOf([...counts.hours.values(), counts.earlierHours]));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the newest events and counts all of them', () => {
    const text = Array.from({ length: 1000 }, (_, index) => lineAt(NOON + index, `message ${index}`)).join('\n');
    const reading = readingOf(text, [], 3);
    expect(reading.events.map(({ message }) => message)).toEqual(['message 997', 'message 998', 'message 999']);
    expect(reading).toMatchObject({ total: 1000, dropped: 997 });
    expect(reading.counts.all.other).toBe(1000);
    expect(readingOf(text, [], 0)).toMatchObject({ events: [], total: 1000, dropped: 1000 });
  });

  it('drops a line that is too long before it has ended', () => {
    const reader = createLogReader({ keep: 10 });
    for (let piece = 0; piece < 200; piece += 1) reader.push('{"eventMessage":'.padEnd(10_000, 'x'));
    expect(reader.reading()).toMatchObject({ total: 1, unread: 1 });
    reader.push(`still it\n${lineSaying('next')}\n`);
    reader.end();
    expect(reader.reading()).toMatchObject({ total: 2, unread: 1 });
    expect(reader.reading().events.map(({ message }) => message)).toEqual(['next']);
    expect(reader.reading().unreadLines[0]).toMatch(/^\{"eventMessage":x{200,230}…$/);
  });

  it('reads a line of 65,536 characters, and none that is longer, wherever it is cut', () => {
    for (const [length, events] of [
      [65_536, 1],
      [65_537, 0],
    ] as const) {
      const line = lineSaying('').padEnd(length, ' ');
      for (const cut of [0, 1, 65_535, 65_536, 65_537, 65_538]) {
        const { events: read, unread } = readingOf(`${line}\n`, [cut]);
        expect([read.length, unread]).toEqual([events, 1 - events]);
      }
    }
  });

  it('does not keep a long piece for the sake of a line that has not ended', () => {
    const reader = createLogReader({ keep: 10 });
    const before = heapInUse();
    reader.push(`${`${'x'.repeat(63)}\n`.repeat(100_000)}{"eventMessage":"only the beginning`);
    expect(heapInUse() - before).toBeLessThan(2e6);
    expect(reader.reading().total).toBe(100_000);
  });

  it('needs a bounded amount of memory for whatever it is given', () => {
    const reader = createLogReader({ keep: 50 });
    const before = heapInUse();
    for (let block = 0; block < 100; block += 1) {
      const lines = Array.from({ length: 20 }, (_, index) => {
        const number = block * 20 + index;
        // Another hour and another program each time; every other message has 50 K, every tenth line is not understood.
        const long = number % 2 === 0 ? 'y'.repeat(50_000) : '';
        const line = lineAt(NOON + number * HOUR, `KNOWN APP FLOW: app ${number}, return ${long}verdict: 2`);
        return number % 10 === 0 ? line.slice(0, -1) : line;
      });
      reader.push(`${lines.join('\n')}\n`);
    }
    const { events, counts, total, unread, unreadLines } = reader.reading();
    expect({ total, unread }).toEqual({ total: 2000, unread: 200 });
    expect(events).toHaveLength(50);
    expect(unreadLines).toHaveLength(20);
    expect(Math.max(...events.map(({ message }) => message.length))).toBe(4096);
    expect(counts.programs.size).toBe(200);
    expect(counts.hours.size).toBe(48);
    expect(counts.all.other + counts.all.denied).toBe(1800);
    // 50 MB went through it; a kept text that still held its line or its piece would show.
    expect(heapInUse() - before).toBeLessThan(2e6);
  });

  it('hands over what each piece brought, in order, in bounded batches', () => {
    const batches: (readonly LogEvent[])[] = [];
    const reader = createLogReader({ keep: 1, onBatch: (events) => batches.push(events) });
    const lines = Array.from({ length: 1203 }, (_, index) => lineAt(NOON + index, `message ${index}`));
    reader.push(`${lines.slice(0, 1200).join('\n')}\n`);
    reader.push(lines[1200] ?? '');
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 200]);
    reader.push(`\n${lines.slice(1201).join('\n')}`);
    reader.end();
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 200, 2, 1]);
    expect(batches.flat().map(({ message }) => message)).toEqual(lines.map((_, index) => `message ${index}`));
  });

  it('leaves out what does not belong, and says how much', () => {
    const reader = createLogReader({ keep: 10, accept: ({ at }) => at >= NOON });
    reader.push([lineAt(NOON - 1, 'before'), lineAt(NOON, 'after')].join('\n'));
    reader.end();
    const { events, outside, total, counts } = reader.reading();
    expect(events.map(({ message }) => message)).toEqual(['after']);
    expect({ outside, total, counted: sum(counts.all) }).toEqual({ outside: 1, total: 2, counted: 1 });
  });
});

describe('the counts', () => {
  const at = (hour: number, message: string): LogEvent => eventOf(lineAt(NOON + hour * HOUR + 1, message));
  const denied = (program: string, hour = 0): LogEvent => at(hour, `KNOWN APP FLOW: ${program}, return verdict: 2`);

  it('tell verdicts, programs and hours apart', () => {
    const tally = createLogTally();
    tally.add(denied('a'));
    tally.add(denied('a', 1));
    tally.add(at(1, 'KNOWN APP FLOW: b, return verdict: 1'));
    tally.add(at(1, 'Prompting for it'));
    tally.add(at(0, 'Updating path for app by bundle id: c'));
    expect(tally.counts()).toEqual({
      all: { denied: 2, allowed: 1, asked: 1, other: 1 },
      programs: new Map([
        ['a', { denied: 2, allowed: 0, asked: 0, other: 0 }],
        ['b', { denied: 0, allowed: 1, asked: 0, other: 0 }],
        ['socketfilterfw', { denied: 0, allowed: 0, asked: 1, other: 1 }],
      ]),
      otherPrograms: { denied: 0, allowed: 0, asked: 0, other: 0 },
      hours: new Map([
        [NOON, { denied: 1, allowed: 0, asked: 0, other: 1 }],
        [NOON + HOUR, { denied: 1, allowed: 1, asked: 1, other: 0 }],
      ]),
      earlierHours: { denied: 0, allowed: 0, asked: 0, other: 0 },
    });
  });

  it('put programs that are too many together, and do not forget those they know', () => {
    const tally = createLogTally({ programs: 2 });
    for (const program of ['a', 'b', 'c', 'd', 'a']) tally.add(denied(program));
    const { programs, otherPrograms } = tally.counts();
    expect([...programs].map(([program, { denied: times }]) => [program, times])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(otherPrograms.denied).toBe(2);
  });

  it('hold the newest hours, in whatever order events come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 60 }), (hours) => {
        const tally = createLogTally({ hours: 5 });
        for (const hour of hours) tally.add(denied('a', hour));
        const counts = tally.counts();
        const distinct = [...new Set(hours)].toSorted((one, other) => one - other);
        // An hour that was already let go does not come back with a part of its events.
        const kept = [...counts.hours.keys()];
        expect(kept).toEqual(distinct.slice(-5).map((hour) => NOON + hour * HOUR));
        expect(totalOf([...counts.hours.values()]) + sum(counts.earlierHours)).toBe(hours.length);
      }),
    );
  });

  it('are a picture of the moment they were asked for', () => {
    const tally = createLogTally();
    tally.add(denied('a'));
    const before = tally.counts();
    tally.add(denied('a'));
    expect(before.programs.get('a')?.denied).toBe(1);
    expect(before.all.denied).toBe(1);
  });
});

/** After everything that is not held has been let go. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

function sum({ denied, allowed, asked, other }: VerdictCounts): number {
  return denied + allowed + asked + other;
}

function totalOf(parts: readonly VerdictCounts[]): number {
  return parts.reduce((total, part) => total + sum(part), 0);
}
