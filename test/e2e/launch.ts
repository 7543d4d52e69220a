import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronArguments, electronExecutable } from '../../scripts/electron.mjs';

/** A running simulated app and its window. */
export interface RunningApp {
  readonly app: ElectronApplication;
  readonly window: Page;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

export interface LaunchOptions {
  readonly machine?: string;
  /** An existing data folder, to start again where another app was ended. */
  readonly folder?: string;
  readonly keepFolder?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts real Electron around a simulated Mac and waits for its window. */
export async function launch(options: LaunchOptions = {}): Promise<RunningApp> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'batten-e2e-'));
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const app = await _electron.launch({
    executablePath: await electronExecutable(),
    args: [...electronArguments(), resolve('out-simulated/main/index.cjs')],
    env: {
      ...environment,
      BATTEN_SIMULATED_MACHINE: options.machine ?? 'fresh 26.5',
      BATTEN_SIMULATED_FOLDER: folder,
      ...options.environment,
    },
  });
  const window = await app.firstWindow();
  await window.waitForLoadState('domcontentloaded');
  return {
    app,
    window,
    folder,
    async close() {
      // A plain wish to quit would wait for a change under way, and for the person's answer about it.
      await app.evaluate((electron) => electron.app.exit(0)).catch(() => undefined);
      await app.close().catch(() => undefined);
      if (!options.keepFolder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Decides how the simulated person answers password dialogs from now on. */
export async function answerPasswords(app: ElectronApplication, answer: 'granted' | 'declined'): Promise<void> {
  await app.evaluate((_electron, value) => {
    globalThis.simulation.answer = value;
  }, answer);
}

/** What lasts of the simulated Mac: everything but its clock. */
export async function standing(app: ElectronApplication): Promise<unknown> {
  // As text: a large object is handed over piece by piece, and may be collected meanwhile.
  const text = await app.evaluate(() => JSON.stringify(globalThis.simulation.standing()));
  return JSON.parse(text) as unknown;
}
