import type * as ChildProcess from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SHIPPED_FILES } from '../../src/platform/sudo-prompt-files';
import { shippedApplet, unzipped } from '../platform/shipped-applet';

type Done = (error: Error | null, stdout: string, stderr: string) => void;
type Exec = (command: string, options: object, done: Done) => unknown;

// The very object that sudo-prompt calls through.
const childProcess = createRequire(import.meta.url)('node:child_process') as { exec: typeof ChildProcess.exec };

/** What root does once the password is right, as shell lines: the library's own script. Only its paths are Linux's. */
export const ROOT = "sed 's#/var/db/sudo#/dev/null#; s#/usr/sbin/chown#chown#' sudo-prompt-script | /bin/bash";

export interface PlayedLibrary {
  /** SHA-256 of the played applet, for the watch. */
  readonly shipped: Readonly<Record<string, string>>;
  readonly undo: () => void;
}

/**
 * Lets the real sudo-prompt take its way for macOS on any computer.
 *
 * Only /usr/bin/unzip, /usr/bin/defaults and the applet are played; everything else the library does is done.
 * `shell` is what the library starts the applet with: on a Mac that is bash, which becomes the applet, while other shells have
 * it as their child.
 */
export function playMacLibrary(applet: string, shell?: string): PlayedLibrary {
  const platform = process.platform;
  const real = childProcess.exec as Exec;
  const played: Exec = (command, options, done) => {
    const [, first = '', second = ''] = /^\S+ (?:-o|write) "([^"]+)" (?:-d )?"([^"]+)"/.exec(command) ?? [];
    if (command.startsWith('/usr/bin/unzip')) return answer(done, () => unpack(first, second, applet));
    if (command.startsWith('/usr/bin/defaults')) return answer(done, () => nameDialog(first));
    return real(command, shell === undefined ? options : { ...options, shell }, done);
  };
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  childProcess.exec = played as typeof ChildProcess.exec;
  return {
    shipped: { ...SHIPPED_FILES, 'Contents/MacOS/applet': createHash('sha256').update(applet).digest('hex') },
    undo: () => {
      childProcess.exec = real as typeof ChildProcess.exec;
      Object.defineProperty(process, 'platform', { value: platform });
    },
  };
}

/** Like a program that fails, it fails the library's call, and nothing else. */
function answer(done: Done, act: () => void): void {
  try {
    act();
    setImmediate(() => done(null, '', ''));
  } catch (error) {
    setImmediate(() => done(error instanceof Error ? error : new Error(String(error)), '', ''));
  }
}

function unpack(zip: string, to: string, applet: string): void {
  if (!readFileSync(zip).equals(shippedApplet())) throw new Error('not the applet that was shipped');
  for (const [name, data] of unzipped(readFileSync(zip))) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    writeFileSync(join(to, name), name.endsWith('MacOS/applet') ? applet : data, { mode: 0o755 });
  }
}

function nameDialog(plist: string): void {
  const text = readFileSync(plist, 'utf8');
  writeFileSync(plist, text.replace('<string>Password Prompt</string>', '<string>Batten Password Prompt</string>'));
}
