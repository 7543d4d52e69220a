import { describe, expect, it } from 'vitest';
import { composeDiffers } from '../../../src/core/config/compose-differs';
import { COMPOSE_PORTS, composeServices } from '../../../src/core/config/compose-ports';
import { textsAt } from '../../../src/core/config/config-format';
import { fixture, haveFixtures } from '../../sim/fixtures';
import { asDocker, isLoopbackAddress } from './docker-ports';
import { adviceFor, changedLines, closedText, holdToPromises } from './promises';

/** A file around the ports of service "a", with what could be disturbed by a careless rewriting. */
function fileWith(ports: string): string {
  return `# ünïcode — first line
name: demo   # kept
services:
  a:
    image: "demo:1"
    environment: { PORT: 22:22, 'LONG':   "x" }
${ports
  .split('\n')
  .map((line) => (line === '' ? '' : `    ${line}`))
  .join('\n')}
    command: this is a very long command line that goes way beyond eighty characters in width so that folding may happen
  other:
    ports: [ "1:1" ,2:2 ]
volumes:
  data:
`;
}

/** Shape, the lines of the ports as they are, and as they are once closed. */
const CLOSED: readonly (readonly [name: string, open: string, closed: string])[] = [
  ['short, double quotes', 'ports:\n  - "8080:80"', 'ports:\n  - "127.0.0.1:8080:80"'],
  ['short, single quotes', "ports:\n  - '8080:80'", "ports:\n  - '127.0.0.1:8080:80'"],
  ['short, plain', 'ports:\n  - 8080:80', 'ports:\n  - 127.0.0.1:8080:80'],
  ['short, not indented', 'ports:\n- 8080:80', 'ports:\n- 127.0.0.1:8080:80'],
  ['a comment behind', 'ports:\n  - 8080:80   # web', 'ports:\n  - 127.0.0.1:8080:80   # web'],
  ['comments between', 'ports:\n  # one\n  - 8080:80\n  # two', 'ports:\n  # one\n  - 127.0.0.1:8080:80\n  # two'],
  ['UDP', 'ports:\n  - "53:53/udp"', 'ports:\n  - "127.0.0.1:53:53/udp"'],
  ['SCTP in capitals', 'ports:\n  - 9:9/SCTP', 'ports:\n  - 127.0.0.1:9:9/SCTP'],
  ['ranges', 'ports:\n  - 8000-8010:8000-8010', 'ports:\n  - 127.0.0.1:8000-8010:8000-8010'],
  ['a range to one port', 'ports:\n  - "8000-8010:80"', 'ports:\n  - "127.0.0.1:8000-8010:80"'],
  ['a range with UDP', 'ports:\n  - "90-91:90-91/udp"', 'ports:\n  - "127.0.0.1:90-91:90-91/udp"'],
  ['a container port in quotes', 'ports:\n  - "6380"', 'ports:\n  - "127.0.0.1::6380"'],
  ['a container port as a number', 'ports:\n  - 6380', 'ports:\n  - "127.0.0.1::6380"'],
  ['a container port with UDP', 'ports:\n  - 6380/udp', 'ports:\n  - "127.0.0.1::6380/udp"'],
  ['a range of container ports', 'ports:\n  - "3000-3005"', 'ports:\n  - "127.0.0.1::3000-3005"'],
  ['an empty published port', 'ports:\n  - ":80"', 'ports:\n  - "127.0.0.1::80"'],
  ['sixty as the base', 'ports:\n  - 22:22', 'ports:\n  - "127.0.0.1:22:22"'],
  ['sixty as the base, below ten', 'ports:\n  - 1:5', 'ports:\n  - "127.0.0.1:1:5"'],
  ['a variable with a default', 'ports:\n  - ${PORT:-3000}:3000', 'ports:\n  - 127.0.0.1:${PORT:-3000}:3000'],
  ['the same in quotes', 'ports:\n  - "${PORT:-3000}:3000"', 'ports:\n  - "127.0.0.1:${PORT:-3000}:3000"'],
  ['a variable without a default', 'ports:\n  - ${PORT}:3000', 'ports:\n  - 127.0.0.1:${PORT}:3000'],
  ['a variable without braces', 'ports:\n  - $PORT:3000', 'ports:\n  - 127.0.0.1:$PORT:3000'],
  ['a variable that must be set', 'ports:\n  - "${P:?set P first}:80"', 'ports:\n  - "127.0.0.1:${P:?set P first}:80"'],
  ['a variable within a default', 'ports:\n  - ${A:-${B:-80}}:80', 'ports:\n  - 127.0.0.1:${A:-${B:-80}}:80'],
  ['variables on both sides', 'ports:\n  - ${C}:${C}/udp', 'ports:\n  - 127.0.0.1:${C}:${C}/udp'],
  ['a range of variables', 'ports:\n  - "${A}-${B}:80"', 'ports:\n  - "127.0.0.1:${A}-${B}:80"'],
  ['0.0.0.0', 'ports:\n  - "0.0.0.0:80:80"', 'ports:\n  - "127.0.0.1:80:80"'],
  ['0.0.0.0, plain', 'ports:\n  - 0.0.0.0:80:80', 'ports:\n  - 127.0.0.1:80:80'],
  ['0.0.0.0 and any port', 'ports:\n  - 0.0.0.0::80', 'ports:\n  - 127.0.0.1::80'],
  ['[::]', 'ports:\n  - "[::]:80:80"', 'ports:\n  - "127.0.0.1:80:80"'],
  [':: without brackets', 'ports:\n  - :::80:80', 'ports:\n  - 127.0.0.1:80:80'],
  ['an empty host', 'ports:\n  - "::80"', 'ports:\n  - "127.0.0.1::80"'],
  ['an address of the local network', 'ports:\n  - 192.168.1.5:80:80', 'ports:\n  - 127.0.0.1:80:80'],
  ['an IPv6 address of the local network', 'ports:\n  - "[fd00::5]:80:80"', 'ports:\n  - "127.0.0.1:80:80"'],
  ['an address in disguise', 'ports:\n  - "[::ffff:127.0.0.1]:80:80"', 'ports:\n  - "127.0.0.1:80:80"'],
  [
    'IPv4 and IPv6 on one port',
    'ports:\n  - 0.0.0.0:80:80\n  - "[::]:80:80"',
    'ports:\n  - 127.0.0.1:80:80\n  - "[::1]:80:80"',
  ],
  ['the same, plain', 'ports:\n  - 0.0.0.0:80:80\n  - :::80:80', 'ports:\n  - 127.0.0.1:80:80\n  - "[::1]:80:80"'],
  ['some closed already', 'ports:\n  - 127.0.0.1:80:80\n  - 81:81', 'ports:\n  - 127.0.0.1:80:80\n  - 127.0.0.1:81:81'],
  [
    'localhost and another',
    'ports:\n  - localhost:80:80\n  - 81:81',
    'ports:\n  - localhost:80:80\n  - 127.0.0.1:81:81',
  ],
  [
    'TCP and UDP of one port',
    'ports:\n  - 53:53\n  - 53:53/udp',
    'ports:\n  - "127.0.0.1:53:53"\n  - 127.0.0.1:53:53/udp',
  ],
  ['a flow list', 'ports: ["80:80", 443:443]', 'ports: ["127.0.0.1:80:80", 127.0.0.1:443:443]'],
  ['a flow list of numbers', 'ports: [80,  81]', 'ports: ["127.0.0.1::80",  "127.0.0.1::81"]'],
  [
    'a flow list over lines',
    'ports: [ # here\n  80:80, # web\n  81:81\n  ]',
    'ports: [ # here\n  127.0.0.1:80:80, # web\n  127.0.0.1:81:81\n  ]',
  ],
  ['a flow list with [::1]', "ports: ['[::1]:7:7', '[::]:8:8']", "ports: ['[::1]:7:7', '127.0.0.1:8:8']"],
  [
    'long',
    'ports:\n  - target: 80\n    published: "8080"',
    'ports:\n  - target: 80\n    published: "8080"\n    host_ip: 127.0.0.1',
  ],
  [
    'long, with a comment',
    'ports:\n  - target: 80\n    published: 8080 # web\n    mode: host',
    'ports:\n  - target: 80\n    published: 8080 # web\n    host_ip: 127.0.0.1\n    mode: host',
  ],
  [
    'long, published first',
    'ports:\n  - published: 8080\n    target: 80',
    'ports:\n  - published: 8080\n    host_ip: 127.0.0.1\n    target: 80',
  ],
  [
    'long, not published',
    'ports:\n  - target: 80\n    protocol: udp',
    'ports:\n  - target: 80\n    host_ip: 127.0.0.1\n    protocol: udp',
  ],
  [
    'long, far in',
    'ports:\n    -     target: 80\n          published: 80',
    'ports:\n    -     target: 80\n          published: 80\n          host_ip: 127.0.0.1',
  ],
  [
    'long, below the dash',
    'ports:\n  -\n    target: 80\n    published: 80',
    'ports:\n  -\n    target: 80\n    published: 80\n    host_ip: 127.0.0.1',
  ],
  [
    'long with a host',
    'ports:\n  - target: 443\n    published: 8443\n    host_ip: 0.0.0.0',
    'ports:\n  - target: 443\n    published: 8443\n    host_ip: 127.0.0.1',
  ],
  [
    'long with a host first',
    'ports:\n  - host_ip: "::"\n    target: 443\n    published: 8443',
    'ports:\n  - host_ip: "127.0.0.1"\n    target: 443\n    published: 8443',
  ],
  [
    'long with a host between',
    'ports:\n  - target: 443\n    host_ip:   192.168.1.5 # LAN\n    published: 8443',
    'ports:\n  - target: 443\n    host_ip:   127.0.0.1 # LAN\n    published: 8443',
  ],
  [
    'long with a host after a comment',
    'ports:\n  - target: 443\n    published: 1\n    # why\n    host_ip: 0.0.0.0',
    'ports:\n  - target: 443\n    published: 1\n    # why\n    host_ip: 127.0.0.1',
  ],
  [
    'long with an empty host',
    "ports:\n  - target: 443\n    published: 1\n    host_ip: ''",
    "ports:\n  - target: 443\n    published: 1\n    host_ip: '127.0.0.1'",
  ],
  [
    'long with variables',
    'ports:\n  - target: ${T:-80}\n    published: ${P}',
    'ports:\n  - target: ${T:-80}\n    published: ${P}\n    host_ip: 127.0.0.1',
  ],
  [
    'long, two on one port',
    'ports:\n  - {target: 1, published: 1, host_ip: 0.0.0.0}\n  - {target: 1, published: 1, host_ip: "::"}',
    'ports:\n  - {target: 1, published: 1, host_ip: 127.0.0.1}\n  - {target: 1, published: 1, host_ip: "::1"}',
  ],
  [
    'long in flow',
    'ports:\n  - {target: 80, published: 8080}',
    'ports:\n  - {target: 80, published: 8080, host_ip: 127.0.0.1}',
  ],
  [
    'long in flow, more behind',
    'ports: [{ target: 80 , published: 8080 , mode: host }]',
    'ports: [{ target: 80 , published: 8080, host_ip: 127.0.0.1 , mode: host }]',
  ],
  [
    'long in flow with a host',
    'ports:\n  - { host_ip: 0.0.0.0, target: 80, published: 8080 }',
    'ports:\n  - { host_ip: 127.0.0.1, target: 80, published: 8080 }',
  ],
  [
    'JSON',
    'ports: [{"target": 80, "published": "8080"}, "81:81"]',
    'ports: [{"target": 80, "published": "8080", "host_ip": "127.0.0.1"}, "127.0.0.1:81:81"]',
  ],
  [
    'short and long',
    'ports:\n  - 80:80\n  - target: 81\n    published: 81\n  - 82:82',
    'ports:\n  - 127.0.0.1:80:80\n  - target: 81\n    published: 81\n    host_ip: 127.0.0.1\n  - 127.0.0.1:82:82',
  ],
  ['an anchor on an entry', 'ports:\n  - &web "80:80"', 'ports:\n  - &web "127.0.0.1:80:80"'],
  [
    'an anchor on a long entry',
    'ports:\n  - &web\n    target: 80\n    published: 80',
    'ports:\n  - &web\n    target: 80\n    published: 80\n    host_ip: 127.0.0.1',
  ],
  [
    'an anchor before a key',
    'ports:\n  - &web target: 80\n    published: 80',
    'ports:\n  - &web target: 80\n    published: 80\n    host_ip: 127.0.0.1',
  ],
  ['an anchor on the list', 'ports: &list\n  - 80:80', 'ports: &list\n  - 127.0.0.1:80:80'],
  ['a quoted key', '"ports":\n  - 80:80', '"ports":\n  - 127.0.0.1:80:80'],
];

