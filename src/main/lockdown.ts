import { app, session, type Session, type WebContents } from 'electron';

/** The pages' own session: in memory, so nothing of them is ever on disk. */
export function uiSession(): Session {
  return session.fromPartition('batten', { cache: false });
}

/**
 * Leaves Chromium no way to another computer; must run before the app is ready.
 *
 * The sessions below cancel requests. What is no request (WebRTC, connection hints) meets this: no name and no address,
 * not even a numeric one, is ever found, and no proxy is asked instead.
 */
export function closeNetwork(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('no-proxy-server');
}

/** Closes everything the pages do not need: network, permissions, downloads, navigation, new windows, webviews. */
export function lockDown(): void {
  closeSession(session.defaultSession);
  closeSession(uiSession());
  // Nothing of Batten makes another one; whatever does shall find it closed as well.
  app.on('session-created', closeSession);
  app.on('web-contents-created', (_event, contents) => confine(contents));
}

function closeSession(one: Session): void {
  one.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  one.setPermissionCheckHandler(() => false);
  one.setDevicePermissionHandler(() => false);
  one.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  one.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith('app:') }));
  one.on('will-download', (event) => event.preventDefault());
}

function confine(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-attach-webview', refuse);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // WebRTC asks no content security policy and makes no request: without a proxy this leaves it TCP only, and TCP goes
  // through the resolver, which finds nothing.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
