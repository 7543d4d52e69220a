import { afterEach, describe, expect, it } from 'vitest';
import { type Command, command, INSTALLED_BY_PEOPLE, PROGRAMS } from '../../src/core/command';
import type { ConfigFormat } from '../../src/core/config/config-format';
import { bindingId, type BindingWish, parseBindingId } from '../../src/core/exposure/binding';
import { observedIn } from '../../src/core/finding';
import type { Json } from '../../src/core/json';
import { type ChangePlan, findingOf, planApply, type PlannedStep } from '../../src/core/plan';
import { STRICT_POLICY } from '../../src/core/policy';
import { scan } from '../../src/core/scan';
import { composeScript } from '../../src/core/script';
import type { AnyTask, Change } from '../../src/core/task';
import { TASKS } from '../../src/tasks';
import { firewallRuleId, parseFirewallRuleId } from '../../src/tasks/parts/firewall-rule';
import { partOf } from '../../src/tasks/parts/part-of';
import { gateFor, type OriginState, restartFor } from '../../src/tasks/parts/service-restart';
import { fc } from '../core/fixed-chance';
import type { ComposeLabels } from '../sim/engine-state';
import type { MacState } from '../sim/mac-state';
import { servingMac, stockMac } from '../sim/machines';
import { withEngine, withProject } from '../sim/serving-parts';
import { ChangeHarness } from '../support/change-harness';

const FOLDER = '/Users/alex/stack';
const COMPOSE = `${FOLDER}/docker-compose.yml`;
const FACTS = { version: { kind: 'unreadable', reason: '' }, asRoot: false, home: '/Users/alex' } as const;

/** A file of each format as it may be called, and the pieces that open and close it. */
interface Kind {
  readonly path: string;
  readonly subject: string;
  readonly open: string;
  readonly closed: string;
}
const KINDS: Readonly<Record<ConfigFormat, Kind>> = {
  compose: { path: COMPOSE, subject: 'postgres', open: '"5432:5432"', closed: '"127.0.0.1:5432:5432"' },
  postgresql: {
    path: '/opt/homebrew/var/postgresql@16/postgresql.conf',
    subject: '',
    open: "'*'",
    closed: "'localhost'",
  },
  redis: { path: '/opt/homebrew/etc/redis.conf', subject: '', open: '0.0.0.0', closed: '127.0.0.1 ::1' },
  mysql: { path: '/opt/homebrew/etc/my.cnf', subject: '', open: '0.0.0.0', closed: '127.0.0.1' },
  nginx: { path: '/opt/homebrew/etc/nginx/nginx.conf', subject: '', open: '8080', closed: '127.0.0.1:8080' },
  mongodb: { path: '/opt/homebrew/etc/mongod.conf', subject: '', open: '0.0.0.0', closed: '127.0.0.1' },
  'launchd-plist': {
    path: '/Users/alex/Library/LaunchAgents/com.ollama.serve.plist',
    subject: 'OLLAMA_HOST',
    open: '0.0.0.0',
    closed: '127.0.0.1',
  },
};
const FORMATS = Object.keys(KINDS) as readonly ConfigFormat[];
const ORIGIN: OriginState = { project: 'stack', service: 'postgres', workingFolder: FOLDER, files: [COMPOSE] };

function wishOf(format: ConfigFormat, more: Partial<BindingWish> = {}): BindingWish {
  const { path, subject } = KINDS[format];
  return { format, path, subject, restarts: true, ...more };
}

function bindingTask(wish: BindingWish): AnyTask {
  const task = partOf(bindingId(wish));
  if (task === undefined) throw new Error(`${bindingId(wish)} names no task`);
  return task;
}

function stateOf(format: ConfigFormat, more: object = {}): Json {
  const { open, closed } = KINDS[format];
  const origin = format === 'compose' ? ORIGIN : null;
  return { texts: [open], closed: [closed], live: 'wider', origin, ...more };
}

