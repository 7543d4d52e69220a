import type { Page } from '@playwright/test';

/** What came of each attempt: "got …" with the value, or the name of the error. */
export type Outcomes = Readonly<Record<string, string>>;

/**
 * Everything a page can do to reach another computer, tried at once against `127.0.0.1:port`.
 *
 * What answers gives its outcome. What never answers (hints, pings, submitted forms) is given `waitMs`; the listener on
 * that port says what came of it.
 */
export function reachOut(page: Page, port: number, waitMs: number): Promise<Outcomes> {
  return page.evaluate(
    async ([at, wait]) => {
      const http = `http://127.0.0.1:${at}`;
      const outcomes: Record<string, string> = {};
      const settle = async (name: string, attempt: () => unknown): Promise<void> => {
        try {
          outcomes[name] = `got ${String(await attempt())}`;
        } catch (error) {
          outcomes[name] = error instanceof Error ? error.name : String(error);
        }
      };
      const pause = (answer: string): Promise<string> => new Promise((done) => setTimeout(() => done(answer), wait));
      const put = <E extends HTMLElement>(element: E, attributes: Readonly<Record<string, string>>): E => {
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        document.body.append(element);
        return element;
      };
      const loads = (tag: string, attributes: Readonly<Record<string, string>>): Promise<string> =>
        new Promise((done, fail) => {
          const element = document.createElement(tag);
          element.addEventListener('load', () => done('load'));
          element.addEventListener('error', () => fail(new Error('no load')));
          setTimeout(() => done('silence'), wait);
          put(element, attributes);
        });
      const opens = (target: EventTarget, opened = 'open'): Promise<string> =>
        new Promise((done, fail) => {
          target.addEventListener(opened, () => done(opened));
          target.addEventListener('error', () => fail(new Error('not open')));
        });
      const request = new XMLHttpRequest();
      request.open('GET', `${http}/xhr`);
      const attempts: Record<string, () => unknown> = {
        fetch: () => fetch(`${http}/fetch`),
        'fetch without CORS': () => fetch(`${http}/no-cors`, { mode: 'no-cors' }),
        'fetch that outlives its page': () => fetch(`${http}/keep`, { method: 'POST', keepalive: true, body: 'x' }),
        'fetch of a file': () => fetch('file:///etc/hostname'),
        XMLHttpRequest: () => (request.send(), opens(request, 'load')),
        WebSocket: () => opens(new WebSocket(`ws://127.0.0.1:${at}/ws`)),
        EventSource: () => opens(new EventSource(`${http}/events`)),
        beacon: () => (navigator.sendBeacon(`${http}/beacon`, 'x'), pause('silence')),
        image: () => loads('img', { src: `${http}/image` }),
        video: () => loads('video', { src: `${http}/video`, preload: 'auto' }),
        object: () => loads('object', { data: `${http}/object` }),
        embed: () => loads('embed', { src: `${http}/embed` }),
        module: () => import(/* @vite-ignore */ `${http}/module.js`),
        font: () => new FontFace('x', `url(${http}/font)`).load(),
        form: () => (
          put(document.createElement('form'), { action: `${http}/form`, method: 'post' }).submit(),
          pause('silence')
        ),
        ping: () => (
          put(document.createElement('a'), { href: '#here', ping: `${http}/ping` }).click(),
          pause('silence')
        ),
        WebRTC: async () => {
          const peer = new RTCPeerConnection({
            iceServers: [
              { urls: `stun:127.0.0.1:${at}` },
              { urls: `turn:127.0.0.1:${at}?transport=tcp`, username: 'x', credential: 'x' },
            ],
          });
          let candidates = 0;
          peer.addEventListener('icecandidate', ({ candidate }) => (candidates += candidate ? 1 : 0));
          peer.createDataChannel('x');
          await peer.setLocalDescription(await peer.createOffer());
          await pause('');
          peer.close();
          return candidates === 0 ? 'silence' : `${candidates} candidates`;
        },
      };
      for (const rel of ['stylesheet', 'prefetch', 'preconnect', 'dns-prefetch', 'modulepreload', 'manifest', 'icon'])
        attempts[`link ${rel}`] = () => loads('link', { rel, href: `${http}/${rel}` });
      attempts['link preload'] = () => loads('link', { rel: 'preload', as: 'image', href: `${http}/preload` });
      await Promise.all(Object.entries(attempts).map(([name, attempt]) => settle(name, attempt)));
      return outcomes;
    },
    [port, waitMs] as const,
  );
}

