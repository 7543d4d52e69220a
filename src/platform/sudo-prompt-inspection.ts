import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './file-layer';

/** What the library's folder must hold while its dialog is open. */
export interface AppletExpectation {
  /** The name given to the library: its applet is `<name>.app`, its dialog "<name> Password Prompt". */
  readonly name: string;
  /** The whole text that root will read. */
  readonly command: string;
  /** SHA-256 by path inside the applet; the library's own files when left out. */
  readonly shipped?: Readonly<Record<string, string>>;
}

export type Inspection =
  | { readonly kind: 'unfinished' }
  /** Said once, at the first look that finds everything in place. */
  | { readonly kind: 'ready-to-watch'; readonly folder: string }
  | { readonly kind: 'untouched' }
  | { readonly kind: 'gone' }
  /** `begun`: root has started on the script, so ending the applet no longer stops it. */
  | { readonly kind: 'tampered'; readonly detail: string; readonly begun: boolean };

/** The files of sudo-prompt 9.3.2 that root reads or runs, as its makers shipped them. */
export const SHIPPED_FILES = {
  'Contents/MacOS/applet': '56f2e251d740e3c542da84add200cd315de18cdcdf73a154b8cbb375fafdbca9',
  'Contents/MacOS/sudo-prompt-script': 'af5d0ca96b5d1e02f9c75d393033be00243a7db8d27f70b20e4f5863af79d709',
} as const;

/** The script inside the applet. Looked at once, before the applet can have run: an applet may save it anew when it ends. */
export const MAIN_SCRIPT = {
  path: 'Contents/Resources/Scripts/main.scpt',
  sha256: '1418dc0b81afb2592b37b675e8922342025534b29641fbb77559efae73ac5c97',
} as const;

/** Info.plist before the library has written the dialog's name into it; macOS may write it a moment late. */
export const SHIPPED_PLIST = 'cc4fda31c23af6c82229d109d19b511a70caf2aeed4df46b9f40ada0f3177599';

const PROGRAMS_FOLDER = 'Contents/MacOS';
const COMMAND = `${PROGRAMS_FOLDER}/sudo-prompt-command`;
const ANSWERS = ['stdout', 'stderr', 'code'];
const EXPECTED_ENTRIES = ['applet', 'sudo-prompt-script', 'sudo-prompt-command', ...ANSWERS];
/** How long the library may take to write the command file. */
const WRITING_MS = 2_000;

/**
 * Looks at one folder of the library, again and again, and says when something in it is not as it must be.
 *
 * Contents are compared with what is known beforehand, not with a first look, so that a change before the first look
 * shows as well. Inode and time of change are kept to see a file that was replaced and put back.
 */
export class AppletInspection {
  private readonly app: string;
  private readonly expected: AppletExpectation;
  private readonly now: () => number;
  private readonly seen = new Map<string, BigIntStats>();
  private firstSeen: number | undefined;
  private ready = false;

  constructor(folder: string, expected: AppletExpectation, now: () => number = Date.now) {
    this.app = join(folder, `${expected.name}.app`);
    this.expected = expected;
    this.now = now;
  }

  look(): Inspection {
    try {
      return this.inspect();
    } catch (error) {
      if (error instanceof Tampered) return { kind: 'tampered', detail: error.message, begun: this.hasBegun() };
      // Something is missing: the library may be tidying up. The caller knows whether the applet still runs.
      return this.ready ? { kind: 'gone' } : { kind: 'unfinished' };
    }
  }

  private inspect(): Inspection {
    if (statsOf(join(this.app, COMMAND)) === undefined) return this.ready ? { kind: 'gone' } : { kind: 'unfinished' };
    if (!this.ready && this.isBeingWritten()) return { kind: 'unfinished' };
    this.expectContent(COMMAND, sha256(Buffer.from(this.expected.command)));
    for (const [path, hash] of Object.entries(this.expected.shipped ?? SHIPPED_FILES)) this.expectContent(path, hash);
    this.expectName();
    this.expectEntries();
    if (this.ready) return { kind: 'untouched' };
    if (sha256(contentOf(join(this.app, MAIN_SCRIPT.path))) !== MAIN_SCRIPT.sha256) throw changed(MAIN_SCRIPT.path);
    this.ready = true;
    return { kind: 'ready-to-watch', folder: join(this.app, PROGRAMS_FOLDER) };
  }

  private isBeingWritten(): boolean {
    this.firstSeen ??= this.now();
    const { command } = this.expected;
    const text = contentOf(join(this.app, COMMAND)).toString('utf8');
    return text !== command && command.startsWith(text) && this.now() - this.firstSeen < WRITING_MS;
  }

  private expectContent(path: string, hash: string): void {
    const stats = ordinaryFile(join(this.app, path));
    const before = this.seen.get(path);
    if (before !== undefined && (before.ino !== stats.ino || before.mtimeNs !== stats.mtimeNs)) throw changed(path);
    // macOS may add attributes to a program it runs for the first time, which changes ctime and nothing else.
    if (before?.ctimeNs === stats.ctimeNs && before.size === stats.size) return;
    if (sha256(contentOf(join(this.app, path))) !== hash) throw changed(path);
    this.seen.set(path, stats);
  }

  private expectName(): void {
    const path = join(this.app, 'Contents', 'Info.plist');
    ordinaryFile(path);
    const plist = contentOf(path);
    const named = plist.includes(`${this.expected.name} Password Prompt`);
    if (!named && sha256(plist) !== SHIPPED_PLIST) throw changed(path);
  }

  private expectEntries(): void {
    for (const name of readdirSync(join(this.app, PROGRAMS_FOLDER))) {
      if (!EXPECTED_ENTRIES.includes(name) && !name.startsWith('.')) throw new Tampered('a file was added');
      if (ANSWERS.includes(name)) ordinaryFile(join(this.app, PROGRAMS_FOLDER, name));
    }
  }

  private hasBegun(): boolean {
    return ANSWERS.some((name) => statsOf(join(this.app, PROGRAMS_FOLDER, name)) !== undefined);
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
