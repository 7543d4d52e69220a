// `npm run screenshots`: the pictures of README.md, made anew from the simulated app in a real Electron.
//
// It needs a display; on Linux without one: xvfb-run -a npm run screenshots. Look at every picture before it is
// committed: nothing else does.
import { _electron } from '@playwright/test';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { BuildError, buildSimulated, failPlainly, projectRoot } from './build.mjs';
import { NoElectron, electronArguments, electronExecutable } from './electron.mjs';

const FOLDER = join(projectRoot, 'docs/images');
const THEMES = ['light', 'dark'];
const WINDOW = { width: 1040, height: 720 };
/** Pixels for each point, as on the display of a Mac. */
const SCALE = 2;
/** A README that takes seconds to load is not read. */
const LARGEST = 200 * 1024;
const PATIENCE = { timeout: 20_000 };

async function takePicture(page, name) {
  // Focus rings and pointers belong to whoever is at the keyboard, not into a picture.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.evaluate(() => document.fonts.ready);
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setDeviceMetricsOverride', {
    width,
    height,
    deviceScaleFactor: SCALE,
    mobile: false,
  });
  await page.waitForTimeout(400);
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: `${file}.tmp.png`, scale: 'device', animations: 'disabled', caret: 'hide' });
  renameSync(`${file}.tmp.png`, file);
  await devtools.send('Emulation.clearDeviceMetricsOverride');
  await devtools.detach();
  const size = statSync(file).size;
  console.log(`${relative(projectRoot, file)}  ${Math.round(size / 1024)} KB`);
  if (size > LARGEST) throw new BuildError(`${relative(projectRoot, file)} is larger than ${LARGEST / 1024} KB.`);
}

/** Gives the window its colours and its size, and waits until the Mac is read. */
async function dress(app, window, theme) {
  await app.evaluate(
    ({ BrowserWindow, nativeTheme }, { source, size }) => {
      nativeTheme.themeSource = source;
      globalThis.simulation.answer = 'granted';
      BrowserWindow.getAllWindows()[0].setContentSize(size.width, size.height);
    },
    { source: theme, size: WINDOW },
  );
  await window
    .getByText(/Checked/)
    .first()
    .waitFor(PATIENCE);
}

/** What can be reached on a Mac with services. */
async function photographServices(app, window, theme) {
  await dress(app, window, theme);
  await window.getByRole('button', { name: /^Exposure/ }).click();
  await window.getByText('Planka').first().waitFor(PATIENCE);
  await takePicture(window, `exposure-${theme}`);
}

/** Goes through the app as a person would, once, and takes pictures on the way. */
async function photographChecks(app, window, theme) {
  await dress(app, window, theme);
  await takePicture(window, `window-${theme}`);

  const opened = app.waitForEvent('window');
  await app.evaluate(() => globalThis.started.popover.toggle(globalThis.started.icon.tray));
  const popover = await opened;
  await popover.getByRole('heading').first().waitFor(PATIENCE);
  await popover
    .getByText(/Checked/)
    .first()
    .waitFor(PATIENCE);
  await popover.waitForTimeout(400); // it fits its window to what it shows
  await takePicture(popover, `popover-${theme}`);
  await app.evaluate(() => globalThis.started.popover.destroy());

  await window.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
  await window.getByRole('button', { name: /^Apply \d+ changes…$/ }).waitFor(PATIENCE);
  await takePicture(window, `review-${theme}`);

  await window.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
  await window.getByRole('button', { name: /^Undo all of run 1$/ }).waitFor(PATIENCE);
  await takePicture(window, `result-${theme}`);

  // A second run, so that the history has a way back to show.
  await window.getByRole('button', { name: 'Undo NFS sharing…' }).click();
  await window.getByRole('button', { name: /^Roll back 1 change…$/ }).click();
  await window.getByText('1 value restored and verified').first().waitFor(PATIENCE);
  await window.keyboard.press('Escape');
  await window.getByRole('button', { name: 'History', exact: true }).click();
  await window.getByRole('heading', { name: /Run 2/ }).waitFor(PATIENCE);
  await takePicture(window, `history-${theme}`);

  // What can lock out waits to be kept.
  const approved = window.evaluate(async () => {
    const plan = await window.batten.preparePlan({ taskIds: ['remote-login'] });
    await window.batten.approvePlan({ planId: plan.value.planId, confirmed: true });
  });
  await window.getByRole('alertdialog').waitFor(PATIENCE);
  await takePicture(window, `keep-${theme}`);
  await window.getByRole('button', { name: 'Put back now' }).click();
  await approved;
}

/** Inter is close to the font of macOS; on Linux the page's `system-ui` is what GTK is set to. */
function withInter(folder) {
  mkdirSync(join(folder, 'gtk-3.0'), { recursive: true });
  writeFileSync(join(folder, 'gtk-3.0/settings.ini'), '[Settings]\ngtk-font-name=Inter 10\n');
  return folder;
}

async function main() {
  if (process.platform === 'linux' && !process.env.DISPLAY)
    throw new BuildError('There is no display: run `xvfb-run -a npm run screenshots`.');
  await buildSimulated();
  mkdirSync(FOLDER, { recursive: true });
  const sittings = THEMES.flatMap((theme) => [
    { theme, machine: 'fresh 26.5', photograph: photographChecks },
    { theme, machine: 'serving 26.5', photograph: photographServices },
  ]);
  for (const { theme, machine, photograph } of sittings) {
    const folder = mkdtempSync(join(tmpdir(), 'batten-screenshots-'));
    const app = await _electron.launch({
      executablePath: await electronExecutable(),
      // macOS shows scroll bars only while somebody scrolls.
      args: [...electronArguments(), '--hide-scrollbars', join(projectRoot, 'out-simulated/main/index.cjs')],
      // Playwright would otherwise tell the page that it is light.
      colorScheme: null,
      env: {
        ...process.env,
        BATTEN_SIMULATED_MACHINE: machine,
        BATTEN_SIMULATED_FOLDER: folder,
        XDG_CONFIG_HOME: withInter(join(folder, 'config')),
      },
    });
    try {
      await photograph(app, await app.firstWindow(), theme);
    } finally {
      await app.close().catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

await main().catch((error) => failPlainly(error instanceof NoElectron ? new BuildError(error.message) : error));
