/** What the test tells the asker. */
export interface OsascriptAsk {
  readonly stage: string;
  readonly osascript: string;
  readonly script: string;
}

/** What the test tells the attacker; `asker` is the process that asks. */
export type OsascriptOrder =
  | {
      readonly kind: 'attack';
      readonly stage: string;
      readonly attack: string;
      readonly seed: number;
      readonly asker: number;
    }
  | { readonly kind: 'over' };

export type OsascriptReport =
  | { readonly kind: 'in-place' }
  /** `saw`: the attacker found the script in the list of processes. `wrote`: what it could write to. */
  | { readonly kind: 'done'; readonly saw: boolean; readonly wrote: readonly string[] };