describe('an id names a task', () => {
  it.each(FORMATS)('that knows it again: a binding of the format %s, with and without a start', (format) => {
    for (const restarts of [true, false]) {
      const id = bindingId(wishOf(format, { restarts }));
      expect(id).toMatch(restarts ? /^binding:/ : /^binding-file:/);
      expect(parseBindingId(id)).toEqual(wishOf(format, { restarts }));
      expect(partOf(id)?.id).toBe(id);
    }
  });

  it('that knows it again: a rule of the firewall', () => {
    for (const wish of ['allow', 'block', 'absent'] as const) {
      const id = firewallRuleId({ wish, path: '/Applications/An App – ünï.app' });
      expect(parseFirewallRuleId(id)).toEqual({ wish, path: '/Applications/An App – ünï.app' });
      expect(partOf(id)?.id).toBe(id);
    }
  });

  it('and all others name none, those of the catalogue included', () => {
    for (const { id } of TASKS) expect(partOf(id)).toBeUndefined();
  });

  /** Paths that no part is ever about. */
  const PATHS = [
    '',
    'redis.conf',
    './redis.conf',
    '~/redis.conf',
    '/',
    '/a//redis.conf',
    '//a/redis.conf',
    '/a/../redis.conf',
    '/../a/redis.conf',
    '/a/./redis.conf',
    '/a/redis.conf/',
    '/a/redis.conf/..',
    '/a\n/redis.conf',
    '/a\r/redis.conf',
    '/a\t/redis.conf',
    '/a\u0000/redis.conf',
    '/a\u001B[2J/redis.conf',
    '/a\u007F/redis.conf',
    '/a/redis.conf\n',
    `/${'a'.repeat(900)}/redis.conf`,
  ];
  it.each(PATHS.map((path) => [JSON.stringify(path).slice(0, 40), path] as const))(
    'with the path %s: none',
    (...of) => {
      const [, path] = of;
      expect(partOf(`binding:redis:${path}#`)).toBeUndefined();
      expect(partOf(`binding-file:redis:${path}#`)).toBeUndefined();
      // A rule of the firewall may be about any program, whatever it is called.
      expect(partOf(`firewall-rule:block:${path}`)).toBeUndefined();
    },
  );

  it.each([
    'binding:redis:/a#b/redis.conf#',
    'binding:redis:/a/redis.conf##',
    'binding:redis:/a/redis.conf',
    'binding:redis:/a/redis.conf#x\n',
    'binding:redis:/a/redis.conf#\n',
    'binding:redis:/a/redis.conf#a/b',
    'binding:redis:/a/redis.conf#a:b',
    'binding:redis:/a/redis.conf#$(x)',
    `binding:redis:/a/redis.conf#${'a'.repeat(101)}`,
    ' binding:redis:/a/redis.conf#',
    'x\nbinding:redis:/a/redis.conf#',
    'Binding:redis:/a/redis.conf#',
    'binding-all:redis:/a/redis.conf#',
    'binding:Redis:/a/redis.conf#',
    'binding:toString:/a/redis.conf#',
    'binding:__proto__:/a/redis.conf#',
    'binding::/a/redis.conf#',
    'binding:caddy:/a/Caddyfile#',
    'firewall-rule:remove:',
    'firewall-rule:absent:/a',
    'firewall-rule:toString:/a',
    'firewall-rule:allow:/a\nfirewall-rule:allow:/b',
    'firewall-rule:allow:a',
    'firewall-rule::/a',
    '',
  ])('not exactly of the shape: %j names none', (id) => {
    expect(partOf(id)).toBeUndefined();
  });

  it('only for a file that is called as one of its format', () => {
    const names = [
      ...FORMATS.map((format) => KINDS[format].path),
      '/a/passwd',
      '/a/redis.conf.bak',
      '/a/my.cnf.d',
      '/a/.zshrc',
    ];
    const wrong = [
      '/a/xredis.conf',
      '/a/redisXconf',
      '/a/mongod.conf.yml',
      '/a/Postgresql.conf',
      '/a/x.plist~',
      '/a/yml',
    ];
    const named = FORMATS.map((format) => [
      format,
      [...names, ...wrong].filter((path) => partOf(`binding:${format}:${path}#`) !== undefined),
    ]);
    expect(Object.fromEntries(named)).toEqual({
      compose: [COMPOSE, '/a/mongod.conf.yml'],
      postgresql: [KINDS.postgresql.path],
      redis: [KINDS.redis.path],
      mysql: [KINDS.mysql.path],
      // Any file of nginx may be included by another, under any name that ends so.
      nginx: [
        ...FORMATS.map((format) => KINDS[format].path).filter((path) => path.endsWith('.conf')),
        ...wrong.filter((path) => path.endsWith('.conf')),
      ],
      mongodb: [KINDS.mongodb.path],
      'launchd-plist': [KINDS['launchd-plist'].path],
    });
  });

  it('only when it is exactly what the task calls itself, whatever the text', () => {
    const ids = [...FORMATS.map((format) => bindingId(wishOf(format))), 'firewall-rule:allow:/Applications/A.app'];
    const odd = fc.constantFrom('/', '..', '#', ':', '\n', '\u0000', ' ', '%2e', '\u202E', '-', '.', 'é', '\uD800');
    const bent = fc
      .tuple(fc.constantFrom(...ids), fc.nat(90), fc.nat(3), fc.oneof(odd, fc.string({ maxLength: 3 })))
      .map(([id, at, gone, text]) => id.slice(0, at) + text + id.slice(at + gone));
    let named = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: bent }, fc.string({ unit: 'binary', maxLength: 60 })), (id) => {
        const task = partOf(id);
        if (task === undefined) return;
        named += 1;
        expect(task.id).toBe(id);
        const path = parseBindingId(id)?.path ?? parseFirewallRuleId(id)?.path ?? '';
        expect(path).toMatch(/^(?:\/[^/\p{Cc}]+)+$/u);
        expect(path.split('/').filter((part) => part === '.' || part === '..')).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    expect(named).toBeGreaterThan(100);
  });
});