describe('a service of a compose file', () => {
  it.each(CLOSED)('is closed and opened again: %s', (_name, open, closed) => {
    for (const variant of variantsOf(fileWith(open), fileWith(closed))) {
      expect(holdToPromises(COMPOSE_PORTS, variant.open, 'a')).toBe('closed');
      const next = closedText(COMPOSE_PORTS, variant.open, 'a');
      expect(next).toBe(variant.closed);
      expect(composeDiffers(variant.open, next)).toBe(false);
      const [before, after] = [asDocker(variant.open), asDocker(next)];
      expect(after.rest).toEqual(before.rest);
      expect(after.ports['other']).toEqual(before.ports['other']);
      expect(after.ports['a']?.map(({ spec }) => spec)).toEqual(before.ports['a']?.map(({ spec }) => spec));
      expect(after.ports['a']?.map(({ address }) => address).filter((one) => !isLoopbackAddress(one))).toEqual([]);
    }
  });

  it('has more than 40 shapes here', () => expect(CLOSED.length).toBeGreaterThan(40));

  it.each([
    ['127.0.0.1', 'ports:\n  - 127.0.0.1:80:80', 'publishes 80 on this Mac only'],
    ['another loopback address', 'ports:\n  - "127.1.2.3:80:80"', 'publishes 80 on this Mac only'],
    ['localhost', 'ports:\n  - localhost:80:80', 'publishes 80 on this Mac only'],
    ['[::1]', 'ports:\n  - "[::1]:80:80/udp"', 'publishes 80/udp on this Mac only'],
    ['::1', 'ports:\n  - ::1:80:80', 'publishes 80 on this Mac only'],
    [
      'a long entry',
      'ports:\n  - host_ip: ::1\n    target: 80',
      'publishes a port that Docker picks for 80 on this Mac only',
    ],
    ['no ports', 'expose: [80]', 'publishes no ports'],
    ['an empty list', 'ports: []', 'publishes no ports'],
    ['nothing', 'ports:', 'publishes no ports'],
    ['no network', 'network_mode: none', 'publishes no ports'],
  ])('stays as it is: %s', (_name, ports, words) => {
    const text = fileWith(ports);
    expect(holdToPromises(COMPOSE_PORTS, text, 'a')).toBe('closed already');
    expect(COMPOSE_PORTS.find(text, 'a')).toMatchObject({ value: { bound: 'this-mac', words } });
  });

  it.each([
    ['an address from a variable', 'ports:\n  - ${BIND:-0.0.0.0}:${PORT:-3000}:3000', 'unclear', /BIND/],
    ['an address from a variable, closed by default', 'ports:\n  - "${BIND:-127.0.0.1}:80:80"', 'unclear', /BIND/],
    ['a variable that may hold an address', 'ports:\n  - "${DB:-127.0.0.1:5432}:5432"', 'unclear', /DB/],
    ['a variable before a port', 'ports:\n  - ${BIND}8080:80', 'unclear', /BIND/],
    ['a variable that replaces another', 'ports:\n  - "${A:+127.0.0.1:80}:80"', 'unclear', /\bA\b/],
    ['nothing but a variable', 'ports:\n  - "${WEB}"', 'unclear', /WEB/],
    ['a long entry with a variable', 'ports:\n  - target: 80\n    host_ip: ${IP:-127.0.0.1}', 'unclear', /\bIP\b/],
    ['two entries that would collide', 'ports:\n  - 127.0.0.1:80:80\n  - 192.168.1.5:80:80', 'wider', /collide/],
    [
      'another file',
      'extends:\n  file: common.yml\n  service: web\nports: [127.0.0.1:80:80]',
      'unclear',
      /common\.yml/,
    ],
    [
      'another file, and open itself',
      'extends:\n  file: common.yml\n  service: web\nports: [80:80]',
      'wider',
      /common\.yml/,
    ],
    ['the network of another service', 'network_mode: service:vpn', 'unclear', /service:vpn/],
    ['the network of a container', 'network_mode: "container:vpn"', 'unclear', /container:vpn/],
    ['a network from a variable', 'network_mode: ${NET}', 'unclear', /NET/],
  ])('is not closed by rewriting: %s', (_name, ports, bound, advice) => {
    const text = fileWith(ports);
    expect(holdToPromises(COMPOSE_PORTS, text, 'a')).toBe('advice');
    expect(COMPOSE_PORTS.find(text, 'a')).toMatchObject({ value: { bound } });
    expect(adviceFor(COMPOSE_PORTS, text, 'a')).toMatch(advice);
  });

  it.each([
    ['the network of the Mac', 'network_mode: host', /program's own setting/],
    ['!override', 'ports: !override\n  - 80:80', /!override/],
    ['!reset', 'ports: !reset []', /!reset/],
    ['!reset and nothing', 'ports: !reset', /!reset/],
    ['a tag on an entry', 'ports:\n  - !!str 8080', /tag/],
    ['ports that are a text', 'ports: 80:80', /not a list/],
    ['ports that are settings', 'ports: {80: 80}', /not a list/],
    ['an entry that is nothing', 'ports:\n  -', /not understood/],
    ['an entry that is a list', 'ports:\n  - [80]', /neither/],
    ['an entry over lines', 'ports:\n  - |\n    80:80', /not understood/],
    ['a folded entry', 'ports:\n  - >-\n    80:80', /not understood/],
    ['an escaped entry', 'ports:\n  - "80\\x3a80"', /not understood/],
    ['a port beyond the last', 'ports:\n  - 65536:80', /not understood/],
    ['a word', 'ports:\n  - web', /not understood/],
    ['a host name', 'ports:\n  - mac.local:80:80', /not understood/],
    ['another protocol', 'ports:\n  - 80:80/icmp', /not understood/],
    ['a dollar sign that is one', 'ports:\n  - "$${P}:80"', /not understood/],
    ['a brace that is not closed', 'ports:\n  - "${P:80"', /not understood/],
    ['a host in hexadecimal', 'ports:\n  - "0x7f.0.0.1:80:80"', /not understood/],
    ['a host in octal', 'ports:\n  - "0177.0.0.1:80:80"', /not understood/],
    ['a long entry without a target', 'ports:\n  - published: 80', /long form/],
    ['a long entry with nothing as host', 'ports:\n  - target: 80\n    host_ip:', /long form/],
    ['a long entry that is merged', 'ports:\n  - <<: { host_ip: 127.0.0.1 }\n    target: 80', /long form/],
    ['a long entry without braces', 'ports: [target: 80]', /long form/],
    ['ports twice', 'ports: [80:80]\nports: [81:81]', /twice/],
    ['a service that extends itself', 'extends: a', /extends/],
    ['a service that extends an unknown one', 'extends: { service: nowhere }', /extends/],
    ['a tab for indentation', 'ports:\n\t- 80:80', /YAML/],
    ['an anchor that is not there', 'ports: *nowhere', /not there/],
    ['an anchor within itself', 'ports: &p [*p]', /itself/],
    ['a key that is a list', '? [x]\n: y', /plain word/],
    ['a merge of a text', '<<: text', /merges/],
    ['a merge in quotes', '"<<": { ports: [80:80] }', /merge key/],
  ])('is unreadable: %s', (_name, ports, reason) => {
    const text = fileWith(ports);
    expect(holdToPromises(COMPOSE_PORTS, text, 'a')).toBe('unreadable');
    expect(adviceFor(COMPOSE_PORTS, text, 'a')).toMatch(reason);
  });

  it.each([
    ['no services', 'name: x\n', /no services/],
    ['an empty file', '', /no settings/],
    ['a list', '- a\n', /no settings/],
    ['another service', 'services:\n  b:\n    image: x\n', /no service "a"/],
    ['two documents', 'services: {a: {ports: [80:80]}}\n---\nservices: {a: {}}\n', /several/],
    ['a directive', '%YAML 1.1\n---\nservices: {a: {ports: [80:80]}}\n', /directive/],
    ['a line end of YAML 1.1', 'services: # x\u2028  a: {ports: [80:80]}\n  a: {}\n', /differently/],
    ['a tag on the services', 'services: !override {a: {}}\n', /!override/],
    ['a tag on the service', 'services: {a: !reset {}}\n', /!reset/],
    ['old line ends', 'services:\r  a:\r    ports: [80:80]\r', /line ends/],
    ['bytes that are no text', 'services: {a: {ports: [80:80]}} # \uFFFD\n', /UTF-8/],
    ['half a character', 'services: {a: {ports: [80:80]}} # \uD800\n', /UTF-8/],
    ['a null byte', 'services: {a: {ports: [80:80]}}\n#\0', /control/],
  ])('is unreadable in %s', (_name, text, reason) => {
    expect(holdToPromises(COMPOSE_PORTS, text, 'a')).toBe('unreadable');
    expect(adviceFor(COMPOSE_PORTS, text, 'a')).toMatch(reason);
  });
});

/** The same file with other line ends and a byte order mark, without the last line end, and as a marked document. */
function variantsOf(open: string, closed: string): readonly { readonly open: string; readonly closed: string }[] {
  const changes: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
    (text) => text.slice(0, -1),
    (text) => `---\n${text.replace(/^ {2}other:[\s\S]*?\]\n/m, '  other: {"ports": ["1:1"]}\n')}...\n`,
  ];
  return changes.map((change) => ({ open: change(open), closed: change(closed) }));
}

