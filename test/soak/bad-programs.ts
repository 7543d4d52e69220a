import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { command, type CommandResult } from '../../src/core/command';
import type { StreamEnd, StreamListener } from '../../src/core/log/line-source';
import { createCommandRunner } from '../../src/platform/command-runner';
import { createLineStream } from '../../src/platform/line-stream';
import { temporaryFolder } from '../platform/temporary-folder';

/** A program of a test's own: bash that notes the numbers of its processes with `note`, its own first. */
export interface BadProgram {
  readonly path: string;
  readonly pids: () => readonly number[];
}

export function badProgram(source: string): BadProgram {
  const folder = temporaryFolder();
  const [path, noted] = [join(folder, 'program'), join(folder, 'pids')];
  writeFileSync(path, `#!/bin/bash\nnote() { echo "$1" >>'${noted}'; }\nnote $$\n${source}\n`, { mode: 0o755 });
  const read = (): string => (existsSync(noted) ? readFileSync(noted, 'utf8') : '');
  return { path, pids: () => read().split('\n').filter(Boolean).map(Number) };
}

/** Through the command runner, as a scan runs it. */
export function runBad({ path }: BadProgram, timeoutMs: number, signal?: AbortSignal): Promise<CommandResult> {
  const runner = createCommandRunner({ programPath: () => path });
  return runner.run(command('sw_vers'), { timeoutMs, ...(signal === undefined ? {} : { signal }) });
}

/** Through the line stream, as a log is followed. */
export function followBad({ path }: BadProgram, listener: Partial<StreamListener>): Promise<StreamEnd> {
  return new Promise((onEnd) => {
    const stream = createLineStream({ programPath: () => path });
    stream.follow(command('log'), { onText: () => undefined, onEnd, ...listener });
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed orphan waits as a zombie for whoever adopted it; it runs no more.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return process.platform === 'darwin' && error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

export async function expectGone({ pids }: BadProgram, atLeast = 1): Promise<void> {
  expect(pids().length).toBeGreaterThanOrEqual(atLeast);
  await expect.poll(() => pids().filter(isRunning), { timeout: 10_000 }).toEqual([]);
}
