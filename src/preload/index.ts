import { contextBridge, ipcRenderer } from 'electron';
import { CALLS, CHANNEL_PREFIX, PUSHES } from '../shared/ipc-contract';

/** Exposes the contract and nothing else: one function a call, one subscription a push. */
const calls = Object.keys(CALLS).map((name) => [
  name,
  (argument: unknown): Promise<unknown> => ipcRenderer.invoke(`${CHANNEL_PREFIX}${name}`, argument),
]);
const pushes = Object.keys(PUSHES).map((name) => [
  name,
  (listener: (value: unknown) => void): (() => void) => {
    const relay = (_event: unknown, value: unknown): void => listener(value);
    ipcRenderer.on(`${CHANNEL_PREFIX}${name}`, relay);
    return () => void ipcRenderer.off(`${CHANNEL_PREFIX}${name}`, relay);
  },
]);
const surface = new URLSearchParams(location.search).get('surface') === 'popover' ? 'popover' : 'window';
contextBridge.exposeInMainWorld('batten', { ...Object.fromEntries([...calls, ...pushes]), surface });
