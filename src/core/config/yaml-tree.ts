import {
  type Alias,
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Parser,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { type Parsed, read, unreadable } from '../result';
import { nestsTooDeep } from './yaml-nesting';

/** A key with its value, as it stands in one map. */
export interface Member {
  readonly key: Scalar;
  /** Null where nothing follows the key. */
  readonly value: Node | null;
}

/** A YAML text as nodes with their places. Anchors are resolved, merge keys are followed, and neither leads in a circle. */
export interface YamlTree {
  readonly root: Node | null;
  /** The node itself, or the node that an alias stands for. */
  target(node: Node): Node;
  /** The members a map has after its merge keys: its own first, then those of the earliest map that has them. */
  members(map: YAMLMap): ReadonlyMap<string, Member>;
}

/** Reading takes a second for a hundred thousand characters; a compose file of a person has a tenth of that. */
const LONGEST = 128 * 1024;

/**
 * Reads one YAML document for finding places in it.
 *
 * Unreadable besides what is no YAML: several documents, a `%` directive, a key twice in one map, a key that is not a
 * plain or quoted text, an alias without its anchor or within it, a merge of something that is no map, and characters that
 * end a line for YAML 1.1 (which Go's reader follows) but not for YAML 1.2.
 */
export function yamlTree(text: string): Parsed<YamlTree> {
  if (text.length > LONGEST) return unreadable('The file is too long to be read as YAML here.');
  if (/[\u0085\u2028\u2029]/.test(text) || text.indexOf('\uFEFF', 1) !== -1) {
    return unreadable('The file contains characters that YAML readers take differently.');
  }
  if (/^%/m.test(text)) return unreadable('The file begins with a YAML directive.');
  try {
    return nodesOf(text);
  } catch {
    // The library's own limits; what they are is not documented.
    return unreadable('The file is not understood as YAML.');
  }
}

function nodesOf(text: string): Parsed<YamlTree> {
  const tokens = [...new Parser().parse(text)];
  if (nestsTooDeep(tokens)) return unreadable('The file nests too deeply to be read.');
  // Duplicate keys are found below: the library compares every key with every other one.
  const options = { uniqueKeys: false, keepSourceTokens: true, prettyErrors: false };
  const [document, ...more] = new Composer(options).compose(tokens, true, text.length);
  if (more.length > 0) return unreadable('The file holds several YAML documents; only one can be read.');
  const error = document?.errors[0];
  if (error !== undefined) return unreadable(`The file is not understood as YAML: ${error.message}.`);
  const root: Node | null = document?.contents ?? null;
  const walk = new Walk();
  const problem = root === null ? undefined : walk.visit(root);
  return problem === undefined ? read({ root, ...walk.tree() }) : unreadable(problem);
}

/** The text of a scalar: what stands there if it is plain, what the quotes hold if it is quoted. */
export function scalarText(scalar: Scalar): string {
  return scalar.type === 'PLAIN' ? (scalar.source ?? '') : String(scalar.value);
}

/** Whether nothing stands there, or a word for nothing. */
export function isNothing(node: Node | null | undefined): boolean {
  return node == null || (isScalar(node) && node.value === null && node.tag === undefined);
}

/** A tag that was written out: "!reset". Tags change what a node means for the program that reads it. */
export function tagOf(node: Node): string | undefined {
  return isAlias(node) ? undefined : node.tag;
}

const MERGE = '<<';

class Walk {
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Alias, Node>();
  readonly #members = new Map<YAMLMap, ReadonlyMap<string, Member>>();
  readonly #open = new Set<Node>();

  tree(): Omit<YamlTree, 'root'> {
    return {
      target: (node) => (isAlias(node) ? (this.#targets.get(node) ?? node) : node),
      members: (map) => this.#members.get(map) ?? new Map<string, Member>(),
    };
  }

  /** Visits in the order of the text, so that an alias means the latest anchor before it. Returns what is wrong. */
  visit(node: Node): string | undefined {
    if (isAlias(node)) return this.#alias(node);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return undefined;
    this.#open.add(node);
    const problem = isMap(node) ? this.#map(node) : this.#items(isSeq(node) ? node.items : []);
    this.#open.delete(node);
    return problem;
  }

  #alias(alias: Alias): string | undefined {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) return `The file refers to "${alias.source}", which is not there.`;
    if (this.#open.has(target)) return `"${alias.source}" in the file contains itself.`;
    this.#targets.set(alias, target);
    return undefined;
  }

  #items(items: readonly unknown[]): string | undefined {
    for (const item of items) {
      const problem = this.visit(item as Node);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #map(map: YAMLMap): string | undefined {
    const own = new Map<string, Member>();
    let merged: Node | null | undefined;
    for (const { key, value } of map.items) {
      if (!isScalar(key) || !['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'].includes(key.type ?? '')) {
        return 'The file has a key that is not a plain word.';
      }
      const name = scalarText(key);
      if (own.has(name) || (name === MERGE && merged !== undefined))
        return `The file has "${name}" twice in one place.`;
      const problem = this.visit(key) ?? (value === null ? undefined : this.visit(value as Node));
      if (problem !== undefined) return problem;
      if (name === MERGE && key.type !== 'PLAIN') return 'The file has a merge key in quotes.';
      if (name === MERGE) merged = value as Node | null;
      else own.set(name, { key, value: value as Node | null });
    }
    for (const source of merged === undefined ? [] : this.#sources(merged)) {
      if (source === undefined) return 'The file merges something that is not a list of settings.';
      for (const [name, member] of this.#members.get(source) ?? []) if (!own.has(name)) own.set(name, member);
    }
    this.#members.set(map, own);
    return undefined;
  }

  /** The maps that a merge key brings in, the strongest first; undefined for what is no map, or has a tag. */
  #sources(merged: Node | null): readonly (YAMLMap | undefined)[] {
    if (merged === null) return [undefined];
    const value = this.#resolved(merged);
    const nodes =
      isSeq(value) && value.tag === undefined ? value.items.map((item) => this.#resolved(item as Node)) : [value];
    return nodes.map((node) => (isMap(node) && node.tag === undefined ? node : undefined));
  }

  #resolved(node: Node): Node {
    return isAlias(node) ? (this.#targets.get(node) ?? node) : node;
  }
}
