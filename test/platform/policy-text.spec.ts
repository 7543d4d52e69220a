import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import { defaultPolicyText } from '../../src/platform/policy-default';
import { readPolicyText } from '../../src/platform/policy-text';
import { fc } from '../core/fixed-chance';
import { policyWith, problemsIn, serviceWith, TASK_IDS, unmarked } from './policy-texts';

function policyIn(text: string): Policy {
  const reading = readPolicyText(text, TASK_IDS);
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return reading.policy;
}

describe('the text of a policy', () => {
  it('that ships says what the built-in policy says', () => {
    expect(policyIn(defaultPolicyText)).toEqual(DEFAULT_POLICY);
  });

  it('expects and allows nothing that is not written', () => {
    const nothing = { notWanted: [], airdrop: 'Off', services: [], allowedApplications: [], tunnels: [] };
    expect(policyIn(policyWith(''))).toEqual(nothing);
    expect(policyIn(policyWith('tasks:\nservices:\nallowed-applications: ~\ntunnels: []\n'))).toEqual(nothing);
    expect(policyIn(policyWith('tasks:\n  not-wanted:\n  airdrop: off\n'))).toEqual(nothing);
  });

  it('may use all keys, in any style of YAML', () => {
    const text = `---
review: '2027-01-31'
schema: "batten.policy/1"
tasks: { not-wanted: [firewall, bluetooth], airdrop: contacts-only }
services:
- {name: DNS, port: 53, protocol: udp, scope: everyone, container: pihole, review: 2027-01-01, reason: names}
- name: Web
  port: &web 80
  process: nginx
  scope: vpn
  tunnel: "*.example.com"
  health: /health?full=1
  retired: 2026-02-28
  reason: >
    Two lines
    of one reason.
allowed-applications:
- name: one
  path: /Applications/One App.app
  reason: &why because
- {name: two, paths: [/a, /b], reason: *why}
tunnels:
- hostname: xn--bcher-kva.example
  port: *web
  service: Web
...
# the end
`;
    const expected: Policy = {
      review: '2027-01-31',
      notWanted: ['firewall', 'bluetooth'],
      airdrop: 'Contacts Only',
      services: [
        {
          name: 'DNS',
          protocol: 'udp',
          port: 53,
          container: 'pihole',
          scope: 'everyone',
          review: '2027-01-01',
          reason: 'names',
        },
        {
          name: 'Web',
          protocol: 'tcp',
          port: 80,
          process: 'nginx',
          scope: 'vpn',
          tunnel: '*.example.com',
          health: { kind: 'http', path: '/health?full=1' },
          retired: '2026-02-28',
          reason: 'Two lines of one reason.',
        },
      ],
      allowedApplications: [
        { name: 'one', paths: ['/Applications/One App.app'], reason: 'because' },
        { name: 'two', paths: ['/a', '/b'], reason: 'because' },
      ],
      tunnels: [{ hostname: 'xn--bcher-kva.example', port: 80, service: 'Web' }],
    };
    expect(policyIn(text)).toEqual(expected);
    expect(policyIn(text.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(policyIn(`\uFEFF${text}`)).toEqual(expected);
  });

  it('that has lost its end expects nothing that the whole one does not', { timeout: 60_000 }, () => {
    let readable = 0;
    for (let length = defaultPolicyText.indexOf('services:'); length < defaultPolicyText.length; length += 2) {
      const reading = readPolicyText(defaultPolicyText.slice(0, length), TASK_IDS);
      if (reading.kind === 'invalid') continue;
      readable += 1;
      // Only the last word of the last entry may be cut: what a person reads as the reason, or the name of a tunnel's service.
      const { services, tunnels } = reading.policy;
      for (const [index, service] of services.entries()) {
        expect(service).toEqual({ ...DEFAULT_POLICY.services[index], reason: service.reason });
      }
      for (const [index, tunnel] of tunnels.entries()) {
        expect(tunnel).toEqual({ ...DEFAULT_POLICY.tunnels[index], service: tunnel.service });
      }
    }
    expect(readable).toBeGreaterThan(50);
  });
});

const UNSEEN = ['\u0000', '\u001B', '\u0085', '\u2028', '\u202E', '\u200B', '\uD800', '\uFEFF', '\r'];

/** A text with a mark ▸ where each problem should be reported, and what should be said, in the order of the text. */
const MISTAKES: readonly (readonly [string, ...string[]])[] = [
  // nothing, or not YAML
  ['▸', 'the policy has to hold keys and values'],
  ['▸# only a comment\n', 'the policy has to hold keys and values'],
  ['▸- a\n', 'the policy has to hold keys and values'],
  [policyWith('review: ▸"2026-01-01\n'), 'not YAML: Missing closing "quote'],
  [
    policyWith('tasks: {airdrop: off\n▸'),
    'not YAML: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  [policyWith('services:\n▸\t- name: A\n'), 'not YAML: Tabs are not allowed as indentation'],
  ['schema: batten.policy/1\n▸---\ntasks:\n', 'a policy is one document; a second begins'],
  ['▸%YAML 1.1\n---\nschema: batten.policy/1\n', 'a line that begins with % is not used in a policy'],
  [serviceWith('retired: ▸!!str 2026-01-01'), 'a tag (!) is not used in a policy'],
  ['schema: ▸! batten.policy/1\n', 'a tag (!) is not used in a policy'],
  // keys
  [policyWith('tasks:\n▸tasks:\n'), '"tasks" is written twice here'],
  [serviceWith('▸port: 81'), '"port" is written twice here'],
  [policyWith('▸1: 2\n'), 'a key has to be a word'],
  [policyWith('▸[a]: 2\n'), 'a key has to be a word'],
  [policyWith('▸sevices:\n'), 'sevices is not a key that is known here; did you mean services?'],
  [policyWith('▸<<: {}\n'), '"<<" is not a key that is known here'],
  [policyWith('▸__proto__: {}\n'), '"__proto__" is not a key that is known here'],
  [policyWith('▸whatever: {}\n'), 'whatever is not a key that is known here'],
  [policyWith('tasks:\n  ▸notwanted: []\n'), 'notwanted is not a key that is known here; did you mean not-wanted?'],
  [serviceWith('▸Tunnel: a.b'), '"Tunnel" is not a key that is known here; did you mean tunnel?'],
  [
    policyWith('tunnels:\n  - hostname: a.b\n    port: 1\n    service: A\n    ▸reason: x\n'),
    'reason is not a key that is known here',
  ],
  // the form
  ['▸tasks:\n', 'schema is missing'],
  ['schema: ▸batten.policy/2\n', 'schema has to be batten.policy/1, which is all this version of Batten reads'],
  [policyWith('services: ▸{}\n'), 'services has to be a list'],
  [policyWith('tasks: ▸[]\n'), 'tasks has to hold keys and values'],
  [policyWith('services:\n  - ▸5432\n'), 'an entry of services has to hold keys and values'],
  [policyWith('services:\n  -▸\n'), 'an entry of services has to hold keys and values'],
  [
    policyWith('services:\n  - ▸name: A\n    ▸port: 1\n').replace('▸port', 'port'),
    'scope is missing',
    'reason is missing',
  ],
  // words
  [policyWith('tasks: {airdrop: ▸Off}\n'), 'airdrop has to be off or contacts-only'],
  [policyWith('tasks: {airdrop: ▸false}\n'), 'airdrop has to be off or contacts-only'],
  [
    policyWith('tasks:\n  not-wanted:\n    - ▸fire-wall\n'),
    'an entry of not-wanted names no task: "fire-wall"; did you mean firewall?',
  ],
  [policyWith('tasks: {not-wanted: [▸everything]}\n'), 'an entry of not-wanted names no task: "everything"'],
  [policyWith('tasks: {not-wanted: [firewall, ▸firewall]}\n'), 'an entry of not-wanted is there twice: "firewall"'],
  [serviceWith('protocol: ▸TCP'), 'protocol has to be tcp or udp'],
  [serviceWith().replace('lan', '▸this-link'), 'scope has to be this-mac, vpn, lan or everyone'],
  [serviceWith().replace(': A', ': ▸'), 'name is empty'],
  [serviceWith().replace(': A', ': ▸3030'), 'name has to be text; put it in quotes'],
  [serviceWith().replace(': A', ': ▸[A]'), 'name has to be text; put it in quotes'],
  [serviceWith().replace(': A', ': ▸" A"'), 'name begins or ends with a space'],
  [serviceWith().replace(': A', ': ▸"A\\nB"'), 'name has to be one line'],
  [serviceWith().replace(': A', ': ▸"A\\e[31m"'), 'name holds characters that cannot be seen'],
  [serviceWith().replace(': A', ': ▸"A\\u202E"'), 'name holds characters that cannot be seen'],
  // what an editor does not show, even in a comment
  ...UNSEEN.map((one): readonly [string, string] => [
    policyWith(`# a▸${one}b\nservices:\n`),
    `a character that cannot be seen stands here: U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  ]),
  [serviceWith().replace(': A', `: ▸${'a'.repeat(101)}`), 'name is longer than 100 characters'],
  [serviceWith().replace('because', '▸" "'), 'reason is empty'],
  [serviceWith().replace('because', '▸|\n      a\n      b'), 'reason has to be one line'],
  [serviceWith('process: ▸/usr/bin/node'), 'process has to be a name without a folder'],
  [serviceWith('container: ▸""'), 'container is empty'],
  // ports
  ...[
    ['0', ''],
    ['65536', ''],
    ['-1', ''],
    ['80.5', ''],
    ['~', ''],
    ['"80"', ', not in quotes'],
    ['http', ', not in quotes'],
  ].map(([port = '', more = '']): readonly [string, string] => [
    serviceWith().replace('80', `▸${port}`),
    `port has to be a whole number from 1 to 65535${more}`,
  ]),
  ...['0x50', '0o120', '080', '+80', '8e1', '.inf'].map((port): readonly [string, ...string[]] => [
    serviceWith().replace('80', `▸${port}`),
    'a number has to be written in plain digits',
    ...(port === '.inf' ? ['port has to be a whole number from 1 to 65535'] : []),
  ]),
  // hostnames, paths, days
  ...[
    'localhost',
    'a..b',
    '-a.b',
    'a-.b',
    'a_b.c',
    'a.b.',
    'a b.c',
    '192.168.1.1',
    '"*"',
    '"*.com"',
    'a.*.b',
    'bücher.de',
    'https://a.b',
  ].map((name): readonly [string, string] => [
    serviceWith(`tunnel: ▸${name}`),
    'tunnel has to be a hostname, such as boards.example.com',
  ]),
  [serviceWith('tunnel: ▸A.b'), 'tunnel has to be written in small letters'],
  [serviceWith(`tunnel: ▸${'a.'.repeat(127)}com`), 'tunnel is longer than 253 characters'],
  [serviceWith(`tunnel: ▸${'a'.repeat(64)}.com`), 'tunnel has to be a hostname, such as boards.example.com'],
  [serviceWith('health: ▸health'), 'health has to be the path of an address, such as /health'],
  [serviceWith('health: ▸"/[1-9]"'), 'health has to be the path of an address, such as /health'],
  [serviceWith('health: ▸/a b'), 'health has to be the path of an address, such as /health'],
  [serviceWith('protocol: udp', '▸health: /'), 'health can only be asked of a tcp service'],
  ...['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', 'soon', '2026-01-01T00:00:00Z'].map(
    (day): readonly [string, string] => [
      serviceWith(`retired: ▸${day}`),
      'retired has to be a day of the calendar, as YYYY-MM-DD',
    ],
  ),
  [policyWith('review: ▸2026\n'), 'review has to be text; put it in quotes'],
  ...['node', './node', '~/bin/node'].map((path): readonly [string, string] => [
    policyWith(`allowed-applications:\n- {name: a, reason: b, path: ▸${path}}\n`),
    'path has to be absolute: it begins with / (a ~ is not filled in)',
  ]),
  ...['/a/../b', '/a/./b', '/a//b', '/a/', '/'].map((path): readonly [string, string] => [
    policyWith(`allowed-applications:\n- {name: a, reason: b, paths: [/ok, ▸${path}]}\n`),
    'an entry of paths has to be a plain path, without . and .. and without a / at its end',
  ]),
  [policyWith('allowed-applications:\n- {name: a, reason: b, paths: ▸[]}\n'), 'paths is empty'],
  [policyWith('allowed-applications:\n- ▸{name: a, reason: b}\n'), 'path is missing'],
  [
    policyWith('allowed-applications:\n- {name: a, reason: b, path: /a, ▸paths: [/b]}\n'),
    'paths cannot stand beside path; one of the two has to go',
  ],
  // entries that contradict each other
  [
    policyWith(
      'services:\n- {name: A, port: 1, scope: lan, reason: x}\n- {name: ▸A, port: 2, scope: lan, reason: x}\n',
    ),
    'name is that of another service above: "A"',
  ],
  [
    policyWith(
      'services:\n- {name: A, port: 1, scope: lan, reason: x}\n- {name: B, port: ▸1, protocol: tcp, scope: vpn, reason: x}\n',
    ),
    'port is that of another service above, with the same protocol and holder',
  ],
  [
    policyWith('services:\n- &a {name: A, port: 1, scope: lan, reason: x}\n- *a\n').replace(
      '{name: A, port: 1',
      '{name: ▸A, port: ▸1',
    ),
    'name is that of another service above: "A"',
    'port is that of another service above, with the same protocol and holder',
  ],
  [
    policyWith('allowed-applications:\n- {name: A, path: /a, reason: x}\n- {name: ▸A, path: /b, reason: x}\n'),
    'name is that of another application above: "A"',
  ],
  [
    policyWith('tunnels:\n- {hostname: a.b, port: 1, service: A}\n- {hostname: ▸a.b, port: 1, service: B}\n'),
    'hostname is that of another tunnel above, with the same port',
  ],
  // aliases
  [policyWith('review: ▸*day\n'), '*day stands for nothing before it', 'review is empty'],
  [
    policyWith('services: &s [▸*s]\n'),
    '*s stands for nothing before it',
    'an entry of services has to hold keys and values',
  ],
];

describe('a mistake in a policy', () => {
  it.each(MISTAKES)('is named with its line and column: %j', (marked, ...messages) => {
    const { text, places } = unmarked(marked);
    const found = problemsIn(text);
    expect(found.map(({ message }) => message)).toEqual(messages);
    const expected = messages.map((_, index) => places[Math.min(index, places.length - 1)]);
    expect(found.map(({ line, column }) => `${line}:${column}`)).toEqual(expected);
  });

  it('is found at the same place behind a byte-order mark and with Windows line ends', () => {
    for (const [marked] of MISTAKES.filter(([text]) => text.includes('name: A'))) {
      const { text } = unmarked(marked);
      expect(problemsIn(`\uFEFF${text}`)).toEqual(problemsIn(text));
      if (!text.includes('|')) expect(problemsIn(text.replaceAll('\n', '\r\n'))).toEqual(problemsIn(text));
    }
  });

  it('does not hide the others', () => {
    const { text, places } = unmarked(
      policyWith(
        'tasks:\n  airdrop: ▸on\nservices:\n  - name: A\n    port: ▸0\n    scope: lan\n    reason: x\n  - name: ▸A\n    ▸prot: udp\n    port: 2\n    scope: lan\n    reason: x\n▸tunels: []\n',
      ),
    );
    expect(problemsIn(text).map(({ line, column }) => `${line}:${column}`)).toEqual(places);
    expect(places).toHaveLength(5);
  });

  it('is one of at most 20 that are named', () => {
    const many = Array.from({ length: 100 }, (_, index) => `key-${index}: 1\n`).join('');
    expect(problemsIn(policyWith(many))).toHaveLength(20);
    expect(problemsIn(policyWith(`services:\n${'  - 1\n'.repeat(100)}`)).at(-1)).toMatchObject({ line: 22 });
  });

  it('is never repeated with what a terminal would obey', () => {
    const nasty = policyWith('"a\\e[31m\\r\u202E": 1\ntasks: {not-wanted: ["\\e]0;x\\a"]}\n"\\0": [\n');
    for (const text of [nasty, nasty.replace('[\n', '1\n'), 'a: *\u001B[31m\n', `${'k'.repeat(5_000)}: 1\n`]) {
      const found = problemsIn(text);
      expect(found.length).toBeGreaterThan(0);
      for (const { message } of found) {
        expect(message).toMatch(/^[^\p{Cc}\u202E]+$/u);
        expect(message.length).toBeLessThan(160);
      }
    }
  });
});

describe('a text that is no policy', () => {
  const HOSTILE: Readonly<Record<string, string>> = {
    'too large': `# ${'x'.repeat(256 * 1024)}\n`,
    'too large in bytes only': `# ${'ä'.repeat(130 * 1024)}\n`,
    'deep brackets': '['.repeat(200_000),
    'brackets deeper than any policy': `${'['.repeat(30)}${']'.repeat(30)}`,
    'brackets too deep for the stack': '['.repeat(20_000),
    'deep braces': '{a: '.repeat(60_000),
    'deep dashes': '- '.repeat(100_000),
    'deep question marks': '? '.repeat(100_000),
    'deep indentation': Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'closing brackets': ']'.repeat(200_000),
    anchors: '&a '.repeat(80_000),
    tags: '! '.repeat(100_000),
    directives: '%\n'.repeat(100_000),
    documents: '---\n'.repeat(60_000),
    quotes: '"'.repeat(200_000),
    'many keys': Array.from({ length: 25_000 }, (_, index) => `k${index}: 1`).join('\n'),
    'many entries': policyWith(`services:\n${'- 1\n'.repeat(20_000)}`),
    'many wrong ids': policyWith(`tasks:\n  not-wanted:\n${'    - bluetoth\n'.repeat(4_000)}`),
    'many unknown keys': policyWith(Array.from({ length: 4_000 }, (_, index) => `servces${index}: 1\n`).join('')),
    'a bomb of aliases': policyWith(
      `a0: &a0 [1, 1]\n${Array.from({ length: 60 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join('')}services: *a60\n`,
    ),
    'many aliases': policyWith(`services: [&a 1${', *a'.repeat(10_000)}]\n`),
  };

  it.each(Object.entries(HOSTILE))('is refused in good time: %s', (_, text) => {
    const begun = performance.now();
    expect(problemsIn(text).length).toBeGreaterThan(0);
    // Under a second on a slow machine; without the limits some of these take minutes, or end the process.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('never throws, whatever it holds, and always says where', { timeout: 60_000 }, () => {
    const pieces =
      'schema: batten.policy/1\n|services:|tasks: |- |  |\n|\r\n|\t|: |#|&a |*a|!x |[|]|{|}|,|"|\'|>-\n|? |%|---\n|...\n';
    const piece = fc.constantFrom(...pieces.split('|'), '|\n', '\uFEFF', '\u0000', '\uD800', 'name: A', 'port: 1', '~');
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (one) => {
        const reading = readPolicyText(one, TASK_IDS);
        if (reading.kind === 'read') return;
        expect(reading.problems.length).toBeGreaterThan(0);
        const lines = one.replace(/^\uFEFF/, '').split('\n');
        for (const { line, column } of reading.problems) {
          expect(lines.length).toBeGreaterThanOrEqual(line);
          expect(column).toBeGreaterThanOrEqual(1);
          expect((lines[line - 1] ?? '').length + 1).toBeGreaterThanOrEqual(column);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
