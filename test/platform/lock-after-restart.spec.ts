import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOperationLock } from '../../src/platform/operation-lock';
import { temporaryFolder } from './temporary-folder';

describe('an operation lock left by a power cut', () => {
  const now = 10_000_000;
  const lockOf = (startedAt: number): string => {
    const folder = temporaryFolder();
    // The number of a process that is alive again after the start, as the low ones always are.
    const owner = { pid: process.ppid, startedAt, processStart: '', token: 'a'.repeat(32) };
    writeFileSync(join(folder, 'operation.lock'), JSON.stringify(owner));
    return folder;
  };

  it('is nobody’s, although another process has the number of its owner now', async () => {
    const folder = lockOf(now - 120_000);
    const lock = createOperationLock(
      folder,
      () => now,
      () => now - 60_000,
    );
    expect((await lock.acquire()).kind).toBe('acquired');
  });

  it('is held when it was taken since', async () => {
    const folder = lockOf(now - 30_000);
    const lock = createOperationLock(
      folder,
      () => now,
      () => now - 60_000,
    );
    expect((await lock.acquire()).kind).toBe('held');
  });
});
