import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freshMac } from '../sim/machines';
import { lasting } from '../sim/mac-state';
import { ShimFolder } from '../sim/shims';
import { launch } from './launch';

/**
 * The real sudo-prompt, the real command runner and a real shell in real Electron. The Mac is a folder of executables,
 * and in place of pkexec's dialog stands a program that grants or declines.
 */
test.skip(process.platform !== 'linux', 'it plays pkexec, which the library uses on Linux');

const GRANTS = '#!/bin/sh\nshift\nBATTEN_SIM_ROOT=1 exec "$@"\n';
const DECLINES = '#!/bin/sh\nexit 126\n';

test.setTimeout(300_000);

test('one password through the real sudo-prompt: declined, then approved, verified, and taken back', async () => {
  const shims = await ShimFolder.create(freshMac('26.5'), { callers: 'a-person' });
  const pkexec = join(shims.root, 'pkexec');
  const first = lasting(shims.state);
  const { window, close } = await launch({ environment: { BATTEN_SIMULATED_SHIMS: shims.root } });
  try {
    await expect(window.getByText(/Checked/).first()).toBeVisible({ timeout: 90_000 });
    writeFileSync(pkexec, DECLINES, { mode: 0o755 });
    await window.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
    await window.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
    await expect(window.getByText(/nothing was changed/i).first()).toBeVisible({ timeout: 90_000 });
    expect(lasting(shims.state)).toEqual(first);

    await window.keyboard.press('Escape');
    writeFileSync(pkexec, GRANTS, { mode: 0o755 });
    await window.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
    await window.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
    await expect(window.getByRole('button', { name: /^Undo all of run 2$/ })).toBeVisible({ timeout: 90_000 });
    expect(shims.state.firewall.global).toBe(true);

    await window.getByRole('button', { name: /^Undo all of run 2$/ }).click();
    await window.getByRole('button', { name: /^(Roll back|Take back) \d+ changes…$/ }).click();
    await expect.poll(() => lasting(shims.state), { timeout: 90_000 }).toEqual(first);
  } finally {
    await close();
    shims.dispose();
  }
});
