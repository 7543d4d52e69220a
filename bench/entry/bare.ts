import { once } from 'node:events';
import { join } from 'node:path';
import { app, BrowserWindow, type BrowserWindowConstructorOptions, nativeImage, Tray } from 'electron';
import { FOLDER, mark, painted, pause, QUIET_MS, SCENARIO, timesToShow } from './marks';

/** The least an Electron app can do and still have an icon or a window: what every Electron app pays. */
let tray: Tray | undefined;

async function main(): Promise<void> {
  app.setPath('userData', join(FOLDER, 'electron'));
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  app.on('window-all-closed', () => undefined);
  await app.whenReady();
  switch (SCENARIO) {
    case 'icon':
      showIcon();
      mark('icon');
      return app.exit(0);
    case 'window':
      await openPlain({ width: 1040, height: 720 });
      mark('painted');
      return app.exit(0);
    case 'popover': {
      showIcon();
      await pause(QUIET_MS / 5);
      const begun = performance.now();
      const window = await openPlain({ width: 360, height: 560, frame: false, resizable: false, skipTaskbar: true });
      const first = performance.now() - begun;
      await pause(QUIET_MS / 5);
      const warm = await timesToShow(
        window,
        () => window.show(),
        () => window.hide(),
      );
      mark('shown', { first, warm });
      return app.exit(0);
    }
    case 'memory':
      showIcon();
      await pause(QUIET_MS);
      return mark('quiet');
  }
}

function showIcon(): void {
  tray = new Tray(nativeImage.createFromPath(join(__dirname, '../../assets/tray/checkingTemplate.png')));
  tray.setToolTip('Bare');
}

async function openPlain(options: BrowserWindowConstructorOptions): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    show: false,
    ...options,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  const ready = once(window, 'ready-to-show');
  void window.loadFile(join(__dirname, 'plain.html'));
  await ready;
  const shown = once(window, 'show');
  window.show();
  await shown;
  await painted(window);
  return window;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  app.exit(1);
});
