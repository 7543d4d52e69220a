// The twenty items of Electron's security checklist, in its order and under its titles, asked of the running app; then
// what electronegativity looks for beyond them. docs/electron-security.md says where each is set. What another file
// already holds is named here and not asked twice.
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { SETTINGS_PANE_ADDRESSES } from '../../src/main/settings-panes';
import { CONTENT_SECURITY_POLICY } from '../../src/shared/content-security-policy';
import { CALLS, CHANNEL_PREFIX, PUSHES } from '../../src/shared/ipc-contract';
import { launch, type RunningApp } from './launch';
import { listen, type Listener } from './listener';
import { addFrames, goElsewhere, openWindows, reachOut } from './page-attempts';
import { askForEverything } from './page-permissions';
import { breakPolicy } from './page-policy';

let running: RunningApp;
let popover: Page;
let listener: Listener;
const pages = (): readonly Page[] => [running.window, popover];

test.beforeAll(async () => {
  listener = await listen();
  running = await launch({ environment: { BATTEN_SIMULATED_LATENCY: 'none' } });
  await expect(running.window.getByText(/Checked/).first()).toBeVisible();
  const opened = running.app.waitForEvent('window');
  await running.app.evaluate(() => globalThis.started?.popover.toggle(globalThis.started.icon.tray));
  popover = await opened;
  await expect(popover.getByRole('heading').first()).toBeVisible();
});
test.afterAll(async () => {
  listener.close();
  await running.close();
});
test.afterEach('both pages are where they were, and nothing else was opened', async () => {
  const open = (): Promise<readonly string[]> =>
    running.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((one) => one.getURL().replace(/#.*$/, '')),
    );
  // A window that a test has closed itself is gone a moment later.
  await expect
    .poll(async () => (await open()).toSorted())
    .toEqual(['app://ui/index.html?surface=popover', 'app://ui/index.html?surface=window']);
});

/** One preference of every page that is open, as Chromium holds it now, not as we asked for it. */
function preference(name: string): Promise<readonly unknown[]> {
  return running.app.evaluate(
    ({ webContents }, wanted) =>
      webContents.getAllWebContents().map((one) => {
        // Electron has this, and leaves it out of its types.
        const contents = one as unknown as { getLastWebPreferences(): Record<string, unknown> };
        return contents.getLastWebPreferences()[wanted];
      }),
    name,
  );
}

/** Waits until the page that was marked as the same document has made room for a new one. */
async function isAnotherDocument(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => 'sameDocument' in globalThis).catch(() => true)).toBe(false);
  await expect(page.getByRole('heading').first()).toBeVisible();
}

// Proves P12: Nothing that a page can do reaches a listener outside the app, WebRTC and connection hints included.
test('1. Only load secure content', async () => {
  // Chromium keeps no resource timing for a scheme of one's own: the session is asked what it fetched.
  await Promise.all(pages().map((page) => page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))));
  await running.app.evaluate(({ session, webContents }) => {
    const addresses: string[] = [];
    Object.assign(globalThis, { loaded: addresses });
    session.fromPartition('batten').webRequest.onCompleted(({ url }) => void addresses.push(url));
    for (const one of webContents.getAllWebContents()) one.reloadIgnoringCache();
  });
  for (const page of pages()) await isAnotherDocument(page);
  const loaded = await running.app.evaluate(() => (globalThis as unknown as { loaded: string[] }).loaded);
  expect(new Set(loaded).size).toBeGreaterThanOrEqual(4);
  expect(loaded.filter((address) => !address.startsWith('app://ui/'))).toEqual([]);

  for (const outcomes of await Promise.all(pages().map((page) => reachOut(page, listener.port, 1_000)))) {
    const all = Object.entries(outcomes);
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(([, outcome]) => outcome.startsWith('got ') && outcome !== 'got silence')).toEqual([]);
  }
  // The policy of the pages out of the way: the sessions themselves, one made by whoever included.
  const beneath = await running.app.evaluate(async ({ session }, port) => {
    const sessions = [session.fromPartition('batten'), session.defaultSession, session.fromPartition('another')];
    const addresses = [`http://127.0.0.1:${port}/`, `https://127.0.0.1:${port}/`, 'https://example.org/', 'data:,x'];
    const reason = (answer: Promise<unknown>): Promise<string> => answer.then(() => 'an answer', String);
    return {
      fetched: await Promise.all(sessions.flatMap((one) => addresses.map((address) => reason(one.fetch(address))))),
      resolved: await Promise.all(
        sessions.flatMap((one) => ['localhost', '127.0.0.1'].map((name) => reason(one.resolveHost(name)))),
      ),
    };
  }, listener.port);
  expect(new Set(beneath.fetched)).toEqual(new Set(['Error: net::ERR_BLOCKED_BY_CLIENT']));
  expect(new Set(beneath.resolved)).toEqual(new Set(['Error: net::ERR_NAME_NOT_RESOLVED']));

  expect(listener.heard).toEqual([]);
  await fetch(`http://127.0.0.1:${listener.port}/`, { signal: AbortSignal.timeout(200) }).catch(() => undefined);
  expect(listener.heard, 'what does reach the listener is heard').toEqual(['TCP GET / HTTP/1.1']);
});

