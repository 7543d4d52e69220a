import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is known about a path without reading it. */
export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly owner: number;
  readonly mode: number;
  readonly size: number;
  readonly inode: number;
  readonly modifiedAt: number;
}

/** One open file. A write may be short, as the system's is. */
export interface OpenFile {
  facts(): Promise<FileFacts>;
  read(into: Uint8Array, position: number): Promise<number>;
  write(bytes: Uint8Array): Promise<number>;
  truncate(length: number): Promise<void>;
  setMode(mode: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The few calls to the file system that records on disk are made of.
 *
 * It is an interface so that a test can make each single call fail, stop short or find the disk full.
 */
export interface FileLayer {
  open(path: string, flags: number, mode?: number): Promise<OpenFile>;
  /** Never follows a link; undefined where there is nothing. */
  facts(path: string): Promise<FileFacts | undefined>;
  makeFolder(path: string): Promise<void>;
  /** Takes every right on a folder from everybody but its owner. */
  closeToOthers(folder: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

/** The real file system. */
export const realFiles: FileLayer = {
  open: async (path, flags, mode) => openFile(await open(path, flags, mode ?? 0o600)),
  facts: async (path) => {
    try {
      return factsOf(await lstat(path));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  },
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  closeToOthers: (folder) => chmod(folder, 0o700),
  list: (folder) => readdir(folder),
  rename,
  unlink,
};

function openFile(handle: FileHandle): OpenFile {
  return {
    facts: async () => factsOf(await handle.stat()),
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    write: async (bytes) => (await handle.write(bytes, 0, bytes.length)).bytesWritten,
    truncate: (length) => handle.truncate(length),
    setMode: (mode) => handle.chmod(mode),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

function factsOf(stats: Stats): FileFacts {
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other',
    owner: stats.uid,
    mode: stats.mode & 0o7777,
    size: stats.size,
    inode: stats.ino,
    modifiedAt: stats.mtimeMs,
  };
}

/** Uses an open file and closes it, whatever happens. */
export async function withFile<T>(file: OpenFile, use: (file: OpenFile) => Promise<T>): Promise<T> {
  try {
    return await use(file);
  } finally {
    // Whatever was written is synced by `use` itself, so closing has nothing left to lose.
    await file.close().catch(() => undefined);
  }
}

/** Writes all bytes, however short the single writes are. */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const written = await file.write(bytes.subarray(done));
    if (written <= 0) throw new Error('the system wrote nothing');
    done += written;
  }
}

/** Reads a file whole from the start; undefined when it holds more than `limit` bytes. */
export async function readAll(file: OpenFile, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = new Uint8Array(64 * 1024);
    const count = await file.read(part, length);
    if (count === 0) return Buffer.concat(parts, length);
    length += count;
    if (length > limit) return undefined;
    parts.push(part.subarray(0, count));
  }
}

/** Makes new and renamed entries of a folder survive a power cut. */
export async function syncFolder(files: FileLayer, folder: string): Promise<void> {
  const opened = await files.open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  await withFile(opened, (file) => file.sync());
}

/** Creates a file that must not exist yet, and returns when it is on disk. The folder is not synced. */
export async function writeNewFile(files: FileLayer, path: string, bytes: Uint8Array): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const opened = await files.open(path, flags, 0o600);
  await withFile(opened, async (file) => {
    await writeAll(file, bytes);
    await file.sync();
  });
}

/** Replaces a file's content so that a reader, or the next start after a power cut, sees the old one or the new one whole. */
export async function replaceFile(files: FileLayer, path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await writeNewFile(files, temporary, Buffer.from(text));
    await files.rename(temporary, path);
  } catch (error) {
    await files.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(files, dirname(path));
}

/** The system's name for an error, `ENOENT` for example. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'macOS does not allow it',
  EPERM: 'macOS does not allow it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reported an error',
  EROFS: 'the disk is read-only',
  ENOENT: 'it is not there',
  ELOOP: 'it is a link',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EEXIST: 'something is already there',
  ENOTEMPTY: 'something is already there',
  ENXIO: 'it is not an ordinary file',
  ESPIPE: 'it is not an ordinary file',
  EBUSY: 'it is in use',
  ENAMETOOLONG: 'its name is too long',
  ESTALE: 'its disk does not answer',
  ETIMEDOUT: 'its disk does not answer',
};

/** Says in words why a call to the file system failed. */
export function plainFileError(error: unknown): string {
  const code = errorCode(error);
  return (
    (code === undefined ? undefined : PLAIN_WORDS[code]) ?? (error instanceof Error ? error.message : String(error))
  );
}
