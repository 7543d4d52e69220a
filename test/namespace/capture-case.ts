import type { Command } from '../../src/core/command';
import type { FindingKind } from '../../src/core/finding';
import type { Json } from '../../src/core/json';
import type { MacState } from '../sim/mac-state';

/** A captured text as the answer to a question, on a Mac whose other answers fit; and what is to be found then. */
export interface CaptureCase {
  readonly file: string;
  readonly answers: readonly Command[];
  readonly on: MacState;
  readonly stream?: 'stdout' | 'stderr';
  readonly exitCode?: number;
  readonly finds: Readonly<Record<string, FindingKind | readonly [FindingKind, Json]>>;
}
