import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import type { Answer, PlanPreview, RendererApi } from '../../src/shared/ipc-contract';
import { freshMac } from '../sim/machines';
import { lasting } from '../sim/mac-state';
import { ShimFolder } from '../sim/shims';
import { launch, type RunningApp } from './launch';

/**
 * What can lock a person out puts itself back, whether the app lives or not: the real sudo-prompt, a real shell and a real
 * countdown in real Electron. pkexec is played, and counts the passwords.
 */
test.skip(process.platform !== 'linux', 'it plays pkexec, which sudo-prompt uses on Linux');
test.setTimeout(300_000);

const SECONDS = 15;

interface Stage {
  readonly shims: ShimFolder;
  readonly first: unknown;
  readonly log: () => string;
  readonly passwords: () => number;
  readonly start: () => Promise<RunningApp>;
}

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const shims = await ShimFolder.create(freshMac('26.5'), { callers: 'a-person' });
  const folder = mkdtempSync(join(tmpdir(), 'batten-kept-'));
  const running: RunningApp[] = [];
  const asked = join(shims.root, 'asked');
  const pkexec = `#!/bin/sh\necho password >>'${asked}'\nshift\nBATTEN_SIM_ROOT=1 exec setsid "$@"\n`;
  writeFileSync(join(shims.root, 'pkexec'), pkexec, { mode: 0o755 });
  const settings = { schema: 'batten.settings/1', keepSeconds: SECONDS };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  try {
    await play({
      shims,
      first: lasting(shims.state),
      log: () => everythingIn(join(shims.root, OPERATIONS_FOLDER)),
      passwords: () => (existsSync(asked) ? readFileSync(asked, 'utf8').split('\n').length - 1 : 0),
      start: async () => {
        const app = await launch({ folder, keepFolder: true, environment: { BATTEN_SIMULATED_SHIMS: shims.root } });
        running.push(app);
        return app;
      },
    });
  } finally {
    for (const app of running) await app.close();
    shims.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

function everythingIn(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

/** Approves turning on the firewall and turning off Remote Login; the answer comes when the change has ended. */
async function approve(window: Page): Promise<void> {
  await expect(window.getByText(/Checked/).first()).toBeVisible({ timeout: 90_000 });
  await window.evaluate(async () => {
    const { batten } = globalThis as unknown as { batten: RendererApi };
    const prepared: Answer<PlanPreview> = await batten.preparePlan({ taskIds: ['firewall', 'remote-login'] });
    if (!prepared.ok) throw new Error(prepared.error);
    void batten.approvePlan({ planId: prepared.value.planId, confirmed: true });
  });
  await expect(window.getByRole('alertdialog', { name: 'Keep these changes?' })).toBeVisible({ timeout: 90_000 });
}

const isHardened = (shims: ShimFolder): boolean => shims.state.firewall.global;

test('kept: it stays, from one password', async () => {
  await onStage(async ({ shims, log, passwords, start }) => {
    const { window, app } = await start();
    await approve(window);
    expect(isHardened(shims)).toBe(true);
    expect(await app.evaluate(() => globalThis.started?.icon.shown().tooltip)).toMatch(/go back in \d+ seconds/);
    await window.getByRole('button', { name: 'Keep changes' }).click();
    await expect.poll(log, { timeout: 30_000 }).toContain('DONE');
    await expect(window.getByRole('alertdialog')).toBeHidden({ timeout: 30_000 });
    expect(log()).toContain('\nKEPT\n');
    expect(isHardened(shims)).toBe(true);
    expect(passwords()).toBe(1);
  });
});

test('not kept: it goes back by itself, from one password', async () => {
  await onStage(async ({ shims, first, log, passwords, start }) => {
    const { window } = await start();
    await approve(window);
    expect(isHardened(shims)).toBe(true);
    await expect.poll(log, { timeout: 60_000 }).toContain('DONE');
    expect(log()).toContain('\nREVERTING nobody\n');
    expect(lasting(shims.state)).toEqual(first);
    await expect(window.getByRole('alertdialog')).toBeHidden({ timeout: 30_000 });
    expect(passwords()).toBe(1);
  });
});

test('the app is killed in the countdown: the next start finds the question again', async () => {
  await onStage(async ({ shims, log, passwords, start }) => {
    const killed = await start();
    await approve(killed.window);
    killed.app.process().kill('SIGKILL');
    const again = await start();
    const alert = again.window.getByRole('alertdialog', { name: 'Keep these changes?' });
    await expect(alert).toBeVisible({ timeout: SECONDS * 1_000 });
    await again.window.getByRole('button', { name: 'Keep changes' }).click();
    await expect.poll(log, { timeout: 30_000 }).toContain('DONE');
    expect(log()).toContain('\nKEPT\n');
    expect(isHardened(shims)).toBe(true);
    await expect(again.window.getByText('Run 1 was cut off').first()).toBeVisible({ timeout: 60_000 });
    expect(passwords()).toBe(1);
  });
});

// Proves P2: With the real sudo-prompt in real Electron: killed in the countdown and never started again, it goes back all the same.
test('the app is killed in the countdown and never started again: it goes back all the same', async () => {
  await onStage(async ({ shims, first, log, passwords, start }) => {
    const killed = await start();
    await approve(killed.window);
    expect(isHardened(shims)).toBe(true);
    killed.app.process().kill('SIGKILL');
    await expect.poll(log, { timeout: 60_000 }).toContain('DONE');
    expect(log()).toContain('\nREVERTED\n');
    expect(lasting(shims.state)).toEqual(first);
    expect(passwords()).toBe(1);
  });
});
