import type { JournalEntry, JournalEvent } from './journal';

export type { AbortSignalLike, Clock, CommandRunner } from './runner';

export interface ElevationRequest {
  /** The exact script the person saw; its SHA-256 is in the journal. */
  readonly script: string;
  readonly operationId: string;
}

/**
 * How the one password dialog ended.
 *
 * `not-granted` covers "cancelled" and "the dialog could not be shown": macOS does not tell them apart.
 */
export type ElevationOutcome =
  | { readonly kind: 'ran'; readonly stdout: string }
  | { readonly kind: 'not-granted'; readonly detail: string }
  | { readonly kind: 'tampered'; readonly detail: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Shows one password dialog and runs one script as root. */
export interface Elevator {
  readonly backend: 'sudo-prompt' | 'osascript' | 'simulated';
  elevate(request: ElevationRequest): Promise<ElevationOutcome>;
}

/** What the journal on disk says when it is read. */
export type JournalReading =
  | { readonly kind: 'sound'; readonly entries: readonly JournalEntry[] }
  /** Unreadable or its hash chain is broken: set aside whole under `quarantine`; Batten only reads until a person decides. */
  | {
      readonly kind: 'broken';
      readonly reason: string;
      readonly entries: readonly JournalEntry[];
      readonly quarantine: string;
    };

/** The append-only record of everything Batten did. An append is on disk (fsync of file and folder) when it resolves. */
export interface Journal {
  append(event: JournalEvent): Promise<JournalEntry>;
  read(): Promise<JournalReading>;
}

/** The log that the elevated script wrote as root; a program of the person's cannot forge it. */
export interface ProgressLog {
  read(operationId: string): Promise<string | undefined>;
  /** Gives the whole log whenever it has grown, until the answer is called. */
  follow?(operationId: string, onText: (text: string) => void): () => void;
}

/** One privileged operation at a time, across processes. */
export interface OperationLock {
  acquire(): Promise<
    { readonly kind: 'acquired'; release(): Promise<void> } | { readonly kind: 'held'; readonly by: string }
  >;
}

/** What core may not make itself, because it must stay deterministic. */
export interface Entropy {
  /** Random bytes as lower-case hexadecimal text, from the system's generator. */
  hex(bytes: number): string;
  sha256(text: string): string;
  decodeBase64(text: string): string;
}
