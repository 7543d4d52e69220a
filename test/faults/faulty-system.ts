import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { SystemFault } from '../platform/faulty-files';

export interface FaultySystem {
  /** The one call that goes wrong, from 1; 0 for none. */
  readonly at: number;
  readonly fault: SystemFault;
  /** Later calls go wrong, too. */
  readonly persistent?: boolean;
}

/** How an attempt ended, and which calls below the folder it made. */
export interface Attempt<T> {
  readonly calls: readonly string[];
  readonly ended:
    { readonly kind: 'returned'; readonly value: T } | { readonly kind: 'threw'; readonly error: unknown };
}

const NAMES = ['lstat', 'readFile', 'unlink', 'mkdir', 'readdir', 'chmod', 'link', 'rename'] as const;
const OF_HANDLES = ['writeFile', 'write', 'sync', 'close', 'read', 'stat', 'truncate'] as const;

/**
 * Runs something while a call of Node to the file system below a folder goes wrong: for code that has no file layer.
 *
 * The functions of the whole process are exchanged meanwhile, so nothing else may run beside it.
 */
export async function onFaultySystem<T>(
  folder: string,
  { at, fault, persistent = false }: FaultySystem,
  act: () => Promise<T>,
): Promise<Attempt<T>> {
  const calls: string[] = [];
  const trip = (name: string): void => {
    calls.push(name);
    if (calls.length === at || (persistent && at > 0 && calls.length > at)) {
      throw Object.assign(new Error(`${fault}: planted`), { code: fault });
    }
  };
  const { promises } = fs;
  const before = Object.fromEntries([...NAMES, 'open' as const].map((name) => [name, promises[name]]));
  const concerns = (args: readonly unknown[]): boolean =>
    args.some((arg) => typeof arg === 'string' && arg.startsWith(folder));
  const faulty = <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (concerns(args)) trip(name);
      return call(...args);
    };
  };
  const open = async (...args: Parameters<typeof promises.open>): Promise<FileHandle> => {
    if (!concerns(args)) return realOpen(...args);
    trip('open');
    const handle = await realOpen(...args);
    for (const name of OF_HANDLES) {
      const method = (handle[name] as (...some: unknown[]) => Promise<unknown>).bind(handle);
      Object.assign(handle, {
        [name]: async (...some: unknown[]) => {
          // A file is closed even where closing it reports an error.
          if (name === 'close') await method(...some);
          trip(name);
          return name === 'close' ? undefined : method(...some);
        },
      });
    }
    return handle;
  };
  const realOpen = promises.open;
  const planted = NAMES.map((name) => [name, faulty(name, promises[name] as (...args: unknown[]) => Promise<unknown>)]);
  Object.assign(promises, Object.fromEntries(planted), { open });
  syncBuiltinESMExports();
  try {
    return { calls, ended: { kind: 'returned', value: await act() } };
  } catch (error) {
    return { calls, ended: { kind: 'threw', error } };
  } finally {
    Object.assign(promises, before);
    syncBuiltinESMExports();
  }
}
