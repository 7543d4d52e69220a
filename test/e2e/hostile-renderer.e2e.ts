import { resolve } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { RendererApi } from '../../src/shared/ipc-contract';
import { answerPasswords, launch, type RunningApp, standing } from './launch';

/** A page that has been taken over can ask for anything; it gets errors, and the Mac stays as it is. */
let running: RunningApp;
let first: unknown;
test.beforeEach(async () => {
  running = await launch({ environment: { BATTEN_SIMULATED_LATENCY: 'none' } });
  await expect(running.window.getByText(/Checked/).first()).toBeVisible();
  await answerPasswords(running.app, 'granted');
  first = await standing(running.app);
});
test.afterEach(async () => {
  expect(await running.app.evaluate(() => globalThis.simulation.elevator.requests.length)).toBe(0);
  expect(await standing(running.app)).toEqual(first);
  await running.close();
});

type Answered = { readonly ok: boolean; readonly error?: string };

/** Calls the contract from the page with an argument of any shape. */
function callFromPage(page: Page, name: string, argument: unknown): Promise<Answered> {
  return page.evaluate(
    async ([call, value]) => {
      const batten = (globalThis as unknown as { batten: Record<string, (value: unknown) => Promise<Answered>> })
        .batten;
      return batten[call]?.(value) ?? { ok: false, error: 'no such call' };
    },
    [name, argument] as const,
  );
}

// Proves P10: Unknown ids, wrong types, extra members and huge texts from a page change nothing.
test('unknown ids, wrong types, extra members and huge strings are refused by every call', async () => {
  const hostile: unknown[] = [
    null,
    0,
    'x',
    [],
    {},
    { taskId: 'no-such-task' },
    { taskId: '../../etc/passwd' },
    { taskId: 'firewall', extra: 1 },
    { taskId: { toString: 'firewall' } },
    { taskIds: ['firewall; rm -rf /'] },
    { taskIds: ['$(id)'] },
    { taskIds: Array.from({ length: 5000 }, () => 'firewall') },
    { taskIds: 'firewall' },
    { run: -1 },
    { run: 1e20 },
    { run: '1' },
    { run: 99 },
    { planId: 'f'.repeat(32), confirmed: true },
    { planId: 'f'.repeat(32), confirmed: 'yes' },
    { planId: '', confirmed: true },
    { text: 'x'.repeat(2_000_000) },
    { elevationBackend: '/bin/sh' },
    { launchAtLogin: 'true' },
    { __proto__: { confirmed: true } },
  ];
  const taking = [
    'getTaskDetail',
    'preparePlan',
    'prepareRollback',
    'approvePlan',
    'doByHand',
    'copyText',
    'changeSettings',
  ];
  for (const name of taking) {
    for (const argument of hostile) {
      const answer = await callFromPage(running.window, name, argument);
      // An empty change of settings and an empty list of tasks are harmless; everything else is an error.
      const harmless = name === 'changeSettings' && JSON.stringify(argument) === '{}';
      if (!harmless) expect(answer.ok, `${name} ${JSON.stringify(argument).slice(0, 80)}`).toBe(false);
      expect(answer.error ?? '').not.toMatch(/\bat .*:\d+:\d+|node_modules|\/home\/|\/root\//);
    }
  }
});

// Proves P5: A page cannot approve a plan twice, after it moved, or without its confirmation.
test('a plan can be approved once, only while it is current, and never without its confirmation', async () => {
  const { window, app } = running;
  const outcome = await window.evaluate(async () => {
    const { batten } = globalThis as unknown as { batten: RendererApi };
    const locking = await batten.preparePlan({ taskIds: ['remote-login'] });
    if (!locking.ok) throw new Error(locking.error);
    const unconfirmed = await batten.approvePlan({ planId: locking.value.planId, confirmed: false });
    const discarded = await batten.preparePlan({ taskIds: ['firewall'] });
    if (!discarded.ok) throw new Error(discarded.error);
    await batten.discardPlan({ planId: discarded.value.planId });
    const stale = await batten.approvePlan({ planId: discarded.value.planId, confirmed: true });
    return { unconfirmed, stale };
  });
  expect(outcome.unconfirmed.ok).toBe(false);
  expect(outcome.stale.ok).toBe(false);

  const moved = await window.evaluate(async () => {
    const { batten } = globalThis as unknown as { batten: RendererApi };
    const plan = await batten.preparePlan({ taskIds: ['firewall'] });
    return plan.ok ? plan.value.planId : '';
  });
  await app.evaluate(() =>
    globalThis.simulation.simulatedMac.change((state) => ({ ...state, firewall: { ...state.firewall, global: true } })),
  );
  const refused = await window.evaluate(async (planId) => {
    const { batten } = globalThis as unknown as { batten: RendererApi };
    return batten.approvePlan({ planId, confirmed: true });
  }, moved);
  expect(refused).toMatchObject({ ok: true, value: { kind: 'refused' } });
  await app.evaluate(() =>
    globalThis.simulation.simulatedMac.change((state) => ({
      ...state,
      firewall: { ...state.firewall, global: false },
    })),
  );
});

test('a page that is not Batten’s own gets no answer, not even at the same address', async () => {
  const refused = await running.app.evaluate(async ({ BrowserWindow }, preload) => {
    const texts: string[] = [];
    for (const [address, partition] of [
      ['about:blank', 'foreign'],
      ['app://ui/index.html', 'batten'],
    ] as const) {
      const foreign = new BrowserWindow({
        show: false,
        webPreferences: { preload, partition, sandbox: true, contextIsolation: true },
      });
      await foreign.loadURL(address);
      const text: unknown = await foreign.webContents.executeJavaScript(
        'window.batten ? window.batten.getSnapshot().then(() => "answered", (error) => String(error)) : "no api"',
      );
      texts.push(String(text));
      foreign.destroy();
    }
    return texts;
  }, resolve('out-simulated/preload/index.cjs'));
  expect(refused.filter((text) => !text.includes('Refused'))).toEqual([]);
  expect(refused).toHaveLength(2);
});

// Proves P12: The page has no network, no new windows and no permissions.
test('the page has no Node, no network, no new windows, no navigation and no permissions', async () => {
  const { window, app } = running;
  const seen = await window.evaluate(async () => ({
    require: typeof (globalThis as Record<string, unknown>)['require'],
    process: typeof (globalThis as Record<string, unknown>)['process'],
    fetched: await fetch('https://127.0.0.1:1/').then(
      () => 'fetched',
      () => 'refused',
    ),
    opened: globalThis.open('app://ui/index.html') === null,
    clipboard: await navigator.clipboard.readText().then(
      () => 'read',
      () => 'refused',
    ),
    // Not within Playwright's own evaluation, which the policy does not bind.
    evaluated: await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          // oxlint-disable-next-line typescript/no-implied-eval -- that this is refused is what is tested
          resolve(String(new Function('return 1 + 1')()));
        } catch {
          resolve('refused');
        }
      });
    }),
  }));
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    fetched: 'refused',
    opened: true,
    clipboard: 'refused',
    evaluated: 'refused',
  });
  await window.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await window.waitForTimeout(300);
  expect(window.url()).toMatch(/^app:\/\/ui\/index\.html/);
  const opened = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((one) => {
      one.webContents.openDevTools();
      return one.webContents.isDevToolsOpened();
    }),
  );
  expect(opened).not.toContain(true);
});
