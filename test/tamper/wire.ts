/** What the test tells the attacker. */
export type AttackOrder =
  | {
      readonly kind: 'attack';
      readonly stage: string;
      readonly attack: string;
      readonly seed: number;
      /** How long after its change the attacker has the person approve; or only once the dialog is gone or time is up. */
      readonly approve: { readonly afterMs: number } | { readonly whenEndedOrAfterMs: number };
      readonly openForMs: number;
      /** The process to stop before the change and to let go on after the approval. */
      readonly stops?: number;
    }
  /** The asker has its answer. */
  | { readonly kind: 'over' };

/** What the attacker tells the test; times in milliseconds of one clock that all processes of a computer share. */
export type AttackReport =
  | { readonly kind: 'in-place' }
  | {
      readonly kind: 'done';
      /** When the change began, and when it was made. */
      readonly from?: number;
      readonly changed?: number;
      /** Why the attacker could not even make its change. */
      readonly failed?: string;
      /** When the applet stood still or was gone. */
      readonly halted?: number;
      readonly approved: number;
    };

/** What the test tells the asker: open a dialog in this stage. */
export interface AskOrder {
  readonly stage: string;
  readonly watch: 'events' | 'clock-only' | 'none';
}

/** The same instant in every process, in milliseconds. */
export function instant(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
