import { expect, test } from '@playwright/test';
import { answerPasswords, launch, type RunningApp } from './launch';

let running: RunningApp;
test.afterEach(() => running.close());

test('the popover opens on a click, names the worst things, and closes on Esc', async () => {
  running = await launch();
  const { app } = running;
  await expect(running.window.getByText(/Checked/).first()).toBeVisible();
  const opened = app.waitForEvent('window');
  await app.evaluate(() => globalThis.started?.popover.toggle(globalThis.started.icon.tray));
  const popover = await opened;
  await expect(popover.getByRole('heading').first()).toContainText('can be reached from your network');
  await expect(popover.getByRole('button', { name: /^Review and fix/ })).toBeVisible();
  await expect(popover.getByText(/Simulated Mac/)).toBeVisible();
  await popover.keyboard.press('Escape');
  await expect.poll(() => app.evaluate(() => globalThis.started?.popover.window()?.isVisible())).toBe(false);
});

test('the icon says “?” when nothing can be read, and never looks hardened', async () => {
  running = await launch({ machine: 'unreadable 26.5' });
  await expect(running.window.getByText(/cannot be checked/).first()).toBeVisible();
  await expect.poll(() => running.app.evaluate(() => globalThis.started?.icon.shown().state)).toBe('unknown');
});

test('a hardened Mac has a plain icon and says so', async () => {
  running = await launch({ machine: 'hardened 26.5' });
  await expect
    .poll(() => running.app.evaluate(() => globalThis.started?.icon.shown()))
    .toEqual({
      state: 'hardened',
      tooltip: 'Batten – this Mac is hardened as you wanted (simulated Mac)',
    });
});

test('the menu offers to take back the last run, and the window opens its review', async () => {
  running = await launch();
  const { app, window } = running;
  await answerPasswords(app, 'granted');
  await expect(window.getByText(/Checked/).first()).toBeVisible();
  await window.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
  await window.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
  await expect(window.getByRole('button', { name: /^Undo all of run 1$/ })).toBeVisible({ timeout: 20_000 });
  await window.keyboard.press('Escape');
  await app.evaluate(() => globalThis.started?.act({ kind: 'roll-back', run: 1 }));
  await expect(window.getByRole('button', { name: /^(Roll back|Take back) \d+ changes…$/ })).toBeVisible();
});
