/**
 * What a parser says: the value it read, or why it could not.
 *
 * `seen` is the text that was not understood (cut to a readable length), so that a person can judge for themselves.
 */
export type Parsed<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly seen?: string };

export function read<T>(value: T): Parsed<T> {
  return { kind: 'read', value };
}

export function unreadable<T>(reason: string, seen?: string): Parsed<T> {
  return seen === undefined || seen.trim() === ''
    ? { kind: 'unreadable', reason }
    : { kind: 'unreadable', reason, seen: excerpt(seen) };
}

/** Applies a function to what was read; what was not stays so. */
export function mapParsed<T, V>(parsed: Parsed<T>, change: (value: T) => V): Parsed<V> {
  return parsed.kind === 'unreadable' ? parsed : read(change(parsed.value));
}

/** Cuts tool output to what fits a sentence or a row; never used for what is stored as evidence. */
export function excerpt(text: string, length = 240): string {
  const flat = text.trim();
  return flat.length <= length ? flat : `${flat.slice(0, length)}…`;
}

/** Ends an exhaustive switch: a new member of the union becomes a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}