describe('services that share their ports', () => {
  const shared = (text: string, subject: string) => {
    const found = COMPOSE_PORTS.find(text, subject);
    return found.kind === 'read' ? found.value.shared : found.reason;
  };

  it('are named, and are closed together: a merge key', () => {
    const text =
      'x-common: &common\n  restart: always\n  ports: &p\n    - "5432:5432"   # pg\nservices:\n  a:\n    <<: *common\n  b:\n    <<: [*common]\n    image: x\n  c: {ports: [1:1]}\n';
    expect(shared(text, 'a')).toEqual(['b']);
    expect(shared(text, 'c')).toEqual([]);
    expect(holdToPromises(COMPOSE_PORTS, text, 'b')).toBe('closed');
    const next = closedText(COMPOSE_PORTS, text, 'a');
    expect(changedLines(text, next)).toEqual({
      old: ['    - "5432:5432"   # pg'],
      now: ['    - "127.0.0.1:5432:5432"   # pg'],
    });
    expect(COMPOSE_PORTS.find(next, 'b')).toMatchObject({ value: { bound: 'this-mac' } });
    expect(COMPOSE_PORTS.find(next, 'c')).toMatchObject({ value: { bound: 'wider' } });
    expect(composeDiffers(text, next)).toBe(false);
  });

  it('are named: an alias of the list, and of one entry', () => {
    const text =
      'services:\n  a:\n    ports: &p\n      - &e 80:80\n      - 81:81\n  b: {ports: *p}\n  c: {ports: [*e, 82:82]}\n';
    expect(shared(text, 'a')).toEqual(['b', 'c']);
    expect(shared(text, 'c')).toEqual(['a', 'b']);
    expect(closedText(COMPOSE_PORTS, text, 'c')).toBe(
      text.replace('80:80', '127.0.0.1:80:80').replace('82:82', '127.0.0.1:82:82'),
    );
  });

  it('may keep the list apart, and take an own one instead', () => {
    const text =
      'x-p: &p [80:80]\nx-s: &s\n  ports: *p\nservices:\n  a: {<<: *s}\n  b:\n    <<: *s\n    ports: [81:81]\n';
    expect(shared(text, 'a')).toEqual([]);
    expect(closedText(COMPOSE_PORTS, text, 'a')).toBe(text.replace('[80:80]', '[127.0.0.1:80:80]'));
    expect(closedText(COMPOSE_PORTS, text, 'b')).toBe(text.replace('81:81', '127.0.0.1:81:81'));
  });

  it('take an anchor that stands later for the later one', () => {
    const text = 'services:\n  a: {ports: &p [80:80]}\n  b: {ports: *p}\n  c: {ports: &p [81:81]}\n  d: {ports: *p}\n';
    expect([shared(text, 'a'), shared(text, 'd')]).toEqual([['b'], ['c']]);
  });

  it('take the first of several merges', () => {
    const text = 'x-a: &a {ports: [80:80]}\nx-b: &b {ports: [81:81]}\nservices:\n  a: {<<: [*b, *a]}\n';
    expect(COMPOSE_PORTS.find(text, 'a')).toMatchObject({ value: { words: 'publishes 81 on every address' } });
  });

  it('may extend one another within the file', () => {
    const text =
      'services:\n  base: {ports: [80:80]}\n  a:\n    extends: base\n    ports: [81:81]\n  b:\n    extends: {service: a}\n';
    expect(shared(text, 'b')).toEqual(['base', 'a']);
    expect(COMPOSE_PORTS.find(text, 'b')).toMatchObject({ value: { words: 'publishes 81 and 80 on every address' } });
    expect(holdToPromises(COMPOSE_PORTS, text, 'b')).toBe('closed');
    const next = closedText(COMPOSE_PORTS, text, 'b');
    expect(next).toBe(text.replace('80:80', '127.0.0.1:80:80').replace('81:81', '127.0.0.1:81:81'));
  });

  it('may get the network of the Mac from what they extend', () => {
    const text = 'services:\n  base: {network_mode: host}\n  a: {extends: base}\n';
    expect(adviceFor(COMPOSE_PORTS, text, 'a')).toMatch(/network_mode: host/);
  });

  it('are not closed where the same text also is something else', () => {
    const text = 'services:\n  a:\n    environment: {PORT: &p 8080}\n    ports: [*p]\n';
    expect(holdToPromises(COMPOSE_PORTS, text, 'a')).toBe('advice');
    expect(adviceFor(COMPOSE_PORTS, text, 'a')).toMatch(/something else/);
    const list = 'services:\n  a:\n    ports: &p ["80:80"]\n    labels: *p\n';
    expect(adviceFor(COMPOSE_PORTS, list, 'a')).toMatch(/something else/);
    const deploy = 'x-c: &c {ports: [80:80]}\nservices:\n  a: {<<: *c, deploy: {<<: *c}}\n';
    expect(adviceFor(COMPOSE_PORTS, deploy, 'a')).toMatch(/something else/);
  });
});