// What the page sees of Node: hostile-renderer.e2e.ts.
test('2. Do not enable Node.js integration for remote content', async () => {
  expect(await preference('nodeIntegration')).toEqual([false, false]);
  expect(await preference('nodeIntegrationInSubFrames')).toEqual([false, false]);
  const seen = await Promise.all(
    pages().map((page) =>
      page.evaluate(() =>
        ['require', 'module', 'process', 'Buffer', 'global', '__dirname'].filter((name) => name in globalThis),
      ),
    ),
  );
  expect(seen).toEqual([[], []]);
});

test('3. Enable context isolation in all renderers', async () => {
  expect(await preference('contextIsolation')).toEqual([true, true]);
  await Promise.all(
    pages().map((page) =>
      page.evaluate(() => {
        Object.assign(globalThis, { ofThePage: true });
        Object.assign(Object.prototype, { alsoOfThePage: true });
      }),
    ),
  );
  // 999 is the world in which Electron runs the preload script.
  const seen = await running.app.evaluate(({ webContents }) =>
    Promise.all(
      webContents
        .getAllWebContents()
        .map((one) =>
          one.executeJavaScriptInIsolatedWorld(999, [
            { code: '[typeof ofThePage, typeof alsoOfThePage, typeof require, typeof document].join()' },
          ]),
        ),
    ),
  );
  expect(seen).toEqual(['undefined,undefined,undefined,object', 'undefined,undefined,undefined,object']);
  for (const page of pages()) {
    const descriptor = await page.evaluate(() => {
      Reflect.deleteProperty(Object.prototype, 'alsoOfThePage');
      const { writable, configurable } = Object.getOwnPropertyDescriptor(globalThis, 'batten') ?? {};
      return { writable, configurable };
    });
    expect(descriptor).toEqual({ writable: false, configurable: false });
  }
});

test('4. Enable process sandboxing', async () => {
  expect(await preference('sandbox')).toEqual([true, true]);
  // As root, which only test machines are, Chromium cannot use its sandbox and is told so.
  const switches = await running.app.evaluate(({ app }) =>
    ['enable-sandbox', 'no-sandbox'].filter((name) => app.commandLine.hasSwitch(name)),
  );
  expect(switches).toEqual([process.getuid?.() === 0 ? 'no-sandbox' : 'enable-sandbox']);
});

test('5. Handle session permission requests from remote content', async () => {
  for (const page of pages()) {
    await page.bringToFront();
    const { asked, states } = await askForEverything(page);
    expect(Object.entries(asked).filter(([, outcome]) => outcome !== 'refused')).toEqual([]);
    expect(Object.entries(states).filter(([, state]) => state !== 'denied')).toEqual([]);
  }
});

test('6. Do not disable webSecurity', async () => {
  expect(await preference('webSecurity')).toEqual([true, true]);
});

