import type { ListNode, MapEntry, MapNode, Place, PolicyNode } from './policy-document';
import { bracketed, type Entry, type Field, pair, scalarText } from './policy-entry';
import type { Leaf, Tokens } from './policy-tokens';

/** A part of a text and what takes its place. */
export interface Splice extends Place {
  readonly text: string;
}

/** The key that a list or map stands under. */
export type Owner = Pick<MapEntry, 'keyPlace'> & { readonly flow: boolean };

/** Applies splices that do not overlap. Where one inserts and another takes out what follows, both are done. */
export function spliced(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end), text);
}

/** Every comment of a text, as it is written. */
export function commentsIn({ text, leaves }: Tokens): readonly string[] {
  return leaves.filter(isComment).map(({ start, end }) => text.slice(start, end));
}

/**
 * Adds an entry at the end of a list or map, in the style that it is written in.
 *
 * Where it is empty or `null`, the entry comes below its key. Undefined where only an alias stands: what it stands for
 * may be used elsewhere, too.
 */
export function append(
  tokens: Tokens,
  node: PolicyNode,
  owner: Owner | undefined,
  entry: Entry,
): readonly Splice[] | undefined {
  const [last, beforeLast] = partsOf(tokens, node).toReversed();
  if (last === undefined) return fill(tokens, node, owner, entry);
  if (node.alias) return undefined;
  if (node.kind !== 'scalar' && node.flow) return [insertion(last.end, `, ${entry.flow}`)];
  const spaced = owner === undefined || (beforeLast !== undefined && followsBlankLine(tokens.text, last.start));
  return [linesAfter(tokens, last.end, columnOf(tokens.text, last.start), spaced ? ['', ...entry.lines] : entry.lines)];
}

function fill(tokens: Tokens, node: PolicyNode, owner: Owner | undefined, entry: Entry): readonly Splice[] | undefined {
  const { text } = tokens;
  const within = node.kind === 'scalar' ? '' : text.slice(node.start + 1, node.end - 1).trim();
  // Something stands between the brackets that is no entry: a comment, which stays where it is.
  if (within !== '' && !node.alias) return [insertion(node.start + 1, entry.flow)];
  if (owner === undefined) return undefined;
  if (owner.flow) return [{ ...placeIn(node), text: `${text[node.start - 1] === ':' ? ' ' : ''}${bracketed(entry)}` }];
  const before = text.slice(0, node.start).trimEnd().length;
  const gap = node.start === node.end ? node.start : Math.max(before, owner.keyPlace.end);
  return [
    { start: gap, end: node.end, text: '' },
    linesAfter(tokens, node.end, columnOf(text, owner.keyPlace.start) + 2, entry.lines),
  ];
}

/** Takes an entry out of a list; comments that stood in it stay in its place. */
export function remove(tokens: Tokens, list: ListNode, index: number): readonly Splice[] {
  const part = partsOf(tokens, list)[index];
  if (part === undefined) return [];
  return list.flow ? cutFromFlow(tokens, part) : [cutLines(tokens, part)];
}

/** Gives a map in lines just these keys and values, and touches only the lines of those that differ. */
export function setFields(tokens: Tokens, map: MapNode, wanted: readonly Field[], isSame: IsSame): readonly Splice[] {
  const parts = partsOf(tokens, map);
  const splices: Splice[] = [];
  const missing = new Map(wanted.map((field) => [field.key, field]));
  for (const [index, { key, value }] of map.entries.entries()) {
    const part = parts[index];
    const field = missing.get(key);
    if (part === undefined || isSame(key, value, field)) {
      missing.delete(key);
    } else if (field !== undefined && typeof field.value !== 'object' && isOneLine(tokens.text, value)) {
      splices.push({ ...placeIn(value), text: scalarText(field.value, 'block') });
      missing.delete(key);
    } else {
      splices.push(cutLines(tokens, part));
    }
  }
  // The reason stays the last: a file that lost its end then holds no entry that looks whole.
  const before = map.entries.findLastIndex(({ key }) => key !== 'reason');
  const after = parts[before] ?? parts.at(-1);
  const [first] = parts;
  if (after === undefined || first === undefined || missing.size === 0) return splices;
  const lines = [...missing.values()].flatMap((field) => pair(field).lines);
  return [...splices, linesAfter(tokens, after.end, columnOf(tokens.text, first.start), lines)];
}

/** Whether what is written under a key already says what is wanted; `wanted` is undefined where the key should go. */
export type IsSame = (key: string, written: PolicyNode, wanted: Field | undefined) => boolean;