describe('a compose file that includes others', () => {
  it('says so, and can be closed', () => {
    const text = 'include: [other.yml]\nservices:\n  a: {ports: [80:80]}\n';
    expect(COMPOSE_PORTS.find(text, 'a')).toMatchObject({
      value: { words: 'publishes 80 on every address; the file includes others, which are not looked at' },
    });
    expect(holdToPromises(COMPOSE_PORTS, text, 'a')).toBe('closed');
  });
});

describe('a compose file with very many ports', () => {
  it('is said in few words', () => {
    const ports = Array.from({ length: 500 }, (_, index) => `${index + 1}:1`).join(', ');
    const found = COMPOSE_PORTS.find(`services: {a: {ports: [${ports}]}}\n`, 'a');
    expect(found.kind === 'read' && found.value.words.length).toBe(401);
    expect(found.kind === 'read' && found.value.slices.length).toBe(500);
  });
});

describe('the list of services', () => {
  it('says what each publishes, and why that cannot be said', () => {
    const text =
      'services:\n  db: {ports: ["5432:5432", "127.0.0.1:1:1", 53:53/udp]}\n  app: {network_mode: host}\n  none:\n  odd: {ports: [{target: 80, protocol: udp}, $P:$Q]}\n';
    const services = composeServices(text);
    expect(services).toEqual({
      kind: 'read',
      value: [
        {
          name: 'db',
          ports: 'publishes 5432 and 53/udp on every address, 1 on this Mac only',
          containerPorts: ['5432', '1', '53/udp'],
        },
        { name: 'app', ports: expect.stringMatching(/network_mode: host/), containerPorts: [] },
        { name: 'none', ports: 'publishes no ports', containerPorts: [] },
        {
          name: 'odd',
          ports: 'publishes a port that Docker picks for 80/udp and $P on every address',
          containerPorts: ['80/udp', '$Q'],
        },
      ],
    });
    expect(composeServices('name: x').kind).toBe('unreadable');
  });

  it('takes the names as they are written', () => {
    const text = 'services:\n  01: {ports: [80:80]}\n  "yes": {}\n  __proto__: {ports: [81:81]}\n';
    const services = composeServices(text);
    expect(services.kind === 'read' && services.value.map(({ name }) => name)).toEqual(['01', 'yes', '__proto__']);
    expect(holdToPromises(COMPOSE_PORTS, text, '__proto__')).toBe('closed');
    expect(holdToPromises(COMPOSE_PORTS, text, '01')).toBe('closed');
  });
});

