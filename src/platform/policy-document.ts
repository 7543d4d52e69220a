import { Composer, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Range } from 'yaml';
import type { PolicyProblem } from '../core/policy-store';
import { type Mistake, problemsOf, readTokens, type Tokens } from './policy-tokens';
import { quoted, visible } from './policy-words';

/** Where a value stands in the text: offsets in UTF-16 units, the end not included. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

interface Placed extends Place {
  /** The text here is only `*name`: what it stands for is written elsewhere. */
  readonly alias: boolean;
  /** How many values it holds, itself included, with every alias counted in full. */
  readonly size: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

export interface ListNode extends Placed {
  readonly kind: 'list';
  /** Written in brackets. */
  readonly flow: boolean;
  readonly items: readonly PolicyNode[];
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  /** Written in braces. */
  readonly flow: boolean;
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: PolicyNode;
}

/** A value in the text of a policy. */
export type PolicyNode = ScalarNode | ListNode | MapNode;

/** The text of a policy, read as YAML 1.2 and nothing more; `mistakes` are what a policy may not hold. */
export interface PolicyDocument {
  readonly tokens: Tokens;
  readonly root: PolicyNode;
  readonly mistakes: readonly Mistake[];
}

export type DocumentReading =
  | { readonly kind: 'read'; readonly document: PolicyDocument }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

const MOST_VALUES = 5_000;

/** Reads text as one YAML document without tags and directives. Never throws. */
export function readDocument(text: string): DocumentReading {
  try {
    return readText(text);
  } catch {
    return { kind: 'invalid', problems: [{ line: 1, column: 1, message: 'the policy cannot be read as YAML' }] };
  }
}

function readText(text: string): DocumentReading {
  const reading = readTokens(text);
  if (reading.kind === 'invalid') return reading;
  const { tokens } = reading;
  const invalid = (mistakes: readonly Mistake[]): DocumentReading => ({
    kind: 'invalid',
    problems: problemsOf(tokens, mistakes),
  });
  const unwanted = unwantedTokens(tokens);
  if (unwanted.length > 0) return invalid(unwanted);
  const composed = compose(tokens);
  if (composed === undefined) return invalid([{ offset: 0, message: 'the policy is empty' }]);
  const errors = [...composed.errors, ...composed.warnings].map(({ pos, message }) => ({
    offset: message.startsWith('Missing closing') ? quoteBefore(tokens, pos[0]) : pos[0],
    message: `not YAML: ${visible(message, 100)}`,
  }));
  if (errors.length > 0) return invalid(errors);
  const mistakes: Mistake[] = [];
  const root = createReader(mistakes)(composed.contents, 0);
  if (root.size > MOST_VALUES) return invalid([{ offset: 0, message: 'the policy holds too many values' }]);
  return { kind: 'read', document: { tokens, root, mistakes } };
}

/** What a policy may not hold, whatever YAML says: each would let it mean something else than it seems to. */
function unwantedTokens({ stream, leaves }: Tokens): readonly Mistake[] {
  const [, second] = stream.filter(({ type }) => type === 'document');
  const of = (type: string, message: string): readonly Mistake[] =>
    leaves.filter((leaf) => leaf.type === type).map(({ start }) => ({ offset: start, message }));
  return [
    ...of('directive', 'a line that begins with % is not used in a policy'),
    ...of('tag', 'a tag (!) is not used in a policy'),
    ...(second === undefined ? [] : [{ offset: second.offset, message: 'a policy is one document; a second begins' }]),
  ];
}

function compose({ stream, text }: Tokens): Document.Parsed | undefined {
  // Equal keys are looked for below: `yaml` compares each with each.
  const options = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, strict: true } as const;
  const [document] = new Composer(options).compose(stream, true, text.length);
  return document;
}

/** A quote that is never closed is reported at the end of the text; the person looks for where it begins. */
function quoteBefore({ leaves }: Tokens, offset: number): number {
  return leaves.findLast(({ type, start }) => type.endsWith('-quoted-scalar') && start < offset)?.start ?? offset;
}

