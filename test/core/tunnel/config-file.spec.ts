import { describe, expect, it } from 'vitest';
import { parseTunnelConfig } from '../../../src/core/tunnel/config-file';
import type { Tunnel } from '../../../src/core/exposure/tunnel';
import type { Parsed } from '../../../src/core/result';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { fc } from '../fixed-chance';
import { said, valueOf } from '../parse/parsers';

const PATH = '/Users/x/.cloudflared/config.yml';

function parse(text: string): Parsed<Tunnel | undefined> {
  return parseTunnelConfig(PATH, said(text));
}

/** "blog.example.com /path -> http://localhost:1313 (localhost:1313)", one line for each route. */
function routes(text: string): readonly string[] {
  const parsed = parse(text);
  if (parsed.kind === 'unreadable') throw new Error(parsed.reason);
  return (parsed.value?.routes ?? []).map(({ hostname, path, service, target }) => {
    const where = target === undefined ? '' : ` (${target.address}:${target.port})`;
    return `${hostname}${path === undefined ? '' : ` ${path}`} -> ${service}${where}`;
  });
}

describe.skipIf(!haveFixtures())('a captured configuration', () => {
  it('cloudflared-config-blog.yml: two services and a catch-all', () => {
    expect(valueOf(parse(fixture('bindings/cloudflared-config-blog.yml')))).toEqual({
      name: '5157d321-5933-4b30-938b-d889ca87e11b',
      source: { kind: 'file', path: PATH },
      running: 'unknown',
      routes: [
        {
          hostname: 'grafana.widgetcorp.tech',
          service: 'http://localhost:3000',
          target: { address: 'localhost', port: 3000 },
        },
        {
          hostname: 'blog.widgetcorp.tech',
          service: 'http://localhost:1313',
          target: { address: 'localhost', port: 1313 },
        },
        { hostname: '*', service: 'http_status:404' },
      ],
    });
  });

  it('cloudflared-config-ssh-indent4.yml: deeper lists, ssh, no name', () => {
    expect(routes(fixture('bindings/cloudflared-config-ssh-indent4.yml'))).toEqual([
      'ssh.dummy.com -> ssh://localhost:22 (localhost:22)',
      '* -> http_status:404',
    ]);
  });

  it('cloudflared-config-test-full.yml: keys that are not known, rules for addresses, a path', () => {
    expect(valueOf(parse(fixture('bindings/cloudflared-config-test-full.yml')))).toMatchObject({
      name: 'config-file-test',
    });
    expect(routes(fixture('bindings/cloudflared-config-test-full.yml'))).toEqual([
      'tunnel1.example.com /id -> https://localhost:8000 (localhost:8000)',
      '* -> https://localhost:8001 (localhost:8001)',
    ]);
  });
});

