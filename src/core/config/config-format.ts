import type { Parsed } from '../result';

/** A piece of a file's text: half-open range of UTF-16 offsets. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** Where a file binds something, and to what. */
export interface Spots {
  /** In file order, not overlapping: the exact pieces that say where the service listens. A zero-length slice is where a missing line would go. */
  readonly slices: readonly Slice[];
  /** What these pieces mean now. `unclear`: a variable or a form that only the tool itself can resolve. */
  readonly bound: 'this-mac' | 'wider' | 'unclear';
  /** One sentence for a person: "publishes 5432 on every address". */
  readonly words: string;
  /** Other things of the file that the same pieces decide: services that share an anchor. */
  readonly shared: readonly string[];
}

export type ConfigFormat = 'compose' | 'postgresql' | 'redis' | 'mysql' | 'nginx' | 'mongodb' | 'launchd-plist';

/**
 * How one format of configuration file says where a service listens, and how that is closed to this Mac and opened again.
 *
 * Pure text in, pure text out. Only slices are ever replaced, so what stands between them stays byte for byte.
 */
export interface ConfigKind {
  readonly format: ConfigFormat;
  /** Finds the spots of `subject` (a compose service, a directive's section, a plist key; '' where the format has one subject). Unreadable, never throwing, for text that is not understood. */
  find(text: string, subject: string): Parsed<Spots>;
  /** The texts that replace the slices so that the subject listens on this Mac only; unreadable with the reason where that cannot be done by rewriting (then the person gets advice). Same length as the slices. */
  closed(text: string, subject: string): Parsed<readonly string[]>;
  /** Whether slice texts (from a journal, so from anywhere) are of a shape that this format writes or replaces; nothing else is ever written to a file. */
  accepts(texts: readonly string[]): boolean;
}

/** What stands at the slices now, in their order. */
export function textsAt(text: string, slices: readonly Slice[]): readonly string[] {
  return slices.map(({ start, end }) => text.slice(start, end));
}

/**
 * The text with every slice replaced by its text; all offsets are those of the text as it was.
 *
 * A number of texts that is not the number of slices is a defect of the caller, and thrown.
 */
export function withTexts(text: string, slices: readonly Slice[], texts: readonly string[]): string {
  if (slices.length !== texts.length) throw new Error(`${slices.length} slices cannot take ${texts.length} texts`);
  // Collected and joined once: copying the rest for each slice would take the square of the file's length.
  const parts: string[] = [];
  let at = 0;
  for (const [index, { start, end }] of slices.entries()) {
    parts.push(text.slice(at, start), texts[index] ?? '');
    at = end;
  }
  return parts.join('') + text.slice(at);
}
