import type { Command } from './command';
import type { ConfigFormat } from './config/config-format';

/**
 * One change of a person's configuration file: a few pieces of its text, found anew at the moment of writing.
 *
 * The pieces that are there must be `from`; otherwise the file has changed and is left alone. Everything else in it stays.
 */
export interface FileEdit {
  /** Absolute. */
  readonly path: string;
  readonly format: ConfigFormat;
  /** What in the file: a Compose service, a key; empty where the format has only one. */
  readonly subject: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Asked about the new text first, with the candidate's path wherever `path` is an argument; exit 0 lets it in. */
  readonly gate?: Command;
}

/** How an edit ended. Whatever the answer, the file is whole: the old one or the new one. */
export type FileEditOutcome =
  | {
      readonly kind: 'written';
      readonly sha256Before: string;
      readonly sha256After: string;
      /** Where the old file was copied to, with its mode. */
      readonly backup: string;
    }
  /** The file is as it was. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Edits files as the person, by exchanging them whole. */
export interface FileEditor {
  edit(edit: FileEdit, run: number): Promise<FileEditOutcome>;
  /** Removes what an edit that was cut off has left beside the file. */
  tidy(path: string): Promise<void>;
}