describe('a configuration', () => {
  const RULE = 'ingress:\n- hostname: a.example.com\n  service: http://localhost:1\n- service: http_status:404\n';

  it('that is missing means that there is no tunnel', () => {
    for (const why of ['No such file or directory', 'Not a directory']) {
      const stderr = `cat: ${PATH}: ${why}\n`;
      expect(parseTunnelConfig(PATH, said('', { stderr, exitCode: 1 }))).toEqual({ kind: 'read', value: undefined });
    }
  });

  it.each([
    ['may not be read', said('', { stderr: `cat: ${PATH}: Permission denied\n`, exitCode: 1 })],
    ['is another', said('', { stderr: 'cat: /x: No such file or directory\n', exitCode: 1 })],
    ['was read in part', said('tunnel: a\n', { stderr: `cat: ${PATH}: No such file or directory\n`, exitCode: 1 })],
    [
      'is not found in German',
      said('', { stderr: `cat: ${PATH}: Datei oder Verzeichnis nicht gefunden\n`, exitCode: 1 }),
    ],
    ['was not asked for', undefined],
    ['hangs', { kind: 'timed-out', afterMs: 5_000 } as const],
  ])('that %s is unreadable', (_why, result) => {
    expect(parseTunnelConfig(PATH, result).kind).toBe('unreadable');
  });

  it.each(['', '\n', '# nothing\n', '---\n', 'logDirectory: /var/log\n', 'ingress: []\n', 'tunnel: ""\n', 'tunnel:\n'])(
    'in which nothing is configured holds no tunnel: %j',
    (text) => {
      expect(parse(text)).toEqual({ kind: 'read', value: undefined });
    },
  );

  it('may name a tunnel and leave its routes to Cloudflare', () => {
    expect(valueOf(parse('tunnel: 0123\n'))).toMatchObject({ name: '0123', routes: [] });
  });

  it('may use anchors, aliases and merges', () => {
    const text =
      'tunnel: &name board\nrules: &rule\n  service: http://localhost:3100\ningress:\n- <<: *rule\n  hostname: b.example.com\n- hostname: c.example.com\n  <<: *rule\n- service: http_status:404\nnote: *name\n';
    expect(routes(text)).toEqual([
      'b.example.com -> http://localhost:3100 (localhost:3100)',
      'c.example.com -> http://localhost:3100 (localhost:3100)',
      '* -> http_status:404',
    ]);
  });

  it('without rules leads where its url says, which needs no scheme', () => {
    expect(routes('tunnel: a\nurl: localhost:3000\n')).toEqual(['* -> http://localhost:3000 (localhost:3000)']);
    expect(routes('url: https://localhost:3000\nhostname: A.example.com\n')).toEqual([
      'a.example.com -> https://localhost:3000 (localhost:3000)',
    ]);
    expect(routes('tunnel: a\nunix-socket: /run/a.sock\n')).toEqual(['* -> unix:/run/a.sock']);
    expect(routes('tunnel: a\nhello-world: true\nurl: localhost:1\n')).toEqual(['* -> hello_world']);
    expect(routes('tunnel: a\nbastion: yes\n')).toEqual(['* -> bastion']);
    expect(routes(`url: localhost:3000\n${RULE}`)).toHaveLength(2);
  });

  it('in bastion mode leads wherever somebody asks, whatever its services say', () => {
    const text = 'tunnel: a\noriginRequest:\n  bastionMode: true\n';
    expect(routes(text + RULE)).toEqual(['a.example.com -> bastion', '* -> bastion']);
    const own =
      'ingress:\n- hostname: a.example.com\n  service: http://localhost:1\n  originRequest: {bastionMode: false}\n';
    expect(routes(text + own)).toEqual(['a.example.com -> http://localhost:1 (localhost:1)']);
  });

  it.each([
    ['broken YAML', 'ingress: [a\n'],
    ['a key twice', `${RULE}${RULE}`],
    ['a list', '- a\n'],
    ['a word', 'HUNTER2\n'],
    ['rules that are no list', 'ingress:\n  service: http://localhost:1\n'],
    ['a rule that is a word', 'ingress:\n- http://HUNTER2:1\n'],
    ['a rule without a service', 'ingress:\n- hostname: a.example.com\n'],
    ['a service without a scheme', 'ingress:\n- service: localhost:3000\n'],
    ['a service that is a list', 'ingress:\n- service: [a]\n'],
    ['a hostname that is a map', 'ingress:\n- hostname: {a: b}\n  service: http_status:404\n'],
    ['a hostname with blanks', 'ingress:\n- hostname: a b\n  service: http_status:404\n'],
    ['a tunnel that is a list', 'tunnel: [a]\n'],
    ['a password where a service should be', 'ingress:\n- service: http://me:HUN/TER2@localhost:1\n'],
    ['an alias without its anchor', 'ingress: *HUNTER2\n'],
    ['an alias to itself', 'ingress: &a [*a]\n'],
  ])('is unreadable as a whole, and not quoted: %s', (_what, text) => {
    const parsed = parse(text);
    expect(parsed.kind).toBe('unreadable');
    expect(JSON.stringify(parsed)).not.toMatch(/HUNTER2|TER2/);
  });

  it('gives away no credentials', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+]{12,40}$/).map((text) => `SECRET${text}`);
    const token = fc
      .record({ a: fc.stringMatching(/^[0-9a-f]{32}$/), s: secret })
      .map((value) => Buffer.from(JSON.stringify(value)).toString('base64'));
    fc.assert(
      fc.property(secret, token, (one, two) => {
        const text = [
          `tunnel: ${two}`,
          `token: ${one}`,
          `credentials-file: /Users/x/.cloudflared/${one}.json`,
          `credentials-contents: '{"TunnelSecret":"${one}"}'`,
          'ingress:',
          '- hostname: a.example.com',
          `  service: http://me:${one}@localhost:3000?x=${one}`,
          `  path: /${two}`,
          '  originRequest:',
          `    caPool: ${one}`,
          '- service: http_status:404',
        ];
        const whole = parse(text.join('\n'));
        expect(valueOf(whole)).toMatchObject({ routes: [{ target: { port: 3000 } }, {}] });
        // Each line once more with an error in the file.
        for (const parsed of [whole, ...text.map((line) => parse([...text, line].join('\n')))]) {
          expect(JSON.stringify(parsed)).not.toContain('SECRET');
          expect(JSON.stringify(parsed)).not.toContain(two);
        }
      }),
      { numRuns: 30 },
    );
  });

  const BOMB = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...'bcdefghij'.split('').map((name, at) => {
      const before = 'abcdefghi'[at] ?? 'a';
      return `${name}: &${name} [${`*${before},`.repeat(10)}]`;
    }),
  ].join('\n');

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['lists in one line', '- '.repeat(100_000)],
    ['questions in one line', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 700 }, (_, at) => `${' '.repeat(at)}k:`).join('\n')],
    ['closed brackets', `a: ${'['.repeat(100)}${']'.repeat(100)}`],
    ['length', `tunnel: a\n${'# comment\n'.repeat(50_000)}`],
  ])('that has too much of it is unreadable: %s', (_what, text) => {
    expect(parse(text)).toEqual({
      kind: 'unreadable',
      reason: expect.stringMatching(/^it is (?:larger than is read|not understood as YAML)$/) as string,
    });
  });

  it('with aliases that would grow without end is read no further than its own length', () => {
    expect(routes(`${BOMB}\n${RULE}`)).toHaveLength(2);
    expect(parse(`${BOMB}\ningress: *j\n`).kind).toBe('unreadable');
    expect(parse(`${BOMB}\ntunnel: *j\n`).kind).toBe('unreadable');
  });

  it('with many keys, lines or quotes is read in a moment', () => {
    for (const line of [
      'k#: v\n',
      '- &a# x\n',
      'a: "\\"\n',
      '- *a\n',
      'x\n',
      '!t \n',
      'a: b: c\n',
      '\t\n',
      '%a\n',
      '---\n',
    ]) {
      let text = '';
      for (let at = 0; text.length < 120_000; at += 1) text += line.replace('#', String(at));
      expect(['read', 'unreadable']).toContain(parse(text).kind);
    }
  });

  it('of any kind never throws', () => {
    const piece = fc.constantFrom(
      'tunnel: a\n',
      'ingress:\n',
      '- service: ',
      '  hostname: ',
      'http://localhost:1\n',
      '*a',
      '&a ',
      '!x ',
      '{',
      '}',
      '[',
      ']',
      ': ',
      '\n',
      '- ',
      '? ',
      '"',
      "'",
      '|\n',
      '<<: ',
      '#',
      '---\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((list) => list.join('')),
        ),
        (text) => {
          expect(['read', 'unreadable']).toContain(parse(text).kind);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