describe('whether two compose files differ', () => {
  const base =
    'x-p: &p [80:80]\nservices:\n  a:\n    image: x\n    ports: *p\n    environment: {A: 1}\nvolumes: {d: }\n';

  it.each([
    ['a port', base.replace('80:80', '127.0.0.1:80:80')],
    ['a comment', `# c\n${base}`],
    ['the order', base.replace('image: x\n    ports: *p', 'ports: *p\n    image: x')],
  ])('is not said of %s', (_name, other) => expect(composeDiffers(base, other)).toBe(false));

  it.each([
    ['an image', base.replace('image: x', 'image: y')],
    ['a number for a text', base.replace('A: 1', 'A: "1"')],
    ['a new service', base.replace('volumes', '  b: {}\nvolumes')],
    ['a service less', base.replace(/ {2}a:[\s\S]*\}\n/, '')],
    ['a new setting', `${base}networks: {n: }\n`],
    ['a setting named __proto__', `${base}__proto__: {n: }\n`],
    ['a tag', base.replace('{A: 1}', '!reset {A: 1}')],
    ['a tag on a service', base.replace('a:\n', 'a: !override\n')],
    ['a file that is no longer one', `${base}\t:`],
    ['a second document', `${base}---\n`],
  ])('is said of %s', (_name, other) => expect(composeDiffers(base, other)).toBe(true));

  it('is said of files that expand beyond measure', { timeout: 60_000 }, () => {
    const laughs = Array.from({ length: 30 }, (_, index) => {
      const [name, below] = [`&l${index}`, `*l${index - 1}`];
      return `x-${index}: ${name} [${index === 0 ? 'a' : `${below}, ${below}`}]\n`;
    }).join('');
    const text = `${laughs}services: {a: {ports: [80:80]}}\n`;
    expect(composeDiffers(text, text)).toBe(true);
    expect(holdToPromises(COMPOSE_PORTS, text, 'a')).toBe('advice');
  });
});

