import { expect, test } from '@playwright/test';
import { answerPasswords, launch, type RunningApp, standing } from './launch';

/** The Mac of the network hardening guide in real Electron: what a careful person would find, and each fix, there and back. */
let running: RunningApp;
test.beforeAll(async () => {
  running = await launch({ machine: 'serving 26.5' });
  await expect(running.window.getByText(/Checked/).first()).toBeVisible({ timeout: 20_000 });
  await running.window.getByRole('button', { name: /^Exposure/ }).click();
});
test.afterAll(() => running.close());

/** The services that should not be reached from outside, as the screen lists them. */
const FOUND = [
  'AirPlay Receiver 5000',
  'AirPlay Receiver 7000',
  'Documenso 3003',
  'Ollama 11434',
  'Planka 3100',
  'Postgres 5433',
  'PostgreSQL 5432',
  'Python 8000',
  'Redis 6379',
];

test('one screen shows who can reach what, and what of it nobody wants', async () => {
  const { window } = running;
  await expect(window.getByRole('heading', { name: /^9 services can be reached from outside this Mac/ })).toBeVisible();
  for (const title of FOUND) await expect(window.getByText(title, { exact: true }).first()).toBeAttached();
  await expect(window.getByText('Mission Control Dashboard 3030', { exact: true })).toBeAttached();
  await window.getByText('Planka 3100', { exact: true }).first().click();
  const detail = window.getByRole('region', { name: 'Planka 3100' });
  await expect(detail).toContainText('boards.alai.no');
  await expect(detail).toContainText('needs only 127.0.0.1');
});

test('a tunnel’s public names stand with what is behind them', async () => {
  const { window } = running;
  await window
    .getByRole('button', { name: /^Tunnels/ })
    .or(window.getByRole('tab', { name: /^Tunnels/ }))
    .click();
  await expect(window.getByText('boards.alai.no').first()).toBeVisible();
  await expect(window.getByText(/Nobody listens on port 8065/).first()).toBeVisible();
  await window
    .getByRole('button', { name: /^Services/ })
    .or(window.getByRole('tab', { name: /^Services/ }))
    .click();
});

const FIXES = [
  { title: 'PostgreSQL 5432', from: '"5432:5432"', to: '"127.0.0.1:5432:5432"' },
  { title: 'Redis 6379', from: '"6379:6379"', to: '"127.0.0.1:6379:6379"' },
  { title: 'Planka 3100', from: '3100:1337', to: '127.0.0.1:3100:1337' },
  { title: 'Documenso 3003', from: '3003', to: '127.0.0.1:' },
  { title: 'Postgres 5433', from: "listen_addresses = '*'", to: "listen_addresses = 'localhost'" },
  { title: 'Ollama 11434', from: '<string>0.0.0.0', to: '<string>127.0.0.1' },
];

for (const { title, from, to } of FIXES) {
  test(`${title} is closed to this Mac, without a password, and opened again to what it was`, async () => {
    const { window, app } = running;
    const first = await standing(app);
    await window.getByText(title, { exact: true }).first().click();
    const detail = window.getByRole('region', { name: title });
    await detail.getByRole('button', { name: /^Close to this Mac/ }).click();
    const sheet = window.getByRole('dialog');
    await expect(sheet).toContainText(from);
    await expect(sheet).toContainText(to);
    await sheet.getByRole('button', { name: /^Apply 1 change/ }).click();
    await expect(sheet.getByRole('button', { name: /^Undo all of run \d+$/ })).toBeVisible({ timeout: 30_000 });
    expect(await standing(app)).not.toEqual(first);

    await sheet.getByRole('button', { name: /^Undo all of run \d+$/ }).click();
    await window.getByRole('button', { name: /^(Roll back|Take back) 1 change/ }).click();
    await expect.poll(() => standing(app), { timeout: 30_000 }).toEqual(first);
    await expect(sheet.getByRole('button', { name: /^(Done|Close)$/ })).toBeVisible({ timeout: 30_000 });
    await sheet.getByRole('button', { name: /^(Done|Close)$/ }).click();
    await expect(sheet).toBeHidden();
  });
}

test('the firewall’s list becomes what the policy allows with one password, and goes back', async () => {
  const { window, app } = running;
  await answerPasswords(app, 'granted');
  const first = await standing(app);
  await window
    .getByRole('button', { name: /^Firewall/ })
    .first()
    .click();
  await window.getByText('Allowed programs', { exact: true }).first().click();
  await window.getByRole('button', { name: /^Apply…$/ }).click();
  const sheet = window.getByRole('dialog');
  await expect(sheet).toContainText('/usr/libexec/ApplicationFirewall/socketfilterfw');
  await sheet.getByRole('button', { name: /^Apply \d+ changes?…$/ }).click();
  await sheet.getByRole('button', { name: /^Undo all of run \d+$/ }).click({ timeout: 30_000 });
  await window.getByRole('button', { name: /^(Roll back|Take back) \d+ changes?/ }).click();
  await expect.poll(() => standing(app), { timeout: 30_000 }).toEqual(first);
});
