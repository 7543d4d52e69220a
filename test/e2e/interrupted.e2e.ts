import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { OPERATIONS_FOLDER } from '../../src/core/script';
import { freshMac } from '../sim/machines';
import { lasting } from '../sim/mac-state';
import { ShimFolder } from '../sim/shims';
import { launch } from './launch';

/** Promise P2 in real Electron: the app is killed while root works, and the next start tells and takes back. */
test.skip(process.platform !== 'linux', 'it plays pkexec, which sudo-prompt uses on Linux');
test.setTimeout(300_000);

test('killed in the middle of a change, the next start says what stands and takes it back', async () => {
  // At a real Mac's pace, so that there is a middle to be killed in; the script goes on without the app.
  const shims = await ShimFolder.create(freshMac('26.5'), { callers: 'a-person', latency: 'real' });
  const first = lasting(shims.state);
  const folder = mkdtempSync(join(tmpdir(), 'batten-killed-'));
  const operations = join(shims.root, OPERATIONS_FOLDER);
  writeFileSync(join(shims.root, 'pkexec'), '#!/bin/sh\nshift\nBATTEN_SIM_ROOT=1 exec setsid "$@"\n', { mode: 0o755 });
  const environment = { BATTEN_SIMULATED_SHIMS: shims.root };
  try {
    const killed = await launch({ folder, keepFolder: true, environment });
    await expect(killed.window.getByText(/Checked/).first()).toBeVisible({ timeout: 90_000 });
    await killed.window.getByRole('button', { name: /^Review and fix \(\d+\)…$/ }).click();
    await killed.window.getByRole('button', { name: /^Apply \d+ changes…$/ }).click();
    await expect.poll(() => log(operations), { timeout: 90_000 }).toContain('END 1 ');
    killed.app.process().kill('SIGKILL');
    await expect.poll(() => log(operations), { timeout: 90_000 }).toContain('DONE');
    expect(lasting(shims.state)).not.toEqual(first);

    const again = await launch({ folder, keepFolder: true, environment });
    await expect(again.window.getByText('Run 1 was cut off').first()).toBeVisible({ timeout: 90_000 });
    await again.app.evaluate(() => globalThis.started?.act({ kind: 'roll-back', run: 1 }));
    await again.window.getByRole('button', { name: /^(Roll back|Take back) \d+ changes…$/ }).click();
    await expect.poll(() => lasting(shims.state), { timeout: 90_000 }).toEqual(first);
    await again.close();
  } finally {
    shims.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Everything that root has written about its work so far. */
function log(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
