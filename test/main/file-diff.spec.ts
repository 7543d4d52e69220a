import { describe, expect, it } from 'vitest';
import { command, type CommandResult } from '../../src/core/command';
import { type ConfigFormat, textsAt, withTexts } from '../../src/core/config/config-format';
import { CONFIG_KINDS } from '../../src/core/config/config-kinds';
import type { FileEdit } from '../../src/core/file-edit';
import type { Scan } from '../../src/core/scan';
import { fileDiff, textOfFile } from '../../src/main/file-diff';
import { fc } from '../core/fixed-chance';
import { fixture, haveFixtures } from '../sim/fixtures';
import { DOCUMENSO_COMPOSE, launchdPlist, plankaCompose, postgresqlConf, stackCompose } from '../sim/serving-files';

const PATH = '/Users/alex/stack/docker-compose.yml';

/** The edit that closes a subject of a text. */
function closing(text: string, subject: string, format: ConfigFormat = 'compose'): FileEdit {
  const kind = CONFIG_KINDS[format];
  const [spots, closed] = [kind.find(text, subject), kind.closed(text, subject)];
  if (spots.kind === 'unreadable' || closed.kind === 'unreadable') throw new Error(`${subject} cannot be closed`);
  return { path: PATH, format, subject, from: textsAt(text, spots.value.slices), to: closed.value };
}

function carriedOut(text: string, edit: FileEdit): string {
  const spots = CONFIG_KINDS[edit.format].find(text, edit.subject);
  if (spots.kind === 'unreadable') throw new Error(spots.reason);
  return withTexts(text, spots.value.slices, edit.to);
}

/** The lines as a person reads them: "-10 - 3100:1337". */
function shownFor(edit: FileEdit, text: string | undefined): readonly string[] {
  return fileDiff(edit, text).lines.map(
    (line) => `${line.kind === 'old' ? '-' : '+'}${line.number} ${line.text.trim()}`,
  );
}

const linesOf = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/\r$/, ''));

/** The text that a diff makes of another one: what a reader of the diff would expect of the file. */
function patched(text: string, { lines }: ReturnType<typeof fileDiff>): string {
  const gone = new Set(lines.filter(({ kind }) => kind === 'old').map(({ number }) => number));
  const result = linesOf(text).filter((_line, index) => !gone.has(index + 1));
  for (const { number, text: line } of lines.filter(({ kind }) => kind === 'new')) result.splice(number - 1, 0, line);
  return result.join('\n');
}

/** Holds a diff to its promises: numbers and texts are right on both sides, and every line in it changes. */
function expectExact(edit: FileEdit, text: string): void {
  const diff = fileDiff(edit, text);
  const [before, after] = [linesOf(text), linesOf(carriedOut(text, edit))];
  expect(patched(text, diff)).toBe(after.join('\n'));
  for (const { kind, number, text: line } of diff.lines)
    expect((kind === 'old' ? before : after)[number - 1]).toBe(line);
  const left = before.length - diff.lines.filter(({ kind }) => kind === 'old').length;
  const alike = new Set(diff.lines.filter(({ kind }) => kind === 'old').map(({ text: line }) => line));
  expect(diff.lines.filter(({ kind, text: line }) => kind === 'new' && alike.has(line))).toEqual([]);
  expect(left).toBeGreaterThan(0);
}

const inverse = (edit: FileEdit): FileEdit => ({ ...edit, from: edit.to, to: edit.from });

