import { join } from 'node:path';
import type { Elevator } from '../../src/core/ports';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import type { Mac } from '../../src/main/mac';
import { createCommandRunner } from '../../src/platform/command-runner';
import { createSudoPromptElevator } from '../../src/platform/elevator';
import { createGuardian } from '../../src/platform/guardian';
import { createProgressLog } from '../../src/platform/progress-log';
import { systemClock } from '../../src/platform/system-clock';
import { relocate } from '../sim/relocate';
import { playPkexec } from './played-pkexec';

/**
 * The parts of a Mac that production uses, on a Mac of executables below `root` (the simulated Mac's second door).
 *
 * The real command runner, the real sudo-prompt, a real shell; only paths are moved, and pkexec is played.
 */
export function shimmedParts(
  root: string,
  dataFolder: string,
): Pick<Mac, 'runner' | 'elevators' | 'progressLog' | 'guardian' | 'clock'> {
  playPkexec(join(root, 'pkexec'));
  const sudoPrompt = createSudoPromptElevator();
  const elevator: Elevator = {
    backend: 'sudo-prompt',
    elevate: (request) => sudoPrompt.elevate({ ...request, script: relocate(request.script, root) }),
  };
  return {
    runner: createCommandRunner({ programPath: (path) => join(root, path) }),
    elevators: { 'sudo-prompt': elevator, osascript: elevator },
    progressLog: createProgressLog({
      folder: join(root, OPERATIONS_FOLDER),
      ...(process.getuid ? { owner: process.getuid() } : {}),
    }),
    guardian: createGuardian(dataFolder, { relocate: (script) => relocate(script, root) }),
    clock: systemClock,
  };
}