// That the policy in the page is the one in the header: test/renderer/looks.spec.ts.
test('7. Define a Content-Security-Policy', async () => {
  const headers = await running.app.evaluate(async ({ session }) => {
    const answers = await Promise.all(
      ['app://ui/index.html', 'app://ui/nothing'].map((address) => session.fromPartition('batten').fetch(address)),
    );
    return answers.map((answer) => Object.fromEntries(answer.headers));
  });
  for (const header of headers) {
    expect(header).toMatchObject({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-dns-prefetch-control': 'off',
    });
  }
  for (const outcomes of await Promise.all(pages().map(breakPolicy))) {
    const all = Object.entries(outcomes);
    expect(all.length).toBeGreaterThan(12);
    expect(all.filter(([, outcome]) => outcome !== 'refused')).toEqual([]);
  }
});

test('8. Do not enable allowRunningInsecureContent', async () => {
  expect(await preference('allowRunningInsecureContent')).toEqual([false, false]);
});

test('9. Do not enable experimental features', async () => {
  expect(await preference('experimentalFeatures')).toEqual([false, false]);
});

test('10. Do not use enableBlinkFeatures', async () => {
  expect(await preference('enableBlinkFeatures')).toEqual(['', '']);
});

test('11. Do not use allowpopups for WebViews, 12. Verify WebView options before creation', async () => {
  expect(await preference('webviewTag')).toEqual([false, false]);
  for (const page of pages()) {
    const made = await page.evaluate(async () => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'app://ui/index.html');
      view.setAttribute('allowpopups', '');
      document.body.append(view);
      await new Promise((done) => setTimeout(done, 300));
      const { constructor, shadowRoot } = view;
      view.remove();
      return { constructor: constructor.name, shadowRoot };
    });
    expect(made).toEqual({ constructor: 'HTMLElement', shadowRoot: null });
  }
  // A window that somebody gave the tag to, in this app: the guest is refused before it exists.
  const attached = await running.app.evaluate(async ({ BrowserWindow, webContents }) => {
    const window = new BrowserWindow({ show: false, webPreferences: { webviewTag: true } });
    await window.loadURL('about:blank');
    const before = webContents.getAllWebContents().length;
    await window.webContents.executeJavaScript(`new Promise((done) => {
      const view = document.createElement('webview');
      view.src = 'about:blank';
      document.body.append(view);
      setTimeout(done, 500);
    })`);
    const guests = webContents.getAllWebContents().length - before;
    window.destroy();
    return guests;
  });
  expect(attached).toBe(0);
});

test('13. Disable or limit navigation', async () => {
  const before = listener.heard.length;
  await Promise.all(
    pages().map(async (page) => {
      await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
      await goElsewhere(page, listener.port);
      expect(await page.evaluate(() => (globalThis as { sameDocument?: boolean }).sameDocument)).toBe(true);
      const addresses = [
        'app://ui/index.html',
        `http://127.0.0.1:${listener.port}/`,
        'data:text/html,in',
        'about:blank',
      ];
      const within = await addFrames(page, addresses, 500);
      expect(within.filter((one) => one !== '' && one !== 'another origin')).toEqual([]);
    }),
  );
  expect(listener.heard.slice(before)).toEqual([]);
  // Nobody is asked before a page makes itself blank: it comes back.
  for (const page of pages()) {
    await page.evaluate(() => location.assign('about:blank'));
    await isAnotherDocument(page);
  }
});

test('14. Disable or limit creation of new windows', async () => {
  for (const page of pages()) expect(await openWindows(page)).toEqual([]);
});

// That a page can name a task only, and no address: hostile-renderer.e2e.ts. That there is one call of openExternal:
// docs/electronegativity.json.
test('15. Do not use shell.openExternal with untrusted content', () => {
  const others = Object.values(SETTINGS_PANE_ADDRESSES).filter(
    (one) => !/^x-apple\.systempreferences:[\w.?-]+$/.test(one),
  );
  expect(others).toEqual([]);
});

// Whether that version is still looked after: `npm run check:supply` asks.
test('16. Use a current version of Electron', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  const [, packaged] = /^electronVersion: (\S+)$/m.exec(readFileSync('electron-builder.yml', 'utf8')) ?? [];
  expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  expect([packaged, packages['node_modules/electron']?.version]).toEqual([
    devDependencies['electron'],
    devDependencies['electron'],
  ]);
});

