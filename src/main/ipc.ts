import { BrowserWindow, ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { CALLS, CHANNEL_PREFIX, type MainHandlers, type PushName, type PushValue } from '../shared/ipc-contract';
import { answerCall, isCallName } from './answer-call';
import { UI_ORIGIN } from './protocol';

/** The one document that may call, whatever its query says. */
const PAGE = `${UI_ORIGIN}/index.html`;

/** Registers every call of the contract; each is answered for our own pages' main frames only. */
export function registerCalls(
  handlers: MainHandlers,
  isOurs: (contents: WebContents) => boolean,
  logError: (error: unknown) => void,
): void {
  for (const name of Object.keys(CALLS).filter(isCallName)) {
    ipcMain.handle(`${CHANNEL_PREFIX}${name}`, (event, argument: unknown) => {
      if (!isTrusted(event, isOurs)) throw new Error('Refused: the caller is not one of Batten’s own pages');
      return answerCall(handlers, name, argument, logError);
    });
  }
}

/** The frame must be read at once: it is gone when its page is. */
function isTrusted(event: IpcMainInvokeEvent, isOurs: (contents: WebContents) => boolean): boolean {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null || !isOurs(event.sender) || !URL.canParse(frame.url)) return false;
  // Compared part by part: "app://ui/index.html.evil" and "app://ui@evil/index.html" begin alike.
  const url = new URL(frame.url);
  return `${url.protocol}//${url.host}${url.pathname}` === PAGE && url.username === '' && url.password === '';
}

/** Sends a push to every open page. */
export function pushToAll<K extends PushName>(name: K, value: PushValue<K>): void {
  for (const window of BrowserWindow.getAllWindows()) pushTo(window, name, value);
}

export function pushTo<K extends PushName>(window: BrowserWindow, name: K, value: PushValue<K>): void {
  if (!window.isDestroyed()) window.webContents.send(`${CHANNEL_PREFIX}${name}`, value);
}
