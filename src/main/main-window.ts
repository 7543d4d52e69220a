import { app, type BrowserWindow, nativeTheme } from 'electron';
import { openPage } from './page';

/** The ordinary window, also for people whose icon macOS hides. */
export interface MainWindow {
  /** Opens it or brings it to the front; `ready` is called when its page can be spoken to. */
  show(ready: (window: BrowserWindow) => void): void;
  window(): BrowserWindow | undefined;
}

export function createMainWindow(simulated: boolean): MainWindow {
  let window: BrowserWindow | undefined;
  let isReady = false;
  let tellWhenReady: (window: BrowserWindow) => void = () => undefined;

  const open = (): BrowserWindow => {
    const opened = openPage('window', {
      width: 1040,
      height: 720,
      minWidth: 860,
      minHeight: 560,
      title: simulated ? 'Batten – simulated Mac' : 'Batten',
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1e1e1e' : '#ffffff',
      ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : { autoHideMenuBar: true }),
    });
    opened.on('page-title-updated', (event) => event.preventDefault());
    opened.on('closed', () => {
      window = undefined;
      // With no window open the app is its icon again, without a place in the Dock.
      app.dock?.hide();
    });
    return opened;
  };

  return {
    show(ready) {
      void app.dock?.show();
      if (window) {
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
        // A page that is still loading hears nothing yet: what is asked for last is told when it is ready.
        if (isReady) ready(window);
        else tellWhenReady = ready;
        return;
      }
      const opened = open();
      window = opened;
      isReady = false;
      tellWhenReady = ready;
      opened.once('ready-to-show', () => {
        isReady = true;
        opened.show();
        tellWhenReady(opened);
      });
    },
    window: () => window,
  };
}
