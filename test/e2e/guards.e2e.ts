import { expect, test } from '@playwright/test';
import type { RendererApi } from '../../src/shared/ipc-contract';
import { answerPasswords, launch, standing } from './launch';

/** Somebody is signed in over SSH, and looks at this Mac's screen: what would cut them off says so first. */
test('turning off Remote Login names who is signed in, waits for Keep, and goes back without it', async () => {
  const { app, window, close } = await launch({ machine: 'remote 26.5' });
  try {
    await answerPasswords(app, 'granted');
    await expect(window.getByText(/Checked/).first()).toBeVisible({ timeout: 60_000 });
    const first = await standing(app);
    await window.evaluate(() => {
      const { batten } = globalThis as unknown as { batten: RendererApi };
      return batten.showWindow({ taskId: 'remote-login', review: true });
    });
    const row = window.getByRole('checkbox', { name: /^Turn off Remote Login/ });
    await expect(row).not.toBeChecked();
    await row.check();
    await expect(window.getByText(/signed in over SSH/).first()).toBeVisible();
    const apply = window.getByRole('button', { name: /^Apply 1 change…$/ });
    await expect(apply).toBeDisabled();
    await expect(window.getByText(/Goes back by itself unless you keep it within 60 seconds/)).toBeVisible();
    await window.locator('.guard input').check();
    await apply.click();
    await window.getByRole('button', { name: 'Put back now' }).click({ timeout: 30_000 });
    await expect(window.getByText('Put back, as you asked').first()).toBeVisible({ timeout: 60_000 });
    expect(await standing(app)).toEqual(first);
  } finally {
    await close();
  }
});
