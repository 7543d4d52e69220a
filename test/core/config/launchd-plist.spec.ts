import { describe, expect, it } from 'vitest';
import { LAUNCHD_PLIST } from '../../../src/core/config/launchd-plist';
import { adviceFor, changedLines, closedText, holdToPromises } from './promises';

/** A job as Homebrew writes them, with what must stay as it is. */
function job(environment: string, args: readonly string[] = ['/opt/x/bin/x', 'serve']): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<!-- HOST is 0.0.0.0 -->
<dict>
\t<key>Label</key>
\t<string>homebrew.mxcl.x &amp; y</string>
\t<key>EnvironmentVariables</key>
\t<dict>
\t\t<key>PATH</key><string>0.0.0.0:80</string>
${environment}
\t</dict>
\t<key>HOST</key>
\t<string>0.0.0.0</string>
\t<key>ProgramArguments</key>
\t<array>
${args.map((one) => `\t\t<string>${one}</string>\n`).join('')}\t</array>
\t<key>KeepAlive</key>
\t<true/>
</dict>
</plist>
`;
}

const set = (value: string) => `\t\t<key>OLLAMA_HOST</key>\n\t\t<string>${value}</string>`;
const variants: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  (text) => text.replace(/\n$/, ''),
];

describe('a variable of a launchd job', () => {
  it.each([
    ['0.0.0.0', '127.0.0.1', 'every address'],
    ['0.0.0.0:11434', '127.0.0.1:11434', 'every address'],
    ['http://0.0.0.0:11434', 'http://127.0.0.1:11434', 'every address'],
    ['https://[::]:443/', 'https://127.0.0.1:443/', 'every address'],
    [':11434', '127.0.0.1:11434', 'every address'],
    ['*', '127.0.0.1', 'every address'],
    ['::', '127.0.0.1', 'every address'],
    ['[::]:80', '127.0.0.1:80', 'every address'],
    ['192.168.1.5:80', '127.0.0.1:80', '192.168.1.5'],
    ['&#48;.0.0.0', '127.0.0.1', 'every address'],
    ['&#x30;.0.0.0&#58;1', '127.0.0.1:1', 'every address'],
  ])('is closed and opened again: %s', (open, closed, where) => {
    for (const variant of variants) {
      const text = variant(job(set(open)));
      expect(holdToPromises(LAUNCHD_PLIST, text, 'OLLAMA_HOST')).toBe('closed');
      expect(closedText(LAUNCHD_PLIST, text, 'OLLAMA_HOST')).toBe(variant(job(set(closed))));
    }
    expect(LAUNCHD_PLIST.find(job(set(open)), 'OLLAMA_HOST')).toMatchObject({
      value: { bound: 'wider', words: `lets the program listen on ${where}` },
    });
  });

  it('is closed where nothing is said', () => {
    const text = job(set(''));
    expect(LAUNCHD_PLIST.find(text, 'OLLAMA_HOST')).toMatchObject({ value: { bound: 'unclear' } });
    expect(holdToPromises(LAUNCHD_PLIST, text, 'OLLAMA_HOST')).toBe('closed');
    expect(changedLines(text, closedText(LAUNCHD_PLIST, text, 'OLLAMA_HOST'))).toEqual({
      old: ['\t\t<string></string>'],
      now: ['\t\t<string>127.0.0.1</string>'],
    });
  });

  it.each(['127.0.0.1', '127.0.0.1:11434', 'localhost', 'http://localhost:80', '[::1]:80', '::1', '&#49;27.0.0.1'])(
    'stays as it is: %s',
    (value) => {
      for (const variant of variants) {
        expect(holdToPromises(LAUNCHD_PLIST, variant(job(set(value))), 'OLLAMA_HOST')).toBe('closed already');
      }
    },
  );

  it.each([
    ['a name', set('mac.local'), /no address/],
    ['a port', set('3000'), /no address/],
    ['a shortened address', set('127.1'), /no address/],
    ['blanks around it', set(' 0.0.0.0'), /no address/],
  ])('is left to the person: %s', (_name, environment, advice) => {
    expect(holdToPromises(LAUNCHD_PLIST, job(environment), 'OLLAMA_HOST')).toBe('advice');
    expect(adviceFor(LAUNCHD_PLIST, job(environment), 'OLLAMA_HOST')).toMatch(advice);
  });

  it.each([
    ['not there', '', /sets no variable OLLAMA_HOST/],
    ['a number', '<key>OLLAMA_HOST</key><integer>0</integer>', /not understood/],
    ['empty in short', '<key>OLLAMA_HOST</key><string/>', /not understood/],
    ['CDATA', set('<![CDATA[0.0.0.0]]>'), /not understood/],
    ['a comment within', set('0.0.0.0<!-- x -->'), /not understood/],
    ['an entity of its own', set('&host;'), /not understood/],
    ['an ampersand', set('0.0.0.0&'), /not understood/],
    ['twice', `${set('0.0.0.0')}${set('127.0.0.1')}`, /not understood/],
    ['a key without a value', '<key>OLLAMA_HOST</key>', /not understood/],
    ['an element within', set('<b>0.0.0.0</b>'), /not understood/],
  ])('is unreadable: %s', (_name, environment, reason) => {
    expect(holdToPromises(LAUNCHD_PLIST, job(environment), 'OLLAMA_HOST')).toBe('unreadable');
    expect(adviceFor(LAUNCHD_PLIST, job(environment), 'OLLAMA_HOST')).toMatch(reason);
  });
});

describe('the arguments of a launchd job', () => {
  const subject = 'ProgramArguments';

  it.each([
    [
      ['x', '--host', '0.0.0.0', '--port', '80'],
      ['x', '--host', '127.0.0.1', '--port', '80'],
    ],
    [
      ['x', '--host=0.0.0.0'],
      ['x', '--host=127.0.0.1'],
    ],
    [
      ['x', '-H', '0.0.0.0'],
      ['x', '-H', '127.0.0.1'],
    ],
    [
      ['x', '-b', '0.0.0.0:8000', 'app:app'],
      ['x', '-b', '127.0.0.1:8000', 'app:app'],
    ],
    [
      ['x', '--bind', '192.168.1.5'],
      ['x', '--bind', '127.0.0.1'],
    ],
    [
      ['php', '-S', '0.0.0.0:8000'],
      ['php', '-S', '127.0.0.1:8000'],
    ],
    [
      ['x', '[::]:80', '*:81'],
      ['x', '127.0.0.1:80', '127.0.0.1:81'],
    ],
    [
      ['x', '-bind=0.0.0.0', '-addr', ':8080'],
      ['x', '-bind=127.0.0.1', '-addr', '127.0.0.1:8080'],
    ],
    [
      ['x', '--web.listen-address=:9090'],
      ['x', '--web.listen-address=127.0.0.1:9090'],
    ],
    [
      ['x', '--host', '127.0.0.1', '--bind', '::'],
      ['x', '--host', '127.0.0.1', '--bind', '127.0.0.1'],
    ],
    [
      ['x', '--to', '10.0.0.1:80', '-b', '64', '-H', 'A: b', '--host', '&#48;.0.0.0'],
      ['x', '--to', '10.0.0.1:80', '-b', '64', '-H', 'A: b', '--host', '127.0.0.1'],
    ],
  ])('are closed and opened again: %j', (open, closed) => {
    for (const variant of variants) {
      const text = variant(job(set('0.0.0.0'), open));
      expect(holdToPromises(LAUNCHD_PLIST, text, subject)).toBe('closed');
      expect(closedText(LAUNCHD_PLIST, text, subject)).toBe(variant(job(set('0.0.0.0'), closed)));
    }
  });

  it.each([[['x', '--host', '127.0.0.1']], [['x', 'localhost:80']], [['x', '--bind=[::1]:80']]])(
    'stay as they are: %j',
    (args) => {
      expect(holdToPromises(LAUNCHD_PLIST, job('', args), subject)).toBe('closed already');
    },
  );

  it.each([
    [['x', 'serve'], 'unclear', /program decides/],
    [['vite', '--host'], 'wider', /stands alone/],
    [['vite', '--host', '--port', '80'], 'wider', /stands alone/],
    [['vite', '0.0.0.0:80', '--host'], 'wider', /stands alone/],
    [['x', '--host', 'mac.local'], 'unreadable', /no address/],
    [['x', '--host=mac.local'], 'unreadable', /no address/],
    [['sh', '-c', 'x --host 0.0.0.0'], 'unreadable', /in a form/],
    [['x', '--bind', '127.0.0.1', '::'], 'unreadable', /in a form/],
    [['x', '--bind', '127.0.0.1', '0.0.0.0'], 'unreadable', /in a form/],
    [['x', '--other=0.0.0.0:80'], 'unreadable', /in a form/],
    [['x', '--host', '&host;'], 'unreadable', /not understood/],
  ] as const)('are left to the person: %j', (args, bound, advice) => {
    const text = job('', args);
    expect(holdToPromises(LAUNCHD_PLIST, text, subject)).toBe(bound === 'unreadable' ? bound : 'advice');
    const found = LAUNCHD_PLIST.find(text, subject);
    expect(found.kind === 'read' ? found.value.bound : found.kind).toBe(bound);
    expect(adviceFor(LAUNCHD_PLIST, text, subject)).toMatch(advice);
  });

  it('never shows what else they hold', () => {
    const text = job('', ['cloudflared', '--token', 'c2VjcmV0', '--host', 'mac.local']);
    expect(JSON.stringify([LAUNCHD_PLIST.find(text, subject), LAUNCHD_PLIST.closed(text, subject)])).not.toContain(
      'c2VjcmV0',
    );
  });
});

describe('a file that is no launchd job in XML', () => {
  it.each([
    ['the binary form', 'bplist00\u00d1', /plutil -convert xml1/],
    ['an empty file', '', /property list/],
    ['another root', '<html><dict></dict></html>', /property list/],
    ['a list', '<plist version="1.0"><array></array></plist>', /not a launchd job/],
    ['a file cut off', job(set('0.0.0.0')).slice(0, -12), /property list/],
    ['text between', '<plist><dict>x</dict></plist>', /property list/],
    ['tags that cross', '<plist><dict></plist></dict>', /property list/],
    [
      'declarations of its own',
      '<!DOCTYPE plist [<!ENTITY a "0.0.0.0">]><plist><dict></dict></plist>',
      /property list/,
    ],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><plist><dict></dict></plist>', /property list/],
    ['a comment that does not end', '<plist><!-- <dict></dict></plist>', /property list/],
    ['attributes', '<plist><dict id="1"></dict></plist>', /property list/],
    ['two values', '<plist><dict></dict><dict></dict></plist>', /property list/],
    ['something behind', '<plist><dict></dict></plist><dict></dict>', /property list/],
    ['JSON', '{"HOST": "0.0.0.0"}', /property list/],
  ])('is unreadable: %s', (_name, text, reason) => {
    expect(adviceFor(LAUNCHD_PLIST, text, 'HOST')).toMatch(reason);
    expect(LAUNCHD_PLIST.find(text, 'HOST').kind).toBe('unreadable');
  });
});
