import { describe, expect, it } from 'vitest';
import { composeDiffers } from '../../../src/core/config/compose-differs';
import { COMPOSE_PORTS } from '../../../src/core/config/compose-ports';
import { textsAt, withTexts } from '../../../src/core/config/config-format';
import { fc } from '../fixed-chance';
import { asDocker, isLoopbackAddress } from './docker-ports';
import { adviceFor, closedText, holdToPromises } from './promises';

const number = fc.integer({ min: 1, max: 65_535 }).map(String);
const range = fc
  .tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 0, max: 9 }))
  .map(([a, b]) => `${a}-${a + b}`);
const variable = fc.constantFrom(
  '${PORT}',
  '${PORT:-3000}',
  '$PORT',
  '${P_1-80}',
  '${P:?set P}',
  '${A:-${B:-80}}',
  '${E:-}',
);
const port = fc.oneof({ weight: 4, arbitrary: number }, range, variable);
const host = fc.constantFrom('0.0.0.0', '127.0.0.1', 'localhost', '192.168.1.5', '::', '::1', 'fd00::5', '');
const protocol = fc.constantFrom('', '', '', '/tcp', '/udp');
const comment = fc.constantFrom('', '', ' # web', '   #\tünïcode — "80:80"');
const blanks = fc.constantFrom('', ' ', '   ');

/** An entry on one line or several, each relative to the column of the dash. */
type Entry = readonly string[];

const shortText = fc
  .tuple(fc.option(host), fc.option(port), port, protocol)
  .map(([address, published, container, kind]) => {
    const brackets = address?.includes(':') ? `[${address}]` : address;
    if (brackets === null || brackets === undefined)
      return `${published === null ? '' : `${published}:`}${container}${kind}`;
    return `${brackets}:${published ?? ''}:${container}${kind}`;
  });

/** As YAML can hold it: a bracket at the beginning, or a lone number, may need its quotes. */
const shortEntry: fc.Arbitrary<Entry> = fc
  .tuple(shortText, fc.constantFrom('', '"', "'"), comment)
  .map(([text, mark, note]) => {
    const quote = /^[[:]/.test(text) && mark === '' ? '"' : mark;
    return [`${quote}${text}${quote}${note}`];
  });

const members = fc
  .record({
    target: port,
    published: fc.option(port),
    host_ip: fc.option(host),
    protocol: fc.option(fc.constantFrom('tcp', 'udp')),
    mode: fc.option(fc.constant('host')),
  })
  .chain((record) => {
    const present = Object.entries(record).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
    return fc.shuffledSubarray(present, { minLength: present.length });
  });

const quoted = (value: string, mark: string): string => {
  const quote = value === '' || value.includes(':') || value.includes('$') ? mark || '"' : mark;
  return `${quote}${value}${quote}`;
};

const longEntry: fc.Arbitrary<Entry> = fc
  .tuple(members, fc.constantFrom('', '"', "'"), comment, fc.boolean())
  .map(([list, mark, note, flow]) => {
    const texts = list.map(([key, value]) => `${key}: ${quoted(value, mark)}`);
    return flow ? [`{ ${texts.join(', ')} }${note}`] : texts.map((text) => `${text}${note}`);
  });

interface Generated {
  readonly text: string;
  readonly entries: number;
}

const service = (name: string): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 3, arbitrary: shortEntry }, longEntry), { maxLength: 5 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      comment,
      blanks,
    )
    .map(([entries, indent, gap, first, note, blank]) => {
      const lead = ' '.repeat(indent);
      const list = entries.flatMap((lines) => [
        `    ${lead}-${' '.repeat(gap)}${lines[0] ?? ''}${blank}`,
        ...lines.slice(1).map((line) => `    ${lead} ${' '.repeat(gap)}${line}${blank}`),
        ...(note === '' ? [] : [note]),
      ]);
      const ports = entries.length === 0 ? [] : [`    ports:${note}`, ...list];
      const others = ['    image: demo   # kept', `    environment: {A: 22:22,  "B": 'c' }${blank}`];
      return [`  ${name}:${note}`, ...(first ? [...ports, ...others] : [...others, ...ports])];
    });

const file: fc.Arbitrary<Generated> = fc
  .tuple(
    service('a'),
    service('b'),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\uFEFF'),
    fc.boolean(),
    fc.constantFrom('', '# ünïcode: "80:80"', '---', 'name: x'),
  )
  .map(([a, b, lineEnd, mark, ended, head]) => {
    const lines = [...(head === '' ? [] : [head]), 'services:', ...a, ...b];
    return { text: mark + lines.join(lineEnd) + (ended ? lineEnd : ''), entries: a.length };
  });

describe('any compose file', () => {
  it('is closed by its ports alone, and comes back byte for byte', { timeout: 60_000 }, () => {
    const outcomes: Record<string, number> = {};
    fc.assert(
      fc.property(file, ({ text }) => {
        const outcome = holdToPromises(COMPOSE_PORTS, text, 'a');
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        expect([outcome, text]).not.toEqual(['unreadable', text]);
        if (outcome === 'advice') {
          expect(adviceFor(COMPOSE_PORTS, text, 'a')).toMatch(/collide|The address comes from/);
          return;
        }
        const next = closedText(COMPOSE_PORTS, text, 'a');
        const [before, after] = [asDocker(text), asDocker(next)];
        expect(composeDiffers(text, next)).toBe(false);
        expect(after.rest).toEqual(before.rest);
        expect(after.ports['b']).toEqual(before.ports['b']);
        expect(after.ports['a']?.map(({ spec }) => spec)).toEqual(before.ports['a']?.map(({ spec }) => spec));
        for (const { address } of after.ports['a'] ?? [])
          expect([address, isLoopbackAddress(address)]).toEqual([address, true]);
        const old = new Set(text.split(/\r?\n/));
        for (const line of next.split(/\r?\n/)) if (!old.has(line)) expect(line).toMatch(/127\.0\.0\.1|::1/);
      }),
      { numRuns: 400 },
    );
    expect(outcomes['closed']).toBeGreaterThan(150);
    expect(outcomes['closed already']).toBeGreaterThan(20);
  });

  it('takes back one service and not the other', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(file, ({ text }) => {
        const [a, b] = [COMPOSE_PORTS.closed(text, 'a'), COMPOSE_PORTS.closed(text, 'b')];
        if (a.kind === 'unreadable' || b.kind === 'unreadable') return;
        const found = COMPOSE_PORTS.find(text, 'a');
        if (found.kind === 'unreadable') throw new Error(found.reason);
        const both = closedText(COMPOSE_PORTS, closedText(COMPOSE_PORTS, text, 'a'), 'b');
        const again = COMPOSE_PORTS.find(both, 'a');
        if (again.kind === 'unreadable') throw new Error(again.reason);
        const opened = withTexts(both, again.value.slices, textsAt(text, found.value.slices));
        expect(opened).toBe(closedText(COMPOSE_PORTS, text, 'b'));
      }),
      { numRuns: 100 },
    );
  });
});
