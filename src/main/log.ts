import { ipcMain } from 'electron';
import log from 'electron-log/main';
import { redact } from './redact';

const LIBRARY_CHANNEL = '__ELECTRON_LOG__';

/** Sets up the log file: small, on this Mac only, redacted. */
export function startLog(): { readonly info: (text: string) => void; readonly error: (error: unknown) => void } {
  // The library listens for messages of pages, of any size and unredacted, without asking who sends them. No page of
  // ours sends any.
  ipcMain.removeHandler(LIBRARY_CHANNEL);
  ipcMain.removeAllListeners(LIBRARY_CHANNEL);
  log.transports.file.maxSize = 1024 * 1024;
  log.transports.console.level = false;
  if (log.transports.remote) log.transports.remote.level = false;
  return {
    info: (text) => log.info(redact(text)),
    error: (error) => log.error(redact(error instanceof Error ? (error.stack ?? error.message) : String(error))),
  };
}