describe('the difference that an edit makes', () => {
  it('is the lines of the ports, with their numbers', () => {
    const planka = plankaCompose('3100:1337');
    expect(shownFor(closing(planka, 'planka'), planka)).toEqual([
      '-11 - 3100:1337 # was 3000, taken by another project',
      '+11 - 127.0.0.1:3100:1337 # was 3000, taken by another project',
    ]);
    const conf = postgresqlConf('*', 5433);
    expect(shownFor(closing(conf, '', 'postgresql'), conf)).toEqual([
      "-13 listen_addresses = '*'		# what IP address(es) to listen on;",
      "+13 listen_addresses = 'localhost'		# what IP address(es) to listen on;",
    ]);
  });

  it('is the same on the way back, the other way round', () => {
    const planka = plankaCompose('3100:1337');
    const edit = closing(planka, 'planka');
    expect(shownFor(inverse(edit), carriedOut(planka, edit))).toEqual([
      '-11 - 127.0.0.1:3100:1337 # was 3000, taken by another project',
      '+11 - 3100:1337 # was 3000, taken by another project',
    ]);
  });

  it('is a line more where one is added, and the lines below move', () => {
    const text =
      'services:\n  a:\n    ports:\n      - target: 80\n        published: 8080\n      - 90:90\n    image: x\n';
    expect(shownFor(closing(text, 'a'), text)).toEqual(['-6 - 90:90', '+6 host_ip: 127.0.0.1', '+7 - 127.0.0.1:90:90']);
    const edit = closing(text, 'a');
    expect(shownFor(inverse(edit), carriedOut(text, edit))).toEqual([
      '-6 host_ip: 127.0.0.1',
      '-7 - 127.0.0.1:90:90',
      '+6 - 90:90',
    ]);
  });

  it('leaves out the lines between, and entries that are closed already', () => {
    const text = 'services:\n  a:\n    ports:\n      - 80:80\n      - 127.0.0.1:81:81\n      # why\n      - 82:82\n';
    expect(shownFor(closing(text, 'a'), text)).toEqual([
      '-4 - 80:80',
      '+4 - 127.0.0.1:80:80',
      '-7 - 82:82',
      '+7 - 127.0.0.1:82:82',
    ]);
  });

  it('shows neighbours as one change: first what goes, then what comes', () => {
    const text = 'services:\n  a:\n    ports:\n      - 80:80\n      - 81:81\n';
    expect(shownFor(closing(text, 'a'), text)).toEqual([
      '-4 - 80:80',
      '-5 - 81:81',
      '+4 - 127.0.0.1:80:80',
      '+5 - 127.0.0.1:81:81',
    ]);
  });

  it('shows several pieces of one line once', () => {
    const text = 'services:\n  a: {ports: [80:80, 81:81]}\n';
    expect(shownFor(closing(text, 'a'), text)).toEqual([
      '-2 a: {ports: [80:80, 81:81]}',
      '+2 a: {ports: [127.0.0.1:80:80, 127.0.0.1:81:81]}',
    ]);
  });

  it('is a line at the end of a file that has none', () => {
    expect(shownFor(closing('port 6379', '', 'redis'), 'port 6379')).toEqual(['+2 bind 127.0.0.1 ::1']);
    expect(shownFor(closing('port 6379\n', '', 'redis'), 'port 6379\n')).toEqual(['+2 bind 127.0.0.1 ::1']);
  });

  it('is nothing where nothing changes', () => {
    const text = 'services:\n  a:\n    ports:\n      - 127.0.0.1:80:80\n';
    expect(fileDiff(closing(text, 'a'), text)).toEqual({ path: PATH, lines: [] });
  });

  const SAMPLES: readonly (readonly [ConfigFormat, string, string])[] = [
    ['compose', 'planka', plankaCompose('3100:1337')],
    ['compose', 'documenso', DOCUMENSO_COMPOSE],
    ['compose', 'redis', stackCompose('5432:5432', '6379:6379')],
    ['compose', 'postgres', `\uFEFF${stackCompose('5432:5432').replaceAll('\n', '\r\n')}`],
    ['postgresql', '', postgresqlConf('0.0.0.0', 1)],
    ['redis', '', 'bind 10.0.0.1\nport 1\nbind 127.0.0.1\nbind 0.0.0.0\n'],
    ['mysql', '', '[client]\nport=1\n\n [mysqld] # here\nport = 3306\n'],
    ['mysql', '', '[mysqld]\r\nport = 1\r\nbind-address = 127.0.0.1\r\n'],
    ['nginx', '', 'http {\n server {\n  listen 80; listen 81;\n }\n server {\n  listen [::]:80;\n }\n}\n'],
    ['mongodb', '', 'net:\n  bindIp: 0.0.0.0\n  bindIpAll: false\n'],
    ['launchd-plist', 'H', launchdPlist('x', ['/a'], { A: '1', H: '0.0.0.0:80', Z: '2' })],
  ];
  it.each(SAMPLES)('makes the new file out of the old one: %s %s, %#', (format, subject, text) => {
    const edit = closing(text, subject, format);
    expectExact(edit, text);
    expectExact(inverse(edit), carriedOut(text, edit));
  });

  const skipped = !haveFixtures();
  const PRODUCTS: readonly (readonly [string, string])[] = [
    ['planka', 'planka'],
    ['documenso-development', 'minio'],
    ['mattermost-without-nginx', 'mattermost'],
    ['odd-constructed', 'a'],
  ];
  it.skipIf(skipped).each(PRODUCTS)('makes the new file out of the old one: compose-%s.yml', (product, service) => {
    const text = fixture(`bindings/compose-${product}.yml`);
    const edit = closing(text, service);
    expectExact(edit, text);
    expectExact(inverse(edit), carriedOut(text, edit));
  });
});

