import { constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  errorCode,
  type FileLayer,
  readAll,
  realFiles,
  replaceFile,
  withFile,
  writeAll,
  writeNewFile,
} from '../../src/platform/file-layer';
import { freshMac, stockMac } from './machines';
import { lasting } from './mac-state';
import { call } from './play';
import { withFiles } from './serving-parts';
import { SimulatedFiles } from './simulated-files';
import { SimulatedMac } from './simulated-mac';
import { textFile } from './stock-parts';

const NOTE = '/Users/alex/note.txt';

describe('cat and ls', () => {
  const on = withFiles(stockMac('26.5'), {
    [NOTE]: textFile('one\ntwo', 'alex'),
    '/Users/alex/secret': textFile('hush', 'root', 0o600),
    '/Users/alex/link': { ...textFile('', 'alex'), link: NOTE },
    '/Users/alex/.hidden': textFile('', 'alex'),
  });
  const as = (who: 'root' | 'user', program: 'cat' | 'ls', ...args: readonly string[]) =>
    call(on, who, program, ...args);

  it('print what is there and name what is not', () => {
    expect(as('user', 'cat', NOTE)).toMatchObject({ exitCode: 0, stdout: 'one\ntwo', stderr: '' });
    expect(as('user', 'cat', '/Users/alex/link').stdout).toBe('one\ntwo');
    expect(as('user', 'cat', '/nope')).toMatchObject({
      exitCode: 1,
      stderr: 'cat: /nope: No such file or directory\n',
    });
    expect(as('user', 'cat', '/Users/alex').stderr).toBe('cat: /Users/alex: Is a directory\n');
    expect(as('user', 'ls', '-1', '/Users/alex').stdout).toBe('link\nnote.txt\nsecret\n');
    expect(as('user', 'ls', '-A', '/Users/alex').stdout).toBe('.hidden\nlink\nnote.txt\nsecret\n');
    expect(as('user', 'ls', '-d', '/nope', NOTE, '/Applications')).toMatchObject({
      exitCode: 1,
      stdout: `/Applications\n${NOTE}\n`,
      stderr: 'ls: /nope: No such file or directory\n',
    });
  });

  it('respect whose a file is', () => {
    expect(as('user', 'cat', '/Users/alex/secret')).toMatchObject({
      exitCode: 1,
      stderr: 'cat: /Users/alex/secret: Permission denied\n',
    });
    expect(as('root', 'cat', '/Users/alex/secret').stdout).toBe('hush');
  });
});

/** What somebody does with files, told step by step in words that do not depend on where it happens. */
async function story(files: FileLayer, folder: string): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const path = join(folder, 'file');
  const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_TRUNC, O_APPEND, O_DIRECTORY } = constants;
  const text = async (where: string): Promise<string> =>
    withFile(await files.open(where, O_RDONLY), async (file) =>
      Buffer.from((await readAll(file, 1e6)) ?? []).toString(),
    );
  const attempt = async (name: string, act: () => Promise<unknown>): Promise<void> => {
    try {
      told.push([name, await act()]);
    } catch (error) {
      told.push([name, errorCode(error)]);
    }
  };
  await attempt('open nothing', () => files.open(path, O_RDONLY));
  await attempt('facts of nothing', () => files.facts(path));
  await attempt('new', () => writeNewFile(files, path, Buffer.from('héllo wörld')));
  await attempt('new again', () => writeNewFile(files, path, Buffer.from('x')));
  await attempt('read', () => text(path));
  const before = await files.facts(path);
  told.push([before?.kind, before?.mode, before?.size]);
  await attempt('in a folder that is not there', () => files.open(join(folder, 'no/file'), O_WRONLY | O_CREAT));
  await attempt('write to a file opened for reading', async () =>
    withFile(await files.open(path, O_RDONLY), (file) => file.write(Buffer.from('x'))),
  );
  await attempt('in the middle of a character', async () =>
    withFile(await files.open(path, O_RDWR), async (file) => {
      await file.write(Buffer.from('h'));
      await file.write(Buffer.from('é').subarray(0, 1));
      await file.write(Buffer.from('é').subarray(1));
    }),
  );
  await attempt('read', () => text(path));
  await attempt('append', async () =>
    withFile(await files.open(path, O_WRONLY | O_APPEND), (file) => writeAll(file, Buffer.from('!'))),
  );
  await attempt('read', () => text(path));
  await attempt('as a folder', () => files.open(path, O_RDONLY | O_DIRECTORY));
  const open = await files.open(path, O_RDWR);
  await attempt('exchange', () => replaceFile(files, path, 'new'));
  const after = await files.facts(path);
  told.push(['another file', after?.inode !== before?.inode, (await open.facts()).inode === before?.inode]);
  await attempt('the old one lives on', async () => Buffer.from((await readAll(open, 1e6)) ?? []).toString());
  await open.close();
  await attempt('mode', async () => withFile(await files.open(path, O_RDWR), (file) => file.setMode(0o640)));
  told.push((await files.facts(path))?.mode);
  await attempt('empty', async () => withFile(await files.open(path, O_WRONLY | O_TRUNC), (file) => file.sync()));
  await attempt('grow', async () => withFile(await files.open(path, O_WRONLY), (file) => file.truncate(3)));
  await attempt('read', () => text(path));
  await attempt('a folder', () => files.makeFolder(join(folder, 'sub/deep')));
  await attempt('in it', () => writeNewFile(files, join(folder, 'sub/deep/a'), Buffer.from('a')));
  await attempt('move', () => files.rename(path, join(folder, 'sub/b')));
  await attempt('move nothing', () => files.rename(path, join(folder, 'sub/c')));
  await attempt('list', async () => [...(await files.list(join(folder, 'sub')))].sort());
  await attempt('list nothing', () => files.list(join(folder, 'nope')));
  await attempt('write to a folder', () => files.open(join(folder, 'sub'), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW));
  await attempt('remove', () => files.unlink(join(folder, 'sub/b')));
  await attempt('remove again', () => files.unlink(join(folder, 'sub/b')));
  told.push((await files.facts(join(folder, 'sub')))?.kind);
  return told.map((one) => (Array.isArray(one) && isHandle(one[1]) ? [one[0], 'opened'] : one));
}

