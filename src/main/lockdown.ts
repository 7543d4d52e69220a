import { app, session, type Session, type WebContents } from 'electron';

/** The pages' own session: in memory, so nothing of them is ever on disk. */
export function uiSession(): Session {
  return session.fromPartition('batten', { cache: false });
}

/** Closes everything the pages do not need: network, permissions, downloads, navigation, new windows, webviews. */
export function lockDown(): void {
  const ui = uiSession();
  ui.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  ui.setPermissionCheckHandler(() => false);
  ui.setDevicePermissionHandler(() => false);
  ui.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  ui.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !/^(app|devtools):/.test(details.url) });
  });
  ui.on('will-download', (event) => event.preventDefault());
  app.on('web-contents-created', (_event, contents) => confine(contents));
}

function confine(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-attach-webview', refuse);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** A switch that would let another program drive the app from outside; production refuses to start with one. */
export function debuggingSwitch(): string | undefined {
  const refused = ['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk', 'js-flags'];
  const onMac = process.platform === 'darwin' ? ['no-sandbox'] : [];
  return [...refused, ...onMac].find((name) => app.commandLine.hasSwitch(name));
}