describe('nothing else of the file is shown', () => {
  const SECRET = 'an-invented-secret';
  const secrets = (count: number): string =>
    Array.from({ length: count }, (_, at) => `      KEY_${at}: ${SECRET}\n`).join('');

  it('however many lines change', () => {
    for (const count of [1, 20, 21, 60, 199]) {
      const ports = Array.from({ length: count }, (_, at) => `      - ${3000 + at}:80\n`).join('');
      const text = `services:\n  a:\n    environment:\n${secrets(3)}    ports:\n${ports}    labels:\n${secrets(3)}`;
      const edit = closing(text, 'a');
      const { lines } = fileDiff(edit, text);
      expect(lines).toHaveLength(2 * count);
      expect(JSON.stringify(lines)).not.toContain(SECRET);
      expectExact(edit, text);
    }
  });

  it('where lines repeat, are empty, or look alike', () => {
    const block = `    environment:\n${secrets(2)}\n\n    labels:\n${secrets(2)}`;
    const entry = fc.constantFrom('- 80:80', '- "81:81"', '- target: 80', '- 127.0.0.1:82:82', '- 83', '# note', '');
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 60 }), fc.boolean(), (entries, windows) => {
        const ports = entries.map((line) => `${line === '' ? '' : '      '}${line}\n`).join('');
        const plain = `services:\n  b:\n${block}  a:\n    ports:\n${ports}${block}  c:\n    ports:\n${ports}`;
        const text = windows ? plain.replaceAll('\n', '\r\n') : plain;
        if (CONFIG_KINDS.compose.closed(text, 'a').kind === 'unreadable') return;
        const edit = closing(text, 'a');
        expect(JSON.stringify(fileDiff(edit, text))).not.toContain(SECRET);
        expectExact(edit, text);
      }),
      { numRuns: 150 },
    );
  });

  it('and of a long line only its beginning', () => {
    const text = `services:\n  a: {ports: [80:80], image: ${'x'.repeat(2_000)}}\n`;
    expect(fileDiff(closing(text, 'a'), text).lines.map(({ text: line }) => line.length)).toEqual([500, 500]);
  });
});

describe('where the text is not that of the plan', () => {
  const text = stackCompose('5432:5432', '6379:6379');
  const edit = closing(text, 'postgres');
  const pieces = ['-1 "5432:5432"', '+1 "127.0.0.1:5432:5432"'];

  it.each([
    ['not there', undefined],
    ['changed', text.replace('5432:5432', '5433:5432')],
    ['without the service', text.replace('  postgres:', '  other:')],
    ['carried out already', carriedOut(text, edit)],
    ['no compose file', 'an-invented-password\n'],
    ['empty', ''],
  ])('the pieces are shown alone: %s', (_name, stale) => {
    expect(shownFor(edit, stale)).toEqual(pieces);
  });

  it('pieces that stand for no text are left out', () => {
    const long = 'services:\n  a:\n    ports:\n      - target: 80\n        published: 8080\n';
    expect(shownFor(closing(long, 'a'), undefined)).toEqual(['+1 host_ip: 127.0.0.1']);
  });
});

describe('the text of a file in a scan', () => {
  const scanWith = (result: CommandResult, path = PATH): Scan => ({
    takenAt: 0,
    tookMs: 0,
    version: { kind: 'unreadable', reason: '' },
    asRoot: false,
    tasks: [
      {
        taskId: 'a',
        finding: { kind: 'unknown', reason: '' },
        evidence: [
          { key: 'x', command: command('ls', PATH), line: '', result: { ...FINE, stdout: 'ls' }, tookMs: 0 },
          { key: 'file', command: command('cat', path), line: '', result, tookMs: 0 },
        ],
      },
    ],
  });
  const FINE = { kind: 'exited', exitCode: 0, stdout: 'text', stderr: '' } as const;

  it('is what this task has read of this file', () => {
    expect(textOfFile(scanWith(FINE), 'a', PATH)).toBe('text');
    expect(textOfFile(scanWith(FINE), 'b', PATH)).toBeUndefined();
    expect(textOfFile(scanWith(FINE, '/other.yml'), 'a', PATH)).toBeUndefined();
  });

  it.each<CommandResult>([
    { ...FINE, exitCode: 1 },
    { kind: 'timed-out', afterMs: 1 },
    { kind: 'flooded', limitBytes: 1 },
    { kind: 'signalled', signal: 'SIGTERM', stdout: 'text', stderr: '' },
  ])('is not there where reading it failed: $kind', (result) => {
    expect(textOfFile(scanWith(result), 'a', PATH)).toBeUndefined();
  });
});
