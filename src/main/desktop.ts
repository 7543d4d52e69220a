import { app, clipboard, shell } from 'electron';
import type { ShowRequest } from '../shared/ipc-contract';
import type { Desktop } from './mac';
import { SETTINGS_PANE_ADDRESSES } from './settings-panes';

/** What Electron does for the backend. */
export function electronDesktop(
  dataFolder: string,
  showWindow: (what: ShowRequest) => void,
  hidePopover: () => void,
): Desktop {
  return {
    async startByHand(_taskId, pane) {
      if (process.platform === 'darwin' && pane !== undefined) await shell.openExternal(SETTINGS_PANE_ADDRESSES[pane]);
    },
    // Electron 44 made the clipboard answer with promises; awaiting works on both.
    copyText: async (text) => {
      await clipboard.writeText(text);
    },
    showWindow,
    hidePopover,
    setLaunchAtLogin(on) {
      if (process.platform !== 'darwin') return 'Opening at login works on a Mac only.';
      app.setLoginItemSettings({ openAtLogin: on });
      const { status } = app.getLoginItemSettings();
      return on && status === 'requires-approval'
        ? 'macOS waits for you to allow this in System Settings › General › Login Items.'
        : undefined;
    },
    facts: () => ({ dataFolder, version: app.getVersion() }),
  };
}
