import { readFile, stat, writeFile } from 'node:fs/promises';
import { app, clipboard, dialog, shell } from 'electron';
import { plainFileError } from '../platform/file-layer';
import type { ShowRequest } from '../shared/ipc-contract';
import type { Desktop } from './mac';
import { SETTINGS_PANE_ADDRESSES } from './settings-panes';

const LARGEST_TEXT = 1024 * 1024;

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
    async saveText(suggestedName, text) {
      const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: suggestedName });
      if (canceled || filePath === '') return { kind: 'cancelled' };
      try {
        await writeFile(filePath, text, { mode: 0o600 });
        return { kind: 'done', path: filePath };
      } catch (error) {
        return { kind: 'refused', reason: `${filePath} was not written: ${plainFileError(error)}` };
      }
    },
    async openText() {
      const { canceled, filePaths } = await dialog.showOpenDialog({ properties: ['openFile'] });
      const [path] = filePaths;
      if (canceled || path === undefined) return { kind: 'cancelled' };
      try {
        if ((await stat(path)).size > LARGEST_TEXT) return { kind: 'refused', reason: `${path} is larger than 1 MB` };
        return { kind: 'read', path, text: await readFile(path, 'utf8') };
      } catch (error) {
        return { kind: 'refused', reason: `${path} was not read: ${plainFileError(error)}` };
      }
    },
    showFile: (path) => shell.showItemInFolder(path),
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
