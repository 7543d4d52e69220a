import { type Parsed, read, unreadable } from '../result';
import type { Slice } from './config-format';
import { textStart } from './text-line';

/** A word of a directive with its place. */
export interface NginxWord {
  readonly text: string;
  readonly slice: Slice;
}

/** One directive: "listen 80 default_server;", or the head of a block: "server {". */
export interface NginxDirective {
  readonly name: string;
  readonly args: readonly NginxWord[];
  /** Number of the block it stands in; 0 is the file itself. */
  readonly inBlock: number;
  /** Number of the block it opens. */
  readonly opens?: number;
}

const BLANK = /[ \t\r\n]/;

/**
 * Reads the directives of an nginx configuration, in their order.
 *
 * As nginx does it: quotes and comments begin at the start of a word only, a backslash takes the next character along, and
 * `${` opens no block. Blocks of program text (`content_by_lua_block`) are not understood.
 */
export function nginxDirectives(text: string): Parsed<readonly NginxDirective[]> {
  const directives: NginxDirective[] = [];
  const open: number[] = [];
  let blocks = 0;
  let words: NginxWord[] = [];
  let at = textStart(text);

  const take = (opens?: number): string | undefined => {
    const [name, ...args] = words;
    if (name === undefined) return 'The file has a block or a semicolon where a directive should be.';
    if (opens !== undefined && name.text.endsWith('_by_lua_block')) return 'The file contains program text.';
    directives.push({ name: name.text, args, inBlock: open.at(-1) ?? 0, ...(opens === undefined ? {} : { opens }) });
    words = [];
    return undefined;
  };

  while (at < text.length) {
    const character = text[at] ?? '';
    let problem: string | undefined;
    if (BLANK.test(character)) {
      at += 1;
    } else if (character === '#') {
      const feed = text.indexOf('\n', at);
      at = feed === -1 ? text.length : feed;
    } else if (character === ';') {
      problem = take();
      at += 1;
    } else if (character === '{') {
      blocks += 1;
      problem = take(blocks);
      open.push(blocks);
      at += 1;
    } else if (character === '}') {
      if (words.length > 0 || open.pop() === undefined) problem = 'The braces of the file do not match.';
      at += 1;
    } else {
      const end = character === '"' || character === "'" ? endOfQuoted(text, at) : endOfWord(text, at);
      if (end === undefined) return unreadable('A quotation mark in the file is not closed.');
      words.push({ text: text.slice(at, end), slice: { start: at, end } });
      at = end;
    }
    if (problem !== undefined) return unreadable(problem);
  }
  return words.length > 0 || open.length > 0
    ? unreadable('The file ends within a directive or a block.')
    : read(directives);
}

function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[start]) return at + 1;
  }
  return undefined;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\\' || (character === '$' && text[at + 1] === '{')) at += 2;
    else if (BLANK.test(character) || character === ';' || character === '{') return at;
    else at += 1;
  }
  return Math.min(at, text.length);
}
