import type * as ChildProcess from 'node:child_process';
import { createHash } from 'node:crypto';
import type * as FileSystem from 'node:fs';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { ElevationOutcome } from '../../src/core/ports';
import { createSudoPromptElevator } from '../../src/platform/elevator';
import { SHIPPED_FILES } from '../../src/platform/sudo-prompt-inspection';
import { shippedApplet, unzipped } from './shipped-applet';
import { temporaryFolder } from './temporary-folder';

const require = createRequire(import.meta.url);
// The very objects that sudo-prompt calls through.
const childProcess = require('node:child_process') as { exec: typeof ChildProcess.exec };
const fileSystem = require('node:fs') as { stat: typeof FileSystem.stat };

type Done = (error: Error | null, stdout: string, stderr: string) => void;

/** What stands in for the person at the dialog, as shell lines that run in place of the applet. */
export const PERSON = {
  /** What the real applet does once the password is right: it runs sudo-prompt-script. Only its paths are Linux's. */
  grants: (afterSeconds = 0.3) =>
    `for _ in $(seq ${Math.round(afterSeconds * 20)}); do sleep 0.05; done\nsed 's#/var/db/sudo#../db#; s#/usr/sbin/chown#chown#' sudo-prompt-script | /bin/bash`,
  declines: () => 'sleep 0.2\nexit 0',
  never: () => 'while [ $SECONDS -lt 30 ]; do sleep 0.05; done',
};

/**
 * Lets the real sudo-prompt take its way for macOS on any computer.
 *
 * Only /usr/bin/unzip, /usr/bin/defaults and the applet are played; everything else the library does is done. Gives back
 * the hashes that the watch must know for the played applet.
 */
function stageMacDialog(temporary: string, person: string): Record<string, string> {
  const applet = `#!/bin/bash\n${person}\n`;
  pretendPlatform('darwin');
  vi.stubEnv('TMPDIR', temporary);
  const real = childProcess.exec;
  const played = (command: string, options: object, done: Done): unknown => {
    const [, first = '', second = ''] = /^\S+ (?:-o|write) "([^"]+)" (?:-d )?"([^"]+)"/.exec(command) ?? [];
    if (command.startsWith('/usr/bin/unzip')) return answer(done, () => unpack(first, second, applet));
    if (command.startsWith('/usr/bin/defaults')) return answer(done, () => nameDialog(first));
    return real(command, options, done);
  };
  replaceExec(played);
  return { ...SHIPPED_FILES, 'Contents/MacOS/applet': createHash('sha256').update(applet).digest('hex') };
}

/** The real library on its way for macOS, with a played person at the dialog. */
export function macElevator(person: string, options: { waitLimitMs?: number } = {}) {
  const temporary = temporaryFolder();
  const shipped = stageMacDialog(temporary, person);
  const elevator = createSudoPromptElevator({ shipped, ...options });
  const elevate = (script: string): Promise<ElevationOutcome> =>
    elevator.elevate({ script, operationId: 'f'.repeat(32) });
  return { temporary, elevate };
}

/** Lets the real sudo-prompt take its way for Linux, with a program of the test's in place of /usr/bin/pkexec. */
export function stagePkexec(temporary: string, pkexec: string): void {
  pretendPlatform('linux');
  const path = join(temporary, 'pkexec');
  writeFileSync(path, pkexec, { mode: 0o755 });
  const real = childProcess.exec;
  replaceExec((command, options, done) => real(command.replace('"/usr/bin/pkexec"', `"${path}"`), options, done));
  const stat = fileSystem.stat;
  const played = (asked: string, done: (error: Error | null) => void): void =>
    stat(asked === '/usr/bin/pkexec' ? path : asked, done);
  fileSystem.stat = played as typeof stat;
  onTestFinished(() => {
    fileSystem.stat = stat;
  });
}

function replaceExec(played: (command: string, options: object, done: Done) => unknown): void {
  const real = childProcess.exec;
  childProcess.exec = played as typeof real;
  onTestFinished(() => {
    childProcess.exec = real;
    vi.unstubAllEnvs();
  });
}

function pretendPlatform(platform: NodeJS.Platform): void {
  const real = process.platform;
  Object.defineProperty(process, 'platform', { value: platform });
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: real }));
}

function answer(done: Done, act: () => void): void {
  act();
  setImmediate(() => done(null, '', ''));
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
