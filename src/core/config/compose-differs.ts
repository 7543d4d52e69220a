import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { sameJson } from '../json';
import { type ComposeFile, composeFile, portLists } from './compose-file';
import { type Member, scalarText, tagOf } from './yaml-tree';

/**
 * Whether two compose files differ in anything but the `ports:` of their services: the gate before a file is written.
 *
 * Compared is the data after anchors and merge keys, so a piece that is shared with something else counts as a difference.
 * Lists of ports that are kept under an `x-` key for services to refer to are left out as well. A file that cannot be
 * read, or expands beyond measure, counts as different.
 */
export function composeDiffers(before: string, after: string): boolean {
  const [first, second] = [composeFile(before), composeFile(after)];
  if (first.kind === 'unreadable' || second.kind === 'unreadable') return true;
  const old = comparable(first.value);
  return old === undefined || !sameJson(old, comparable(second.value));
}

function comparable(file: ComposeFile): unknown {
  const whole = new Comparable(file);
  const data = whole.file();
  return whole.overflown ? undefined : data;
}

const PORTS = '(ports)';
/** More than any file of a person; aliases of aliases can make billions out of a few lines. */
const MOST_NODES = 100_000;
/** Aliases of aliases also nest without end. */
const DEEPEST = 200;

class Comparable {
  readonly #file: ComposeFile;
  readonly #left: ReadonlySet<Node>;
  #nodes = 0;
  #depth = 0;
  #tooDeep = false;

  constructor(file: ComposeFile) {
    this.#file = file;
    const entries = [...portLists(file)].flatMap((list) => {
      return isSeq(list) ? list.items.map((item) => file.tree.target(item as Node)) : [];
    });
    this.#left = new Set([...portLists(file), ...entries]);
  }

  get overflown(): boolean {
    return this.#tooDeep || this.#nodes > MOST_NODES;
  }

  file(): unknown {
    const { root } = this.#file.tree;
    if (root === null || !isMap(root)) return null;
    return this.#members(this.#file.tree.members(root), (name, member) =>
      name === 'services' ? this.#services() : this.#value(member.value, name.startsWith('x-')),
    );
  }

  #services(): unknown {
    const { tree, services } = this.#file;
    return this.#members(services, (_name, { value }) => {
      const service = value === null ? null : tree.target(value);
      if (service === null || !isMap(service)) return this.#value(value, false);
      const members = this.#members(tree.members(service), (key, member) =>
        key === 'ports' ? PORTS : this.#value(member.value, key.startsWith('x-')),
      );
      return { tag: tagOf(service), members };
    });
  }

  #value(value: Node | null, aside: boolean): unknown {
    this.#depth += 1;
    this.#tooDeep ||= this.#depth > DEEPEST;
    const data = this.#dataOf(value, aside);
    this.#depth -= 1;
    return data;
  }

  #dataOf(value: Node | null, aside: boolean): unknown {
    this.#nodes += 1;
    if (value === null || this.overflown) return null;
    const { tree } = this.#file;
    const node = tree.target(value);
    if (aside && this.#left.has(node)) return PORTS;
    if (isScalar(node)) return [node.type, node.type === 'PLAIN' ? scalarText(node) : String(node.value), tagOf(node)];
    if (isSeq(node)) return { tag: tagOf(node), items: node.items.map((item) => this.#value(item as Node, aside)) };
    if (!isMap(node)) return null;
    const members = this.#members(tree.members(node), (name, member) =>
      this.#value(member.value, aside || name.startsWith('x-')),
    );
    return { tag: tagOf(node), members };
  }

  #members(members: ReadonlyMap<string, Member>, value: (name: string, member: Member) => unknown): unknown {
    // As pairs: a key may be "__proto__".
    return [...members].map(([name, member]) => [name, value(name, member)]).toSorted(byName);
  }
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
