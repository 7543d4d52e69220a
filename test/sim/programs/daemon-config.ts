import { parseDocument } from 'yaml';
import type { BoundPort, DaemonKind, DaemonState, IngressRule } from '../daemon-state';
import { textAt } from '../file-state';
import type { MacState } from '../mac-state';

/** What a daemon makes of its file when it starts; undefined where it would refuse to. */
export interface DaemonSettings {
  readonly bound: readonly BoundPort[];
  readonly ingress?: readonly IngressRule[];
}

/** Reads the daemon's file as its program does. A file that is not there means the program's own defaults. */
export function settingsOf(
  state: MacState,
  { kind, config }: Pick<DaemonState, 'kind' | 'config'>,
  environment: Readonly<Record<string, string>>,
): DaemonSettings | undefined {
  const text = config === undefined ? '' : (textAt(state.files, config) ?? '');
  return READERS[kind](text, environment);
}

const READERS: Readonly<
  Record<DaemonKind, (text: string, environment: Readonly<Record<string, string>>) => DaemonSettings | undefined>
> = {
  postgresql: readPostgresql,
  redis: readRedis,
  mysql: readMysql,
  nginx: readNginx,
  mongodb: readMongodb,
  ollama: (_text, environment) => readOllama(environment['OLLAMA_HOST']),
  cloudflared: readCloudflared,
};

/** The last line of a key counts; a quote that is not closed is a syntax error, and the server does not start. */
function readPostgresql(text: string): DaemonSettings | undefined {
  const lines = text.split('\n').map((line) => line.replace(/#.*$/, '').trim());
  if (lines.some((line) => (line.match(/'/g) ?? []).length % 2 === 1)) return undefined;
  const valueOf = (key: string): string | undefined =>
    lines
      .map((line) => new RegExp(`^${key}\\s*=?\\s*'?([^']*)'?$`).exec(line)?.[1])
      .findLast((value) => value !== undefined);
  const port = Number(valueOf('port') ?? 5432);
  const names = (valueOf('listen_addresses') ?? 'localhost').split(',').map((name) => name.trim());
  return { bound: names.flatMap((name) => socketsFor(name, port)) };
}

function readRedis(text: string): DaemonSettings {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const valueOf = (key: string) => lines.findLast(([first]) => first === key)?.slice(1);
  const port = Number(valueOf('port')?.[0] ?? 6379);
  const names = (valueOf('bind') ?? ['*', '-::*']).map((name) => name.replace(/^-/, ''));
  const bound = names.flatMap((name): readonly BoundPort[] => {
    if (name === '*') return [{ proto: 'tcp4', address: '*', port }];
    if (name === '::*') return [{ proto: 'tcp6', address: '*', port }];
    return socketsFor(name, port);
  });
  return { bound };
}

function readMysql(text: string): DaemonSettings {
  const valueOf = (key: string): string | undefined =>
    text
      .split('\n')
      .map((line) => new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)`).exec(line)?.[1])
      .findLast((value) => value !== undefined);
  const socket = (name: string, port: number): readonly BoundPort[] =>
    name === '*' || name === '::' ? [{ proto: 'tcp46', address: '*', port }] : socketsFor(name, port);
  return {
    bound: [
      ...socket(valueOf('bind[-_]address') ?? '*', Number(valueOf('port') ?? 3306)),
      ...socket(valueOf('mysqlx[-_]bind[-_]address') ?? '*', 33060),
    ],
  };
}

function readNginx(text: string): DaemonSettings | undefined {
  const code = text.replaceAll(/#.*$/gm, '');
  if ((code.match(/\{/g) ?? []).length !== (code.match(/\}/g) ?? []).length) return undefined;
  const bound = [...code.matchAll(/\blisten\s+([^;\s]+)[^;]*;/g)].flatMap(([, where = '']) => {
    const [, name, port] = /^(?:(\[[^\]]+\]|[^:]+):)?(\d+)$/.exec(where) ?? [];
    if (port === undefined) return [];
    return socketsFor((name ?? '0.0.0.0').replaceAll(/[[\]]/g, ''), Number(port));
  });
  return { bound: bound.filter((one, at) => bound.findIndex((other) => sameSocket(one, other)) === at) };
}

function readMongodb(text: string): DaemonSettings | undefined {
  const net = mappingOf(text)?.['net'];
  if (net === undefined && text !== '') return undefined;
  const { bindIp = '127.0.0.1', port = 27017 } = (net ?? {}) as { bindIp?: string; port?: number };
  return { bound: bindIp.split(',').flatMap((name) => socketsFor(name.trim(), port)) };
}

/** Go opens one socket for both families where it is told an unspecified address (net.favoriteAddrFamily). */
function readOllama(host: string | undefined): DaemonSettings {
  const [, name = '127.0.0.1', port = '11434'] = /^(?:https?:\/\/)?([^:/]*)(?::(\d+))?\/?$/.exec(host ?? '') ?? [];
  const wide = name === '0.0.0.0';
  return {
    bound: wide
      ? [{ proto: 'tcp46', address: '*', port: Number(port) }]
      : socketsFor(name === '' ? '127.0.0.1' : name, Number(port)),
  };
}

/** The rules are read once; the last one has to take what is left, or cloudflared does not start (ingress.go). */
function readCloudflared(text: string): DaemonSettings | undefined {
  const whole = mappingOf(text);
  const rules = rulesOf(whole);
  if (whole === undefined || !endsWithCatchAll(rules)) return undefined;
  const { metrics } = whole as { metrics?: string };
  const [, name = '127.0.0.1', port = '20241'] = /^(.+):(\d+)$/.exec(metrics ?? '') ?? [];
  return { bound: socketsFor(name, Number(port)), ingress: rules };
}

/** The rules of a file of cloudflared's, as far as they have the right shape. */
export function rulesOf(whole: Readonly<Record<string, unknown>> | undefined): readonly IngressRule[] {
  const ingress = whole?.['ingress'];
  if (!Array.isArray(ingress)) return [];
  return ingress.flatMap((rule: unknown): IngressRule[] => {
    const { hostname, path, service } = rule as Partial<IngressRule>;
    if (typeof service !== 'string') return [];
    return [{ ...(hostname === undefined ? {} : { hostname }), ...(path === undefined ? {} : { path }), service }];
  });
}

export function endsWithCatchAll(rules: readonly IngressRule[]): boolean {
  const last = rules.at(-1);
  return last !== undefined && (last.hostname ?? '*') === '*' && last.path === undefined;
}

/** A YAML text that is a mapping; undefined where it is none, or no YAML. */
export function mappingOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function socketsFor(name: string, port: number): readonly BoundPort[] {
  switch (name) {
    case '':
      return [];
    case '*':
      return [
        { proto: 'tcp4', address: '*', port },
        { proto: 'tcp6', address: '*', port },
      ];
    case 'localhost':
      return [
        { proto: 'tcp4', address: '127.0.0.1', port },
        { proto: 'tcp6', address: '::1', port },
      ];
    case '0.0.0.0':
      return [{ proto: 'tcp4', address: '*', port }];
    case '::':
      return [{ proto: 'tcp6', address: '*', port }];
    default:
      return [{ proto: name.includes(':') ? 'tcp6' : 'tcp4', address: name, port }];
  }
}

function sameSocket(a: BoundPort, b: BoundPort): boolean {
  return a.proto === b.proto && a.address === b.address && a.port === b.port;
}
