/** Puts text from a file into quotes for a message: cut to a readable length, with nothing in it that a terminal obeys. */
export function quoted(text: string): string {
  return `"${visible(text, 60)}"`;
}

/** Text for a message without what cannot be seen, cut to so many characters. */
export function visible(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replaceAll(UNSEEN, '\uFFFD');
}

/**
 * Control characters, halves of characters, separators of lines, marks that turn the direction of writing, and
 * characters without any width.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF\uFFFE\uFFFF]/gu;

/** Whether a text holds characters that are not seen or that change how others are seen. */
export function holdsUnseen(text: string): boolean {
  return text.search(UNSEEN) !== -1;
}

/**
 * Where a text has characters that an editor hides or shows as something else, at most `most` of them: what a person sees
 * there is not what is read. Tabs, line ends and a byte-order mark at the start are none of them.
 */
export function unseenIn(text: string, most: number): readonly { readonly offset: number; readonly name: string }[] {
  const found: { readonly offset: number; readonly name: string }[] = [];
  for (const { index, 0: character } of text.matchAll(UNSEEN)) {
    if (found.length === most) break;
    if (character === '\t' || character === '\n' || (character === '\r' && text[index + 1] === '\n')) continue;
    if (character === '\uFEFF' && index === 0) continue;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    found.push({ offset: index, name: `U+${code}` });
  }
  return found;
}

/** The end of a sentence that names the known word nearest to an unknown one; empty where none is near. */
export function orNearest(word: string, known: readonly string[]): string {
  // Longer words than any that is known are not worth comparing.
  if (word.length > 60) return '';
  const ranked = known
    .map((candidate) => ({ candidate, distance: distanceBetween(word.toLowerCase(), candidate) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  const near = nearest !== undefined && nearest.distance <= Math.max(2, Math.floor(nearest.candidate.length / 3));
  return near && nearest.distance < nearest.candidate.length ? `; did you mean ${nearest.candidate}?` : '';
}

/** How many letters have to be put in, left out or changed to make one word of the other (Levenshtein). */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of Array.from(other).entries()) {
      const above = row[column + 1] ?? 0;
      const left = next[column] ?? 0;
      const diagonal = row[column] ?? 0;
      next.push(Math.min(above + 1, left + 1, diagonal + (letter === otherLetter ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? other.length;
}
