import { describe, expect, it } from 'vitest';
import { createContainerLogReader, parseContainerLine, printable } from '../../../src/core/log/container-log';
import { fc } from '../fixed-chance';

const AT = '2014-09-16T06:17:46.123456789Z';

describe('a line of a container', () => {
  it('is its time and its text', () => {
    expect(parseContainerLine(`${AT} Listening on 8080`, 'stdout')).toEqual({
      kind: 'line',
      line: {
        at: Date.parse('2014-09-16T06:17:46.123Z'),
        atText: AT,
        output: 'stdout',
        text: 'Listening on 8080',
      },
    });
    expect(parseContainerLine(`${AT} `, 'stderr')).toMatchObject({ line: { text: '', output: 'stderr' } });
    expect(parseContainerLine(AT, 'stderr')).toMatchObject({ line: { text: '' } });
    expect(parseContainerLine(`${AT}   indented`, 'stdout')).toMatchObject({ line: { text: '  indented' } });
  });

  it.each(['Error response from daemon: No such container: 4f5c0b2d9e1a', 'no time', `x${AT} y`, `${AT}y z`])(
    'is unread without a time: “%s”',
    (line) => {
      expect(parseContainerLine(line, 'stderr')).toEqual({ kind: 'unread', line });
    },
  );

  it('is noise when it is blank', () => {
    expect(parseContainerLine('  ', 'stdout')).toEqual({ kind: 'noise' });
  });

  it('loses its colours and what else a terminal would obey', () => {
    const text = `${AT} \u001b[1;31mred\u001b[0m\u0007 \u001b]0;title\u0007 tab\t\u202Eback\u2066 ü💡`;
    expect(parseContainerLine(text, 'stdout')).toMatchObject({ line: { text: 'red ]0;title tab\tback ü💡' } });
  });
});

describe('printable text', () => {
  it('has nothing a terminal obeys, and all that can be read', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\u001b[', '\u001b[3', '1m', 'm', '\u001b', '\u009b', '\u202e'),
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const clean = printable(parts.join(''));
        // oxlint-disable-next-line no-control-regex -- that there are none is what is tested
        expect(clean).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
        expect(printable(clean)).toBe(clean);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(printable(text)).toBe(text);
      }),
    );
  });

  it('takes time that grows with the length only', () => {
    const time = (length: number): number => {
      const text = '\u001b[0'.repeat(length / 3);
      const begun = performance.now();
      printable(text);
      return performance.now() - begun;
    };
    time(30_000);
    expect(time(3_000_000)).toBeLessThan(2_000);
  });
});

describe('the reader of a container’s log', () => {
  const line = (second: number, nano: number, text: string): string =>
    `2026-07-26T10:00:${String(second).padStart(2, '0')}.${String(nano).padStart(9, '0')}Z ${text}\n`;

  it('keeps the lines of the two outputs whole and puts them in order of time', () => {
    const seen: string[] = [];
    const reader = createContainerLogReader({ keep: 10, onLine: ({ output, text }) => seen.push(`${output} ${text}`) });
    const first = line(1, 5, 'one');
    reader.push(first.slice(0, 12), 'stdout');
    reader.push(line(1, 4, 'zero') + line(3, 0, 'three'), 'stderr');
    reader.push(first.slice(12) + line(2, 0, 'two').trimEnd(), 'stdout');
    expect(seen).toEqual(['stderr zero', 'stderr three', 'stdout one']);
    reader.end();
    const { lines, unread } = reader.reading();
    expect(lines.map(({ output, text }) => `${output} ${text}`)).toEqual([
      'stderr zero',
      'stdout one',
      'stdout two',
      'stderr three',
    ]);
    expect(unread).toBe(0);
  });

  it('gives the same wherever the pieces were cut, and keeps a bounded number', () => {
    const text = Array.from({ length: 40 }, (_, index) =>
      index % 7 === 0 ? 'odd 💡\n' : line(index, 0, `text ${index}`),
    ).join('');
    const read = (cuts: readonly number[]) => {
      const reader = createContainerLogReader({ keep: 5 });
      let from = 0;
      for (const cut of [...cuts, text.length].toSorted((one, other) => one - other)) {
        reader.push(text.slice(from, cut), 'stdout');
        from = cut;
      }
      reader.end();
      return reader.reading();
    };
    const whole = read([]);
    expect(whole.lines.map(({ text: one }) => one)).toEqual(['text 34', 'text 36', 'text 37', 'text 38', 'text 39']);
    expect(whole).toMatchObject({ dropped: 29, unread: 6 });
    expect(whole.unreadLines).toEqual(Array.from({ length: 6 }, () => 'odd 💡'));
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        expect(read(cuts)).toEqual(whole);
      }),
    );
  });

  it('counts a line that is too long as unread', () => {
    const reader = createContainerLogReader({ keep: 5 });
    reader.push(`${AT} ${'x'.repeat(70_000)}`, 'stdout');
    reader.push(`\n${AT} ${'y'.repeat(5000)}\n`, 'stdout');
    expect(reader.reading()).toMatchObject({ unread: 1, lines: [{ text: 'y'.repeat(4096) }] });
  });
});