describe('a compose file whose aliases lead far', () => {
  const chain = (links: number) =>
    Array.from(
      { length: links },
      (_, index) => `x-${index}: &l${index} [${index === 0 ? 'a' : `*l${index - 1}`}]\n`,
    ).join('');

  it('is read up to a depth, and then left to the person', { timeout: 60_000 }, () => {
    const services = 'services: {a: {ports: [80:80]}}\n';
    expect(holdToPromises(COMPOSE_PORTS, chain(100) + services, 'a')).toBe('closed');
    expect(holdToPromises(COMPOSE_PORTS, chain(1_000) + services, 'a')).toBe('advice');
    expect(composeDiffers(chain(1_000) + services, chain(1_000) + services)).toBe(true);
    const merged = chain(1_000).replaceAll(/\[(.*?)\]/g, (_all, inside: string) =>
      inside === 'a' ? '{ports: [80:80]}' : `{<<: ${inside}}`,
    );
    expect(holdToPromises(COMPOSE_PORTS, `${merged}services: {a: *l999}\n`, 'a')).toBe('closed');
  });

  it('may extend one another twenty times', () => {
    const extending = (links: number) =>
      `services:\n  a: {extends: s0}\n${Array.from({ length: links }, (_, index) => `  s${index}: {extends: s${index + 1}}\n`).join('')}  s${links}: {ports: [80:80]}\n`;
    expect(holdToPromises(COMPOSE_PORTS, extending(15), 'a')).toBe('closed');
    expect(holdToPromises(COMPOSE_PORTS, extending(30), 'a')).toBe('unreadable');
  });
});

