import { join } from 'node:path';
import { app, dialog } from 'electron';
import { prepareElectron, startApp, type StartedApp } from '../../src/main/app';
import { shimmedParts } from './shimmed';
import { type PasswordAnswer, simulate, type Simulation } from './simulation';

/** What end-to-end tests reach through the main process; it is in this entry only, never in what ships. */
export interface SimulationHandle extends Simulation {
  /** Set to answer password dialogs without showing one. */
  answer?: PasswordAnswer;
}

declare global {
  // `var` is what makes a member of globalThis.
  var simulation: SimulationHandle;
  var started: StartedApp | undefined;
}

const BY_HAND_MS = 3_000;

async function askPassword(): Promise<PasswordAnswer> {
  if (globalThis.simulation.answer !== undefined) return globalThis.simulation.answer;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Batten wants to make changes.',
    detail:
      'On a Mac, macOS now asks for an administrator password. This Mac is simulated: nothing here touches this computer.',
    buttons: ['Allow', 'Don’t allow'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0 ? 'granted' : 'declined';
}

async function main(): Promise<void> {
  prepareElectron();
  const simulation = simulate({
    askPassword,
    ...(process.env['BATTEN_SIMULATED_MACHINE'] ? { machine: process.env['BATTEN_SIMULATED_MACHINE'] } : {}),
    ...(process.env['BATTEN_SIMULATED_FOLDER'] ? { dataFolder: process.env['BATTEN_SIMULATED_FOLDER'] } : {}),
    ...(process.env['BATTEN_SIMULATED_LATENCY'] === 'none' ? { latency: 'none' as const } : {}),
  });
  globalThis.simulation = simulation;
  app.setName('Batten simulated');
  app.setPath('userData', join(simulation.dataFolder, 'electron'));
  const shims = process.env['BATTEN_SIMULATED_SHIMS'];
  const mac = shims ? { ...simulation.mac, ...shimmedParts(shims, simulation.dataFolder) } : simulation.mac;
  globalThis.started = await startApp(mac, {
    dataFolder: simulation.dataFolder,
    openWindow: process.env['BATTEN_SIMULATED_WINDOW'] !== 'closed',
    rendererFolder: join(__dirname, '../../out/renderer'),
    desktop: {
      // The person at the simulated Mac follows the steps after a moment.
      startByHand(taskId) {
        setTimeout(() => simulation.person.followSteps(taskId), BY_HAND_MS);
        return Promise.resolve();
      },
    },
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  app.exit(1);
});
