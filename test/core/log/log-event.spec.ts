import { describe, expect, it } from 'vitest';
import { type LogEvent, type LogLine, parseLogLine } from '../../../src/core/log/log-event';
import { momentOf } from '../../../src/core/log/moment';
import { fixture, fixtureIndex, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { eventOf, lineSaying } from './log-lines';

describe('a moment', () => {
  it('is read to the millisecond, in whatever zone it was written', () => {
    expect(momentOf('2026-07-26 18:11:22.348728+1200')).toBe(Date.parse('2026-07-26T06:11:22.348Z'));
    expect(momentOf('2024-03-26 10:31:41.803180-0700')).toBe(Date.parse('2024-03-26T17:31:41.803Z'));
    expect(momentOf('2023-09-27 22:55:39.622369+0530')).toBe(Date.parse('2023-09-27T17:25:39.622Z'));
    expect(momentOf('2014-09-16T06:17:46.000000000Z')).toBe(Date.parse('2014-09-16T06:17:46Z'));
    expect(momentOf('2026-03-01 00:00:00.999999+0100')).toBe(Date.parse('2026-02-28T23:00:00.999Z'));
    expect(momentOf('2000-02-29 00:00:00.5+0000')).toBe(Date.parse('2000-02-29T00:00:00.5Z'));
    expect(momentOf('1969-12-31 23:59:59.9-0000')).toBe(-100);
  });

  it('agrees with the calendar of the engine, however it is written', () => {
    const writings = fc.record({
      at: fc.integer({ min: Date.UTC(1601, 0), max: Date.UTC(9000, 0) }),
      offset: fc.integer({ min: -14 * 60, max: 14 * 60 }),
      digits: fc.integer({ min: 3, max: 9 }),
      colon: fc.constantFrom('', ':'),
      between: fc.constantFrom(' ', 'T'),
    });
    fc.assert(
      fc.property(writings, ({ at, offset, digits, colon, between }) => {
        const iso = new Date(at + offset * 60_000).toISOString();
        const two = (value: number): string => String(value).padStart(2, '0');
        const minutes = Math.abs(offset);
        const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
        const fraction = iso.slice(20, 23).padEnd(digits, '9');
        expect(momentOf(`${iso.slice(0, 10)}${between}${iso.slice(11, 19)}.${fraction}${zone}`)).toBe(at);
      }),
    );
  });

  it('takes up to nine digits of a second, and cuts off what is finer than a millisecond', () => {
    const begin = Date.parse('2026-07-26T18:11:22Z');
    const digits = fc.stringMatching(/^[0-9]{1,9}$/);
    fc.assert(
      fc.property(digits, (fraction) => {
        const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
        expect(momentOf(`2026-07-26 18:11:22.${fraction}+0000`)).toBe(begin + milliseconds);
      }),
    );
  });

  it.each([
    '',
    '2026-07-26',
    '2026-07-26 18:11:22',
    '2026-07-26 18:11:22.348728',
    '2026-07-26 18:11:22.+1200',
    '2026-07-26 18:11:22.1234567890+1200',
    '2026-07-26 18:11:22.348728+12',
    '2026-07-26 18:11:22.348728+1200 ',
    '2026-07-26 18:11:22.348728+2400',
    '2026-02-29 18:11:22.348728+1200',
    '2100-02-29 18:11:22.348728+1200',
    '2026-04-31 18:11:22.348728+1200',
    '2026-13-01 18:11:22.348728+1200',
    '2026-00-01 18:11:22.348728+1200',
    '2026-07-32 18:11:22.348728+1200',
    '2026-07-26 24:11:22.348728+1200',
    '2026-07-26 18:60:22.348728+1200',
    '2026-07-26 18:11:60.348728+1200',
    '2026-07-26_18:11:22.348728+1200',
    '2026/07/26 18:11:22.348728+1200',
    '2026-07-26 18.11:22.348728+1200',
    '2026-07-26 18:11.22.348728+1200',
    '-026-07-26 18:11:22.348728+1200',
    ' 2026-07-26 18:11:22.348728+1200',
    '26-07-26 18:11:22.348728+1200',
  ])('is not read out of “%s”', (text) => {
    expect(momentOf(text)).toBeUndefined();
    // Neither does a moment that was understood before it make it one.
    expect(momentOf('2026-07-26 18:11:22.348728+1200')).toBeDefined();
    expect(momentOf(text)).toBeUndefined();
  });
});

describe('a line of the log', () => {
  it('gives the whole event that a refusal of macOS 13 describes', () => {
    const message = 'Deny bootpd data in from 0.0.0.0:68 to port 0.0.0.0:67 proto=17';
    expect(eventOf(lineSaying(message))).toEqual({
      at: Date.parse('2026-07-26T06:11:22.348Z'),
      atText: '2026-07-26 18:11:22.348728+1200',
      program: 'bootpd',
      named: true,
      verdict: 'denied',
      from: { address: '0.0.0.0', port: 68 },
      to: { address: '0.0.0.0', port: 67, protocol: 'udp' },
      message,
      dialect: 'to-14',
      private: false,
    } satisfies LogEvent);
  });

  type Said = Partial<Pick<LogEvent, 'program' | 'named' | 'pid' | 'verdict' | 'dialect' | 'from' | 'to' | 'private'>>;
  const unnamed = { program: 'socketfilterfw', named: false, pid: 407 };
  const SAID: readonly (readonly [message: string, said: Said])[] = [
    [
      'Handle flow with processPID: 22114 and bundleid: zz_probe2',
      { program: 'zz_probe2', named: true, pid: 22_114, verdict: 'other', dialect: 'from-15' },
    ],
    [
      'Enqueuing new inbound flow for zz_probe2 with identifier: zz_probe2',
      { program: 'zz_probe2', named: true, pid: undefined, verdict: 'asked', dialect: 'from-15' },
    ],
    [
      'Enqueing new inbound flow for My App with identifier: com.example.my-app',
      { program: 'My App', verdict: 'asked', dialect: 'from-15' },
    ],
    ['Prompting for a filtering decision', { ...unnamed, verdict: 'asked', dialect: 'from-15' }],
    [
      'Found known filter app by signing identifier com.example.app, return known verdict: 1',
      { program: 'com.example.app', verdict: 'allowed', dialect: 'from-15' },
    ],
    [
      'Found known filter app by signing identifier: com.example.app return known verdict: 2',
      { program: 'com.example.app', verdict: 'denied', dialect: 'from-15' },
    ],
    [
      'Found known filter app by signing identifier … return known verdict: 3',
      { program: '…', verdict: 'other', dialect: 'from-15' },
    ],
    ['Found known filter app, return known verdict: 1', { ...unnamed, verdict: 'allowed', dialect: 'from-15' }],
    ['Found matching app, return known verdict', { ...unnamed, verdict: 'other', dialect: 'from-15' }],
    ['Found matching app, return known verdict: 2', { ...unnamed, verdict: 'denied', dialect: 'from-15' }],
    ['Found matching app, return known verdict: 12', { ...unnamed, verdict: 'other', dialect: 'from-15' }],
    ['Found matching app, return known verdict: 1?', { ...unnamed, verdict: 'other', dialect: 'from-15' }],
    [
      'KNOWN APP FLOW: Spotify Helper, return cached verdict: 2',
      { program: 'Spotify Helper', verdict: 'denied', dialect: 'from-15' },
    ],
    ['KNOWN APP FLOW: node, return verdict: 1', { program: 'node', verdict: 'allowed', dialect: 'from-15' }],
    [
      'Allow Google Chrome Helper connecting from fe80::1%en0:5353 to port 22 proto=6',
      {
        program: 'Google Chrome Helper',
        verdict: 'allowed',
        dialect: 'to-14',
        from: { address: 'fe80::1%en0', port: 5353 },
        to: { port: 22, protocol: 'tcp' },
      },
    ],
    [
      'Deny From here to port there data in from 10.0.0.1:1 to port 10.0.0.2:2 proto=132',
      {
        program: 'From here to port there',
        verdict: 'denied',
        from: { address: '10.0.0.1', port: 1 },
        to: { address: '10.0.0.2', port: 2, protocol: '132' },
      },
    ],
    [
      'Deny <private> data in from <private> to port <private> proto=17',
      { program: '<private>', verdict: 'denied', private: true, from: undefined, to: undefined },
    ],
    [
      'Deny node data in from <private>:68 to port <private>:67 proto=17',
      { program: 'node', verdict: 'denied', private: true, from: undefined, to: undefined },
    ],
    [
      'Deny bootpd data in from 0.0.0.0:68 to port 0.0.0.0:65536 proto=17',
      { program: 'bootpd', verdict: 'denied', from: { address: '0.0.0.0', port: 68 }, to: undefined },
    ],
    [
      'Deny bootpd data in from 0.0.0.0:65536 to port 0.0.0.0:65535 proto=17',
      { from: undefined, to: { address: '0.0.0.0', port: 65_535, protocol: 'udp' } },
    ],
    ['ntpd: Deny UDP CONNECT (in:2 out:0)', { program: 'ntpd', verdict: 'denied', dialect: 'to-14' }],
    ['Dropbox: Allow (in:0 out:2)', { program: 'Dropbox', verdict: 'allowed', dialect: 'to-14' }],
    ['Stealth Mode connection attempt to UDP 3 time', { ...unnamed, verdict: 'denied', dialect: 'to-14' }],
    [
      'Stealth Mode connection attempt to TCP 192.168.1.7:22 from 192.168.1.9:50123',
      {
        ...unnamed,
        verdict: 'denied',
        dialect: 'to-14',
        from: { address: '192.168.1.9', port: 50_123 },
        to: { address: '192.168.1.7', port: 22, protocol: 'tcp' },
      },
    ],
    ['Handle flow with processPID: 12 and bundleid: <<private>>', { program: '<<private>>', private: true }],
  ];

  it.each(SAID)('“%s”', (message, said) => {
    expect(eventOf(lineSaying(message))).toMatchObject(said);
  });

  it.each([
    'Updating path for app by bundle id: com.example.app',
    'processPathFromUUID: current map count: 12',
    'Handle flow: processPath is still nil, attempting to find it by UUID: 0F48',
    'Handle flow with processPID: many and bundleid: app',
    'Handle flow with processPID: 1234567890 and bundleid: app',
    'open(/usr/sbin/sshd,0x0,0x1b6) = 12',
    'Deny everything',
    'Deny a from b to c proto=6',
    'Deny a data in from 1.2.3.4:5 to port 1.2.3.4:6 proto=17 and more',
    'Allow me',
    'Found known filter app by signing identifier com.example.app',
    'KNOWN APP FLOW: com.example.app',
    'Enqueuing new inbound flow for nobody',
    'Stealthy',
    'Prompt',
    'verdict: 1',
    ' (in:)',
    '',
  ])('says nothing about a connection in “%s”', (message) => {
    expect(eventOf(lineSaying(message))).toMatchObject({ ...unnamed, verdict: 'other', dialect: 'other', message });
  });

  it('takes only the firewall’s own program and the kernel at their word', () => {
    const message = 'KNOWN APP FLOW: malware, return verdict: 1';
    const by = (processImagePath: string): LogEvent => eventOf(lineSaying(message, { processImagePath }));
    expect(by('/usr/libexec/ApplicationFirewall/socketfilterfw').verdict).toBe('allowed');
    expect(by('/kernel').verdict).toBe('allowed');
    const liar = { program: 'socketfilterfw', named: false, verdict: 'other', dialect: 'other', pid: 407 };
    expect(by('/tmp/usr/libexec/ApplicationFirewall/socketfilterfw')).toMatchObject(liar);
    expect(by('')).toMatchObject({ ...liar, program: 'unknown' });
  });

  it.each([
    '{"timestamp":"2026-07-26 18:11:22.348728+1200"}',
    '{"count":17,"finished":1}',
    '{"eventMessage":null,"timestamp":"2026-07-26 18:11:22.348728+1200"}',
    '{}',
    '',
    '   ',
    '\t',
    'Filtering the log data using "composedMessage CONTAINS "x""',
    'Skipping info and debug messages, pass --info and/or --debug to include.',
    'Timestamp                       Thread     Type        Activity             PID    TTL  ',
    'Timestamp               Ty Process[PID:TID]',
    'Timestamp                       (process)[PID]    ',
  ])('is noise: “%s”', (line) => {
    expect(parseLogLine(line)).toEqual({ kind: 'noise' });
  });

  it.each([
    '{"eventMessage":"x"}',
    '{"eventMessage":"x","timestamp":"yesterday"}',
    '{"eventMessage":"x","timestamp":1}',
    '{"eventMessage":5,"timestamp":"2026-07-26 18:11:22.348728+1200"}',
    '{"eventMessage":"x","timestamp":"2026-07-26 18:11:22.348728+1200"',
    '{"eventMessage":"x","timestamp":"2026-07-26 18:11:22.348728+1200"}}',
    '[{"eventMessage":"x","timestamp":"2026-07-26 18:11:22.348728+1200"}]',
    'null',
    'log: something else',
  ])('is unread, and not dropped: %s', (line) => {
    expect(parseLogLine(line)).toEqual({ kind: 'unread', line });
  });

  it('says the same in whatever order its members stand, and whatever else is in it', () => {
    const keys = ['eventMessage', 'timestamp', 'processImagePath', 'processID', 'subsystem', 'backtrace'];
    const decoy = ',"processImagePath":"/kernel","timestamp":"x","eventMessage":"y","processID":1';
    const texts = fc.constantFrom(
      'KNOWN APP FLOW: node, return verdict: 2',
      '/usr/libexec/ApplicationFirewall/socketfilterfw',
      '2026-07-26 18:11:22.348728+1200',
      '/kernel',
      decoy,
      `{${decoy.slice(1)}}`,
      '\\',
      '"',
    );
    const values = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
      object: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
      value: fc.oneof(
        { maxDepth: 3 },
        texts,
        fc.constant(407),
        fc.constant(null),
        tie('object'),
        fc.array(tie('object'), { maxLength: 2 }),
      ),
    })).object;
    const sound = fc
      .tuple(fc.shuffledSubarray(keys, { minLength: 4 }), fc.infiniteStream(values))
      .map(([names, more]) => {
        const event = JSON.parse(lineSaying('Found matching app, return known verdict: 2')) as Record<string, unknown>;
        return Object.fromEntries(names.map((name) => [name, event[name] ?? more.next().value]));
      });
    let events = 0;
    fc.assert(
      fc.property(fc.oneof(values, sound), (object) => {
        // With blanks between the members nothing but the whole line can be parsed.
        const whole = parseLogLine(JSON.stringify(object, null, 1).replaceAll('\n', ' '));
        expect(withoutLine(parseLogLine(JSON.stringify(object)))).toEqual(withoutLine(whole));
        if (whole.kind === 'event') events += 1;
      }),
      { numRuns: 3000 },
    );
    expect(events).toBeGreaterThan(300);
  });

  it('is no event when it was cut off', () => {
    const line = lineSaying('KNOWN APP FLOW: node, return verdict: 1');
    const kinds = Array.from({ length: line.length }, (_, length) => parseLogLine(line.slice(0, length)).kind);
    expect(kinds).toEqual(['noise', ...Array.from({ length: line.length - 1 }, () => 'unread')]);
  });

  it('shows the beginning of a long line that is not understood', () => {
    const line = parseLogLine(`{"eventMessage":${'x'.repeat(5000)}`);
    expect(line.kind === 'unread' && line.line.length).toBe(241);
  });

  it('keeps no more than 4,096 characters of a message', () => {
    expect(eventOf(lineSaying('ü'.repeat(5000))).message).toBe('ü'.repeat(4096));
  });

  it('is always one of the three, whatever it is', () => {
    const key = fc.constantFrom('eventMessage', 'timestamp', 'processImagePath', 'processID', '__proto__', 'x');
    const lines = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.dictionary(key, fc.anything()).map((value) => JSON.stringify(value, (_key, one: unknown) => plain(one)) ?? ''),
      fc.tuple(fc.constantFrom(...SAID.map(([message]) => message)), fc.nat()).map(([message, length]) => {
        const line = lineSaying(message);
        return line.slice(0, length % (line.length + 1));
      }),
      fc.constantFrom(...SAID.map(([message]) => message)).chain((message) =>
        fc.tuple(fc.nat(message.length), fc.string()).map(([at, more]) => {
          return lineSaying(message.slice(0, at) + more + message.slice(at));
        }),
      ),
    );
    fc.assert(
      fc.property(lines, (text) => {
        const line: LogLine = parseLogLine(text);
        if (line.kind !== 'event') return;
        expect(Number.isInteger(line.event.at)).toBe(true);
        expect(line.event.program).not.toBe('');
        for (const end of [line.event.from, line.event.to]) expect(end?.port ?? 0).toBeLessThan(65_536);
        // A verdict stands in the message as a word of the firewall's, and is never made up.
        const words = {
          allowed: /Allow |verdict: 1$/,
          denied: /Deny |verdict: 2$|^Stealth/,
          asked: /^(Enq|Prompting)/,
        };
        if (line.event.verdict !== 'other') expect(line.event.message).toMatch(words[line.event.verdict]);
      }),
      { numRuns: 2000 },
    );
  });
});