// A real foreign window: hostile-renderer.e2e.ts. Here every call meets every sender that must not be answered.
test('17. Validate the sender of all IPC messages', async () => {
  const answers = await running.app.evaluate(async ({ BrowserWindow, ipcMain, webContents }) => {
    type Handler = (event: unknown, argument?: unknown) => Promise<unknown>;
    // Electron's own list; there is no public one.
    const { _invokeHandlers: handlers } = ipcMain as unknown as { _invokeHandlers: Map<string, Handler> };
    const [own] = webContents.getAllWebContents();
    const foreign = new BrowserWindow({ show: false });
    const page = 'app://ui/index.html?surface=window';
    const senders: Record<string, unknown> = {
      'no frame': { sender: own, senderFrame: null },
      'a frame within': { sender: own, senderFrame: { parent: {}, url: page } },
      'a foreign window': { sender: foreign.webContents, senderFrame: { parent: null, url: page } },
    };
    const places = [
      '',
      'about:blank',
      'https://example.org/app://ui/index.html',
      'app://ui/index.html.evil',
      'app://ui/index.htm',
      'app://ui/',
      'app://ui.evil/index.html',
      'app://other/index.html',
      'app://ui@evil/index.html',
      'app://evil@ui/index.html',
      'file:///app://ui/index.html',
    ];
    for (const url of places) senders[`at ${url}`] = { sender: own, senderFrame: { parent: null, url } };
    const ask = async (name: string, event: unknown): Promise<string> => {
      try {
        await handlers.get(name)?.(event);
        return 'answered';
      } catch (error) {
        return String(error);
      }
    };
    const answered: string[] = [];
    for (const name of handlers.keys()) {
      for (const [who, event] of Object.entries(senders)) {
        if (!(await ask(name, event)).includes('Refused')) answered.push(`${name}, ${who}`);
      }
    }
    const control = await ask('batten:getSnapshot', { sender: own, senderFrame: { parent: null, url: page } });
    foreign.destroy();
    // 'error' is Electron's own.
    const listened = ipcMain.eventNames().filter((name) => name !== 'error');
    return { channels: [...handlers.keys()], listened, answered, control };
  });
  expect(answers.answered).toEqual([]);
  expect(answers.control).toBe('answered');
  expect(answers.channels.toSorted()).toEqual(
    Object.keys(CALLS)
      .map((name) => `${CHANNEL_PREFIX}${name}`)
      .toSorted(),
  );
  expect(answers.listened).toEqual([]);
});

test('18. Avoid usage of the file:// protocol and prefer usage of custom protocols', async () => {
  const served = await running.app.evaluate(async ({ session }) => {
    const ui = session.fromPartition('batten');
    const ask = async (address: string, init?: RequestInit): Promise<string> => {
      const answer = await ui.fetch(address, init);
      return `${answer.status} ${(await answer.text()).length > 0 ? 'with' : 'without'} content`;
    };
    const refused = [
      'app://ui/',
      'app://ui/nothing.html',
      'app://ui/INDEX.HTML',
      'app://ui/index.html/',
      'app://ui//index.html',
      'app://ui/assets',
      'app://ui/%69ndex.html',
      'app://ui/%2e%2e/main/index.cjs',
      'app://ui/..%2fmain/index.cjs',
      'app://ui/..%5cmain%5cindex.cjs',
      'app://ui/../main/index.cjs',
      'app://ui/../../package.json',
      'app://ui/assets/../../preload/index.cjs',
      'app://ui/etc/passwd',
      'app://ui/index.html%00.js',
      'app://other/index.html',
      'app://ui.other/index.html',
      'app:///index.html',
    ];
    const answers = await Promise.all(refused.map(async (address) => [address, await ask(address).catch(String)]));
    return {
      answers: answers.filter(([, answer]) => answer !== '404 without content' && !answer?.includes('net::ERR')),
      post: await ask('app://ui/index.html', { method: 'POST', body: 'x' }),
      control: await ask('app://ui/index.html?surface=window#x'),
      elsewhere: session.defaultSession.protocol.isProtocolHandled('app'),
    };
  });
  expect(served).toEqual({
    answers: [],
    post: '404 without content',
    control: '200 with content',
    elsewhere: false,
  });
});

// 19. Check which fuses you can change: packaged.e2e.ts reads them from the packaged program and tries what they close;
// test/packaging/mac-bundle.spec.ts reads them from the macOS bundle.

