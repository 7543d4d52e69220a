import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inverse } from '../../src/core/change-as-person';
import { type Command, command, type CommandResult } from '../../src/core/command';
import { composeServices } from '../../src/core/config/compose-ports';
import { type ConfigFormat, textsAt } from '../../src/core/config/config-format';
import { CONFIG_KINDS } from '../../src/core/config/config-kinds';
import type { FileEdit, FileEditOutcome } from '../../src/core/file-edit';
import type { CommandRunner } from '../../src/core/runner';
import { createFileEditor, type FileEditorOptions } from '../../src/platform/file-editor';
import { type FileLayer, type OpenFile, realFiles } from '../../src/platform/file-layer';
import { changedLines, closedText } from '../core/config/promises';
import { fixture, fixtureIndex, haveFixtures } from '../sim/fixtures';
import { DOCUMENSO_COMPOSE, launchdPlist, plankaCompose, postgresqlConf, stackCompose } from '../sim/serving-files';
import { type Fault, faultyFiles } from './faulty-files';
import { temporaryFolder } from './temporary-folder';

const OWNER = process.getuid?.() ?? -1;
const NAMES: Readonly<Record<ConfigFormat, string>> = {
  compose: 'docker-compose.yml',
  postgresql: 'postgresql.conf',
  redis: 'redis.conf',
  mysql: 'my.cnf',
  nginx: 'nginx.conf',
  mongodb: 'mongod.conf',
  'launchd-plist': 'com.ollama.serve.plist',
};
const COMPOSE = stackCompose('5432:5432', '6379:6379');

const exits = (exitCode: number, stderr = ''): CommandResult => ({ kind: 'exited', exitCode, stdout: '', stderr });
const runnerOf = (answer: (asked: Command) => CommandResult | Promise<CommandResult>): CommandRunner => ({
  run: async (asked) => answer(asked),
});
const NEVER = runnerOf(() => Promise.reject(new Error('nothing was to be asked')));

/** A file in a folder of its own, with the editor's copies elsewhere. */
interface Place {
  readonly folder: string;
  readonly path: string;
  readonly backups: string;
  edit(edit: FileEdit, other?: Partial<FileEditorOptions>): Promise<FileEditOutcome>;
}

function placeWith(
  text: string | Uint8Array,
  { format = 'compose', mode = 0o640 }: { readonly format?: ConfigFormat; readonly mode?: number } = {},
): Place {
  const root = temporaryFolder();
  const [folder, backups] = [join(root, 'project'), join(root, 'backups')];
  mkdirSync(folder);
  const path = join(folder, NAMES[format]);
  writeFileSync(path, text);
  chmodSync(path, mode);
  const options = { backups, runner: NEVER, owner: OWNER };
  return { folder, path, backups, edit: (edit, other) => createFileEditor({ ...options, ...other }).edit(edit, 1) };
}

