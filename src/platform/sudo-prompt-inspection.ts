import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './file-layer';
import * as files from './sudo-prompt-files';

/** What the library's folder must hold while its dialog is open. */
export interface AppletExpectation {
  /** The name given to the library: its applet is `<name>.app`, its dialog "<name> Password Prompt". */
  readonly name: string;
  /** The whole text that root will read. */
  readonly command: string;
  /** Only tests give this: SHA-256 of files that stand in for the library's own, by path inside the applet. */
  readonly shipped?: Readonly<Record<string, string>>;
  /** Only tests give this: whose the files are that root makes. */
  readonly root?: number;
}

export type Inspection =
  | { readonly kind: 'unfinished' }
  /** Said once, at the first look that finds everything in place: the files and folders to watch. */
  | { readonly kind: 'ready-to-watch'; readonly paths: readonly string[] }
  | { readonly kind: 'untouched' }
  /** What the library and the applet do as well, but only when the applet ends: while it runs it is tampering. */
  | { readonly kind: 'as-at-the-end'; readonly detail: string }
  /** `begun`: root has started on the script, so ending the applet no longer stops it. */
  | { readonly kind: 'tampered'; readonly detail: string; readonly begun: boolean };

/** How long the library may take to write the command file. */
const WRITING_MS = 2_000;
/** How long the applet may live on after it has saved itself. Nobody reads a dialog and types a password in that time. */
const ENDING_MS = 1_000;

type Strictness = 'but-for-attributes' | 'exactly';

/**
 * Looks at one folder of the library, again and again, and says when something in it is not as it must be.
 *
 * Contents are compared with what is known beforehand, not with a first look, so that a change before the first look
 * shows as well; those of the two texts that root reads at every look, since a program that has mapped a file into its
 * memory can change it without a trace in its times. Inodes and times are kept to see what was replaced and put back.
 */
export class AppletInspection {
  private readonly app: string;
  private readonly expected: AppletExpectation;
  private readonly command: Buffer;
  private readonly shipped: Readonly<Record<string, string>>;
  private readonly now: () => number;
  private readonly seen = new Map<string, BigIntStats>();
  private namedPlist: Buffer | undefined;
  private firstSeen: number | undefined;
  private saved: { readonly since: number; readonly detail: string } | undefined;
  private ready = false;

  constructor(folder: string, expected: AppletExpectation, now: () => number = Date.now) {
    this.app = join(folder, `${expected.name}.app`);
    this.expected = expected;
    this.command = Buffer.from(expected.command);
    this.shipped = { ...files.SHIPPED_FILES, ...expected.shipped };
    this.now = now;
  }

  /** `started`: the library has come to starting its applet, so everything must be in place. */
  look(started = false): Inspection {
    try {
      return this.inspect(started);
    } catch (error) {
      if (error instanceof Tampered) return { kind: 'tampered', detail: error.message, begun: this.hasBegun() };
      // Something is missing: the library may be tidying up. The caller knows whether the applet still runs.
      return this.missing(started);
    }
  }

  private inspect(started: boolean): Inspection {
    if (statsOf(join(this.app, files.COMMAND)) === undefined) return this.missing(started);
    if (!this.ready && !started && this.isBeingWritten()) return { kind: 'unfinished' };
    this.expectFolders();
    this.expectAnswers();
    this.expectStats(files.COMMAND, 'exactly');
    if (!contentOf(join(this.app, files.COMMAND)).equals(this.command)) throw changed(files.COMMAND);
    // macOS may add attributes to a program it runs for the first time, which changes ctime and nothing else.
    this.expectStats(files.SCRIPT, this.hasBegun() ? 'but-for-attributes' : 'exactly');
    for (const [path, hash] of Object.entries(this.shipped)) this.expectContent(path, hash);
    this.expectName();
    this.expectSaved();
    if (!this.ready) {
      this.ready = true;
      return { kind: 'ready-to-watch', paths: this.paths() };
    }
    const { saved } = this;
    const overdue = saved !== undefined && this.now() - saved.since >= ENDING_MS;
    return overdue ? { kind: 'as-at-the-end', detail: saved.detail } : { kind: 'untouched' };
  }

  private missing(started: boolean): Inspection {
    return this.ready || started
      ? { kind: 'as-at-the-end', detail: 'its folder was moved or emptied' }
      : { kind: 'unfinished' };
  }

  private isBeingWritten(): boolean {
    this.firstSeen ??= this.now();
    const text = contentOf(join(this.app, files.COMMAND));
    const begins = text.length < this.command.length && this.command.subarray(0, text.length).equals(text);
    return begins && this.now() - this.firstSeen < WRITING_MS;
  }