test('20. Do not expose Electron APIs to untrusted web content', async () => {
  for (const page of pages()) {
    const exposed = await page.evaluate(async () => {
      type Push = (listener: (...given: unknown[]) => void) => () => void;
      const { batten } = globalThis as unknown as { batten: Record<string, unknown> };
      const given = new Promise<readonly unknown[]>((done) => {
        (batten['snapshotChanged'] as Push)((...all) => done(all));
      });
      await (batten['refresh'] as () => Promise<unknown>)();
      const pushed = await given;
      return {
        names: Object.keys(batten),
        others: Object.entries(batten).filter(([, value]) => typeof value !== 'function' && typeof value !== 'string'),
        pushed: pushed.length,
        members: Object.keys(pushed[0] as object),
      };
    });
    expect(exposed.names.toSorted()).toEqual([...Object.keys(CALLS), ...Object.keys(PUSHES), 'surface'].toSorted());
    expect(exposed.others).toEqual([]);
    expect(exposed.pushed).toBe(1);
    for (const member of ['sender', 'ports', 'preventDefault']) expect(exposed.members).not.toContain(member);
  }
});

// ---------------------------------------------------------------------------------------------------------------------
// Beyond the twenty. Developer tools: hostile-renderer.e2e.ts. Switches and variables of production: packaged.e2e.ts.

test('nothing can be downloaded', async () => {
  await running.app.evaluate(({ session }) => {
    const states: string[] = [];
    Object.assign(globalThis, { downloads: states });
    session.fromPartition('batten').on('will-download', (event, item) => {
      states.push(`${item.getURL().split(':')[0]}: ${event.defaultPrevented ? 'prevented' : 'let through'}`);
    });
  });
  for (const page of pages()) {
    await page.evaluate(() => {
      const addresses = [
        URL.createObjectURL(new Blob(['x'])),
        'data:application/octet-stream,x',
        'app://ui/index.html',
      ];
      for (const address of addresses) {
        const anchor = document.createElement('a');
        anchor.href = address;
        anchor.download = 'taken.html';
        document.body.append(anchor);
        anchor.click();
        anchor.remove();
      }
    });
  }
  await running.app.evaluate(({ webContents }) => {
    for (const one of webContents.getAllWebContents()) one.downloadURL('app://ui/index.html');
  });
  const downloads = (): Promise<readonly string[]> =>
    running.app.evaluate(() => (globalThis as unknown as { downloads: string[] }).downloads);
  await expect.poll(async () => (await downloads()).length).toBeGreaterThanOrEqual(2);
  expect((await downloads()).filter((one) => !one.endsWith('prevented'))).toEqual([]);
});

test('the pages leave nothing on disk', async () => {
  const kept = await running.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map(({ session: one }) => [one.isPersistent(), one.storagePath]),
  );
  expect(kept).toEqual([
    [false, null],
    [false, null],
  ]);
});

test('no switch loosens Chromium, and certificates are judged by Chromium alone', async () => {
  const found = await running.app.evaluate(({ app }) => ({
    // Electron sets allow-file-access-from-files itself, for an app that lives in files; ours does not, and the fuse
    // grantFileProtocolExtraPrivileges is off.
    switches: [
      'allow-running-insecure-content',
      'disable-site-isolation-trials',
      'disable-web-security',
      'enable-blink-features',
      'enable-experimental-web-platform-features',
      'ignore-certificate-errors',
      'load-extension',
      'proxy-server',
      'unsafely-treat-insecure-origin-as-secure',
    ].filter((name) => app.commandLine.hasSwitch(name)),
    warnings: process.env['ELECTRON_DISABLE_SECURITY_WARNINGS'],
    // One each is Electron's own.
    listeners: app.listenerCount('certificate-error') + app.listenerCount('select-client-certificate'),
    login: app.listenerCount('login'),
  }));
  expect(found).toEqual({ switches: [], listeners: 2, login: 0 });
});

test('Electron itself has nothing to warn of', async () => {
  const said: string[] = [];
  running.window.on('console', (message) => said.push(message.text()));
  await running.window.reload();
  await expect(running.window.getByText(/Checked/).first()).toBeVisible();
  await running.window.evaluate(() => console.log('the end'));
  await expect.poll(() => said).toContain('the end');
  expect(said).toEqual(['the end']);
});
