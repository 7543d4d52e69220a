import { describe, expect, it } from 'vitest';
import { type ConfigFormat, textsAt, withTexts } from '../../../src/core/config/config-format';
import { CONFIG_KINDS } from '../../../src/core/config/config-kinds';
import { fc } from '../fixed-chance';
import { adviceFor, closedText, holdToPromises, type Outcome } from './promises';

const FORMATS = Object.keys(CONFIG_KINDS) as readonly ConfigFormat[];

/** What tests ask about in each format, and texts it is made of: pieces that matter, and pieces that must not. */
const MATERIAL: Readonly<Record<ConfigFormat, { readonly subject: string; readonly pieces: readonly string[] }>> = {
  compose: {
    subject: 'a',
    pieces: [
      'services:',
      '  a:',
      '  b: {ports: *p}',
      '    ports:',
      '    ports: [80:80, "81:81"] # x',
      '      - 8080:80',
      '      - "127.0.0.1:90:90"',
      '      - target: 80',
      '        published: 80',
      '        host_ip: 0.0.0.0',
      '    image: ünïcode',
      '# 80:80',
      '',
    ],
  },
  postgresql: {
    subject: '',
    pieces: [
      "listen_addresses = '*'",
      "listen_addresses='localhost' # x",
      "\tlisten_addresses\t'10.0.0.1'",
      "#listen_addresses = '*'",
      "include 'x.conf'",
      "log_line_prefix = 'ünïcode''# '",
      '',
      'port = 5432',
    ],
  },
  redis: {
    subject: '',
    pieces: [
      'bind 0.0.0.0',
      'bind 127.0.0.1 -::1',
      '  bind\t* -::*  ',
      'BIND ::1',
      '# bind 0.0.0.0',
      'include x.conf',
      'requirepass "ünïcode"',
      '',
      'port 6379',
    ],
  },
  mysql: {
    subject: '',
    pieces: [
      '[mysqld]',
      '[client]',
      ' [server] # x',
      'bind-address = 0.0.0.0',
      'bind_address=127.0.0.1 # x',
      'loose-mysqlx-bind-address="::"  ',
      'mysqlx=0',
      '; bind-address = x',
      'init_connect = "ünïcode"',
      '',
    ],
  },
  nginx: {
    subject: '',
    pieces: [
      'server { listen 80; }',
      'server {',
      '}',
      '  listen 127.0.0.1:81 ssl;',
      '  listen [::]:82;listen 10.0.0.1:83;',
      '# listen 80;',
      'return 200 "ünïcode; listen 80;";',
      'include x/*;',
      '',
    ],
  },
  mongodb: {
    subject: '',
    pieces: [
      'net:',
      '  bindIp: 0.0.0.0',
      "  bindIp: '127.0.0.1,::1' # x",
      '  bindIpAll: true',
      '  port: 1',
      'net.bindIp: "*"',
      '# bindIp: 0.0.0.0',
      'x: ünïcode',
      '',
    ],
  },
  'launchd-plist': {
    subject: 'HOST',
    pieces: [
      '<key>HOST</key><string>0.0.0.0:80</string>',
      '<key>HOST</key>\n\t<string>127.0.0.1</string>',
      '<key>HOST</key><string>http://192.168.1.5</string>',
      '<key>PORT</key><string>ünïcode &amp; 0.0.0.0</string>',
      '<!-- <key>HOST</key> -->',
      '<key>A</key><true/>',
      '<string>0.0.0.0</string>',
      '',
    ],
  },
};

/** Whole files in the middle of which generated lines are put, so that many of them are understood. */
const AROUND: Readonly<Record<ConfigFormat, readonly (readonly [string, string])[]>> = {
  compose: [['services:\n  a:\n    ports: &p\n      - 1:1\n', '    restart: always']],
  postgresql: [['', '']],
  redis: [['', '']],
  mysql: [['[mysqld]', '']],
  nginx: [
    ['http {', '}'],
    ['http { server {', '} }'],
  ],
  mongodb: [
    ['', ''],
    ['net:', ''],
  ],
  'launchd-plist': [
    ['<plist version="1.0"><dict><key>EnvironmentVariables</key><dict>', '</dict></dict></plist>'],
    [
      '<plist version="1.0"><dict><key>EnvironmentVariables</key><dict><key>HOST</key>\n<string>0.0.0.0</string>',
      '</dict><key>HOST</key><string>0.0.0.0</string></dict></plist>',
    ],
  ],
};

