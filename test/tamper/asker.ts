import { join } from 'node:path';
import type { ElevationOutcome } from '../../src/core/ports';
import { createSudoPromptElevator, type SudoPromptElevatorOptions } from '../../src/platform/elevator';
import { playMacLibrary } from './played-library';
import { APPLET, STAGE, stageIn } from './stage';
import type { AskOrder } from './wire';

// The process that asks for the password: the real elevator and the real sudo-prompt, as Batten's main process uses them.

const { shipped } = playMacLibrary(APPLET, '/bin/bash');
const root = process.getuid?.() ?? 0;

const LOOKING: Readonly<Record<AskOrder['watch'], SudoPromptElevatorOptions['watching']>> = {
  events: {},
  'clock-only': { looks: 'no-events' },
  none: { looks: 'never' },
};

// Whoever gave the orders has gone.
process.on('disconnect', () => process.exit());
process.on('message', (order: AskOrder) => {
  const stage = stageIn(order.stage);
  process.env['TMPDIR'] = stage.temporary;
  process.env[STAGE] = order.stage;
  const elevator = createSudoPromptElevator({ watching: { shipped, root, ...LOOKING[order.watch] } });
  const script = `echo approved >>'${join(order.stage, 'approved')}'\necho approved\n`;
  void elevator
    .elevate({ script, operationId: 'f'.repeat(32) })
    .then((outcome: ElevationOutcome) => process.send?.(outcome));
});
