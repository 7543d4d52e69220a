import { excerpt, type Parsed, read, unreadable } from '../result';
import { type ConfigFormat, type ConfigKind, type Slice, type Spots, textsAt, withTexts } from './config-format';
import { type HostScope, widest } from './host';

/** One slice: what it means now, and what would stand there for this Mac only, or why nothing can. */
export interface Piece {
  readonly slice: Slice;
  readonly bound: HostScope;
  readonly closed: Parsed<string>;
}

/** Everything a format knows about one text: the spots, and what would close them. */
export interface Reading extends Spots {
  readonly closed: Parsed<readonly string[]>;
}

/** What a format has to know; `configKind` makes the rest of it. */
export interface ConfigReader {
  readonly format: ConfigFormat;
  /**
   * Which pieces are slices must follow from where they stand, not from what they say: the same pieces are looked for
   * again in the closed text.
   */
  read(text: string, subject: string): Parsed<Reading>;
  /** Whether one slice's text has a shape that this format writes or replaces. */
  accepts(text: string): boolean;
  /** Whether two texts differ in more than where something listens, as far as the format can tell by reading them again. */
  differs?(before: string, after: string): boolean;
}

/** No configuration file of a person is longer: 1 MiB of UTF-16 units. */
const LONGEST = 1024 * 1024;

/** Puts pieces together to a reading, in the order of the file. */
export function readingOf(
  pieces: readonly Piece[],
  words: string,
  more: { readonly bound?: HostScope; readonly closed?: Parsed<never>; readonly shared?: readonly string[] } = {},
): Reading {
  const ordered = pieces.toSorted((a, b) => a.slice.start - b.slice.start);
  const texts: string[] = [];
  let refused: Parsed<never> | undefined = more.closed;
  for (const { closed } of ordered) {
    if (closed.kind === 'read') texts.push(closed.value);
    else refused ??= closed;
  }
  return {
    slices: ordered.map(({ slice }) => slice),
    bound: more.bound ?? widest(ordered.map(({ bound }) => bound)),
    words,
    shared: more.shared ?? [],
    closed: refused ?? read(texts),
  };
}

/**
 * Makes a configuration kind that keeps its promises whatever the reader does.
 *
 * Before a closing is handed out it is carried out, read again and taken back, all on text; if anything is not as it
 * has to be, the answer is a reason instead.
 */
export function configKind(reader: ConfigReader): ConfigKind {
  const reading = (text: string, subject: string): Parsed<Reading> => {
    const oddity = oddityOf(text);
    if (oddity !== undefined) return unreadable(oddity);
    try {
      const parsed = reader.read(text, subject);
      if (parsed.kind === 'read' && !inOrder(parsed.value.slices, text)) return unreadable(NOT_EXACT);
      return parsed;
    } catch {
      // A text that nests deeper than the stack; a parser's own defect must not end the scan either.
      return unreadable('The file is built in a way that cannot be read here.');
    }
  };

  const find = (text: string, subject: string): Parsed<Spots> => {
    const parsed = reading(text, subject);
    if (parsed.kind === 'unreadable') return parsed;
    const { slices, bound, words, shared } = parsed.value;
    return read({ slices, bound, words: excerpt(words, 400), shared });
  };

  const accepts = (texts: readonly string[]) => texts.every((text) => text.length <= 1_000 && reader.accepts(text));

  const closed = (text: string, subject: string): Parsed<readonly string[]> => {
    const parsed = reading(text, subject);
    if (parsed.kind === 'unreadable') return parsed;
    const before = textsAt(text, parsed.value.slices);
    if (parsed.value.bound === 'this-mac') return read(before);
    if (parsed.value.closed.kind === 'unreadable') return parsed.value.closed;
    const after = parsed.value.closed.value;
    if (after.length !== before.length || !accepts(before) || !accepts(after)) return unreadable(NOT_EXACT);
    const next = withTexts(text, parsed.value.slices, after);
    if (reader.differs?.(text, next) === true) return unreadable(SOMETHING_ELSE);
    const again = find(next, subject);
    const exact =
      again.kind === 'read' &&
      again.value.bound === 'this-mac' &&
      again.value.slices.length === after.length &&
      textsAt(next, again.value.slices).every((one, index) => one === after[index]) &&
      withTexts(next, again.value.slices, before) === text;
    return exact ? read(after) : unreadable(NOT_EXACT);
  };

  return { format: reader.format, find, closed, accepts };
}

const NOT_EXACT = 'The file is written in a way that could not be changed and taken back exactly. Change it by hand.';
const SOMETHING_ELSE =
  'The same piece of the file also sets something else than where the service listens. Change it by hand.';

/** What makes a text unfit to be read by lines and written back unchanged. */
function oddityOf(text: string): string | undefined {
  if (text.length > LONGEST) return 'The file is too long for a configuration file.';
  if (/[\uFFFD\p{Surrogate}]/u.test(text)) return 'The file is not text in UTF-8.';
  // Programs disagree whether these end a line or are blanks.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(text)) return 'The file contains control characters.';
  if (/\r(?!\n)/.test(text)) return 'The file has line ends of a kind that programs read differently.';
  return undefined;
}

function inOrder(slices: readonly Slice[], text: string): boolean {
  let free = 0;
  for (const [index, { start, end }] of slices.entries()) {
    const previous = slices[index - 1];
    // Two slices that begin at one place could not be told apart.
    if (start < free || end < start || end > text.length || start === previous?.start) return false;
    free = end;
  }
  return true;
}
