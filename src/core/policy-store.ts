import type { AllowedApplication, Policy, ServicePolicy } from './policy';

/** Something in the text of a policy that is not as it has to be. Line and column count from 1. */
export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  /** What is wrong and what would be right: one line. */
  readonly message: string;
}

/** Why the policy on disk is not used. */
export interface PolicyTrouble {
  /** Whole sentences: what is not used, why, and what holds instead. */
  readonly reason: string;
  /** In the order of the text, at most 20; none where the file itself may not be read. */
  readonly problems: readonly PolicyProblem[];
  /** Where a copy of the unreadable file is kept; the file itself stays where it is. */
  readonly copy?: string;
}

/** The policy that holds now. */
export interface PolicyReading {
  readonly policy: Policy;
  /** `built-in`: there is no file, and the default policy holds. `file`: there is one, and it holds unless there is a `problem`. */
  readonly source: 'file' | 'built-in';
  /** The file is not used; the strict policy holds. */
  readonly problem?: PolicyTrouble;
}

/** One decision of a person about the policy. */
export type PolicyEdit =
  /** Replaces the service with the same protocol, port, process and container; adds it where there is none. */
  | { readonly kind: 'expect'; readonly service: ServicePolicy }
  /** By the service's name. */
  | { readonly kind: 'forget'; readonly name: string }
  /** Replaces the application with the same name; adds it where there is none. */
  | { readonly kind: 'allow-application'; readonly application: AllowedApplication }
  | { readonly kind: 'disallow-application'; readonly name: string }
  | { readonly kind: 'want-task'; readonly taskId: string }
  | { readonly kind: 'do-not-want-task'; readonly taskId: string }
  | { readonly kind: 'airdrop'; readonly value: Policy['airdrop'] };

/** What became of a change to the policy. A reason is one or more whole sentences. */
export type PolicyChange =
  /** It is on disk. `kept`: where an import has kept the policy before it. */
  | { readonly kind: 'changed'; readonly policy: Policy; readonly kept?: string }
  /** Nothing was changed. `problems` are of the text that was refused: the imported one, or the file where it is unreadable. */
  | { readonly kind: 'refused'; readonly reason: string; readonly problems: readonly PolicyProblem[] }
  /** The disk failed: the file is the old one or the new one, whole, and reading it tells which. */
  | { readonly kind: 'failed'; readonly reason: string };

/** The policy as text, to be kept elsewhere. */
export type PolicyExport =
  | { readonly kind: 'text'; readonly text: string; readonly source: 'file' | 'built-in' }
  | { readonly kind: 'refused'; readonly reason: string; readonly problems: readonly PolicyProblem[] };

/** Where the policy is kept. */
export interface PolicyStore {
  /** Never fails: a policy that cannot be read is the strict one. */
  read(): Promise<PolicyReading>;
  /** Keeps all comments and everything that the edit is not about. Refused while the policy cannot be read. */
  change(edit: PolicyEdit): Promise<PolicyChange>;
  /** Replaces the whole policy with a text that is one; the old one is kept beside, whatever it held. */
  importText(text: string): Promise<PolicyChange>;
  exportText(): Promise<PolicyExport>;
}
