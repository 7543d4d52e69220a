import { isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import { type Parsed, read, unreadable } from '../result';
import { configKind, type Piece, type Reading, readingOf } from './config-reading';
import { hostScope, hostWords, isListenHost, widest } from './host';
import { isNothing, type Member, scalarText, tagOf, type YamlTree, yamlTree } from './yaml-tree';

/**
 * `net.bindIp` and `net.bindIpAll` in mongod.conf; without them mongod listens on this Mac only.
 *
 * Names may be nested or written with dots. The older form ("bind_ip = …") is no YAML and stays unreadable.
 * Source: https://www.mongodb.com/docs/manual/reference/configuration-options/#net-options.
 */
export const MONGOD_CONF = configKind({
  format: 'mongodb',
  read(text) {
    const tree = yamlTree(text);
    return tree.kind === 'unreadable' ? tree : readMongod(text, tree.value);
  },
  accepts: (text) => {
    const [, quote = '', list = ''] = /^(["']?)(.*)\1$/.exec(text) ?? [];
    if (/^(?:true|false)$/i.test(text)) return true;
    return list === list.trim() && hostsIn(list) !== undefined && (quote !== '' || /^[\w/:]/.test(list));
  },
});

/** Addresses, names and paths of sockets with commas between them. */
function hostsIn(list: string): readonly string[] | undefined {
  const hosts = list.split(',').map((host) => host.trim());
  return hosts.every((host) => isSocket(host) || isListenHost(host)) ? hosts : undefined;
}

function isSocket(host: string): boolean {
  return /^\/[\w./-]+$/.test(host);
}

function readMongod(text: string, tree: YamlTree): Parsed<Reading> {
  const { root } = tree;
  if (root === null) return read(readingOf([], DEFAULT));
  if (!isMap(root)) return unreadable('The file is not a list of settings in YAML. Set bindIp by hand.');
  const settings = new Map<string, Member>();
  const problem = collect(tree, root, '', settings);
  if (problem !== undefined) return unreadable(problem);
  const ip = settings.get('net.bindIp');
  const all = settings.get('net.bindIpAll');
  const pieces: Piece[] = [];
  const words: string[] = [];

  if (ip !== undefined) {
    const written = writtenAt(text, ip.value);
    const hosts = written && hostsIn(written.value);
    if (written === undefined || hosts === undefined) return unreadable('net.bindIp is not understood.');
    const scopes = hosts.map((host) => (isSocket(host) ? 'this-mac' : hostScope(host)));
    const { slice, quote } = written;
    pieces.push({ slice, bound: widest(scopes), closed: read(`${quote}127.0.0.1${quote}`) });
    words.push(...new Set(hosts.map(hostWords)));
  }
  if (all !== undefined) {
    const written = writtenAt(text, all.value);
    if (written === undefined || !/^(?:true|false)$/i.test(written.value) || written.quote !== '') {
      return unreadable('net.bindIpAll is not understood.');
    }
    const on = written.value.toLowerCase() === 'true';
    pieces.push({ slice: written.slice, bound: on ? 'wider' : 'this-mac', closed: read(on ? 'false' : written.value) });
    if (on) words.push('every address');
  }
  return read(readingOf(pieces, words.length === 0 ? DEFAULT : `listens on ${words.join(', ')}`));
}

const DEFAULT = 'says no address, so it listens on this Mac only';

/** Settings below `net`, whether nested or with dots; a tag, an alias or a name given twice is a problem. */
function collect(tree: YamlTree, map: YAMLMap, above: string, settings: Map<string, Member>): string | undefined {
  for (const [key, member] of tree.members(map)) {
    const name = above + key;
    if (!/^net(?:\.|$)/.test(name)) continue;
    const { value } = member;
    if (settings.has(name)) return `The file has "${name}" twice.`;
    settings.set(name, member);
    if (value === null) continue;
    const node = tree.target(value);
    if (node !== value || tagOf(node) !== undefined) return `"${name}" is written in a way that is not understood.`;
    const problem = isMap(node) ? collect(tree, node, `${name}.`, settings) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function writtenAt(text: string, node: Node | null) {
  if (!isScalar(node) || isNothing(node) || node.range == null) return undefined;
  const [start, end] = node.range;
  const value = scalarText(node);
  const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : '';
  return text.slice(start, end) === quote + value + quote ? { value, quote, slice: { start, end } } : undefined;
}