describe('a state from a journal', () => {
  it.each(FORMATS)('is recognised where it is one of the format %s, and nothing is added to it', (format) => {
    const [task, fileOnly] = [true, false].map((restarts) => bindingTask(wishOf(format, { restarts })));
    for (const live of ['this-mac', 'wider', 'not-listening']) {
      expect(task?.recognise(stateOf(format, { live }))).toEqual(stateOf(format, { live }));
      expect(fileOnly?.recognise(stateOf(format, { live }))).toBeUndefined();
    }
    const file = stateOf(format, { live: 'not-asked' });
    expect([fileOnly?.recognise(file), task?.recognise(file)]).toEqual([file, undefined]);
    expect(task?.recognise(stateOf(format, { more: 'x', origin: { ...ORIGIN, more: 'x' } }))).toEqual(
      stateOf(format, { origin: ORIGIN }),
    );
  });

  it('is not recognised where it is anything else', () => {
    const tasks = FORMATS.map((format) => bindingTask(wishOf(format)));
    const rule = partOf('firewall-rule:allow:/Applications/A.app');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const task of tasks) expect(task.recognise(value)).toBeUndefined();
        expect(rule?.recognise([value])).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  const parts: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['texts that are none', { texts: '"5432:5432"' }],
    ['a text that is none', { texts: [5432] }],
    ['a list in a text', { texts: [['5432:5432']] }],
    ['no texts', { texts: undefined }],
    ['more texts than places', { texts: ['80:80', '81:81'] }],
    ['fewer texts than places', { texts: [] }],
    ['more texts than a file has', { texts: Array(201).fill('80:80'), closed: Array(201).fill('127.0.0.1:80:80') }],
    ['texts that are like a list', { texts: { length: 1, 0: '80:80' } }],
    ['an unknown way of listening', { live: 'everywhere' }],
    ['no way of listening', { live: undefined }],
    ['a way of listening that every object has', { live: 'toString' }],
    ['no origin', { origin: undefined }],
    ['an origin that is a text', { origin: 'stack' }],
    ['an origin that is a list', { origin: [ORIGIN] }],
  ];
  it.each(parts)('is not recognised with %s', (_name, part) => {
    expect(bindingTask(wishOf('compose')).recognise(stateOf('compose', part))).toBeUndefined();
  });

  const injected: Readonly<Record<ConfigFormat, readonly string[]>> = {
    compose: [
      '"127.0.0.1:80:80"\n    privileged: true',
      '127.0.0.1:80:80\n      - 0.0.0.0:81:81',
      '80:80\r\n  evil: {image: x}',
      '\n        host_ip: 127.0.0.1\n        mode: host',
      '\n    privileged: true',
      '80:80 # x',
      '80:80, 81:81',
      '80:80]',
      '{target: 80}',
      '"80:80", "81:81"',
      '*alias',
      '&anchor 80:80',
      '!override 80:80',
      '| 80:80',
      '"80:80',
      "80:80'",
      '"80\\u003a80"',
      '<<: *x',
      '80:80\u2028x: y',
      '${X:-80:80}\n',
    ],
    postgresql: ["'*'\nshared_preload_libraries = 'x'", "'*' # x", "'a''b'", "'\\052'", "'*'; x", "'\u0000'", "'*", ''],
    redis: [
      '0.0.0.0\nrequirepass ""',
      '0.0.0.0 "x"',
      '0.0.0.0\r\nslaveof x 1',
      '0.0.0.0 # x',
      '"0.0.0.0"',
      '0.0.0.0\u0000',
    ],
    mysql: [
      '0.0.0.0\nskip-grant-tables',
      '0.0.0.0\r\n[client]',
      '0.0.0.0 # x',
      '"0.0.0.0',
      '0.0.0.0;x',
      '0.0.0.0\u0000',
    ],
    nginx: ['80; root /', '80;\n', '80 default_server', '$port', '"80"', '80}', '80#', 'unix:/x', '80\n'],
    mongodb: [
      '0.0.0.0\nsecurity:\n  authorization: disabled',
      '0.0.0.0 # x',
      '{a: b}',
      '[0.0.0.0]',
      '"0.0.0.0',
      '*x',
      '!x y',
    ],
    'launchd-plist': [
      '0.0.0.0</string><key>Program</key><string>/bin/sh',
      '0.0.0.0<!-- x -->',
      '0.0.0.0&x;',
      '/bin/sh',
      '--host=0.0.0.0 --x',
      '0.0.0.0\n<x/>',
      ']]>',
    ],
  };
  it.each(FORMATS)('is not recognised with a text that says more than an address: %s', (format) => {
    const task = bindingTask(wishOf(format));
    for (const text of injected[format]) {
      expect([text, task.recognise(stateOf(format, { texts: [text] }))]).toEqual([text, undefined]);
      expect([text, task.recognise(stateOf(format, { closed: [text] }))]).toEqual([text, undefined]);
    }
  });

  const NAMES = [
    '',
    '-x',
    '--help',
    'a b',
    'a\n',
    '\na',
    'a/b',
    '../a',
    'a;b',
    '$(x)',
    'ä',
    'a'.repeat(101),
    5,
    null,
    ['a'],
  ];
  const FOLDERS = [
    '',
    '/',
    'a',
    './a',
    '-f',
    '/a/../b',
    '/..',
    '/a\nb',
    '/a\u0000',
    `/${'a'.repeat(1_001)}`,
    5,
    null,
    ['/a'],
  ];
  it.each([
    ...NAMES.flatMap((name) => [{ project: name }, { service: name }]),
    ...FOLDERS.flatMap((folder) => [{ workingFolder: folder }, { files: [folder] }, { files: [COMPOSE, folder] }]),
    ...FOLDERS.map((folder) => ({ environmentFile: folder })),
    { files: [] },
    { files: COMPOSE },
    { files: Array<string>(21).fill(COMPOSE) },
    { files: undefined },
    { project: undefined },
  ])('is not recognised with an origin of another form: %j', (part) => {
    const task = bindingTask(wishOf('compose'));
    expect(task.recognise(stateOf('compose', { origin: { ...ORIGIN, ...part } }))).toBeUndefined();
  });
});