function isHandle(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'sync' in value;
}

describe('the disk of a simulated Mac', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batten-files-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('does what a real one does', async () => {
    const mac = new SimulatedMac(freshMac('26.5'));
    expect(await story(new SimulatedFiles(mac), '/Users/alex')).toEqual(await story(realFiles, folder));
  });

  it('is the disk that the programs of the Mac read', async () => {
    const mac = new SimulatedMac(stockMac('26.5'));
    const files = new SimulatedFiles(mac);
    await writeNewFile(files, NOTE, Buffer.from('from outside\n'));
    expect(await mac.run({ program: 'cat', args: [NOTE] })).toMatchObject({ stdout: 'from outside\n' });
    const first = await files.facts(NOTE);
    mac.change((state) => withFiles(state, { [NOTE]: textFile('by a person', 'alex') }));
    const open = await files.open(NOTE, constants.O_RDONLY);
    expect(Buffer.from((await readAll(open, 100)) ?? []).toString()).toBe('by a person');
    expect((await files.facts(NOTE))?.inode).toBe(first?.inode);
  });

  it('keeps to links and to whose a file is', async () => {
    const state = withFiles(stockMac('26.5'), {
      [NOTE]: textFile('', 'alex'),
      '/Users/alex/link': { ...textFile('', 'alex'), link: NOTE },
      '/Users/alex/theirs': textFile('', 'root'),
      '/etc/hosts': textFile('', 'root'),
    });
    const files = new SimulatedFiles(new SimulatedMac(state));
    const codeOf = (path: string, flags: number): Promise<string | undefined> =>
      files.open(path, flags).then(() => 'opened', errorCode);
    expect((await files.facts('/Users/alex/link'))?.kind).toBe('link');
    expect(await codeOf('/Users/alex/link', constants.O_RDONLY | constants.O_NOFOLLOW)).toBe('ELOOP');
    expect(await codeOf('/Users/alex/link', constants.O_RDONLY)).toBe('opened');
    expect(await codeOf('/Users/alex/theirs', constants.O_RDONLY)).toBe('opened');
    expect(await codeOf('/Users/alex/theirs', constants.O_WRONLY)).toBe('EACCES');
    expect(await codeOf('/etc/new', constants.O_WRONLY | constants.O_CREAT)).toBe('EACCES');
    expect((await files.facts('/Users/alex/theirs'))?.owner).toBe(0);
  });

  it('leaves the Mac as it was when a text is put back', async () => {
    const mac = new SimulatedMac(freshMac('26.5'));
    const before = lasting(mac.state);
    const path = '/Users/alex/stack/docker-compose.yml';
    const text = mac.state.files[path]?.text ?? '';
    const files = new SimulatedFiles(mac);
    await replaceFile(files, path, `${text}# more\n`);
    expect(lasting(mac.state)).not.toEqual(before);
    await replaceFile(files, path, text);
    await withFile(await files.open(path, constants.O_RDWR), (file) => file.setMode(0o644));
    expect(lasting(mac.state)).toEqual(before);
  });
});
