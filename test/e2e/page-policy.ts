import type { Page } from '@playwright/test';
import type { Outcomes } from './page-attempts';

/** Tries to run script that did not come from the bundle, and to change how the page looks and resolves addresses. */
export function breakPolicy(page: Page): Promise<Outcomes> {
  return page.evaluate(async () => {
    const ran = new Set<string>();
    Object.assign(globalThis, { ranBy: (name: string) => ran.add(name) });
    const names = [] as string[];
    const attempt = async (name: string, run: () => unknown): Promise<void> => {
      names.push(name);
      try {
        await run();
      } catch {
        // Refused at once: the marker is not set.
      }
    };
    const code = (name: string): string => `globalThis.ranBy(${JSON.stringify(name)})`;
    const address = (name: string): string => URL.createObjectURL(new Blob([code(name)], { type: 'text/javascript' }));
    const put = (tag: string, attributes: Readonly<Record<string, string>>, text = ''): void => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.textContent = text;
      document.body.append(element);
    };
    // Playwright's own evaluation is not bound by the policy: what it calls later is.
    const later = (run: () => unknown): Promise<void> =>
      new Promise((done) => {
        setTimeout(() => {
          try {
            run();
          } catch {
            // Refused.
          }
          done();
        });
      });
    await attempt('inline script', () => put('script', {}, code('inline script')));
    await attempt('inline handler', () => put('img', { src: 'data:,', onerror: code('inline handler') }));
    await attempt('markup', () => (document.body.innerHTML += `<img src="data:," onerror='${code('markup')}'>`));
    await attempt('script from a blob', () => put('script', { src: address('script from a blob') }));
    await attempt('module from a blob', () => import(/* @vite-ignore */ address('module from a blob')));
    await attempt(
      'module from data',
      () => import(/* @vite-ignore */ `data:text/javascript,${code('module from data')}`),
    );
    // oxlint-disable-next-line no-eval -- that this is refused is what is tested
    await attempt('eval', () => later(() => (0, eval)(code('eval'))));
    // oxlint-disable-next-line typescript/no-implied-eval -- the same
    await attempt('text for a timer', () => later(() => setTimeout(code('text for a timer'))));
    await attempt('javascript: address', () => location.assign(`javascript:${code('javascript: address')}`));
    await attempt('policy of trusted types', () => {
      const { trustedTypes } = globalThis as unknown as {
        trustedTypes: { createPolicy(name: string, to: object): void };
      };
      trustedTypes.createPolicy('x', { createHTML: (text: string) => text });
      ran.add('policy of trusted types');
    });
    await attempt('worker', () => {
      const worker = new Worker(address('worker'));
      return new Promise((done, fail) => {
        worker.addEventListener('error', fail);
        setTimeout(() => done(ran.add('worker')), 2_000);
      });
    });
    await attempt('worker from the bundle', () => {
      const worker = new Worker(document.querySelector('script')?.src ?? '');
      return new Promise((done, fail) => {
        worker.addEventListener('error', fail);
        setTimeout(() => done(ran.add('worker from the bundle')), 2_000);
      });
    });
    await attempt('service worker', async () => {
      await navigator.serviceWorker.register('app://ui/index.html');
      ran.add('service worker');
    });
    await attempt('WebAssembly', () =>
      later(() => {
        void new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
        ran.add('WebAssembly');
      }),
    );
    await attempt('style', () => {
      put('style', {}, 'body { outline: 9px solid }');
      if (getComputedStyle(document.body).outlineWidth === '9px') ran.add('style');
    });
    await attempt('base', () => {
      put('base', { href: 'https://example.org/' });
      if (document.baseURI.startsWith('https:')) ran.add('base');
    });
    await new Promise((done) => setTimeout(done, 500));
    return Object.fromEntries(names.map((name) => [name, ran.has(name) ? 'ran' : 'refused']));
  });
}
