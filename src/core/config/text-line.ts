/** One line of a text, by offsets. */
export interface TextLine {
  readonly start: number;
  /** Before the line end. */
  readonly end: number;
  /** After the line end; the same as `end` where the text ends without one. */
  readonly next: number;
  /** Without the line end, and without the byte order mark of a first line. */
  readonly text: string;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Where the first line begins: after a byte order mark, if there is one. */
export function textStart(text: string): number {
  return text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
}

/** The lines of a text; none for an empty one, and none after the last line end. */
export function linesOf(text: string): readonly TextLine[] {
  const lines: TextLine[] = [];
  let start = textStart(text);
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const next = feed === -1 ? text.length : feed + 1;
    const end = feed === -1 ? text.length : feed > start && text[feed - 1] === '\r' ? feed - 1 : feed;
    lines.push({ start, end, next, text: text.slice(start, end) });
    start = next;
  }
  return lines;
}

/** The line end of a text, by its first line; a line feed where it has none. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}

/** Where the line that holds an offset ends, before its line end. */
export function endOfLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed === -1) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}