const skipped = !haveFixtures();

describe.skipIf(skipped)('the compose files of known products', () => {
  const files = skipped ? [] : ['planka', 'documenso-development', 'mattermost-without-nginx', 'odd-constructed'];

  it.each(files)('are closed and opened again, service by service: %s', (file) => {
    const text = fixture(`bindings/compose-${file}.yml`);
    const services = composeServices(text);
    if (services.kind === 'unreadable') throw new Error(services.reason);
    for (const { name } of services.value) {
      const outcome = holdToPromises(COMPOSE_PORTS, text, name);
      const asked = file === 'odd-constructed' && name === 'c';
      expect([name, outcome]).toEqual([name, asked ? 'advice' : expect.stringMatching(/^closed/)]);
      if (asked) {
        expect(adviceFor(COMPOSE_PORTS, text, name)).toMatch(/BIND/);
        continue;
      }
      const next = closedText(COMPOSE_PORTS, text, name);
      const [before, after] = [asDocker(text), asDocker(next)];
      expect(composeDiffers(text, next)).toBe(false);
      expect(after.rest).toEqual(before.rest);
      for (const { address } of after.ports[name] ?? []) expect(isLoopbackAddress(address)).toBe(true);
      const { old, now } = changedLines(text, next);
      expect(now).toHaveLength(old.length);
    }
  });

  it('change in the lines of their ports only', () => {
    const text = fixture('bindings/compose-planka.yml');
    expect(changedLines(text, closedText(COMPOSE_PORTS, text, 'planka'))).toEqual({
      old: ['      - 3000:1337'],
      now: ['      - 127.0.0.1:3000:1337'],
    });
    const mattermost = fixture('bindings/compose-mattermost-without-nginx.yml');
    expect(changedLines(mattermost, closedText(COMPOSE_PORTS, mattermost, 'mattermost')).now).toEqual([
      '      - 127.0.0.1:${APP_PORT}:8065',
      '      - 127.0.0.1:${CALLS_PORT}:${CALLS_PORT}/udp',
      '      - 127.0.0.1:${CALLS_PORT}:${CALLS_PORT}/tcp',
    ]);
  });

  it('keep what is odd about them', () => {
    const text = fixture('bindings/compose-odd-constructed.yml').replace('${BIND:-0.0.0.0}:', '0.0.0.0:');
    const found = COMPOSE_PORTS.find(text, 'c');
    expect(found.kind === 'read' && textsAt(text, found.value.slices)).toEqual([
      '',
      '\n        host_ip: 0.0.0.0',
      '22:22',
      '0.0.0.0:${PORT:-3000}:3000',
      '${PORT:-3000}:3000',
      "'9000:9000'",
    ]);
    // Both publish the variable's port, so they cannot both be on 127.0.0.1.
    expect(adviceFor(COMPOSE_PORTS, text, 'c')).toMatch(/collide/);
    const apart = text.replace('- ${PORT:-3000}:3000', '- ${OTHER:-3001}:3000');
    expect(COMPOSE_PORTS.closed(apart, 'c')).toEqual({
      kind: 'read',
      value: [
        '\n        host_ip: 127.0.0.1',
        '\n        host_ip: 127.0.0.1',
        '"127.0.0.1:22:22"',
        '127.0.0.1:${PORT:-3000}:3000',
        '127.0.0.1:${OTHER:-3001}:3000',
        "'127.0.0.1:9000:9000'",
      ],
    });
  });
});
