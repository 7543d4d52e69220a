import { type BrowserWindow, nativeTheme, screen, type Tray } from 'electron';
import { openPage } from './page';
import { popoverPosition } from './popover-position';

const SIZE = { width: 360, height: 560 };
/** A click on the icon while the popover is open first takes its focus away; the same click must not open it again. */
const SAME_CLICK_MS = 250;
/** A popover that nobody opens any more gives its memory back. */
const FORGET_MS = 5 * 60 * 1000;

/** The small window below the icon. */
export interface Popover {
  toggle(tray: Tray): void;
  hide(): void;
  window(): BrowserWindow | undefined;
  destroy(): void;
}

/** `mayHide` is false while macOS asks for the password: its dialog takes the focus. */
export function createPopover(mayHide: () => boolean, onShow: () => void): Popover {
  let window: BrowserWindow | undefined;
  let hiddenAt = 0;
  let painted = false;
  let forget: NodeJS.Timeout | undefined;

  const hide = (): void => {
    if (!window?.isVisible()) return;
    window.hide();
    hiddenAt = Date.now();
    forget = setTimeout(() => window?.destroy(), FORGET_MS);
    forget.unref();
  };

  const open = (): BrowserWindow => {
    const opened = openPage('popover', {
      ...SIZE,
      frame: false,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1e1e1e' : '#ffffff',
      ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
    });
    opened.on('blur', () => {
      if (mayHide()) hide();
    });
    opened.on('closed', () => {
      window = undefined;
    });
    return opened;
  };

  const show = (tray: Tray, shown: BrowserWindow): void => {
    const icon = tray.getBounds();
    const display = icon.width > 0 ? screen.getDisplayMatching(icon) : screen.getPrimaryDisplay();
    const at = popoverPosition(icon, SIZE, display.workArea);
    shown.setPosition(at.x, at.y, false);
    shown.show();
    onShow();
  };

  return {
    toggle(tray) {
      clearTimeout(forget);
      if (window?.isVisible()) return hide();
      if (Date.now() - hiddenAt < SAME_CLICK_MS) return undefined;
      // A second click while the page is still being painted changes nothing: it shows as soon as it can.
      if (window) return painted ? show(tray, window) : undefined;
      const opened = open();
      window = opened;
      painted = false;
      opened.once('ready-to-show', () => {
        painted = true;
        show(tray, opened);
      });
      return undefined;
    },
    hide,
    window: () => window,
    destroy: () => window?.destroy(),
  };
}
