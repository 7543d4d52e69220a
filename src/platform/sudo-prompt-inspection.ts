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

const COMMAND = 'Contents/MacOS/sudo-prompt-command';
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
export function createAppletInspection(folder: string, expected: AppletExpectation, now = Date.now): () => Inspection {
  const app = join(folder, `${expected.name}.app`);
  const shipped = expected.shipped ?? SHIPPED_FILES;
  const seen = new Map<string, BigIntStats>();
  let firstSeen: number | undefined;
  let ready = false;

  const inspect = (): Inspection => {
    const stats = statsOf(join(app, COMMAND));
    if (stats === undefined) return ready ? { kind: 'gone' } : { kind: 'unfinished' };
    if (!ready) {
      firstSeen ??= now();
      const text = contentOf(join(app, COMMAND)).toString('utf8');
      const beingWritten = text !== expected.command && expected.command.startsWith(text);
      if (beingWritten && now() - firstSeen < WRITING_MS) return { kind: 'unfinished' };
    }
    expectContent(COMMAND, sha256(Buffer.from(expected.command)));
    for (const [path, hash] of Object.entries(shipped)) expectContent(path, hash);
    expectName();
    expectEntries();
    if (ready) return { kind: 'untouched' };
    if (sha256(contentOf(join(app, MAIN_SCRIPT.path))) !== MAIN_SCRIPT.sha256)
      throw new Tampered('main.scpt was changed');
    ready = true;
    return { kind: 'ready-to-watch', folder: join(app, 'Contents', 'MacOS') };
  };

  const expectContent = (path: string, hash: string): void => {
    const stats = ordinaryFile(join(app, path));
    const before = seen.get(path);
    if (before !== undefined && (before.ino !== stats.ino || before.mtimeNs !== stats.mtimeNs)) throw changed(path);
    if (before?.ctimeNs === stats.ctimeNs && before.size === stats.size) return;
    if (sha256(contentOf(join(app, path))) !== hash) throw changed(path);
    seen.set(path, stats);
  };
  const expectName = (): void => {
    const path = join(app, 'Contents', 'Info.plist');
    ordinaryFile(path);
    const plist = contentOf(path);
    if (sha256(plist) !== SHIPPED_PLIST && !plist.includes(`${expected.name} Password Prompt`))
      throw changed('Info.plist');
  };
  const expectEntries = (): void => {
    for (const name of readdirSync(join(app, 'Contents', 'MacOS'))) {
      if (!EXPECTED_ENTRIES.includes(name) && !name.startsWith('.')) throw new Tampered('a file was added');
      if (ANSWERS.includes(name)) ordinaryFile(join(app, 'Contents', 'MacOS', name));
    }
  };

  return () => {
    try {
      return inspect();
    } catch (error) {
      const begun = (): boolean => ANSWERS.some((name) => statsOf(join(app, 'Contents', 'MacOS', name)) !== undefined);
      if (error instanceof Tampered) return { kind: 'tampered', detail: error.message, begun: begun() };
      // Something is missing: the library may be tidying up. The caller knows whether the applet still runs.
      return ready ? { kind: 'gone' } : { kind: 'unfinished' };
    }
  };
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
