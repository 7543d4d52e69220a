import type { Json } from './json';
import type { Policy } from './policy';
import { isAskedFor } from './policy';
import type { Parsed } from './result';
import type { AnyTask, Applicability, Reading } from './task';

/** The verdict on one task. There is no boolean: what could not be read is its own answer, and never green. */
export type Finding =
  | ({ readonly kind: 'compliant' } & Observed)
  | ({ readonly kind: 'noncompliant'; readonly because: string } & Observed)
  | { readonly kind: 'unknown'; readonly reason: string; readonly seen?: string }
  | { readonly kind: 'not-applicable'; readonly because: string; readonly observed?: Observed };

export interface Observed {
  readonly state: Json;
  /** The state as a sentence: "Firewall is on". */
  readonly sentence: string;
  /** The state in a word or two: "On". */
  readonly words: string;
  readonly managed?: string;
  readonly notes: readonly string[];
}

export type FindingKind = Finding['kind'];

/** Turns what a probe read into a finding, under the policy. Pure; unreadable and contradictory input is `unknown`. */
export function judge(
  task: AnyTask,
  applicability: Applicability,
  reading: Parsed<Reading<Json>>,
  policy: Policy,
): Finding {
  if (applicability.kind === 'not-applicable') return applicability;
  const askedFor = isAskedFor(policy, task.id);
  if (reading.kind === 'unreadable') {
    if (!askedFor) return { kind: 'not-applicable', because: NOT_ASKED_FOR };
    return {
      kind: 'unknown',
      reason: reading.reason,
      ...(reading.seen === undefined ? {} : { seen: reading.seen }),
    };
  }
  const { state, managed, without, notes } = reading.value;
  const observed: Observed = {
    state,
    sentence: task.sentence(state),
    words: task.words(state),
    ...(managed === undefined ? {} : { managed }),
    notes: notes ?? [],
  };
  if (!askedFor) return { kind: 'not-applicable', because: NOT_ASKED_FOR, observed };
  if (!task.isWanted(state, policy)) return { kind: 'noncompliant', because: task.exposes, ...observed };
  if (without !== undefined) return { kind: 'noncompliant', because: without, ...observed };
  return { kind: 'compliant', ...observed };
}

export const NOT_ASKED_FOR = 'not asked for by the policy';

/** What was observed, whatever the verdict; undefined where nothing was read. */
export function observedIn(finding: Finding): Observed | undefined {
  switch (finding.kind) {
    case 'compliant':
    case 'noncompliant':
      return finding;
    case 'not-applicable':
      return finding.observed;
    case 'unknown':
      return undefined;
  }
}

/** Who can do what, or why nothing is known. */
export function becauseOf(finding: Finding): string | undefined {
  switch (finding.kind) {
    case 'compliant':
      return undefined;
    case 'noncompliant':
    case 'not-applicable':
      return finding.because;
    case 'unknown':
      return finding.reason;
  }
}

/** The worst of all findings, which is what the menu-bar icon shows. */
export type Overall = 'exposed' | 'attention' | 'unknown' | 'hardened';

const ORDER: readonly Overall[] = ['exposed', 'attention', 'unknown', 'hardened'];

/** Folds findings into one. "hardened" needs every finding compliant or not applicable, and at least one compliant. */
export function overall(
  rows: readonly { readonly finding: Finding; readonly severity: 'exposed' | 'attention' }[],
): Overall {
  const worst = rows.map(({ finding, severity }): Overall => {
    switch (finding.kind) {
      case 'noncompliant':
        return severity;
      case 'unknown':
        return 'unknown';
      case 'compliant':
      case 'not-applicable':
        return 'hardened';
    }
  });
  const anyCompliant = rows.some(({ finding }) => finding.kind === 'compliant');
  return ORDER.find((level) => worst.includes(level) && (level !== 'hardened' || anyCompliant)) ?? 'unknown';
}
