import { join } from 'node:path';
import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';
import type { Surface } from '../shared/ipc-contract';
import { uiSession } from './lockdown';
import { UI_ORIGIN } from './protocol';

/** Opens one of the two pages in a window without any right of its own. */
export function openPage(surface: Surface, options: BrowserWindowConstructorOptions): BrowserWindow {
  const window = new BrowserWindow({
    show: false,
    ...options,
    webPreferences: {
      preload: join(__dirname, '../preload/index.cjs'),
      session: uiSession(),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
      // Chromium slows timers of hidden pages down; a menu-bar app must not use power while nobody looks.
      backgroundThrottling: true,
    },
  });
  const address = `${UI_ORIGIN}/index.html?surface=${surface}`;
  // Chromium asks nobody before it shows about:blank. A page that is lost comes back.
  window.webContents.on('did-navigate', (_event, shown) => {
    if (shown.split('#')[0] !== address) void window.loadURL(address);
  });
  void window.loadURL(address);
  return window;
}
