import type { Command, CommandResult } from './command';

/** Runs listed programs as the person who started Batten; reads only, and the person's own settings. */
export interface CommandRunner {
  run(
    command: Command,
    limits?: { readonly timeoutMs?: number; readonly signal?: AbortSignalLike },
  ): Promise<CommandResult>;
}

/** The part of AbortSignal that core needs; core is compiled without the DOM's types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}