/** Every command of a change, by who runs it. */
function commandsOf(change: Change): { readonly root: readonly Command[]; readonly person: readonly Command[] } {
  if (change.kind === 'by-hand') throw new Error('It is changed by hand');
  const gates = (change.files ?? []).flatMap(({ gate }) => gate ?? []);
  return { root: change.root, person: [...change.user, ...gates] };
}

describe('the commands of a part', () => {
  it.each(FORMATS)('are listed ones, by the person alone, whatever a journal says: %s', (format) => {
    const known = fc.constantFrom(KINDS[format].open, KINDS[format].closed);
    const text = fc.oneof({ weight: 8, arbitrary: known }, fc.string({ maxLength: 12 }));
    const word = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('a', '_a') },
      fc.constantFrom('-x', 'a b'),
      fc.string({ maxLength: 6 }),
    );
    const place = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('/a', '/a b/-c') },
      fc.constantFrom('-f', '/a/../b'),
      word,
    );
    const origin = fc.record(
      {
        project: word,
        service: word,
        workingFolder: place,
        files: fc.array(place, { minLength: 1, maxLength: 2 }),
        environmentFile: place,
      },
      { requiredKeys: ['project', 'service', 'workingFolder', 'files'] },
    );
    const state = fc.record({
      texts: fc.array(text, { minLength: 1, maxLength: 1 }),
      closed: fc.array(text, { minLength: 1, maxLength: 1 }),
      live: fc.constantFrom('this-mac', 'wider', 'not-asked', 'not-asked', 'not-listening'),
      origin: fc.oneof(fc.constant(null), fc.constant(ORIGIN), origin),
    });
    let tried = 0;
    fc.assert(
      fc.property(state, state, fc.boolean(), (one, other, restarts) => {
        const wish = wishOf(format, { restarts });
        const task = bindingTask(wish);
        const [from, to] = [task.recognise(one), task.recognise(other)];
        if (from === undefined || to === undefined) return;
        tried += 1;
        const change = task.change(from, to, FACTS);
        const { root, person } = commandsOf(change);
        expect(root).toEqual([]);
        for (const { program, args } of person) {
          expect(Object.keys(PROGRAMS)).toContain(program);
          expect(['docker', 'brew', 'launchctl']).toContain(program);
          const options = args.filter((arg) => arg.startsWith('-'));
          for (const option of options) expect(OPTIONS).toContain(option);
        }
        if (!restarts) expect(change).toMatchObject({ user: [] });
        const edits = change.kind === 'commands' ? (change.files ?? []) : [];
        for (const edit of edits) expect(edit).toMatchObject({ path: wish.path, format, subject: wish.subject });
      }),
      { numRuns: 400 },
    );
    expect(tried).toBeGreaterThan(30);
  });
  const OPTIONS = ['-p', '--project-directory', '-f', '--env-file', '-d', '--no-deps', '-q'];

  it('of a rule of the firewall are the firewall’s own', () => {
    for (const verb of ['allow', 'block', 'remove']) {
      const task = partOf(`firewall-rule:${verb}:/Applications/A.app`);
      for (const from of ['allow', 'block', 'absent'] as const) {
        for (const to of ['allow', 'block', 'absent'] as const) {
          const { root, person } = commandsOf(task?.change(from, to, FACTS) ?? { kind: 'by-hand' });
          expect([new Set(root.map(({ program }) => program)), person]).toEqual([new Set(['socketfilterfw']), []]);
          for (const { args } of root) expect(args.slice(1)).toEqual(['/Applications/A.app']);
        }
      }
    }
  });

  it.each<readonly [ConfigFormat, readonly (readonly string[])[]]>([
    [
      'compose',
      [
        [
          'docker',
          'compose',
          '-p',
          'stack',
          '--project-directory',
          FOLDER,
          '-f',
          COMPOSE,
          'up',
          '-d',
          '--no-deps',
          'postgres',
        ],
      ],
    ],
    ['postgresql', [['brew', 'services', 'restart', 'postgresql@16']]],
    ['redis', [['brew', 'services', 'restart', 'redis']]],
    ['mysql', [['brew', 'services', 'restart', 'mysql']]],
    ['nginx', [['brew', 'services', 'restart', 'nginx']]],
    ['mongodb', [['brew', 'services', 'restart', 'mongodb-community']]],
    [
      'launchd-plist',
      [
        ['launchctl', 'unload', KINDS['launchd-plist'].path],
        ['launchctl', 'load', KINDS['launchd-plist'].path],
      ],
    ],
  ])('that start a service anew: %s', (format, expected) => {
    const words = (commands: readonly Command[]) => commands.map(({ program, args }) => [program, ...args]);
    expect(words(restartFor(wishOf(format), format === 'compose' ? ORIGIN : null))).toEqual(expected);
    const change = bindingTask(wishOf(format)).change(
      stateOf(format, { live: 'not-listening' }),
      stateOf(format),
      FACTS,
    );
    // What does not run is not started.
    expect(change).toMatchObject({ user: [] });
  });

  it('start nothing where only a person knows how', () => {
    expect(restartFor(wishOf('compose'), null)).toEqual([]);
    for (const subject of ['', '-x', '--remove-orphans', 'a b', ' a', 'a@b']) {
      expect([subject, restartFor(wishOf('compose', { subject }), ORIGIN)]).toEqual([subject, []]);
    }
    const path = '/Users/alex/data/postgresql.conf';
    expect(restartFor(wishOf('postgresql', { path }), null)).toEqual([]);
    expect(restartFor(wishOf('postgresql', { path: '/x/var/postgresql@16x/postgresql.conf' }), null)).toEqual([]);
  });

  it('that check a file are Compose’s, with everything it was started with', () => {
    const origin: OriginState = { ...ORIGIN, files: ['/b/base.yml', COMPOSE], environmentFile: '/b/.env' };
    const words = `compose -p stack --project-directory ${FOLDER} -f /b/base.yml -f ${COMPOSE} --env-file /b/.env config -q`;
    expect(gateFor(wishOf('compose'), origin)).toEqual(command('docker', ...words.split(' ')));
    expect(gateFor(wishOf('compose'), null)?.args).toEqual(
      `compose --project-directory ${FOLDER} -f ${COMPOSE} config -q`.split(' '),
    );
    for (const format of FORMATS.filter((one) => one !== 'compose'))
      expect(gateFor(wishOf(format), null)).toBeUndefined();
  });

  it.each(INSTALLED_BY_PEOPLE)('are never root’s where people install the program: %s', (program) => {
    const options = { operationId: 'a'.repeat(32), nonce: 'b'.repeat(32), deadline: 1_764_000_000 };
    const planOf = (part: Partial<PlannedStep>): ChangePlan => ({
      schema: 'batten.plan/1',
      id: 'a',
      purpose: { kind: 'apply' },
      madeAt: 0,
      states: {},
      byHand: [],
      leftOut: [],
      steps: [{ taskId: 'a', before: 1, after: 2, root: [], user: [], recapture: [], ...part }],
    });
    const [own, fine] = [command(program, 'x'), command('socketfilterfw', 'x')];
    expect(() => composeScript(planOf({ root: [own] }), [], options)).toThrow();
    expect(() => composeScript(planOf({ root: [fine, own] }), [], options)).toThrow();
    expect(() =>
      composeScript(planOf({ root: [fine], recapture: [{ key: 'x', command: own }] }), [], options),
    ).toThrow();
    expect(composeScript(planOf({ root: [fine], user: [own] }), [], options)).toContain('socketfilterfw');
  });
});

