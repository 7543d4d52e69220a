import { expect, type Page, test } from '@playwright/test';
import type { SimulatedLineSource } from '../sim/simulated-line-source';
import { launch, type RunningApp } from './launch';

/** The Logs screen while the log pours as fast as it is taken: frames stay short, and the buttons answer. */
const LINES = 200_000;
/** Milliseconds. They hold with a margin under xvfb on two cores, where the page is drawn without a graphics card. */
const MEDIAN_FRAME = 20;
const SLOW_FRAME = 100;
const PAUSE_ANSWER = 200;
const CANCEL_ANSWER = 500;

let running: RunningApp;
test.beforeEach(async () => {
  running = await launch();
  await expect(running.window.getByText(/Checked/).first()).toBeVisible();
  await running.window.getByRole('button', { name: 'Logs', exact: true }).click();
  await expect(running.window.getByText('Live', { exact: true })).toBeVisible();
});
test.afterEach(() => running.close());

/** How many programs run because somebody follows them. */
async function followed(): Promise<number> {
  return running.app.evaluate(() => (globalThis.simulation.mac.lines as SimulatedLineSource).followed());
}

/** Resolves when all of it has been taken. */
async function pour(lines: number): Promise<void> {
  await expect.poll(followed).toBe(1);
  await running.app.evaluate(
    (_electron, number) => (globalThis.simulation.mac.lines as SimulatedLineSource).pour(number),
    lines,
  );
}

/** Begins to take down how far frames lie apart; the function that it returns ends that. */
async function frames(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const taken: number[] = [];
    let before = performance.now();
    const next = (now: number): void => {
      taken.push(now - before);
      before = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame((now) => {
      before = now;
      requestAnimationFrame(next);
    });
    Object.assign(window, { framesTaken: taken });
  });
  return () => page.evaluate(() => [...(window as unknown as { readonly framesTaken: readonly number[] }).framesTaken]);
}

/** Presses a button; milliseconds from the press until a frame shows the text. */
async function answerTime(page: Page, button: string, text: string): Promise<number> {
  await page.evaluate((wanted) => {
    const answered = new Promise<number>((resolve) => {
      const onPress = (event: PointerEvent): void => {
        const look = (): void => {
          if (document.querySelector('.log-head')?.textContent.includes(wanted) === true) {
            resolve(performance.now() - event.timeStamp);
          } else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      };
      document.addEventListener('pointerdown', onPress, { capture: true, once: true });
    });
    Object.assign(window, { answered });
  }, text);
  await page.getByRole('button', { name: button, exact: true }).click();
  return page.evaluate(() => (window as unknown as { readonly answered: Promise<number> }).answered);
}

/** Playwright keeps every page visible, whatever happens to its window: so the page is told. */
async function see(page: Page, state: DocumentVisibilityState): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.POSITIVE_INFINITY;
}

/** Rows on screen and those that the foot says are not. */
async function rowsCounted(page: Page): Promise<number> {
  const words = await page.locator('.log-foot').innerText();
  const [kept = '', more = ''] = words.split('·');
  const number = (text: string): number => Number(/([\d,]+) (?:row|more)/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
  return number(kept) + number(more);
}

test('frames stay short while the log pours, and Pause answers at once', async () => {
  const { window, app } = running;
  const info = test.info();
  const before = await rowsCounted(window);
  await app.context().tracing.start({ snapshots: true });
  const stop = await frames(window);
  const begun = Date.now();
  const poured = pour(LINES);
  await expect(window.getByText(/more are not shown/)).toBeVisible();
  const pause = await answerTime(window, 'Pause', 'Resume');
  await expect(window.getByText(/[1-9][\d,]* new rows/)).toBeVisible();
  const resume = await answerTime(window, 'Resume', 'Pause');
  await poured;
  const took = Date.now() - begun;
  const taken = await stop();
  await app.context().tracing.stop({ path: info.outputPath('trace.zip') });
  await expect.poll(() => rowsCounted(window)).toBe(before + LINES);

  const [median, slow, slowest] = [percentile(taken, 0.5), percentile(taken, 0.95), Math.max(...taken)];
  const figures = [
    `${LINES} lines in ${took} ms, ${taken.length} frames`,
    `median ${median.toFixed(1)} ms, 95th percentile ${slow.toFixed(1)} ms, longest ${slowest.toFixed(1)} ms`,
    `Pause answered in ${pause.toFixed(0)} ms, Resume in ${resume.toFixed(0)} ms`,
  ].join('; ');
  console.log(figures);
  info.annotations.push({ type: 'figures', description: figures });
  expect(taken.length).toBeGreaterThan(30);
  expect(median).toBeLessThanOrEqual(MEDIAN_FRAME);
  expect(slow).toBeLessThanOrEqual(SLOW_FRAME);
  expect(pause).toBeLessThan(PAUSE_ANSWER);
  // Nothing is drawn of what is not in sight.
  expect(await window.locator('.table-row').count()).toBeLessThan(100);
});

test('cancelling a past log ends it at once', async () => {
  const { window } = running;
  await window.getByLabel('Which log').selectOption({ label: 'Firewall, last day' });
  await expect(window.getByText(/^Reading, [1-9]/)).toBeVisible({ timeout: 10_000 });
  const answer = await answerTime(window, 'Cancel', 'Cancelled');
  console.log(`Cancel answered in ${answer.toFixed(0)} ms`);
  expect(answer).toBeLessThan(CANCEL_ANSWER);
  await expect(window.getByText(/Reading was cancelled/)).toBeVisible();
});

test('leaving the screen ends the log, and so does a window that nobody can see', async () => {
  const { window, app } = running;
  await expect.poll(followed).toBe(1);
  await window.getByRole('button', { name: 'History', exact: true }).click();
  await expect.poll(followed).toBe(0);
  await window.getByRole('button', { name: 'Logs', exact: true }).click();
  await expect.poll(followed).toBe(1);
  await see(window, 'hidden');
  await expect.poll(followed).toBe(0);
  await see(window, 'visible');
  await expect.poll(followed).toBe(1);
  await expect(window.getByText(/^Nothing was read from .* while the window was hidden\.$/)).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(followed).toBe(0);
});