/** The edit that closes a subject of a text. */
function closing(path: string, text: string, format: ConfigFormat = 'compose', subject = 'postgres'): FileEdit {
  const kind = CONFIG_KINDS[format];
  const [spots, closed] = [kind.find(text, subject), kind.closed(text, subject)];
  if (spots.kind === 'unreadable' || closed.kind === 'unreadable') throw new Error(`${subject} cannot be closed`);
  return { path, format, subject, from: textsAt(text, spots.value.slices), to: closed.value };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const modeOf = (path: string): number => statSync(path).mode & 0o7777;

type Sample = readonly [name: string, format: ConfigFormat, subject: string, text: string];

const MERGED = 'x-c: &c\n  ports:\n    - "80:80" # both\nservices:\n  a: {<<: *c, image: x}\n  b: {<<: *c, image: y}\n';
const SAMPLES: readonly Sample[] = [
  ['compose, with comments', 'compose', 'planka', plankaCompose('3100:1337')],
  ['compose, a variable', 'compose', 'documenso', DOCUMENSO_COMPOSE],
  ['compose, quotes', 'compose', 'postgres', COMPOSE],
  ['compose, a flow list', 'compose', 'redis', COMPOSE],
  ['compose, other line ends and a mark', 'compose', 'postgres', `\uFEFF${COMPOSE.replaceAll('\n', '\r\n')}`],
  ['compose, no last line end', 'compose', 'a', 'services:\n  a:\n    ports:\n      - 80:80'],
  ['compose, long', 'compose', 'a', 'services:\n  a:\n    ports:\n      - target: 80\n        published: 8080 # ünï\n'],
  ['compose, shared', 'compose', 'a', MERGED],
  ['PostgreSQL', 'postgresql', '', postgresqlConf('*', 5433)],
  ['Redis', 'redis', '', '# réseau\nbind 0.0.0.0 -::*\nport 6379\nrequirepass an-invented-password\n'],
  ['Redis, no line', 'redis', '', 'port 6379'],
  [
    'MySQL',
    'mysql',
    '',
    '# Homebrew\n[mysqld]\nbind-address = 0.0.0.0 # all\nmysqlx-bind-address = *\n[client]\nport=1\n',
  ],
  ['MySQL, no line', 'mysql', '', '[client]\r\nport=1\r\n[mysqld]\r\nport=3306\r\n'],
  ['nginx', 'nginx', '', 'http {\n  server {\n    listen 8080;\n    listen [::]:8080 ssl; # both\n  }\n}\n'],
  ['MongoDB', 'mongodb', '', 'systemLog:\n  path: /x # y\nnet:\n  port: 27017\n  bindIp: 0.0.0.0  # all\n'],
  [
    'launchd, a variable',
    'launchd-plist',
    'OLLAMA_HOST',
    launchdPlist('com.ollama.serve', ['/opt/homebrew/bin/ollama', 'serve'], { OLLAMA_HOST: '0.0.0.0', A: '&amp;' }),
  ],
  [
    'launchd, an argument',
    'launchd-plist',
    'ProgramArguments',
    launchdPlist('com.x', ['/opt/homebrew/bin/vite', '--host=0.0.0.0', '--token=an-invented-token']),
  ],
];

const MODES = [0o600, 0o644, 0o640, 0o664] as const;

/** Closes a file and opens it again, and holds the editor to every promise about both. */
async function holdToPromises(format: ConfigFormat, subject: string, text: string, mode: number): Promise<void> {
  const place = placeWith(text, { format, mode });
  const { path, folder } = place;
  const edit = closing(path, text, format, subject);
  const [old, next] = [Buffer.from(text), Buffer.from(closedText(CONFIG_KINDS[format], text, subject))];
  const forth = await place.edit(edit);
  expectWritten(forth, place, old, next, mode);
  for (const line of changedLines(text, readFileSync(path, 'utf8')).now.filter((one) => !text.includes(one))) {
    expect(line).toMatch(/127\.0\.0\.1|localhost|::1/);
  }
  const back = await place.edit(inverse(edit));
  expectWritten(back, place, next, old, mode);
  expect(readdirSync(folder)).toEqual([basename(path)]);
}

function expectWritten(outcome: FileEditOutcome, place: Place, before: Buffer, after: Buffer, mode: number): void {
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  const { path, backups } = place;
  expect(readFileSync(path).equals(after)).toBe(true);
  expect([modeOf(path), statSync(path).uid]).toEqual([mode, OWNER]);
  expect(outcome).toMatchObject({ sha256Before: sha256(before), sha256After: sha256(after) });
  expect(dirname(outcome.backup)).toBe(join(backups, 'run-1'));
  expect(readFileSync(outcome.backup).equals(before)).toBe(true);
  expect(JSON.parse(readFileSync(`${outcome.backup}.json`, 'utf8'))).toEqual({
    schema: 'batten.backup/1',
    path,
    mode,
    owner: OWNER,
    sha256: sha256(before),
  });
  // The copy may hold passwords that the file itself shows to nobody else.
  expect([modeOf(outcome.backup), modeOf(dirname(outcome.backup))]).toEqual([0o600, 0o700]);
}

describe('a file is closed by its own lines alone and opened again byte for byte', () => {
  it.each(SAMPLES)('%s', async (_name, format, subject, text) => {
    const index = SAMPLES.findIndex(([, , , one]) => one === text);
    await holdToPromises(format, subject, text, MODES[index % MODES.length] ?? 0o600);
  });

  it.each(MODES.map((mode) => [mode.toString(8), mode] as const))('with the mode %s', (_words, mode) =>
    holdToPromises('compose', 'postgres', COMPOSE, mode),
  );

  const skipped = !haveFixtures();
  const products = skipped
    ? []
    : fixtureIndex('bindings')
        .map(({ file }) => file)
        .filter((file) => /^compose-.*\.yml$/.test(file));

  it.skipIf(skipped).each(products)('%s, every service that can be closed', async (product) => {
    const text = fixture(`bindings/${product}`);
    const services = composeServices(text);
    if (services.kind === 'unreadable') throw new Error(services.reason);
    const names = services.value.map(({ name }) => name);
    const closable = names.filter((name) => CONFIG_KINDS.compose.closed(text, name).kind === 'read');
    expect(closable.length).toBeGreaterThan(0);
    for (const name of closable) await holdToPromises('compose', name, text, 0o644);
  });

  it('one service of two, each on its own way back', async () => {
    const place = placeWith(COMPOSE);
    const [postgres, redis] = [closing(place.path, COMPOSE), closing(place.path, COMPOSE, 'compose', 'redis')];
    expect((await place.edit(postgres)).kind).toBe('written');
    expect((await place.edit(redis)).kind).toBe('written');
    expect((await place.edit(inverse(postgres))).kind).toBe('written');
    expect(readFileSync(place.path, 'utf8')).toBe(closedText(CONFIG_KINDS.compose, COMPOSE, 'redis'));
    expect((await place.edit(inverse(redis))).kind).toBe('written');
    expect(readFileSync(place.path, 'utf8')).toBe(COMPOSE);
  });

  it('where something else in it has changed since the plan, which stays', async () => {
    const place = placeWith(`# new\n${COMPOSE}# newer\n`);
    expect((await place.edit(closing(place.path, COMPOSE))).kind).toBe('written');
    expect(readFileSync(place.path, 'utf8')).toBe(
      `# new\n${closedText(CONFIG_KINDS.compose, COMPOSE, 'postgres')}# newer\n`,
    );
  });
});

/** Expects that an edit is refused for this reason, and that neither the file nor its folder has changed. */
async function expectRefused(
  place: Place,
  edit: FileEdit,
  reason: RegExp,
  other?: Partial<FileEditorOptions>,
): Promise<void> {
  const facts = (): unknown => {
    const { ino, mode, uid, mtimeMs } = statSync(place.path);
    const bytes = statSync(place.path).isFile() ? readFileSync(place.path, 'base64') : '';
    return { ino, mode, uid, mtimeMs, bytes, names: readdirSync(place.folder) };
  };
  const before = facts();
  const outcome = await place.edit(edit, other);
  expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  expect(outcome.kind === 'refused' && outcome.reason).toContain(`${edit.path} was left as it is: `);
  expect(facts()).toEqual(before);
}

describe('an edit is refused, and the file and its folder stay as they were', () => {
  it('when the pieces have changed since the plan', async () => {
    const place = placeWith(COMPOSE.replace('5432:5432', '5433:5432'));
    await expectRefused(place, closing(place.path, COMPOSE), /has changed since; look at a new plan/);
  });

  it('when it was carried out already', async () => {
    const place = placeWith(closedText(CONFIG_KINDS.compose, COMPOSE, 'postgres'));
    await expectRefused(place, closing(place.path, COMPOSE), /has changed since/);
  });

  it('when the service is gone', async () => {
    const place = placeWith(COMPOSE.replace('  postgres:', '  other:'));
    await expectRefused(place, closing(place.path, COMPOSE), /postgres/);
  });

  it('when the file is gone', async () => {
    const place = placeWith(COMPOSE);
    const path = join(place.folder, 'compose.yml');
    const outcome = await place.edit({ ...closing(place.path, COMPOSE), path });
    expect(outcome).toEqual({ kind: 'refused', reason: `${path} was left as it is: it is not there any more` });
    expect(readdirSync(place.folder)).toEqual([basename(place.path)]);
  });

  it('when it is a link', async () => {
    const place = placeWith(COMPOSE);
    const path = join(place.folder, 'compose.yml');
    symlinkSync(place.path, path);
    await expectRefused({ ...place, path }, closing(path, COMPOSE), /it is a link/);
    expect(readFileSync(place.path, 'utf8')).toBe(COMPOSE);
  });

  it('when it belongs to somebody else', async () => {
    const place = placeWith(COMPOSE);
    await expectRefused(place, closing(place.path, COMPOSE), /belongs to somebody else/, { owner: OWNER + 1 });
  });

  it('when another one, of somebody else, has taken its name', async () => {
    const place = placeWith(COMPOSE);
    const named: FileLayer = {
      ...realFiles,
      facts: async (path) => {
        const facts = await realFiles.facts(path);
        return facts === undefined ? undefined : { ...facts, owner: OWNER + 1 };
      },
    };
    await expectRefused(place, closing(place.path, COMPOSE), /belongs to somebody else/, {
      owner: OWNER + 1,
      files: named,
    });
  });

  it('when it is a folder, or a pipe that nobody writes to', async () => {
    const place = placeWith(COMPOSE);
    const [folder, pipe] = [join(place.folder, 'a.yml'), join(place.folder, 'b.yml')];
    mkdirSync(folder);
    execFileSync('mkfifo', [pipe]);
    for (const path of [folder, pipe]) {
      await expectRefused({ ...place, path }, closing(path, COMPOSE), /not an ordinary file/);
    }
  });

  it('when it is larger than 1 MB, or would be', async () => {
    const open = 'bind 0.0.0.0\n';
    // Two bytes a letter: the limit is one of bytes.
    const filled = (bytes: number): string => {
      const more = bytes - open.length - 2;
      return `${open}# ${'x'.repeat(more % 2)}${'ü'.repeat(Math.floor(more / 2))}`;
    };
    for (const bytes of [2 ** 20 + 1, 2 ** 20]) {
      const place = placeWith(filled(bytes), { format: 'redis' });
      expect(statSync(place.path).size).toBe(bytes);
      await expectRefused(place, closing(place.path, filled(100), 'redis', ''), /larger than 1 MB/);
    }
    const full = placeWith(filled(2 ** 20 - 6), { format: 'redis' });
    expect((await full.edit(closing(full.path, filled(100), 'redis', ''))).kind).toBe('written');
  });

  it('when it is not text in UTF-8', async () => {
    for (const bytes of [Buffer.from(`# caf\xe9\n${COMPOSE}`, 'latin1'), Buffer.from(COMPOSE, 'utf16le')]) {
      const place = placeWith(bytes);
      await expectRefused(place, closing(place.path, COMPOSE), /not text in UTF-8|control characters/);
    }
  });

  it('when it is no compose file any more', async () => {
    const place = placeWith(`${COMPOSE}\t: [\n`);
    await expectRefused(place, closing(place.path, COMPOSE), /was left as it is: \S/);
  });

  const hostile: readonly (readonly [ConfigFormat, string, string, string])[] = [
    ['compose', 'postgres', COMPOSE, '"127.0.0.1:5432:5432"\n    privileged: true'],
    ['compose', 'postgres', COMPOSE, '127.0.0.1:5432:5432 # '],
    ['compose', 'postgres', COMPOSE, '*anchor'],
    ['compose', 'postgres', COMPOSE, '[{target: 1}]'],
    ['compose', 'postgres', COMPOSE, ''],
    ['postgresql', '', postgresqlConf('*', 1), "'localhost'\narchive_command = 'rm -rf x'"],
    ['postgresql', '', postgresqlConf('*', 1), "'localhost' include 'x'"],
    ['redis', '', 'bind 0.0.0.0\n', '127.0.0.1\nloadmodule /tmp/x.so'],
    ['mysql', '', '[mysqld]\nskip-mysqlx\nbind-address=0.0.0.0\n', '127.0.0.1\ninit-file=/tmp/x'],
    ['nginx', '', 'http { server { listen 80; } }\n', '127.0.0.1:80; root /etc'],
    ['mongodb', '', 'net:\n  bindIp: 0.0.0.0\n', '127.0.0.1\nprocessManagement:\n  fork: true'],
    ['launchd-plist', 'H', launchdPlist('x', ['a'], { H: '0.0.0.0' }), '127.0.0.1</string><key>X</key><string>'],
  ];
  it.each(hostile)('when the format does not accept what should be written: %s, %#', async (...of) => {
    const [format, subject, text, piece] = of;
    const place = placeWith(text, { format });
    const from = CONFIG_KINDS[format].find(text, subject);
    if (from.kind === 'unreadable') throw new Error(from.reason);
    const texts = textsAt(text, from.value.slices);
    const edit = { path: place.path, format, subject, from: texts, to: texts.map(() => piece) };
    await expectRefused(place, edit, /was left as it is: /);
    await expectRefused(place, inverse(edit), /was left as it is: /);
  });

  it('when there are more or fewer pieces than places', async () => {
    const place = placeWith(COMPOSE);
    const edit = closing(place.path, COMPOSE);
    for (const to of [[], [...edit.to, ...edit.to]]) await expectRefused(place, { ...edit, to }, /was left as it is: /);
  });

  it('when the same piece also says something else', async () => {
    const text = 'services:\n  a:\n    environment: {PORT: &p 8080}\n    ports: [*p]\n';
    const place = placeWith(text);
    const spots = CONFIG_KINDS.compose.find(text, 'a');
    if (spots.kind === 'unreadable') throw new Error(spots.reason);
    const from = textsAt(text, spots.value.slices);
    const edit = { path: place.path, format: 'compose', subject: 'a', from, to: from.map(() => '9090') } as const;
    await expectRefused(place, edit, /more or less than was planned/);
  });
});

describe('the program that reads the file', () => {
  const gated = (place: Place): FileEdit => ({
    ...closing(place.path, COMPOSE),
    gate: command('docker', 'compose', '--project-directory', place.folder, '-f', place.path, 'config', '-q'),
  });

  it('is asked about the candidate in the file’s place, while the file is still the old one', async () => {
    const place = placeWith(COMPOSE);
    const asked: Command[] = [];
    const runner = runnerOf((one) => {
      asked.push(one);
      const candidate = one.args[4] ?? '';
      expect(readFileSync(place.path, 'utf8')).toBe(COMPOSE);
      expect(readFileSync(candidate, 'utf8')).toBe(closedText(CONFIG_KINDS.compose, COMPOSE, 'postgres'));
      expect([dirname(candidate), modeOf(candidate)]).toEqual([place.folder, 0o640]);
      return exits(0, 'level=warning msg="obsolete"\n');
    });
    expect((await place.edit(gated(place), { runner })).kind).toBe('written');
    expect(asked).toHaveLength(1);
    const candidate = expect.stringMatching(/\/\.docker-compose\.yml\.batten-[0-9a-f]{16}$/) as string;
    expect(asked[0]).toEqual({
      program: 'docker',
      args: ['compose', '--project-directory', place.folder, '-f', candidate, 'config', '-q'],
    });
    expect(readdirSync(place.folder)).toEqual([basename(place.path)]);
  });

  it.each<readonly [string, CommandResult, RegExp]>([
    [
      'objects',
      exits(15, 'time=x\nservices.postgres.ports: invalid\n'),
      /does not accept .*: services\.postgres\.ports/,
    ],
    ['objects without a word', exits(1), /does not accept the new text: exit status 1$/],
    ['hangs', { kind: 'timed-out', afterMs: 30_000 }, /could not be checked: .*did not answer in 30 s/],
    ['is not there', { kind: 'not-started', reason: 'there is no such program' }, /could not be checked: .*no such/],
    ['is ended', { kind: 'signalled', signal: 'SIGKILL', stdout: '', stderr: '' }, /could not be checked: .*SIGKILL/],
    ['floods', { kind: 'flooded', limitBytes: 1024 }, /could not be checked: /],
    ['is cancelled', { kind: 'cancelled' }, /could not be checked: /],
  ])('keeps the file as it is when it %s', async (_name, result, reason) => {
    const place = placeWith(COMPOSE);
    await expectRefused(place, gated(place), reason, { runner: runnerOf(() => result) });
  });

  it('keeps the file as it is when it cannot even be asked', async () => {
    const place = placeWith(COMPOSE);
    await expectRefused(place, gated(place), /nothing was to be asked/);
  });

  it('does not save a file that changes while it is asked', async () => {
    const place = placeWith(COMPOSE);
    const theirs = `${COMPOSE}# theirs\n`;
    const runner = runnerOf(() => {
      writeFileSync(place.path, theirs);
      return exits(0);
    });
    const outcome = await place.edit(gated(place), { runner });
    expect(outcome.kind === 'refused' && outcome.reason).toMatch(/changed at the same moment/);
    expect(readFileSync(place.path, 'utf8')).toBe(theirs);
    expect(readdirSync(place.folder)).toEqual([basename(place.path)]);
  });
});

/** The real file system, where somebody acts right before the n-th call (from 1). */
function interruptedFiles(at: number, act: () => void): FileLayer & { readonly calls: readonly string[] } {
  const calls: string[] = [];
  const around = <T>(name: string, call: () => Promise<T>): Promise<T> => {
    calls.push(name);
    if (calls.length === at) act();
    return call();
  };
  const wrap = (file: OpenFile): OpenFile => ({
    facts: () => around('fstat', () => file.facts()),
    read: (into, position) => around('read', () => file.read(into, position)),
    write: (bytes) => around('write', () => file.write(bytes)),
    truncate: (length) => around('truncate', () => file.truncate(length)),
    setMode: (mode) => around('setMode', () => file.setMode(mode)),
    sync: () => around('fsync', () => file.sync()),
    close: () => around('close', () => file.close()),
  });
  return {
    ...realFiles,
    open: (path, flags, mode) => around('open', async () => wrap(await realFiles.open(path, flags, mode))),
    facts: (path) => around('lstat', () => realFiles.facts(path)),
    rename: (from, to) => around('rename', () => realFiles.rename(from, to)),
    unlink: (path) => around('unlink', () => realFiles.unlink(path)),
    calls,
  };
}

describe('somebody else who changes the file at the same moment', () => {
  const mine = closedText(CONFIG_KINDS.compose, COMPOSE, 'postgres');
  const NOTE = '# theirs\n';
  /** What they do, and the calls right before which it is lost: from the last look to the rename. */
  const deeds: readonly (readonly [name: string, act: (place: Place) => void, gap: readonly string[]])[] = [
    ['writes into it', ({ path }) => appendFileSync(path, NOTE), ['close', 'rename']],
    [
      'exchanges it',
      ({ path, backups }) => {
        const other = `${backups}-theirs`;
        writeFileSync(other, readFileSync(path, 'utf8') + NOTE, { mode: 0o640 });
        renameSync(other, path);
      },
      ['fstat', 'read', 'read', 'close', 'rename'],
    ],
  ];

  it.each(deeds)('%s: nothing of theirs is lost but between the last look and the rename', async (...of) => {
    const [, act, gap] = of;
    const lost: string[] = [];
    const kinds = new Set<string>();
    for (let at = 1; at < 100; at += 1) {
      const place = placeWith(COMPOSE);
      const files = interruptedFiles(at, () => act(place));
      const outcome = await place.edit(closing(place.path, COMPOSE), { files, backupFiles: realFiles });
      const now = readFileSync(place.path, 'utf8');
      expect(readdirSync(place.folder)).toEqual([basename(place.path)]);
      if (files.calls.length < at) {
        expect([outcome.kind, now]).toEqual(['written', mine]);
        break;
      }
      kinds.add(outcome.kind);
      const where = `${at} ${files.calls[at - 1] ?? ''}`;
      if (outcome.kind === 'refused') expect([where, now]).toEqual([where, COMPOSE + NOTE]);
      else if (now !== mine + NOTE) {
        expect([where, now]).toEqual([where, mine]);
        lost.push(files.calls[at - 1] ?? '');
      }
    }
    expect([...kinds].sort()).toEqual(['refused', 'written']);
    expect(lost).toEqual(gap);
  });

  it('takes rights from it: they are not given back', async () => {
    const place = placeWith(COMPOSE, { mode: 0o644 });
    const count = interruptedFiles(0, () => {});
    await place.edit(closing(place.path, COMPOSE), { files: count, backupFiles: realFiles });
    for (let at = 1; at < count.calls.lastIndexOf('rename'); at += 1) {
      const other = placeWith(COMPOSE, { mode: 0o644 });
      const files = interruptedFiles(at, () => chmodSync(other.path, 0o600));
      await other.edit(closing(other.path, COMPOSE), { files, backupFiles: realFiles });
      const late = at > count.calls.lastIndexOf('lstat') + 2;
      if (!late) expect([at, modeOf(other.path)]).toEqual([at, 0o600]);
    }
  });

  it('puts a link in its place: it is not followed', async () => {
    const elsewhere = join(temporaryFolder(), 'precious.yml');
    for (let at = 1; at < 100; at += 1) {
      writeFileSync(elsewhere, COMPOSE);
      const place = placeWith(COMPOSE);
      const files = interruptedFiles(at, () => {
        renameSync(place.path, `${place.backups}-aside`);
        symlinkSync(elsewhere, place.path);
      });
      await place.edit(closing(place.path, COMPOSE), { files, backupFiles: realFiles });
      expect(readFileSync(elsewhere, 'utf8')).toBe(COMPOSE);
      expect(readdirSync(place.folder)).toEqual([basename(place.path)]);
      if (files.calls.length < at) return;
    }
    throw new Error('it makes more calls than were tried');
  });
});

/** The candidate, the last look at the file, the exchange, and the folder. */
const LAST_CALLS = 'write setMode fsync close lstat open fstat read read close rename open fsync close'.split(' ');
const FAULTS: readonly Fault[] = ['ENOSPC', 'EIO', 'short'];
const ALL = FAULTS.flatMap((fault) => [false, true].map((persistent) => [fault, persistent] as const));

describe('with a disk that fails', () => {
  const after = closedText(CONFIG_KINDS.compose, COMPOSE, 'postgres');

  it.each(ALL)(
    'the file is the old or the new one whole, and the outcome says which (%s, for good: %s)',
    async (...of) => {
      const [fault, persistent] = of;
      const seen = new Set<string>();
      for (let at = 1; at < 100; at += 1) {
        const place = placeWith(COMPOSE);
        const files = faultyFiles(at, fault, { persistent });
        const outcome = await place.edit(closing(place.path, COMPOSE), { files });
        const where = `${fault} at call ${at} (${files.calls()[at - 1] ?? ''}): ${JSON.stringify(outcome)}`;
        expect([where, readFileSync(place.path, 'utf8')]).toEqual([
          where,
          outcome.kind === 'written' ? after : COMPOSE,
        ]);
        expect([where, modeOf(place.path)]).toEqual([where, 0o640]);
        if (fault === 'short') expect([where, outcome.kind]).toEqual([where, 'written']);
        const left = readdirSync(place.folder).filter((name) => name !== basename(place.path));
        if (!persistent) expect([where, left]).toEqual([where, []]);
        await createFileEditor({ backups: place.backups, runner: NEVER, owner: OWNER }).tidy(place.path);
        expect([where, readdirSync(place.folder)]).toEqual([where, [basename(place.path)]]);
        if (outcome.kind === 'written') expect([where, readFileSync(outcome.backup, 'utf8')]).toEqual([where, COMPOSE]);
        if (!persistent) expectWholeCopies(place, where);
        seen.add(outcome.kind);
        if (files.calls().length >= at) continue;
        expect([...seen].sort()).toEqual(fault === 'short' ? ['written'] : ['refused', 'written']);
        return;
      }
      throw new Error('it makes more calls than were tried');
    },
  );

  it('a rename that was carried out and reported as failed counts as carried out', async () => {
    const place = placeWith(COMPOSE);
    const files: FileLayer = {
      ...realFiles,
      rename: async (from, to) => {
        await realFiles.rename(from, to);
        throw Object.assign(new Error('ENOENT: planted'), { code: 'ENOENT' });
      },
    };
    expect((await place.edit(closing(place.path, COMPOSE), { files })).kind).toBe('written');
    expect(readFileSync(place.path, 'utf8')).toBe(after);
  });

  it('the new file is on disk before it takes the name, and the folder after', async () => {
    const place = placeWith(COMPOSE);
    const files = faultyFiles(0, 'EIO');
    await place.edit(closing(place.path, COMPOSE), { files });
    const calls = files.calls();
    expect(calls.slice(calls.lastIndexOf('write'))).toEqual(LAST_CALLS);
  });
});

/** Every copy has a note that is true of it. */
function expectWholeCopies({ backups }: Place, where: string): void {
  const folder = join(backups, 'run-1');
  const names = ((): readonly string[] => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  })();
  const copies = names.filter((name) => !name.endsWith('.json'));
  expect([where, names]).toEqual([where, copies.flatMap((name) => [name, `${name}.json`]).sort()]);
  for (const name of copies) {
    const note = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { readonly sha256: string };
    expect([where, note.sha256]).toEqual([where, sha256(readFileSync(join(folder, name)))]);
  }
}

