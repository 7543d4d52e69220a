import { mkdirSync, readFileSync, renameSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MacState } from './mac-state';

/** How the shims of a folder behave; written once, beside the state. */
export interface ShimSettings {
  readonly latency: 'none' | 'real';
  /**
   * Who calls when the environment does not say: `by-uid` (root is root), or `a-person` for tests that run as root and
   * mean the logged-in person.
   */
  readonly callers: 'by-uid' | 'a-person';
}

const STALE_MS = 5_000;
const PAUSE_MS = 2;

/** The state of a Mac in a file that many processes read and write, one at a time. */
export class StateFile {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  read(): MacState {
    return JSON.parse(readFileSync(this.path, 'utf8')) as MacState;
  }

  /** Replaces the state whole: a reader sees the old one or the new one. */
  write(state: MacState): void {
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(state));
    renameSync(draft, this.path);
  }

  /** Reads, changes and writes while nobody else does. */
  update<T>(change: (state: MacState) => { readonly state: MacState; readonly value: T }): T {
    this.lock();
    try {
      const { state, value } = change(this.read());
      this.write(state);
      return value;
    } finally {
      rmdirSync(this.lockPath);
    }
  }

  private get path(): string {
    return join(this.folder, 'state.json');
  }

  private get lockPath(): string {
    return join(this.folder, 'state.lock');
  }

  /** A folder is a lock because making one succeeds only once; one left behind by a killed process is taken away. */
  private lock(): void {
    for (;;) {
      try {
        mkdirSync(this.lockPath);
        return;
      } catch {
        if (this.isStale()) this.release();
        else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      }
    }
  }

  private isStale(): boolean {
    try {
      return Date.now() - statSync(this.lockPath).mtimeMs > STALE_MS;
    } catch {
      return false; // it has just been released
    }
  }

  private release(): void {
    try {
      rmdirSync(this.lockPath);
    } catch {
      // Somebody else has taken it away.
    }
  }
}