const LOOPBACK = /127\.0\.0\.1|localhost|::1/g;

function textOf(format: ConfigFormat): fc.Arbitrary<string> {
  const { pieces } = MATERIAL[format];
  return fc
    .tuple(
      fc.constantFrom<readonly [string, string]>(['', ''], ...AROUND[format]),
      fc.array(fc.constantFrom(...pieces), { maxLength: 7 }),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom('', '\uFEFF'),
      fc.boolean(),
    )
    .map(([[before, after], lines, lineEnd, mark, ended]) => {
      const whole = [before, ...lines, after].filter(
        (line, index) => line !== '' || (index > 0 && index <= lines.length),
      );
      return mark + whole.join('\n').replaceAll('\n', lineEnd) + (ended ? lineEnd : '');
    });
}

describe.each(FORMATS)('a file in the format %s', (format) => {
  const kind = CONFIG_KINDS[format];
  const { subject } = MATERIAL[format];

  it('is closed by its slices alone and comes back byte for byte, or is left alone', { timeout: 60_000 }, () => {
    const outcomes = new Map<Outcome, number>();
    fc.assert(
      fc.property(textOf(format), (text) => {
        const outcome = holdToPromises(kind, text, subject);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }),
      { numRuns: 500 },
    );
    expect(outcomes.get('closed') ?? 0).toBeGreaterThan(15);
  });

  it('is never called closed once an address in it is opened', { timeout: 60_000 }, () => {
    let opened = 0;
    fc.assert(
      fc.property(textOf(format), fc.constantFrom('0.0.0.0', '192.168.1.5', '10.1.2.3'), (text, address) => {
        if (kind.closed(text, subject).kind === 'unreadable') return;
        const closed = closedText(kind, text, subject);
        const found = kind.find(closed, subject);
        if (found.kind === 'unreadable') throw new Error(found.reason);
        for (const [index, now] of textsAt(closed, found.value.slices).entries()) {
          if (now.search(LOOPBACK) === -1) continue;
          const texts = textsAt(closed, found.value.slices).with(index, now.replaceAll(LOOPBACK, address));
          const again = kind.find(withTexts(closed, found.value.slices, texts), subject);
          // Where only the last of several lines counts, an earlier one may say anything.
          const last = index === found.value.slices.length - 1 || format === 'compose' || format === 'nginx';
          if (last) expect(again.kind === 'read' ? again.value.bound : 'unreadable').not.toBe('this-mac');
          if (last) opened += 1;
        }
      }),
      { numRuns: 200 },
    );
    expect(opened).toBeGreaterThan(15);
  });

  it('is read without an exception, whatever it holds', { timeout: 60_000 }, () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom(...'{}[]()<>"\':;,#!&*|-=? \n\t$abport0123456789.'.split('')),
        maxLength: 200,
      }),
      fc.tuple(textOf(format), fc.nat(), fc.string({ unit: 'binary', maxLength: 3 })).map(([text, at, other]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + other + text.slice(place + 1);
      }),
      fc.tuple(textOf(format), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1))),
    );
    fc.assert(
      fc.property(anything, fc.oneof(fc.constant(subject), fc.string()), (text, about) => {
        holdToPromises(kind, text, about);
        kind.accepts([text]);
      }),
      { numRuns: 500 },
    );
  });

  it('takes nothing from a journal that is not of its own shape', () => {
    const foreign = [
      '\n',
      '127.0.0.1\nrm -rf',
      '"127.0.0.1:80:80"\n  privileged: true',
      '\n        host_ip: 127.0.0.1\n        x: y',
      '127.0.0.1; root /',
      '127.0.0.1, privileged: true',
      '127.0.0.1 # x',
      "'localhost'\nshared_preload_libraries = 'x'",
      'bind 127.0.0.1\nloadmodule x.so\n',
      'loadmodule x.so\n',
      '\nbind-address = 127.0.0.1\nplugin-load = x.so',
      '\nplugin-load = x.so',
      '80; } server { listen 0.0.0.0:80',
      '<key>x</key>',
      '127.0.0.1</string><string>x',
      '--eval=x',
      '!reset []',
      '*alias',
      '&anchor',
      '{a: b}',
      '[a]',
      '- a',
      'a: b',
      '$(reboot)',
      '`reboot`',
      "'; DROP",
      '\u2028',
      'x'.repeat(2_000),
    ];
    for (const text of foreign) expect([text, kind.accepts([text])]).toEqual([text, false]);
    expect(kind.accepts([])).toBe(true);
    expect(kind.accepts(['x\ny', ''])).toBe(false);
  });

  it.each([
    ['blank lines', '\n'],
    ['blanks', ' '],
    ['tabs', '\t'],
    ['comments', '# x\n'],
    ['open brackets', '['],
    ['open braces', '{'],
    ['open tags', '<a>'],
    ['open comments', '<!--'],
    ['quotation marks', '"'],
    ['dashes', '- '],
    ['question marks', '? '],
    ['colons', ':'],
    ['words', 'a '],
    ['keys', 'a: 1\n'],
    ['variables', '${a:-'],
    ['anchors', '&a '],
    ['aliases', '*a, '],
    ['entities', '&amp;'],
    ['back slashes', '\\'],
    ['keys on one line', 'a: '],
    ['values on one line', ': '],
    ['questions across lines', '\na: ? '],
    ['questions and answers', '? : '],
    ['keys and aliases', '*a : '],
    ['pairs without commas', '"a":"b" '],
  ])('is read to its end, or not at all, when it is long and is %s', { timeout: 20_000 }, (_name, piece) => {
    // YAML is read at a hundred kilobytes a second.
    const length = format === 'compose' || format === 'mongodb' ? 12_000 : 300_000;
    for (const [before, after] of AROUND[format]) {
      const text = `${before}\n${piece.repeat(Math.floor(length / piece.length))}\n${after}`;
      expect(['read', 'unreadable']).toContain(kind.find(text, subject).kind);
    }
  });
});