  /** A folder that is exchanged leaves the applet in the old one, where nobody looks any more. */
  private expectFolders(): void {
    for (const [path, names] of Object.entries(files.SHIPPED_FOLDERS)) {
      const stats = lstatSync(join(this.app, path), { bigint: true });
      const before = this.seen.get(path);
      if (!stats.isDirectory() || (before !== undefined && before.ino !== stats.ino)) {
        throw new Tampered('a folder was replaced');
      }
      this.seen.set(path, stats);
      for (const name of readdirSync(join(this.app, path))) {
        const byMacOs = name.startsWith('.') || files.WRITTEN_BY_MACOS.some((one) => name.startsWith(`${one}.`));
        if (!names.includes(name) && !byMacOs) throw new Tampered('a file was added');
      }
    }
  }

  /** Root makes the answers, and gives them away only when all are there. */
  private expectAnswers(): void {
    for (const name of files.ANSWERS) {
      if (this.answer(name) === undefined) continue;
      const { uid } = ordinaryFile(join(this.app, files.PROGRAMS_FOLDER, name));
      // Looked for only now: root writes the code before it gives the others away.
      if (uid !== BigInt(this.expected.root ?? 0) && this.answer('code') === undefined) {
        throw new Tampered(`${name} was laid out beforehand`);
      }
    }
  }

  private expectContent(path: string, hash: string): void {
    const stats = this.expectStats(path, 'but-for-attributes');
    // The text that root reads is small, and is read at every look.
    if (stats.isSame && path !== files.SCRIPT) return;
    if (sha256(contentOf(join(this.app, path))) !== hash) throw changed(path);
  }

  private expectStats(path: string, strictness: Strictness): { readonly isSame: boolean } {
    const stats = ordinaryFile(join(this.app, path));
    const before = this.seen.get(path);
    this.seen.set(path, stats);
    if (before === undefined) return { isSame: false };
    if (before.ino !== stats.ino || before.mtimeNs !== stats.mtimeNs || before.mode !== stats.mode) throw changed(path);
    const isSame = before.ctimeNs === stats.ctimeNs && before.size === stats.size;
    if (strictness === 'exactly' && !isSame) throw changed(path);
    return { isSame };
  }

  private expectName(): void {
    const path = join(this.app, 'Contents', 'Info.plist');
    ordinaryFile(path);
    const plist = contentOf(path);
    if (this.namedPlist === undefined) {
      if (plist.includes(`${this.expected.name} Password Prompt`)) this.namedPlist = plist;
      else if (sha256(plist) !== files.SHIPPED_PLIST) throw changed(path);
    } else if (!this.namedPlist.equals(plist)) throw changed(path);
  }

  private expectSaved(): void {
    for (const [path, hash] of Object.entries(files.SAVED_FILES)) {
      const stats = ordinaryFile(join(this.app, path));
      const before = this.seen.get(path);
      this.seen.set(path, stats);
      if (before !== undefined && before.ino === stats.ino && before.mtimeNs === stats.mtimeNs) continue;
      const isShipped = sha256(contentOf(join(this.app, path))) === hash;
      if (before === undefined && isShipped) continue;
      if (!this.ready) throw changed(path);
      this.saved ??= { since: this.now(), detail: changed(path).message };
    }
  }

  /** The single files first: on macOS their events come straight from the kernel, those of folders by way of a service. */
  private paths(): readonly string[] {
    const single = [files.COMMAND, ...Object.keys(this.shipped), files.MAIN_SCRIPT.path];
    return [...single, files.PROGRAMS_FOLDER, 'Contents', '', '..'].map((path) => join(this.app, path));
  }

  private hasBegun(): boolean {
    return files.ANSWERS.some((name) => this.answer(name) !== undefined);
  }

  private answer(name: string): BigIntStats | undefined {
    return statsOf(join(this.app, files.PROGRAMS_FOLDER, name));
  }
}

class Tampered extends Error {}

function changed(path: string): Tampered {
  return new Tampered(`${path.slice(path.lastIndexOf('/') + 1)} was changed`);
}

/** A link would make root read, write or give away something else. */
function ordinaryFile(path: string): BigIntStats {
  const stats = lstatSync(path, { bigint: true });
  if (!stats.isFile() || stats.nlink !== 1n) {
    throw new Tampered(`${path.slice(path.lastIndexOf('/') + 1)} was replaced by a link`);
  }
  return stats;
}

function statsOf(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function contentOf(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