describe('tidying up after an edit that was cut off', () => {
  it('removes the candidates of this file and nothing else', async () => {
    const { folder, path, backups } = placeWith(COMPOSE);
    const own = ['0123456789abcdef', 'ffffffffffffffff'].map((hex) => `.docker-compose.yml.batten-${hex}`);
    const others = [
      '.docker-compose.yml.batten-0123456789abcde',
      '.docker-compose.yml.batten-0123456789abcdef0',
      '.docker-compose.yml.batten-0123456789ABCDEF',
      '.docker-compose.yml.batten-0123456789abcdeg',
      '.docker-compose.yml.batten-0123456789abcdef\n',
      '.docker-compose.yml.batten-',
      'docker-compose.yml.batten-0123456789abcdef',
      '.compose.yml.batten-0123456789abcdef',
      '.a.docker-compose.yml.batten-0123456789abcdef',
      '.docker-composeXyml.batten-0123456789abcdef',
      '.env',
    ];
    for (const name of [...own, ...others]) writeFileSync(join(folder, name), '');
    mkdirSync(join(folder, '.docker-compose.yml.batten-aaaaaaaaaaaaaaaa'));
    const kept = [...others, '.docker-compose.yml.batten-aaaaaaaaaaaaaaaa', basename(path)];
    await createFileEditor({ backups, runner: NEVER, owner: OWNER }).tidy(path);
    expect(readdirSync(folder).sort()).toEqual(kept.sort());
    expect(readFileSync(path, 'utf8')).toBe(COMPOSE);
  });

  it('does without a folder, and without a disk', async () => {
    const { folder, path, backups } = placeWith(COMPOSE);
    const options = { backups, runner: NEVER, owner: OWNER };
    await createFileEditor(options).tidy(join(folder, 'gone', 'compose.yml'));
    await createFileEditor({ ...options, files: faultyFiles(1, 'EIO', { persistent: true }) }).tidy(path);
    expect(readdirSync(folder)).toEqual([basename(path)]);
  });
});