function withoutLine(line: LogLine): unknown {
  return line.kind === 'unread' ? line.kind : line;
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** What the index says of a capture. */
interface Capture {
  readonly file: string;
  readonly state_expected: {
    readonly entries?: number;
    readonly alfEvents?: readonly ('flow' | 'queued-for-decision' | 'deny' | 'stealth')[];
    readonly proc?: string;
    readonly proto?: number;
  };
}

const skipped = !haveFixtures();
const captures = skipped ? [] : (fixtureIndex('firewall') as unknown as readonly Capture[]);
const logs = captures.filter(({ file }) => /^(?:alf-)?log-(?!gingmode)/.test(file) && file !== 'log-denied-26.txt');

describe.skipIf(skipped)('a captured log', () => {
  const readingOf = (file: string): readonly LogLine[] => fixture(`firewall/${file}`).split('\n').map(parseLogLine);

  it.each(logs.filter(({ file }) => file.endsWith('.ndjson')))('$file as ndjson', ({ file, state_expected }) => {
    const lines = readingOf(file);
    const events = lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
    expect(events).toHaveLength(state_expected.entries ?? -1);
    expect(lines.filter(({ kind }) => kind === 'unread')).toEqual([]);
    const [event] = events;
    const object = JSON.parse(fixture(`firewall/${file}`)) as Readonly<Record<string, unknown>>;
    expect(event).toMatchObject({
      message: object['eventMessage'],
      atText: object['timestamp'],
      pid: object['processID'],
      program: String(object['processImagePath']).split('/').at(-1),
      verdict: 'other',
      dialect: 'other',
    });
  });

  it.each(logs.filter(({ file }) => !file.endsWith('.ndjson')))(
    '$file, which is not ndjson, is unread line by line but for its headings',
    ({ file }) => {
      const heading = /^(Filtering|Skipping|Timestamp )|^$/;
      const lines = fixture(`firewall/${file}`).split('\n');
      expect(readingOf(file).map(({ kind }) => kind)).toEqual(
        lines.map((line) => (heading.test(line) ? 'noise' : 'unread')),
      );
    },
  );

  const messagesIn = (file: string): readonly string[] =>
    fixture(`firewall/${file}`)
      .split('\n')
      .flatMap(
        (line) =>
          /(?:socketfilterfw(?:\[\d+\])?(?: <Info>)?: (?:\([^)]*\) )?)(?!\[com\.apple\.alf:\]$)(.*)$/.exec(line)?.[1] ??
          (/^(?:Deny|Allow) /.test(line) ? line : []),
      );

  it.each(logs.filter(({ state_expected }) => state_expected.alfEvents))(
    '$file, its messages read as ndjson would bring them',
    ({ file, state_expected: { alfEvents = [], proc, proto } }) => {
      const meaning = { flow: 'other', 'queued-for-decision': 'asked', deny: 'denied', stealth: 'denied' } as const;
      const events = messagesIn(file).map((message) => eventOf(lineSaying(message)));
      const told = events.filter(({ dialect }) => dialect !== 'other');
      expect(told.map(({ verdict }) => verdict)).toEqual(alfEvents.map((one) => meaning[one]));
      expect(events.length).toBeGreaterThan(0);
      if (proc !== undefined) expect(told[0]?.program).toBe(proc);
      if (proto === 17) expect(told[0]?.to?.protocol).toBe('udp');
    },
  );
});
