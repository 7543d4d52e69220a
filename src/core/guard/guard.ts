/** What a change may cut off, in the order in which a person has to know it. */
export const GUARD_KINDS = [
  'remote-session',
  'ssh-session',
  'screen-sharing-session',
  'bluetooth-input',
  'needed-service',
  'unreadable',
] as const;
export type GuardKind = (typeof GUARD_KINDS)[number];

/** One command and what it said that matters here: cut to the rows, never the whole output. */
export interface GuardEvidence {
  readonly line: string;
  readonly said: string;
}

/**
 * Why a step has to be confirmed a second time.
 *
 * `consequence` says what is so now and what the step does to it. What could not be read is a guard of its own, with the
 * reason: that no danger was seen is never taken for "no danger".
 */
export interface Guard {
  readonly kind: GuardKind;
  readonly consequence: string;
  readonly evidence: readonly GuardEvidence[];
}

/** The guards of a plan by the ids of its steps; a step that nothing speaks against has none. */
export type Guards = Readonly<Record<string, readonly Guard[]>>;

export const NO_GUARDS: Guards = {};

export function guardsOf(guards: Guards, taskId: string): readonly Guard[] {
  return Object.hasOwn(guards, taskId) ? (guards[taskId] ?? []) : [];
}

/** Guards without repetition, in the order of their kinds, each command once among the evidence of one. */
export function inOrder(guards: readonly Guard[]): readonly Guard[] {
  const distinct = guards
    .filter((one, at) => guards.findIndex((other) => isSameGuard(one, other)) === at)
    .map((one) => ({ ...one, evidence: merged(one.evidence) }));
  return GUARD_KINDS.flatMap((kind) => distinct.filter((one) => one.kind === kind));
}

/** Whether two guards tell a person the same; what the tools printed beside it may differ. */
export function isSameGuard(a: Guard, b: Guard): boolean {
  return a.kind === b.kind && a.consequence === b.consequence;
}

function merged(evidence: readonly GuardEvidence[]): readonly GuardEvidence[] {
  const lines = new Map<string, readonly string[]>();
  for (const { line, said } of evidence) lines.set(line, [...(lines.get(line) ?? []), ...said.split('\n')]);
  return [...lines].map(([line, said]) => ({ line, said: [...new Set(said)].join('\n') }));
}