describe('a long file', () => {
  it.each(FORMATS.flatMap((format) => MATERIAL[format].pieces.map((piece) => [format, piece] as const)))(
    'is closed or left alone in good time as %s: %j',
    { timeout: 20_000 },
    (format, piece) => {
      const length = format === 'compose' || format === 'mongodb' ? 6_000 : 60_000;
      for (const [before, after] of AROUND[format]) {
        const text = `${before}\n${`${piece}\n`.repeat(Math.floor(length / (piece.length + 1)))}${after}`;
        holdToPromises(CONFIG_KINDS[format], text, MATERIAL[format].subject);
      }
    },
  );
});

describe('a file that is too long', () => {
  it.each(FORMATS)('is unreadable as %s', (format) => {
    const text = '# x\n'.repeat(300_000);
    expect(adviceFor(CONFIG_KINDS[format], text, '')).toMatch(/too long/);
  });
});

describe('texts and their slices', () => {
  const slices = [
    { start: 0, end: 1 },
    { start: 1, end: 1 },
    { start: 3, end: 5 },
  ];

  it('are taken and put by offset', () => {
    expect(textsAt('abcdef', slices)).toEqual(['a', '', 'de']);
    expect(withTexts('abcdef', slices, ['12', '-', ''])).toBe('12-bcf');
    expect(withTexts('abcdef', slices, textsAt('abcdef', slices))).toBe('abcdef');
    expect(withTexts('abc', [], [])).toBe('abc');
  });

  it('must be as many', () => expect(() => withTexts('abcdef', slices, ['x'])).toThrow(/3 slices/));
});

describe('the kinds', () => {
  it.each(FORMATS)('know themselves: %s', (format) => expect(CONFIG_KINDS[format].format).toBe(format));
});
