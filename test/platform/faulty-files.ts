import { type FileLayer, type OpenFile, realFiles } from '../../src/platform/file-layer';

export type Fault = 'ENOSPC' | 'EIO' | 'short';

/** A file layer whose n-th call (from 1) goes wrong; `calls` says how many there were, `after` whether later ones do, too. */
export function faultyFiles(
  at: number,
  fault: Fault,
  { persistent = false } = {},
): FileLayer & { calls(): readonly string[] } {
  const calls: string[] = [];
  const trip = (name: string): boolean => {
    calls.push(name);
    return calls.length === at || (persistent && calls.length > at);
  };
  const failing = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    if (trip(name) && fault !== 'short') throw systemError(fault);
    return act();
  };
  const wrap = (file: OpenFile): OpenFile => ({
    facts: () => failing('fstat', () => file.facts()),
    read: (into, position) => failing('read', () => file.read(into, position)),
    write: async (bytes) => {
      if (!trip('write')) return file.write(bytes);
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
    open: (path, flags, mode) => failing('open', async () => wrap(await realFiles.open(path, flags, mode))),
    facts: (path) => failing('lstat', () => realFiles.facts(path)),
    makeFolder: (path) => failing('mkdir', () => realFiles.makeFolder(path)),
    closeToOthers: (path) => failing('chmod', () => realFiles.closeToOthers(path)),
    list: (path) => failing('readdir', () => realFiles.list(path)),
    rename: (from, to) => failing('rename', () => realFiles.rename(from, to)),
    unlink: (path) => failing('unlink', () => realFiles.unlink(path)),
    calls: () => calls,
  };
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: planted`), { code });
}
