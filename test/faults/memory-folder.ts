import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A folder of the test's own in memory where there is such a disk, removed when the test is over.
 *
 * What is tried is a call that fails and not the power that goes: with a real disk most of the time would be spent on fsync.
 */
export function memoryFolder(): string {
  const folder = realpathSync(make());
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder below another, made with the rights of a data folder. */
export function dataFolderIn(root: string, name: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

function make(): string {
  try {
    return mkdtempSync('/dev/shm/batten-faults-');
  } catch {
    return mkdtempSync(join(tmpdir(), 'batten-faults-'));
  }
}
