import { once } from 'node:events';
import { join } from 'node:path';
import { app, BrowserWindow, Tray } from 'electron';
import { prepareElectron, startApp, type StartedApp } from '../../src/main/app';
import { realMac } from '../../src/main/real-mac';
import { machine } from '../../test/sim/machines';
import { SimulatedMac } from '../../test/sim/simulated-mac';
import { FOLDER, mark, painted, pause, QUIET_MS, SCENARIO, timesToShow } from './marks';

/**
 * The app as it ships, but for the programs it asks, which are those of a simulated Mac.
 *
 * The journal, the settings and the locks are the real ones, below the home folder that the measuring process gives.
 */
async function main(): Promise<void> {
  app.setPath('userData', join(FOLDER, 'electron'));
  prepareElectron();
  markFirst(Tray.prototype, 'setToolTip', 'icon');
  const { mac, dataFolder } = await realMac();
  const simulatedMac = new SimulatedMac(machine('fresh', '26.5'), { latency: 'real' });
  const started = await startApp(
    { ...mac, simulated: true, runner: simulatedMac, clock: simulatedMac.clock },
    { dataFolder, openWindow: SCENARIO === 'window', rendererFolder: join(__dirname, '../renderer') },
  );
  if (!started) throw new Error('The app did not start: another one with the same folder is running');
  const checked = firstCheck(started);
  switch (SCENARIO) {
    case 'icon':
      await checked;
      mark('findings');
      return app.exit(0);
    case 'window': {
      const [window] = BrowserWindow.getAllWindows();
      if (!window) throw new Error('There is no window');
      await Promise.all([once(window, 'show'), checked]);
      await showsFindings(window, started);
      mark('findings');
      return app.exit(0);
    }
    case 'popover':
      await checked;
      await pause(QUIET_MS / 5);
      return showPopover(started);
    case 'memory':
      await checked;
      await pause(QUIET_MS);
      return mark('quiet');
  }
}

/** The icon has been drawn when its tooltip is set: that is the last thing drawing does. */
function markFirst(prototype: Tray, method: 'setToolTip', name: string): void {
  const original = prototype[method];
  prototype[method] = function (text: string): void {
    original.call(this, text);
    prototype[method] = original;
    mark(name);
  };
}

function firstCheck({ store }: StartedApp): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(({ checked }) => {
      if (!checked) return;
      stop();
      resolve();
    });
  });
}

/** Any row's name is enough: before the first finding there are no rows, and the page has no other source of names. */
async function showsFindings(window: BrowserWindow, { store }: StartedApp): Promise<void> {
  const words = (store.getState().checked?.rows ?? []).flatMap(({ name, finding }) =>
    finding.kind === 'noncompliant' ? [name, finding.sentence] : [],
  );
  await window.webContents.executeJavaScript(`new Promise((done) => {
    const words = ${JSON.stringify(words)};
    const look = () =>
      words.some((one) => document.body.innerText.includes(one)) ? done(true) : requestAnimationFrame(look);
    look();
  })`);
  await painted(window);
}

async function showPopover(started: StartedApp): Promise<void> {
  const { popover, icon } = started;
  const begun = performance.now();
  popover.toggle(icon.tray);
  const window = popover.window();
  if (!window) throw new Error('There is no popover');
  await once(window, 'show');
  await showsFindings(window, started);
  const first = performance.now() - begun;
  await pause(QUIET_MS / 5);
  const warm = await timesToShow(
    window,
    () => popover.toggle(icon.tray),
    () => popover.hide(),
  );
  mark('shown', { first, warm });
  app.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  app.exit(1);
});
