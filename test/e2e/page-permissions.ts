import type { Page } from '@playwright/test';
import type { Outcomes } from './page-attempts';

/** Asks for every permission that a page can ask for, with a click behind it, and says what came of each. */
export async function askForEverything(page: Page): Promise<{ readonly asked: Outcomes; readonly states: Outcomes }> {
  await page.mouse.click(5, 5);
  return page.evaluate(async () => {
    const asked: Record<string, string> = {};
    const states: Record<string, string> = {};
    type Loose = Record<string, Record<string, (...given: unknown[]) => Promise<unknown>>>;
    /** A kind of device that this Chromium does not know counts as refused. */
    const device = (kind: string, method: string, given?: object): Promise<unknown> => {
      const request = (navigator as unknown as Loose)[kind]?.[method];
      if (request === undefined) throw new Error('unknown here');
      return Reflect.apply(request, (navigator as unknown as Loose)[kind], [given]);
    };
    const attempts: Record<string, () => unknown> = {
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
      screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
      geolocation: () => new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail)),
      notifications: async () => {
        const answer = await Notification.requestPermission();
        if (answer !== 'granted') throw new Error(answer);
      },
      clipboard: () => navigator.clipboard.readText(),
      'clipboard, to write': () => navigator.clipboard.writeText('x'),
      midi: () => navigator.requestMIDIAccess({ sysex: true }),
      usb: () => device('usb', 'requestDevice', { filters: [] }),
      hid: async () => {
        const chosen = await device('hid', 'requestDevice', { filters: [] });
        if (Array.isArray(chosen) && chosen.length === 0) throw new Error('none');
      },
      serial: () => device('serial', 'requestPort'),
      bluetooth: () => device('bluetooth', 'requestDevice', { acceptAllDevices: true }),
      fullscreen: async () => {
        // Refused, this promise stays open: what the page became is the answer.
        void document.documentElement.requestFullscreen().catch(() => undefined);
        await new Promise((done) => setTimeout(done, 700));
        if (document.fullscreenElement === null) throw new Error('refused');
      },
      'pointer lock': () =>
        new Promise((done, fail) => {
          document.addEventListener('pointerlockchange', done, { once: true });
          document.addEventListener('pointerlockerror', () => fail(new Error('refused')), { once: true });
          Promise.resolve(document.documentElement.requestPointerLock()).catch(fail);
        }),
      'idle detection': async () => {
        const { IdleDetector } = globalThis as unknown as { IdleDetector: { requestPermission(): Promise<string> } };
        const answer = await IdleDetector.requestPermission();
        if (answer !== 'granted') throw new Error(answer);
      },
      'local fonts': async () => {
        const fonts = globalThis as unknown as { queryLocalFonts(): Promise<unknown[]> };
        if ((await fonts.queryLocalFonts()).length === 0) throw new Error('none');
      },
      'all screens': () => (globalThis as unknown as { getScreenDetails(): Promise<unknown> }).getScreenDetails(),
      'wake lock': () => navigator.wakeLock.request('screen'),
      'persistent storage': async () => {
        if (!(await navigator.storage.persist())) throw new Error('refused');
      },
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        const answer = await Promise.race([attempt(), new Promise((done) => setTimeout(done, 10_000, 'no answer'))]);
        asked[name] = answer === 'no answer' ? 'no answer' : 'granted';
      } catch {
        asked[name] = 'refused';
      }
    }
    const names = ['camera', 'microphone', 'geolocation', 'notifications', 'midi', 'clipboard-read', 'idle-detection'];
    for (const name of names) {
      states[name] = await navigator.permissions
        .query({ name: name as PermissionName })
        .then(({ state }) => state, String);
    }
    return { asked, states };
  });
}
