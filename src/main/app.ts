import { app, type BrowserWindow, dialog, Menu, powerMonitor } from 'electron';
import type { Activity } from '../core/snapshot';
import type { ShowRequest } from '../shared/ipc-contract';
import { createBackend } from './backend';
import { electronDesktop } from './desktop';
import { registerCalls, pushTo, pushToAll } from './ipc';
import { closeNetwork, lockDown, uiSession } from './lockdown';
import { startLog } from './log';
import type { Desktop, Mac } from './mac';
import { createMainWindow } from './main-window';
import type { MenuAction } from './menu-template';
import { createPopover, type Popover } from './popover';
import { registerUiScheme, serveUi } from './protocol';
import { type SnapshotStore, updateSnapshot } from './store';
import { createTrayIcon, type TrayIcon } from './tray';

export interface AppOptions {
  readonly dataFolder: string;
  /** The simulated app opens its window at once: there may be no menu bar to click in. */
  readonly openWindow: boolean;
  /** Where the bundled pages are. */
  readonly rendererFolder: string;
  /** Only the simulated app gives this: what stands in for parts of the desktop. */
  readonly desktop?: Partial<Desktop>;
}

/** The parts of a running app that an entry point may want to look at. */
export interface StartedApp {
  readonly icon: TrayIcon;
  readonly popover: Popover;
  readonly store: SnapshotStore;
  readonly act: (action: MenuAction) => void;
}

/** The Mac is read again after this long even when nobody looks, so that "hardened" stays current. */
const BACKGROUND_MS = 60 * 60 * 1000;
/** Findings older than this are read again when a window is opened. */
const STALE_MS = 15_000;
const ICON_CHECK_MS = 2_000;
const AGE_MS = 60_000;

/** What must happen before Electron is ready, so before anything is awaited. */
export function prepareElectron(): void {
  // Chromium's sandbox cannot run as root, which only test machines do; a packaged Mac app refuses the switch.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  closeNetwork();
  registerUiScheme();
}

/** Starts the app around a Mac, real or simulated, and never returns an error: what goes wrong is shown. */
export async function startApp(mac: Mac, options: AppOptions): Promise<StartedApp | undefined> {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return undefined;
  }
  const log = startLog();
  process.on('unhandledRejection', (error) => log.error(error));
  await app.whenReady();
  if (!options.openWindow) app.dock?.hide();
  lockDown();
  serveUi(uiSession(), options.rendererFolder);

  const mainWindow = createMainWindow(mac.simulated);
  const showWindow = (what: ShowRequest): void => {
    popover.hide();
    mainWindow.show((window) => pushTo(window, 'showRequested', what));
    refreshIfStale();
  };
  const desktop = { ...electronDesktop(options.dataFolder, showWindow, () => popover.hide()), ...options.desktop };
  const backend = createBackend(mac, desktop);
  const { store, monitor, handlers } = backend;
  app.on('render-process-gone', () => backend.logs.stopAll());
  backend.logs.onPush((push) => pushToAll('logChanged', push));
  const refreshIfStale = (): void => {
    const { checked } = store.getState();
    if (!checked || mac.clock.now() - checked.takenAt > STALE_MS) void monitor.refresh();
  };
  const popover = createPopover(() => store.getState().activity.kind !== 'changing', refreshIfStale);
  const act = (action: MenuAction): void => {
    switch (action.kind) {
      case 'open':
        return showWindow(action.taskId === undefined ? {} : { taskId: action.taskId });
      case 'review':
        return showWindow({ review: true });
      case 'roll-back':
        return showWindow({ rollback: action.run });
      case 'refresh':
        return void monitor.refresh();
      case 'quit':
        return app.quit();
    }
  };
  const icon = createTrayIcon(() => popover.toggle(icon.tray), act, store.getState);

  registerCalls(handlers, (contents) => ownWindows().some((window) => window.webContents === contents), log.error);
  const ownWindows = (): BrowserWindow[] =>
    [popover.window(), mainWindow.window()].filter((window) => window !== undefined);
  store.subscribe((snapshot) => {
    pushToAll('snapshotChanged', snapshot);
    icon.draw(snapshot, mac.clock.now());
  });
  icon.draw(store.getState(), mac.clock.now());
  Menu.setApplicationMenu(applicationMenu(() => showWindow({})));
  keepAlive(
    () => showWindow({}),
    () => store.getState().activity,
  );
  setInterval(() => void monitor.refresh(), BACKGROUND_MS).unref();
  // Findings grow old without anything happening; the icon must not go on saying what it no longer knows.
  setInterval(() => {
    monitor.expire();
    icon.draw(store.getState(), mac.clock.now());
  }, AGE_MS).unref();
  powerMonitor.on('resume', () => void monitor.refresh());
  setTimeout(() => updateSnapshot(store, { iconHidden: icon.isHidden() }), ICON_CHECK_MS).unref();
  if (options.openWindow) showWindow({});
  void backend.start().catch(log.error);
  return { icon, popover, store, act };
}

/** Closing windows does not end a menu-bar app; quitting waits for a change under way. */
function keepAlive(show: () => void, activity: () => Activity): void {
  app.on('window-all-closed', () => undefined);
  app.on('activate', show);
  app.on('second-instance', show);
  app.on('before-quit', (event) => {
    const now = activity();
    if (now.kind !== 'changing') return;
    event.preventDefault();
    void askWhetherToQuit(now.countdown !== undefined);
  });
}

/** Asks without blocking: the change goes on while the question is open. */
async function askWhetherToQuit(waits: boolean): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: waits ? 'A change waits for you to keep it.' : 'A change is under way.',
    detail: waits
      ? 'If Batten quits now, the change puts itself back when the time is over. Opened again before that, Batten asks again.'
      : 'Batten is waiting for your password or for macOS. If it quits now, the next start tells you what was changed and offers to take it back.',
    buttons: ['Keep open', 'Quit anyway'],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) app.exit(0);
}

/** An app without a Dock icon has no menu of its own, yet ⌘C, ⌘W and ⌘Q come from one. */
function applicationMenu(open: () => void): Menu {
  return Menu.buildFromTemplate([
    { role: 'appMenu' },
    {
      label: 'File',
      submenu: [{ label: 'Open Batten', accelerator: 'CommandOrControl+0', click: open }, { role: 'close' }],
    },
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ]);
}
