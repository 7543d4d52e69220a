import type * as ChildProcess from 'node:child_process';
import type * as FileSystem from 'node:fs';

/**
 * Lets the real sudo-prompt find a program of ours where it looks for /usr/bin/pkexec.
 *
 * That one program is played, as it would show a dialog; everything else the library does on Linux is done.
 */
export function playPkexec(path: string): void {
  // The very objects that sudo-prompt calls through.
  const childProcess = require('node:child_process') as { exec: typeof ChildProcess.exec };
  const fileSystem = require('node:fs') as { stat: typeof FileSystem.stat };
  const { exec } = childProcess;
  childProcess.exec = ((command: string, ...rest: unknown[]) =>
    (exec as (...args: unknown[]) => unknown)(
      command.replace('"/usr/bin/pkexec"', `"${path}"`),
      ...rest,
    )) as typeof exec;
  const { stat } = fileSystem;
  fileSystem.stat = ((asked: string, ...rest: unknown[]) =>
    (stat as (...args: unknown[]) => unknown)(
      asked === '/usr/bin/pkexec' ? path : asked,
      ...rest,
    )) as unknown as typeof stat;
}