const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

function onMac(state: MacState): ChangeHarness {
  const harness = new ChangeHarness(state, STRICT_POLICY, []);
  harnesses.push(harness);
  return harness;
}

describe('what is read of a Mac', () => {
  const SERVING = servingMac('26.5');

  it('is of a form that is recognised in the journal, so that it can be taken back', async () => {
    const harness = onMac(SERVING);
    const tasks = [true, false].flatMap((restarts) => [
      ...(['postgres', 'redis'] as const).map((subject) => bindingTask(wishOf('compose', { subject, restarts }))),
      ...(['postgresql', 'launchd-plist'] as const).map((format) => bindingTask(wishOf(format, { restarts }))),
    ]);
    const found = await scan(tasks, STRICT_POLICY, harness.ports);
    for (const task of tasks) {
      const state = observedIn(findingOf(found, task.id))?.state;
      expect(state).toBeDefined();
      expect(task.recognise(JSON.parse(JSON.stringify(state)))).toEqual(state);
    }
  });

  const withLabels = (labels: Partial<ComposeLabels>): MacState => {
    const { engine } = SERVING;
    if (engine === undefined) throw new Error('There is no engine');
    const containers = engine.containers.map((one) =>
      one.name === 'stack-postgres-1' && one.compose !== undefined
        ? { ...one, compose: { ...one.compose, ...labels } }
        : one,
    );
    return { ...SERVING, engine: { ...engine, containers } };
  };

  it.each<readonly [string, Partial<ComposeLabels>]>([
    ['a project that is an option', { project: '--help' }],
    ['a project with a blank', { project: 'my stack' }],
    ['a folder beside itself', { workingFolder: `${FOLDER}/../stack` }],
    ['an environment beside its folder', { environmentFile: `${FOLDER}/../.env` }],
    ['more files than can be', { files: [COMPOSE, ...Array.from({ length: 20 }, (_, at) => `/x/${at}.yml`)] }],
  ])('is not changed where it could not be taken back: %s', async (_name, labels) => {
    const harness = onMac(withLabels(labels));
    const task = bindingTask(wishOf('compose'));
    const found = await scan([task], STRICT_POLICY, harness.ports);
    expect(findingOf(found, task.id)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/not understood/),
    });
    const plan = planApply([task.id], { id: 'a', scan: found, catalogue: [task], policy: STRICT_POLICY });
    expect([plan.steps, plan.leftOut.map(({ taskId }) => taskId)]).toEqual([[], [task.id]]);
  });

  it.each(['_db', '.db', 'DB-1', '0'])(
    'is closed and opened again whatever Compose allows as a name: %s',
    async (name) => {
      const text = `services:\n  "${name}":\n    image: postgres:16\n    ports: ["5432:5432"]\n`;
      const harness = onMac(withProject(withEngine(stockMac('26.5')), COMPOSE, { [COMPOSE]: text }));
      const first = harness.standing;
      const id = bindingId(wishOf('compose', { subject: name }));
      expect(await harness.carryOut(await harness.planFor([id]))).toMatchObject({ rows: [{ outcome: 'verified' }] });
      expect(harness.mac.state.files[COMPOSE]?.text).toBe(text.replace('5432:5432', '127.0.0.1:5432:5432'));
      expect(await harness.carryOut(await harness.rollbackPlan(1))).toMatchObject({ rows: [{ outcome: 'verified' }] });
      expect(harness.standing).toEqual(first);
    },
  );
});
