import { type CST, Lexer, LineCounter, Parser } from 'yaml';
import type { PolicyProblem } from '../core/policy-store';
import { unseenIn } from './policy-words';

/** Something wrong at an offset of the text, in UTF-16 units from 0. */
export interface Mistake {
  readonly offset: number;
  readonly message: string;
}

/** A piece of the text that YAML does not divide further: a word, a sign, a comment, a stretch of spaces. */
export interface Leaf {
  /** As `yaml` names it: `comment`, `newline`, `space`, `comma`, `seq-item-ind`, `scalar`. */
  readonly type: CST.Token['type'];
  readonly start: number;
  readonly end: number;
}

/** A text cut into tokens. The leaves follow one another without gaps: together they are the text. */
export interface Tokens {
  readonly text: string;
  readonly stream: readonly CST.Token[];
  readonly leaves: readonly Leaf[];
  readonly lines: LineCounter;
}

export type TokensReading =
  | { readonly kind: 'read'; readonly tokens: Tokens }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/** The most that a policy may measure, in bytes of UTF-8. */
export const POLICY_LIMIT_BYTES = 256 * 1024;

const MOST_PIECES = 60_000;
const DEEPEST = 24;
const MOST_PROBLEMS = 20;

/**
 * Cuts the text of a policy into tokens, and refuses what could not be read in good time.
 *
 * The depth is looked at here, because `yaml` goes down by recursion afterwards: the stack would end inside it, which
 * Node does not always survive.
 */
export function readTokens(text: string): TokensReading {
  if (Buffer.byteLength(text) > POLICY_LIMIT_BYTES) return refuse('the policy is larger than 256 KB');
  const lines = linesOf(text);
  const unseen = unseenIn(text, MOST_PROBLEMS).map(({ offset, name }) => {
    return { offset, message: `a character that cannot be seen stands here: ${name}` };
  });
  if (unseen.length > 0) return { kind: 'invalid', problems: problemsOf({ text, lines }, unseen) };
  const stream = streamOf(text);
  const leaves: Leaf[] = [];
  if (stream?.every((token) => collectLeaves(token, leaves, 0)) !== true) {
    return refuse('the policy is nested too deeply, or has too many words');
  }
  return { kind: 'read', tokens: { text, stream, leaves, lines } };
}

/** Undefined where the text is cut into more pieces than a policy has. */
function streamOf(text: string): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const stream: CST.Token[] = [];
  let pieces = 0;
  for (const piece of new Lexer().lex(text)) {
    pieces += 1;
    if (pieces > MOST_PIECES) return undefined;
    stream.push(...parser.next(piece));
  }
  return [...stream, ...parser.end()];
}

/** Counted here: the parser leaves out lines within words that stand where none may, so the lines after would be wrong. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return lines;
}

function refuse(message: string): TokensReading {
  return { kind: 'invalid', problems: [{ line: 1, column: 1, message }] };
}

/** Puts mistakes in the order of the text, says each once, and gives them lines and columns; at most 20. */
export function problemsOf(
  { text, lines }: Pick<Tokens, 'text' | 'lines'>,
  mistakes: readonly Mistake[],
): readonly PolicyProblem[] {
  // A byte-order mark is a character of the first line that no editor shows.
  const hidden = text.startsWith('\uFEFF') ? 1 : 0;
  const found = new Map<string, PolicyProblem>();
  for (const { offset, message } of mistakes.toSorted((a, b) => a.offset - b.offset)) {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, hidden), text.length));
    const column = line === 1 ? col - hidden : col;
    found.set(`${line} ${column} ${message}`, { line, column, message });
  }
  return [...found.values()].slice(0, MOST_PROBLEMS);
}

/** False when they lie too deep. */
function collectLeaves(token: CST.Token, into: Leaf[], depth: number): boolean {
  if (depth > DEEPEST) return false;
  const all = (tokens: readonly CST.Token[] | undefined): boolean =>
    (tokens ?? []).every((one) => collectLeaves(one, into, depth));
  const one = (inner: CST.Token | null | undefined): boolean =>
    inner === null || inner === undefined || collectLeaves(inner, into, depth + 1);
  if (token.type === 'document') return all(token.start) && one(token.value) && all(token.end);
  if (token.type === 'flow-collection') {
    return all([token.start]) && token.items.every((item) => itemLeaves(item, all, one)) && all(token.end);
  }
  if ('items' in token) return token.items.every((item) => itemLeaves(item, all, one));
  if (token.type === 'block-scalar') return all(token.props) && addLeaf(token, into);
  return addLeaf(token, into) && all('end' in token ? token.end : undefined);
}

function itemLeaves(
  { start, key, sep, value }: CST.CollectionItem,
  all: (tokens: readonly CST.Token[] | undefined) => boolean,
  one: (token: CST.Token | null | undefined) => boolean,
): boolean {
  return all(start) && one(key) && all(sep) && one(value);
}

function addLeaf({ type, source }: { readonly type: Leaf['type']; readonly source: string }, into: Leaf[]): true {
  // Counted, not taken from the token: a block scalar's offset is that of its header.
  const start = into.at(-1)?.end ?? 0;
  into.push({ type, start, end: start + source.length });
  return true;
}
