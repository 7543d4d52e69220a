import type { Command } from '../command';
import type { AbortSignalLike } from '../runner';

/** How a program that was followed has ended. Its text went to the listener; `stderr` is the last few kilobytes of that output. */
export type StreamEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: string; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number; readonly stderr: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface StreamListener {
  /** A piece of the output, cut anywhere but never within a character. The program waits while a returned promise does. */
  onText(chunk: string): void | PromiseLike<void>;
  /** The same for the other output, with lines of its own. */
  onErrorText?(chunk: string): void | PromiseLike<void>;
  /** Called once, never before `follow` has returned; nothing comes after it. */
  onEnd(end: StreamEnd): void;
  /** Ends the program; no text comes from then on. */
  readonly signal?: AbortSignalLike;
  /** Without it the program may run for ever. */
  readonly timeoutMs?: number;
}

/** Follows what a listed program prints, for as long as it runs, as the person who started Batten. */
export interface LineSource {
  follow(command: Command, listener: StreamListener): void;
}
