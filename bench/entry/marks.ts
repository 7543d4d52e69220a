import { writeSync } from 'node:fs';
import type { BrowserWindow } from 'electron';

/** What the measured programs are told in the environment, and what they print. */
export type Scenario = 'icon' | 'window' | 'popover' | 'memory';

export const SCENARIO = process.env['BATTEN_BENCH_SCENARIO'] as Scenario;
export const FOLDER = process.env['BATTEN_BENCH_FOLDER'] ?? '';
export const WARM_OPENS = 7;
/** Nothing is going on any more this long after the start. */
export const QUIET_MS = 5_000;
/** Between hiding a window and showing it again. */
export const PAUSE_MS = 400;

/** Says that something has happened: written at once, since whoever reads it takes the time. */
export function mark(name: string, value: unknown = null): void {
  writeSync(1, `bench:${name} ${JSON.stringify(value)}\n`);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * When what the page now shows has been painted.
 *
 * A callback for the next frame runs before that frame is painted; the one after it runs when it has been.
 */
export async function painted({ webContents }: BrowserWindow): Promise<void> {
  await webContents.executeJavaScript(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))',
  );
}

/** Like `painted`, but from the moment a hidden page becomes visible. Answers when the page is listening. */
export async function paintedWhenVisible({ webContents }: BrowserWindow): Promise<() => Promise<void>> {
  await webContents.executeJavaScript(`
    globalThis.painted = new Promise((done) => {
      if (document.visibilityState === 'visible') throw new Error('the page is not hidden');
      const seen = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
      document.addEventListener('visibilitychange', seen, { once: true });
    });
    true`);
  return async () => {
    await webContents.executeJavaScript('globalThis.painted');
  };
}

/** Opens a hidden window again and again; the time from the call to the painted frame. */
export async function timesToShow(
  window: BrowserWindow,
  show: () => void,
  hide: () => void,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < WARM_OPENS; round += 1) {
    hide();
    await pause(PAUSE_MS);
    const wait = await paintedWhenVisible(window);
    const begun = performance.now();
    const shown = wait();
    show();
    await shown;
    times.push(performance.now() - begun);
  }
  return times;
}
