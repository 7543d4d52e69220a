import { constants } from 'node:fs';
import { type FileLayer, type OpenFile, realFiles } from '../../src/platform/file-layer';

/** Errors of the system, by its own names. */
export type SystemFault = 'ENOSPC' | 'EIO' | 'EROFS' | 'EACCES' | 'ENOENT' | 'ENOTDIR' | 'EMFILE';

/**
 * What a call may meet. `short`: reads and writes move only a part of what was asked for, and nothing fails. `read-only`:
 * from this call on nothing can be written, made, renamed or removed any more, while everything can still be read.
 */
export type Fault = SystemFault | 'short' | 'read-only';

export interface Faulty {
  /** Later calls go wrong, too. */
  readonly persistent?: boolean;
  /** The file system that is there without the fault. */
  readonly below?: FileLayer;
}

export type FaultyFiles = FileLayer & { calls(): readonly string[] };

const WRITES: ReadonlySet<string> = new Set(['write', 'truncate', 'setMode', 'mkdir', 'chmod', 'rename', 'unlink']);
const WRITING_FLAGS = constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT;

/** A file layer whose n-th call (from 1) goes wrong; `calls` says how many there were. */
export function faultyFiles(
  at: number,
  fault: Fault,
  { persistent = false, below = realFiles }: Faulty = {},
): FaultyFiles {
  const calls: string[] = [];
  const lasts = persistent || fault === 'read-only';
  const trip = (name: string, writes = WRITES.has(name)): boolean => {
    calls.push(name);
    if (fault === 'read-only' && !writes) return false;
    return calls.length === at || (lasts && calls.length > at);
  };
  const failing = async <T>(name: string, act: () => Promise<T>, writes?: boolean): Promise<T> => {
    if (trip(name, writes) && fault !== 'short') throw systemError(fault);
    return act();
  };
  const wrap = (file: OpenFile): OpenFile => ({
    facts: () => failing('fstat', () => file.facts()),
    read: async (into, position) => {
      if (!trip('read')) return file.read(into, position);
      if (fault !== 'short') throw systemError(fault);
      return file.read(into.subarray(0, Math.max(1, Math.min(into.length, 7))), position);
    },
    write: async (bytes) => {
      if (!trip('write')) return file.write(bytes);
      // A file that was opened before its disk became read-only takes nothing any more.
      if (fault === 'read-only') throw systemError(fault);
      // A failing disk has often taken a part before it fails.
      const part = bytes.subarray(0, Math.ceil(bytes.length / 2));
      const written = await file.write(part);
      if (fault === 'short') return written;
      throw systemError(fault);
    },
    truncate: (length) => failing('truncate', () => file.truncate(length)),
    setMode: (mode) => failing('setMode', () => file.setMode(mode)),
    sync: () => failing('fsync', () => file.sync()),
    close: async () => {
      const tripped = trip('close');
      await file.close();
      if (tripped && fault !== 'short') throw systemError(fault);
    },
  });
  return {
    open: (path, flags, mode) =>
      failing('open', async () => wrap(await below.open(path, flags, mode)), (flags & WRITING_FLAGS) !== 0),
    facts: (path) => failing('lstat', () => below.facts(path)),
    makeFolder: (path) => failing('mkdir', () => below.makeFolder(path)),
    closeToOthers: (path) => failing('chmod', () => below.closeToOthers(path)),
    list: (path) => failing('readdir', () => below.list(path)),
    rename: (from, to) => failing('rename', () => below.rename(from, to)),
    unlink: (path) => failing('unlink', () => below.unlink(path)),
    calls: () => calls,
  };
}

/** A file layer at whose n-th call something else happens first; the call itself goes on as it then can. */
export function interruptedFiles(at: number, happens: () => void, below: FileLayer = realFiles): FaultyFiles {
  const files = faultyFiles(0, 'EIO', { below });
  let happened = false;
  const then = <T>(act: () => Promise<T>): Promise<T> => {
    if (!happened && files.calls().length + 1 >= at) {
      happened = true;
      happens();
    }
    return act();
  };
  const wrap = (file: OpenFile): OpenFile => ({
    facts: () => then(() => file.facts()),
    read: (into, position) => then(() => file.read(into, position)),
    write: (bytes) => then(() => file.write(bytes)),
    truncate: (length) => then(() => file.truncate(length)),
    setMode: (mode) => then(() => file.setMode(mode)),
    sync: () => then(() => file.sync()),
    close: () => then(() => file.close()),
  });
  return {
    open: (path, flags, mode) => then(async () => wrap(await files.open(path, flags, mode))),
    facts: (path) => then(() => files.facts(path)),
    makeFolder: (path) => then(() => files.makeFolder(path)),
    closeToOthers: (path) => then(() => files.closeToOthers(path)),
    list: (path) => then(() => files.list(path)),
    rename: (from, to) => then(() => files.rename(from, to)),
    unlink: (path) => then(() => files.unlink(path)),
    calls: () => files.calls(),
  };
}

function systemError(fault: SystemFault | 'read-only'): Error {
  const code = fault === 'read-only' ? 'EROFS' : fault;
  return Object.assign(new Error(`${code}: planted`), { code });
}