function isOneLine(text: string, node: PolicyNode): boolean {
  return node.kind === 'scalar' && !text.slice(node.start, node.end).includes('\n');
}

/** Where the entries of a list or map stand, from their dash or key to the last sign that is theirs. */
function partsOf({ text, leaves }: Tokens, node: PolicyNode): readonly Place[] {
  if (node.kind === 'scalar') return [];
  const begins =
    node.kind === 'map'
      ? node.entries.map(({ keyPlace, value }) => ({ start: keyPlace.start, end: Math.max(keyPlace.end, value.end) }))
      : node.items.map((one) => ({ start: node.flow ? one.start : dashBefore(leaves, one.start), end: one.end }));
  return begins.map(({ start, end }) => {
    const last = leaves.findLast((leaf) => leaf.start >= start && leaf.start < end && isSign(leaf));
    const signs = last === undefined ? '' : text.slice(last.start, last.end).trimEnd();
    return { start, end: last === undefined ? end : last.start + signs.length };
  });
}

function isSign({ type, start, end }: Leaf): boolean {
  return end > start && !TRIVIA.has(type);
}

const TRIVIA: ReadonlySet<Leaf['type']> = new Set(['space', 'newline', 'comment', 'comma', 'doc-end']);

function dashBefore(leaves: readonly Leaf[], offset: number): number {
  return leaves.findLast(({ type, start }) => type === 'seq-item-ind' && start < offset)?.start ?? offset;
}

/** Takes whole lines out and leaves the comments in them as lines of their own. */
function cutLines({ text, leaves }: Tokens, { start, end }: Place): Splice {
  const eol = lineEndOf(text);
  const lineEnd = endOfLine(text, end);
  const indent = ' '.repeat(columnOf(text, start));
  const comments = leaves
    .filter((leaf) => isComment(leaf) && leaf.start >= start && leaf.start < lineEnd)
    .map((comment) => `${indent}${text.slice(comment.start, comment.end)}${eol}`)
    .join('');
  const lineStart = startOfLine(text, start);
  if (text.slice(lineStart, start).trim() === '') {
    return { start: lineStart, end: afterLine(text, end), text: comments };
  }
  // The first key of an entry stands behind its dash, which stays.
  const kept = text.slice(0, start).trimEnd().length;
  return { start: kept, end: afterLine(text, end), text: `${eol}${comments}` };
}

function cutFromFlow({ text, leaves }: Tokens, { start, end }: Place): readonly Splice[] {
  const isNeighbour = (leaf: Leaf): boolean => leaf.type === 'comma' || isSign(leaf);
  const next = leaves.find((leaf) => leaf.start >= end && isNeighbour(leaf));
  if (next?.type === 'comma') {
    const after = next.end + text.slice(next.end).search(/[^ ]|$/);
    return joined(text, { start, end }, { start: next.start, end: after });
  }
  const before = leaves.findLast((leaf) => leaf.end <= start && isNeighbour(leaf));
  return before?.type === 'comma' ? joined(text, before, { start, end }) : [{ start, end, text: '' }];
}

/** Cuts two parts, and the spaces between them where there is nothing else. */
function joined(text: string, first: Place, second: Place): readonly Splice[] {
  if (text.slice(first.end, second.start).trim() === '') return [{ start: first.start, end: second.end, text: '' }];
  return [first, second].map((part) => ({ ...placeIn(part), text: '' }));
}

function linesAfter({ text }: Tokens, offset: number, indent: number, lines: readonly string[]): Splice {
  const eol = lineEndOf(text);
  const put = lines.map((line) => (line === '' ? '' : `${' '.repeat(indent)}${line}`)).join(eol);
  const at = afterLine(text, offset);
  return insertion(at, text.slice(0, at).endsWith('\n') ? `${put}${eol}` : `${eol}${put}`);
}

function insertion(offset: number, text: string): Splice {
  return { start: offset, end: offset, text };
}

function placeIn({ start, end }: Place): Place {
  return { start, end };
}

function isComment({ type }: Leaf): boolean {
  return type === 'comment';
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function afterLine(text: string, offset: number): number {
  return Math.min(endOfLine(text, offset) + 1, text.length);
}

function columnOf(text: string, offset: number): number {
  // A byte-order mark takes no room.
  return text.slice(startOfLine(text, offset), offset).replace('\uFEFF', '').length;
}

function followsBlankLine(text: string, offset: number): boolean {
  const before = startOfLine(text, offset);
  return before > 0 && text.slice(startOfLine(text, before - 1), before).trim() === '';
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
