import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

/** The moment at which a process ends itself: one of its calls to the file system, in the order in which it makes them. */
export interface FileKill {
  /** Counts from 1. */
  readonly at: number;
  /** `half`: a write has put the first half of its bytes on disk. */
  readonly when: 'before' | 'half' | 'after';
}

/**
 * Counts every call below a folder that opens, writes, syncs, closes, links, renames or removes, and kills this very
 * process at one of them: nothing is run any more, no handler, no `finally`.
 */
export function watchFiles(folder: string, kill: FileKill | undefined): readonly string[] {
  const calls: string[] = [];
  const around = async <T>(name: string, act: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> => {
    calls.push(name);
    const now = calls.length === kill?.at ? kill.when : undefined;
    if (now === 'before') die();
    if (now === 'half') {
      await half?.();
      die();
    }
    const result = await act();
    if (now === 'after') die();
    return result;
  };
  const { promises } = fs;
  const { open, mkdir, link, unlink, rename } = promises;
  const concerns = (path: unknown): path is string => typeof path === 'string' && path.startsWith(folder);
  const name = (path: unknown): string => (typeof path === 'string' ? plainName(path) : '?');
  Object.assign(promises, {
    open: async (...args: Parameters<typeof open>): Promise<FileHandle> => {
      const [path] = args;
      if (!concerns(path)) return open(...args);
      return around(`open ${name(path)}`, async () => watchHandle(await open(...args), name(path), around));
    },
    mkdir: (...args: Parameters<typeof mkdir>) => around(`mkdir ${name(args[0])}`, () => mkdir(...args)),
    link: (...args: Parameters<typeof link>) => around(`link ${name(args[1])}`, () => link(...args)),
    unlink: (...args: Parameters<typeof unlink>) => around(`unlink ${name(args[0])}`, () => unlink(...args)),
    rename: (...args: Parameters<typeof rename>) => around(`rename ${name(args[1])}`, () => rename(...args)),
  });
  return calls;
}

type Around = <T>(name: string, act: () => Promise<T>, half?: () => Promise<unknown>) => Promise<T>;

function watchHandle(handle: FileHandle, name: string, around: Around): FileHandle {
  const write = handle.write.bind(handle) as (bytes: Uint8Array, ...rest: readonly unknown[]) => Promise<unknown>;
  const writeFile = handle.writeFile.bind(handle);
  const [sync, close, truncate] = [handle.sync.bind(handle), handle.close.bind(handle), handle.truncate.bind(handle)];
  return Object.assign(handle, {
    write: (bytes: Uint8Array, ...rest: readonly unknown[]) =>
      around(
        `write ${name}`,
        () => write(bytes, ...rest),
        () => write(bytes.subarray(0, Math.ceil(bytes.length / 2))),
      ),
    writeFile: (text: string) =>
      around(
        `write ${name}`,
        () => writeFile(text),
        () => writeFile(text.slice(0, Math.ceil(text.length / 2))),
      ),
    sync: () => around(`fsync ${name}`, sync),
    close: () => around(`close ${name}`, close),
    truncate: (length: number) => around(`truncate ${name}`, () => truncate(length)),
  });
}

/** Without the random part of a name, so that the calls of two runs can be compared. */
function plainName(path: string): string {
  return basename(path).replace(/[0-9a-f]{16,}/g, '*');
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('SIGKILL has no effect');
}
