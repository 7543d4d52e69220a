import { constants } from 'node:fs';
import type { FileFacts, FileLayer, OpenFile } from '../../src/platform/file-layer';
import { entryAt, type FileState, isFolder, namesIn, parentOf } from './file-state';
import { homeOf, type MacState } from './mac-state';
import { uidOf } from './programs/processes';
import type { SimulatedMac } from './simulated-mac';

const SYSTEM_FOLDERS = ['/System', '/Library', '/bin', '/etc', '/sbin', '/usr/bin', '/usr/libexec', '/usr/sbin'];

/** The bytes behind a name; a file keeps its number when it is renamed, and lives on while it is open. */
interface Inode {
  readonly number: number;
  /** Undefined once the name is gone. */
  path: string | undefined;
  /** What was written last, and the text it makes: the middle of a character can be written. */
  bytes: Buffer;
  text: string;
}

/**
 * The disk of a simulated Mac for code that edits files, as the person who is logged in.
 *
 * Files are those of the Mac's state, so its programs read what was written. Folders that were made empty, and the numbers
 * of files, are remembered here alone.
 */
export class SimulatedFiles implements FileLayer {
  private readonly mac: SimulatedMac;
  private readonly inodes = new Map<string, Inode>();
  private readonly madeFolders = new Set<string>();
  private last = 40_000;

  constructor(mac: SimulatedMac) {
    this.mac = mac;
  }

  async open(path: string, flags: number, mode = 0o600): Promise<OpenFile> {
    await Promise.resolve();
    const has = (flag: number): boolean => (flags & flag) !== 0;
    const writes = has(constants.O_WRONLY) || has(constants.O_RDWR);
    const exclusive = has(constants.O_CREAT) && has(constants.O_EXCL);
    if (this.isFolder(path)) {
      if (exclusive) throw trouble('EEXIST', 'open', path);
      if (writes) throw trouble('EISDIR', 'open', path);
      return this.openFolder(path);
    }
    const named = this.state.files[path];
    if (named?.link !== undefined && exclusive) throw trouble('EEXIST', 'open', path);
    if (named?.link !== undefined && has(constants.O_NOFOLLOW)) throw trouble('ELOOP', 'open', path);
    const entry = entryAt(this.state.files, path);
    if (entry.kind !== 'file') {
      if (!has(constants.O_CREAT)) throw trouble('ENOENT', 'open', path);
      this.create(path, mode);
      return this.openFile(path, { writes, appends: has(constants.O_APPEND) });
    }
    if (has(constants.O_DIRECTORY)) throw trouble('ENOTDIR', 'open', path);
    if (exclusive) throw trouble('EEXIST', 'open', path);
    if (!this.may(entry.file, writes ? 0o200 : 0o400)) throw trouble('EACCES', 'open', path);
    if (writes && has(constants.O_TRUNC)) this.write(this.inodeOf(entry.path), Buffer.alloc(0));
    return this.openFile(entry.path, { writes, appends: has(constants.O_APPEND) });
  }

  async facts(path: string): Promise<FileFacts | undefined> {
    await Promise.resolve();
    if (this.state.files[path] !== undefined) return this.factsOf(this.inodeOf(path));
    return this.isFolder(path) ? this.folderFacts(path) : undefined;
  }

  async makeFolder(path: string): Promise<void> {
    await Promise.resolve();
    if (this.state.files[path] !== undefined) throw trouble('EEXIST', 'mkdir', path);
    for (let at = path; !this.isFolder(at); at = parentOf(at)) this.madeFolders.add(at);
  }

  async closeToOthers(): Promise<void> {
    await Promise.resolve();
  }

  async list(folder: string): Promise<readonly string[]> {
    await Promise.resolve();
    if (!this.isFolder(folder)) throw trouble('ENOENT', 'scandir', folder);
    return namesIn(this.state.files, folder);
  }

  async rename(from: string, to: string): Promise<void> {
    await Promise.resolve();
    const file = this.state.files[from];
    if (file === undefined || !this.isFolder(parentOf(to))) throw trouble('ENOENT', 'rename', from);
    if (this.isFolder(to)) throw trouble('EISDIR', 'rename', to);
    if (!this.mayChange(parentOf(from)) || !this.mayChange(parentOf(to))) throw trouble('EACCES', 'rename', to);
    const moved = this.inodeOf(from);
    this.forget(to);
    this.inodes.delete(from);
    this.inodes.set(to, moved);
    moved.path = to;
    this.mac.change((state) => {
      const { [from]: _gone, ...others } = state.files;
      return { ...state, files: { ...others, [to]: file } };
    });
  }

  async unlink(path: string): Promise<void> {
    await Promise.resolve();
    if (this.state.files[path] === undefined) throw trouble('ENOENT', 'unlink', path);
    if (!this.mayChange(parentOf(path))) throw trouble('EACCES', 'unlink', path);
    this.forget(path);
    this.mac.change((state) => {
      const { [path]: _gone, ...files } = state.files;
      return { ...state, files };
    });
  }

