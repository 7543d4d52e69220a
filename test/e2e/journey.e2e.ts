import { expect, test } from '@playwright/test';
import { answerPasswords, launch, type RunningApp, standing } from './launch';

/** The main job, whole, in real Electron: look, review, decline, approve, verify, take back. */
let running: RunningApp;
test.beforeEach(async () => {
  running = await launch();
  await expect(running.window.getByText(/Checked/).first()).toBeVisible();
});
test.afterEach(() => running.close());

async function openReview(): Promise<void> {
  await running.window.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
  await expect(running.window.getByRole('dialog')).toBeVisible();
}

async function trayState(): Promise<{ tooltip: string; overall: string | undefined }> {
  return running.app.evaluate(() => ({
    tooltip: globalThis.started?.icon.shown().tooltip ?? '',
    overall: globalThis.started?.icon.shown().state,
  }));
}

async function scriptText(): Promise<string> {
  return running.window.getByRole('region', { name: /script/i }).innerText();
}

test('a fresh Mac is read, and the review shows the exact script', async () => {
  expect((await trayState()).overall).toBe('exposed');
  expect((await trayState()).tooltip).toMatch(/^Batten – \d+ things can be reached from your network/);
  await openReview();
  const script = running.window.getByRole('region', { name: /script/i });
  await expect(script).toContainText('/usr/libexec/ApplicationFirewall/socketfilterfw --setglobalstate on');
  // The first plan is of everything; what can lock a person out is unticked, and the script made anew without it.
  await expect(script).not.toContainText('launchctl disable system/com.openssh.sshd');
  expect(await scriptText()).toContain('--setglobalstate on');
});

test('declining changes nothing and says so', async () => {
  const { window, app } = running;
  await answerPasswords(app, 'declined');
  const first = await standing(app);
  await openReview();
  await window.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
  await expect(window.getByText(/nothing was changed/i).first()).toBeVisible();
  expect(await standing(app)).toEqual(first);
});

test('approving changes, verifies, changes the icon; rolling the run back restores the first state', async () => {
  const { window, app } = running;
  await answerPasswords(app, 'granted');
  const first = await standing(app);
  const before = await trayState();
  await openReview();
  await window.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
  await expect(window.getByRole('button', { name: /^Undo all of run 1$/ })).toBeVisible({ timeout: 20_000 });
  const requested = await app.evaluate(() => globalThis.simulation.elevator.requests.map(({ script }) => script));
  expect(requested).toHaveLength(1);
  expect(await standing(app)).not.toEqual(first);
  await expect.poll(trayState).not.toEqual(before);

  await window.getByRole('button', { name: /^Undo all of run 1$/ }).click();
  await expect(window.getByRole('dialog')).toBeVisible();
  await window.getByRole('button', { name: /^(Roll back|Take back) \d+ changes…$/ }).click();
  await expect.poll(() => standing(app), { timeout: 20_000 }).toEqual(first);
  await expect.poll(async () => (await trayState()).overall).toBe(before.overall);
});

test('what can lock a person out is not ticked, and needs a second confirmation', async () => {
  const { window, app } = running;
  await answerPasswords(app, 'granted');
  await openReview();
  const row = window.getByRole('checkbox', { name: /^Turn off Remote Login/ });
  await expect(row).not.toBeChecked();
  await row.check();
  const apply = window.getByRole('button', { name: /^Apply \d+ changes…$/ });
  await expect(apply).toBeDisabled();
});

test('a change by hand is seen as soon as macOS shows it', async () => {
  const { window } = running;
  await window.getByText('Remote Management', { exact: true }).first().click();
  await window.getByRole('button', { name: /Open settings…/ }).click();
  await expect(window.getByText('Remote Management is off').first()).toBeVisible({ timeout: 15_000 });
});