type Reader = (node: Node | null, offset: number) => PolicyNode;

/** Follows aliases to the anchor last seen before them. One that leads into itself leads nowhere. */
function createReader(mistakes: Mistake[]): Reader {
  const anchors = new Map<string, PolicyNode | 'begun'>();
  const nothing = (offset: number): ScalarNode => {
    return { kind: 'scalar', value: null, start: offset, end: offset, alias: false, size: 1 };
  };
  const read: Reader = (node, offset) => {
    if (node === null) return nothing(offset);
    const [start, end] = placeOf(node, offset);
    if (isAlias(node)) {
      const meant = anchors.get(node.source);
      if (meant !== undefined && meant !== 'begun') return { ...meant, start, end, alias: true };
      mistakes.push({ offset: start, message: `*${visible(node.source, 60)} stands for nothing before it` });
      return nothing(start);
    }
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, 'begun');
    const made = make(node, start, end);
    if (anchor !== undefined) anchors.set(anchor, made);
    return made;
  };
  const make = (node: Node, start: number, end: number): PolicyNode => {
    const place = { start, end, alias: false };
    if (isScalar(node)) {
      if (typeof node.value === 'number' && !PLAIN_NUMBER.test(node.source ?? '')) {
        mistakes.push({ offset: start, message: 'a number has to be written in plain digits' });
      }
      return { kind: 'scalar', value: plainValue(node.value), ...place, size: 1 };
    }
    if (isSeq<Node>(node)) {
      const items = node.items.map((item) => read(item, start));
      return { kind: 'list', flow: node.flow === true, items, ...place, size: sizeOf(items) };
    }
    if (!isMap<Node, Node | null>(node)) return nothing(start);
    const entries = uniqueEntries(
      node.items.flatMap(({ key, value }) => {
        const [keyStart, keyEnd] = placeOf(key, start);
        const name = isScalar(key) ? read(key, keyStart) : undefined;
        const entry = { keyPlace: { start: keyStart, end: keyEnd }, value: read(value, keyEnd) };
        if (name?.kind === 'scalar' && typeof name.value === 'string') return [{ key: name.value, ...entry }];
        mistakes.push({ offset: keyStart, message: 'a key has to be a word' });
        return [];
      }),
      mistakes,
    );
    const values = entries.map(({ value }) => value);
    return { kind: 'map', flow: node.flow === true, entries, ...place, size: sizeOf(values) };
  };
  return read;
}

function uniqueEntries(entries: readonly MapEntry[], mistakes: Mistake[]): readonly MapEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ key, keyPlace }) => {
    if (!seen.has(key)) return Boolean(seen.add(key));
    mistakes.push({ offset: keyPlace.start, message: `${quoted(key)} is written twice here` });
    return false;
  });
}

const PLAIN_NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

function plainValue(value: unknown): ScalarNode['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function sizeOf(nodes: readonly PolicyNode[]): number {
  return nodes.reduce((sum, { size }) => sum + size, 1);
}

function placeOf(node: Node | null, offset: number): Range {
  return node?.range ?? [offset, offset, offset];
}

/** The value as plain data. Call it only within the limit of values that `readDocument` keeps. */
export function valueOf(node: PolicyNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(valueOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, valueOf(value)]));
}

/** The value at a path of keys and indexes, or undefined where the text holds none. */
export function nodeAt(root: PolicyNode, path: readonly PropertyKey[]): PolicyNode | undefined {
  return path.reduce<PolicyNode | undefined>((node, step) => {
    if (node?.kind === 'list' && typeof step === 'number') return node.items[step];
    return node?.kind === 'map' ? entryOf(node, step)?.value : undefined;
  }, root);
}

/** The pair of a map with that key. */
export function entryOf(map: MapNode, key: PropertyKey): MapEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}
