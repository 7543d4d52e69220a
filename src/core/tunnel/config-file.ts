import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { CommandResult } from '../command';
import { isNothing, scalarText, type YamlTree, yamlTree } from '../config/yaml-tree';
import type { Tunnel } from '../exposure/tunnel';
import { answerOf } from '../parse/answer';
import { mapParsed, type Parsed, read, unreadable } from '../result';
import { readConfig } from './config-places';
import { redactTunnelText } from './redact';
import { type IngressRule, routesOf } from './routes';

/** A configuration that is larger is not read. */
const MOST_CHARACTERS = 128 * 1024;

/**
 * Reads a tunnel's configuration file; undefined where there is no file, or no tunnel in it.
 *
 * Of the file only the tunnel's name and its routes are kept. No text of it is in what comes out when it is not understood,
 * since it may hold a token, and the place of the credentials is nobody's business.
 */
export function parseTunnelConfig(path: string, result: CommandResult | undefined): Parsed<Tunnel | undefined> {
  const answer = answerOf(readConfig(path), result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode !== 0) {
    const why = stdout === '' ? reasonIn(path, stderr) : undefined;
    if (why === 'No such file or directory' || why === 'Not a directory') return read(undefined);
    return unreadable(why === 'Permission denied' ? 'it may not be read' : `cat could not print it (exit ${exitCode})`);
  }
  if (stdout.length > MOST_CHARACTERS) return unreadable('it is larger than is read');
  const tree = yamlTree(stdout);
  if (tree.kind === 'unreadable') return unreadable('it is not understood as YAML');
  const { root } = tree.value;
  if (isNothing(root)) return read(undefined);
  return isMap(root) ? tunnelIn(path, new Settings(tree.value, root)) : unreadable('it holds no settings');
}

function reasonIn(path: string, stderr: string): string | undefined {
  const [line = '', ...more] = stderr.trim().split('\n');
  // macOS prints the program's name, Linux the path it was started by.
  const start = ['cat: ', '/bin/cat: '].map((name) => `${name}${path}: `).find((one) => line.startsWith(one));
  return more.length === 0 && start !== undefined ? line.slice(start.length) : undefined;
}

function tunnelIn(path: string, settings: Settings): Parsed<Tunnel | undefined> {
  const rules = rulesIn(settings);
  const name = settings.text('tunnel');
  if (rules === undefined || name === undefined) return unreadable('its settings are not understood');
  if (name === '' && rules.length === 0) return read(undefined);
  return mapParsed(routesOf(rules), (routes): Tunnel => {
    return { name: redactTunnelText(name), source: { kind: 'file', path }, running: 'unknown', routes };
  });
}

function rulesIn(settings: Settings): readonly IngressRule[] | undefined {
  const rules = settings.list('ingress');
  const byDefault = settings.map('originRequest');
  if (rules === undefined || byDefault === undefined) return undefined;
  if (rules.length === 0) return singleRule(settings);
  const read = rules.map((rule): IngressRule | undefined => {
    const request = rule?.map('originRequest');
    const [hostname, path, service] = [rule?.text('hostname'), rule?.text('path'), rule?.text('service')];
    const bastion = (request?.text('bastionMode') ?? '') || byDefault.text('bastionMode');
    if (hostname === undefined || path === undefined || service === undefined || request === undefined)
      return undefined;
    return { hostname, path, service, bastion: isYes(bastion) };
  });
  return read.includes(undefined) ? undefined : read.filter((rule) => rule !== undefined);
}

/** Without an ingress, the settings of the command line decide: `url`, which needs no scheme, and its like. */
function singleRule(settings: Settings): readonly IngressRule[] | undefined {
  const [hostname, url, socket] = [settings.text('hostname'), settings.text('url'), settings.text('unix-socket')];
  const [hello, bastion] = [isYes(settings.text('hello-world')), isYes(settings.text('bastion'))];
  if (hostname === undefined || url === undefined || socket === undefined) return undefined;
  const address = url === '' || url.includes('://') ? url : `http://${url}`;
  const service = hello ? 'hello_world' : bastion ? 'bastion' : address || (socket === '' ? '' : `unix:${socket}`);
  return service === '' ? [] : [{ hostname, path: '', service, bastion }];
}

/** As Go's YAML reader takes a word for true. */
function isYes(text: string | undefined): boolean {
  return /^(?:true|yes|on|y)$/i.test(text ?? '');
}

/** One map of the file. Each reader gives undefined where something else stands there than it looks for. */
class Settings {
  readonly #tree: YamlTree;
  readonly #map: YAMLMap | undefined;

  constructor(tree: YamlTree, map: YAMLMap | undefined) {
    this.#tree = tree;
    this.#map = map;
  }

  text(key: string): string | undefined {
    const node = this.#node(key);
    if (node === undefined) return '';
    return isScalar(node) ? scalarText(node) : undefined;
  }

  map(key: string): Settings | undefined {
    const node = this.#node(key);
    return node === undefined || isMap(node) ? new Settings(this.#tree, node) : undefined;
  }

  list(key: string): readonly (Settings | undefined)[] | undefined {
    const node = this.#node(key);
    if (node === undefined) return [];
    if (!isSeq(node)) return undefined;
    return node.items.map((item) => {
      const target = this.#tree.target(item as Node);
      return isMap(target) ? new Settings(this.#tree, target) : undefined;
    });
  }

  #node(key: string): Node | undefined {
    const value = this.#map === undefined ? undefined : this.#tree.members(this.#map).get(key)?.value;
    const node = value == null ? undefined : this.#tree.target(value);
    return isNothing(node) ? undefined : node;
  }
}
