import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { type Parsed, read, unreadable } from '../result';
import { isNothing, type Member, scalarText, tagOf, type YamlTree, yamlTree } from './yaml-tree';

/** A compose file, down to its services; see https://github.com/compose-spec/compose-spec/blob/main/spec.md. */
export interface ComposeFile {
  readonly tree: YamlTree;
  /** In the order of the file. */
  readonly services: ReadonlyMap<string, Member>;
  /** Whether the file brings in others. */
  readonly includes: boolean;
}

/** What decides the published ports of one service, within this file. */
export interface ServicePorts {
  /** The entries themselves, aliases followed, each once; those of a service it extends come last. */
  readonly entries: readonly Node[];
  /** Why the entries are not the whole truth: a tag, another file. */
  readonly problem?: string;
  /** Another file that may add entries. */
  readonly elsewhere?: string;
  readonly network?: string;
}

/** Services that extend one another; a circle ends here as well. */
const LONGEST_CHAIN = 20;

/** Reads a compose file with a `services:` section. */
export function composeFile(text: string): Parsed<ComposeFile> {
  const parsed = yamlTree(text);
  if (parsed.kind === 'unreadable') return parsed;
  const tree = parsed.value;
  if (tree.root === null || !isMap(tree.root)) return unreadable('This is not a compose file: it has no settings.');
  const top = tree.members(tree.root);
  const services = top.get('services')?.value;
  if (services == null) return unreadable('This is not a compose file: it has no services.');
  const map = tree.target(services);
  if (!isMap(map)) return unreadable('The services of the file are not a list of settings.');
  const tag = tagOf(tree.root) ?? tagOf(map);
  if (tag !== undefined) return unreadable(tagged(tag, 'the services'));
  return read({ tree, services: tree.members(map), includes: !isNothing(top.get('include')?.value) });
}

/** What the file says about the ports of a service, its `extends` within the file followed. */
export function servicePorts(file: ComposeFile, name: string, above = 0): ServicePorts {
  const { tree } = file;
  const value = file.services.get(name)?.value;
  if (isNothing(value) || value == null) return { entries: [] };
  const service = tree.target(value);
  if (!isMap(service)) return { entries: [], problem: `The service "${name}" is not a list of settings.` };
  if (service.tag !== undefined) return { entries: [], problem: tagged(service.tag, `the service "${name}"`) };

  const members = tree.members(service);
  const own = ownPorts(tree, members.get('ports')?.value, name);
  const mode = members.get('network_mode')?.value;
  const network = mode == null || isNothing(mode) ? undefined : textOf(tree, mode);
  const base = members.has('extends') ? extended(file, service, name, above) : undefined;
  const problem = own.problem ?? base?.problem;
  const heard = network ?? base?.network;
  return {
    entries: [...new Set([...own.entries, ...(base?.entries ?? [])])],
    ...(problem === undefined ? {} : { problem }),
    ...(base?.elsewhere === undefined ? {} : { elsewhere: base.elsewhere }),
    ...(heard === undefined ? {} : { network: heard }),
  };
}

/** The list nodes that services of the file use as their `ports:`, wherever these lists are written. */
export function portLists(file: ComposeFile): ReadonlySet<Node> {
  const lists = new Set<Node>();
  for (const { value } of file.services.values()) {
    const service = value === null ? undefined : file.tree.target(value);
    const ports = isMap(service) ? file.tree.members(service).get('ports')?.value : undefined;
    if (ports != null) lists.add(file.tree.target(ports));
  }
  return lists;
}

function ownPorts(tree: YamlTree, value: Node | null | undefined, name: string): ServicePorts {
  if (value == null) return { entries: [] };
  const list = tree.target(value);
  const tag = tagOf(list);
  const entries = isSeq(list) ? list.items.map((item) => tree.target(item as Node)) : [];
  if (tag !== undefined) return { entries, problem: tagged(tag, `the ports of "${name}"`) };
  if (isSeq(list) || isNothing(list)) return { entries };
  return { entries, problem: `The ports of "${name}" are not a list.` };
}

function extended(file: ComposeFile, service: YAMLMap, name: string, above: number): ServicePorts {
  const { tree } = file;
  const value = tree.members(service).get('extends')?.value;
  const unclear = { entries: [], problem: `What the service "${name}" extends is not understood.` };
  if (value == null) return unclear;
  const node = tree.target(value);
  const members = isMap(node) && node.tag === undefined ? tree.members(node) : undefined;
  const elsewhere = members?.get('file')?.value;
  if (elsewhere != null) return { entries: [], elsewhere: textOf(tree, elsewhere) };
  const base = members === undefined ? node : members.get('service')?.value;
  const baseName = base == null ? '' : textOf(tree, base);
  if (!file.services.has(baseName) || baseName === name || above >= LONGEST_CHAIN) return unclear;
  return servicePorts(file, baseName, above + 1);
}

function textOf(tree: YamlTree, node: Node): string {
  const scalar = tree.target(node);
  return isScalar(scalar) && scalar.tag === undefined ? scalarText(scalar) : '';
}

function tagged(tag: string, what: string): string {
  return `The tag ${tag} on ${what} decides how several files are put together. Change the file by hand.`;
}