  private get state(): MacState {
    return this.mac.state;
  }

  private isFolder(path: string): boolean {
    return this.madeFolders.has(path) || path === homeOf(this.state.user) || isFolder(this.state.files, path);
  }

  /** What belongs to the system is not a person's to change. */
  private mayChange(folder: string): boolean {
    return !SYSTEM_FOLDERS.some((system) => `${folder}/`.startsWith(`${system}/`));
  }

  private may({ owner, mode }: FileState, right: 0o200 | 0o400): boolean {
    return (mode & (owner === this.state.user ? right : right >> 6)) !== 0;
  }

  private create(path: string, mode: number): void {
    if (!this.isFolder(parentOf(path))) throw trouble('ENOENT', 'open', path);
    if (!this.mayChange(parentOf(path))) throw trouble('EACCES', 'open', path);
    this.put(path, { text: '', mode, owner: this.state.user, modifiedAt: this.mac.clock.now() });
    this.inodes.delete(path);
  }

  private put(path: string, file: FileState): void {
    this.mac.change((state) => ({ ...state, files: { ...state.files, [path]: file } }));
  }

  /** The number behind a name; another one when somebody else has put another text there. */
  private inodeOf(path: string): Inode {
    const text = this.state.files[path]?.text ?? '';
    const known = this.inodes.get(path);
    if (known !== undefined) {
      if (known.text !== text) Object.assign(known, { text, bytes: Buffer.from(text) });
      return known;
    }
    const inode: Inode = { number: (this.last += 1), path, bytes: Buffer.from(text), text };
    this.inodes.set(path, inode);
    return inode;
  }

  private forget(path: string): void {
    const inode = this.inodes.get(path);
    if (inode !== undefined) inode.path = undefined;
    this.inodes.delete(path);
  }

  private write(inode: Inode, bytes: Buffer): void {
    Object.assign(inode, { bytes, text: bytes.toString('utf8') });
    const file = inode.path === undefined ? undefined : this.state.files[inode.path];
    if (inode.path === undefined || file === undefined) return;
    this.put(inode.path, { ...file, text: inode.text, modifiedAt: this.mac.clock.now() });
  }

  /** The newest bytes, whoever wrote them. */
  private bytesOf(inode: Inode): Buffer {
    return inode.path === undefined ? inode.bytes : this.inodeOf(inode.path).bytes;
  }

  private factsOf(inode: Inode): FileFacts {
    const file = inode.path === undefined ? undefined : this.state.files[inode.path];
    const bytes = this.bytesOf(inode);
    return {
      kind: file?.link === undefined ? 'file' : 'link',
      owner: uidOf(file?.owner ?? this.state.user),
      mode: file?.mode ?? 0o600,
      size: bytes.length,
      inode: inode.number,
      modifiedAt: file?.modifiedAt ?? this.mac.clock.now(),
    };
  }

  private folderFacts(path: string): FileFacts {
    const own = this.mayChange(path);
    const inode = Buffer.from(path).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
    const owner = uidOf(own ? this.state.user : 'root');
    return { kind: 'folder', owner, mode: this.madeFolders.has(path) ? 0o700 : 0o755, size: 96, inode, modifiedAt: 0 };
  }

  private openFile(
    path: string,
    { writes, appends }: { readonly writes: boolean; readonly appends: boolean },
  ): OpenFile {
    const inode = this.inodeOf(path);
    let position = 0;
    const mustWrite = (): void => {
      if (!writes) throw trouble('EBADF', 'write', path);
    };
    return {
      facts: () => Promise.resolve(this.factsOf(inode)),
      read: (into, from) => Promise.resolve(this.bytesOf(inode).copy(into, 0, from)),
      write: async (bytes) => {
        await Promise.resolve();
        mustWrite();
        const old = this.bytesOf(inode);
        const at = appends ? old.length : position;
        this.write(inode, Buffer.concat([old.subarray(0, at), bytes, old.subarray(at + bytes.length)]));
        position = at + bytes.length;
        return bytes.length;
      },
      truncate: async (length) => {
        await Promise.resolve();
        mustWrite();
        this.write(inode, Buffer.concat([this.bytesOf(inode).subarray(0, length)], length));
      },
      setMode: async (mode) => {
        await Promise.resolve();
        const file = inode.path === undefined ? undefined : this.state.files[inode.path];
        if (inode.path !== undefined && file !== undefined) this.put(inode.path, { ...file, mode });
      },
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  private openFolder(path: string): OpenFile {
    const refuse = (): Promise<never> => Promise.reject(trouble('EISDIR', 'read', path));
    return {
      facts: () => Promise.resolve(this.folderFacts(path)),
      read: refuse,
      write: refuse,
      truncate: refuse,
      setMode: () => Promise.resolve(),
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
}

/** An error as Node's file system gives it. */
function trouble(code: string, call: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${call} '${path}'`), { code, syscall: call, path });
}
