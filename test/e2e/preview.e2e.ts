import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';

/** The browser preview in a real browser: it works, it keeps strangers out, and it is accessible in both appearances. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
let server: ChildProcess;
let browser: Browser;
let url = '';

test.beforeAll(async () => {
  server = spawn(process.execPath, ['out-simulated/preview/index.cjs'], {
    env: { ...process.env, BATTEN_PREVIEW_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await new Promise<string>((resolve, reject) => {
    server.on('exit', () => reject(new Error('the preview ended')));
    server.stdout?.on('data', (chunk) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(String(chunk))?.[0];
      if (found) resolve(found);
    });
  });
  browser = await chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
test.afterAll(async () => {
  await browser?.close();
  server?.kill();
});

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    .analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every screen is accessible in ${colorScheme}`, async () => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1040, height: 720 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(url);
    await expect(page.getByText(/Checked/).first()).toBeVisible();
    expect(await violations(page), 'window').toEqual([]);
    await page.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Apply \d+ changes…$/ })).toBeEnabled();
    expect(await violations(page), 'review').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'History' }).click();
    expect(await violations(page), 'history').toEqual([]);
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    expect(await violations(page), 'settings').toEqual([]);
    await page.goto(`${url}popover`);
    await expect(page.getByRole('heading').first()).toBeVisible();
    expect(await violations(page), 'popover').toEqual([]);
    await context.close();
  });
}

test('declining and approving work in the browser too', async () => {
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
  await page.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
  await page.getByRole('button', { name: 'Don’t allow' }).click();
  await expect(page.getByText(/nothing was changed/i).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
  await page.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByRole('button', { name: /^Undo all of run 2$/ })).toBeVisible({ timeout: 20_000 });
  await page.close();
});

test('another site, another name and a plain form cannot reach the preview', async () => {
  const call = `${url}call/getSnapshot`;
  const attempts: RequestInit[] = [
    { method: 'POST' },
    { method: 'POST', headers: { 'X-Batten': 'preview', Origin: 'http://evil.example' } },
    { method: 'GET' },
  ];
  for (const attempt of attempts) expect((await fetch(call, attempt)).status).toBeGreaterThanOrEqual(400);
  expect((await fetch(`${url}call/constructor`, { method: 'POST', headers: { 'X-Batten': 'preview' } })).status).toBe(
    404,
  );
  expect((await fetch(`${url}..%2f..%2fpackage.json`)).status).toBe(404);
});