/** Every way a page can try to become another one, one after the other; where one succeeds, this page ends and it throws. */
export function goElsewhere(page: Page, port: number): Promise<void> {
  return page.evaluate(async (at) => {
    const places = [
      'app://ui/index.html?surface=another',
      'app://ui/nothing',
      'app://other/index.html',
      'data:text/html,<p>elsewhere</p>',
      'file:///etc/hostname',
      `http://127.0.0.1:${at}/`,
      'https://example.org/',
    ];
    const put = (parent: Node, tag: string, attributes: Readonly<Record<string, string>>): HTMLElement => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      parent.appendChild(element);
      return element;
    };
    const attempts: ((place: string) => unknown)[] = [
      (place) => location.assign(place),
      (place) => location.replace(place),
      (place) => put(document.body, 'a', { href: place }).click(),
      (place) => (put(document.body, 'form', { action: place }) as HTMLFormElement).submit(),
      (place) => put(document.head, 'meta', { 'http-equiv': 'refresh', content: `0; url=${place}` }),
      (place) => globalThis.open(place, '_self'),
      (place) => globalThis.open(place, '_top'),
    ];
    for (const place of places) {
      for (const attempt of attempts) {
        try {
          attempt(place);
        } catch {
          // Refused at once: as good as refused later.
        }
        await new Promise((done) => setTimeout(done, 40));
      }
    }
  }, port);
}

/** Adds a frame for each address, waits, and says what each holds: the address as far as the page may see it. */
export function addFrames(page: Page, addresses: readonly string[], waitMs: number): Promise<readonly string[]> {
  return page.evaluate(
    async ([all, wait]) => {
      const frames = all.map((address) => {
        const frame = document.createElement('iframe');
        frame.src = address;
        document.body.append(frame);
        return frame;
      });
      await new Promise((done) => setTimeout(done, wait));
      const seen = frames.map((frame) => {
        const inner = frame.contentWindow;
        try {
          return inner?.batten === undefined ? (inner?.document.body?.textContent ?? '') : 'has the calls';
        } catch {
          return 'another origin';
        }
      });
      for (const frame of frames) frame.remove();
      return seen;
    },
    [addresses, waitMs] as const,
  );
}

/** Asks for a new window in every way a page has, middle click included, and says which gave one. */
export async function openWindows(page: Page): Promise<readonly string[]> {
  const opened = await page.evaluate(() =>
    [
      ['https://example.org/'],
      ['app://ui/index.html'],
      ['app://ui/index.html', '_blank', 'noopener'],
      ['app://ui/index.html', '', 'nodeIntegration=yes,contextIsolation=no,webviewTag=yes'],
      ['about:blank'],
      ['javascript:1'],
    ]
      .filter((given) => globalThis.open(...given) !== null)
      .map((given) => given.join(' ')),
  );
  await page.evaluate(() => {
    const anchor = document.createElement('a');
    anchor.id = 'opens-a-window';
    anchor.href = 'app://ui/index.html';
    anchor.target = '_blank';
    anchor.textContent = 'open';
    anchor.style.cssText = 'position: fixed; inset: 0; z-index: 99999; background: white';
    document.body.append(anchor);
  });
  // By place: a locator would wait for navigations that were refused and so never end.
  await page.mouse.click(60, 60);
  await page.mouse.click(60, 60, { button: 'middle' });
  for (const modifier of ['Shift', 'Control', 'Meta'] as const) {
    await page.keyboard.down(modifier);
    await page.mouse.click(60, 60);
    await page.keyboard.up(modifier);
  }
  await page.evaluate(() => document.querySelector('#opens-a-window')?.remove());
  return opened;
}
