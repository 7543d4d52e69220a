import type * as ChildProcess from 'node:child_process';
import type * as FileSystem from 'node:fs';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { ElevationOutcome } from '../../src/core/ports';
import { createSudoPromptElevator, type SudoPromptElevatorOptions } from '../../src/platform/elevator';
import { playMacLibrary, ROOT } from '../tamper/played-library';
import { temporaryFolder } from './temporary-folder';

const require = createRequire(import.meta.url);
// The very objects that sudo-prompt calls through.
const childProcess = require('node:child_process') as { exec: typeof ChildProcess.exec };
const fileSystem = require('node:fs') as { stat: typeof FileSystem.stat };

type Done = (error: Error | null, stdout: string, stderr: string) => void;

/** What stands in for the person at the dialog, as shell lines that run in place of the applet. */
export const PERSON = {
  /** What the real applet does once the password is right: it runs sudo-prompt-script. */
  grants: (afterSeconds = 0.3) => `for _ in $(seq ${Math.round(afterSeconds * 20)}); do sleep 0.05; done\n${ROOT}`,
  declines: () => 'sleep 0.2\nexit 0',
  never: () => 'while [ $SECONDS -lt 30 ]; do sleep 0.05; done',
};

/** The real library on its way for macOS, with a played person at the dialog. */
export function macElevator(person: string, options: SudoPromptElevatorOptions = {}) {
  const temporary = temporaryFolder();
  const { shipped, undo } = playMacLibrary(`#!/bin/bash\n${person}\n`);
  vi.stubEnv('TMPDIR', temporary);
  onTestFinished(() => {
    undo();
    vi.unstubAllEnvs();
  });
  const elevator = createSudoPromptElevator({
    ...options,
    watching: { shipped, root: ownNumber(), ...options.watching },
  });
  const elevate = (script: string): Promise<ElevationOutcome> =>
    elevator.elevate({ script, operationId: 'f'.repeat(32) });
  return { temporary, elevate };
}

/** The played root is whoever runs the test. */
export function ownNumber(): number {
  return process.getuid?.() ?? 0;
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
