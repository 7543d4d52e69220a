import { type Command, command, type CommandResult } from '../command';
import type { ListeningSocket } from '../exposure/socket';
import type { Tunnel } from '../exposure/tunnel';
import { answerOf } from '../parse/answer';
import { isRecord, parseJson } from '../parse/json-text';
import { mapParsed, type Parsed, read, unreadable } from '../result';
import { type IngressRule, routesOf } from './routes';

/** A socket of a running cloudflared on which it may tell about itself. */
export interface MetricsSocket {
  readonly pid: number;
  readonly port: number;
}

/** cloudflared takes the first of these that is free, since 2024; before that, and when none is, any port. */
const USUAL = [20_241, 20_242, 20_243, 20_244, 20_245];

/**
 * The sockets on which a running cloudflared may tell about itself: of each process the usual port, otherwise every TCP
 * port that 127.0.0.1 reaches.
 *
 * Not every socket of cloudflared is one: `cloudflared access` passes on whatever connects to it.
 */
export function metricsSockets(sockets: readonly ListeningSocket[]): readonly MetricsSocket[] {
  const ports = new Map<number, Set<number>>();
  for (const { protocol, local, owners } of sockets) {
    if (protocol !== 'tcp' || (local.address !== '127.0.0.1' && local.address !== '*')) continue;
    for (const { pid, name, path } of owners) {
      if (name === 'cloudflared' || path?.endsWith('/cloudflared') === true) {
        ports.set(pid, (ports.get(pid) ?? new Set()).add(local.port));
      }
    }
  }
  return [...ports].flatMap(([pid, own]) => {
    const usual = USUAL.filter((port) => own.has(port));
    return (usual.length > 0 ? usual : [...own].sort((a, b) => a - b)).map((port) => ({ pid, port }));
  });
}

/** Asks a running cloudflared for its routes, also those that are managed on Cloudflare's side. Private. */
export function configCommand(port: number): Command {
  return ask(port, '/config');
}

/** Asks how many connections to Cloudflare it has. */
export function readyCommand(port: number): Command {
  return ask(port, '/ready');
}

/** Asks for the hostname of a quick tunnel, which its routes do not name. */
export function quickTunnelCommand(port: number): Command {
  return ask(port, '/quicktunnel');
}

/** Never over a proxy, and without a person's own settings for curl, which could send the question elsewhere. */
function ask(port: number, path: string): Command {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('Not a port');
  const url = `http://127.0.0.1:${port}${path}`;
  return command('curl', '--disable', '--silent', '--max-time', '2', '--noproxy', '*', url);
}

/** The answers of one socket. */
export interface MetricsAnswers {
  readonly config: CommandResult | undefined;
  readonly ready: CommandResult | undefined;
  readonly quickTunnel?: CommandResult | undefined;
}

/**
 * Reads what a running cloudflared says about itself.
 *
 * Without its routes there is no tunnel to speak of: something else may listen there, or a version from before 2022 without
 * `/config`. Its tunnel's name is not among what it says.
 *
 * @example {"version":3,"config":{"ingress":[{"hostname":"a.example.com","path":null,"service":"http://localhost:3100",…}],…}}
 * @example {"status":503,"readyConnections":0,"connectorId":"4c69…"}
 */
export function parseRunningTunnel({ pid, port }: MetricsSocket, answers: MetricsAnswers): Parsed<Tunnel> {
  const config = jsonOf(configCommand(port), answers.config);
  if (config.kind === 'unreadable') return config;
  const rules = rulesIn(config.value);
  if (rules === undefined)
    return unreadable(`what answers on port ${port} is not cloudflared, or one that tells no routes`);
  const connections = connectionsIn(jsonOf(readyCommand(port), answers.ready));
  const quick = hostnameIn(jsonOf(quickTunnelCommand(port), answers.quickTunnel));
  const named = rules.map((rule) => (rule.hostname === '' ? { ...rule, hostname: quick } : rule));
  return mapParsed(routesOf(named), (routes): Tunnel => {
    const source = { kind: 'running', metrics: { address: '127.0.0.1', port }, pid } as const;
    return { name: '', source, running: 'yes', routes, ...(connections === undefined ? {} : { connections }) };
  });
}

/** Its text is never shown: addresses of services hold passwords. */
function jsonOf(asked: Command, result: CommandResult | undefined): Parsed<unknown> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout } = answer.value;
  if (exitCode === 7) return unreadable('nobody answers there');
  if (exitCode === 28) return unreadable('it did not answer in 2 s');
  return exitCode === 0 ? read(parseJson(stdout)) : unreadable(`curl got no answer (exit ${exitCode})`);
}

function rulesIn(json: unknown): readonly IngressRule[] | undefined {
  const config = isRecord(json) && Number.isInteger(json['version']) ? json['config'] : undefined;
  const ingress = isRecord(config) ? config['ingress'] : undefined;
  if (!Array.isArray(ingress) || ingress.length === 0) return undefined;
  const rules = (ingress as readonly unknown[]).map(ruleIn);
  return rules.includes(undefined) ? undefined : rules.filter((rule) => rule !== undefined);
}

function ruleIn(rule: unknown): IngressRule | undefined {
  if (!isRecord(rule)) return undefined;
  const { hostname = '', service } = rule;
  const path = rule['path'] ?? '';
  if (typeof hostname !== 'string' || typeof path !== 'string' || typeof service !== 'string') return undefined;
  return { hostname, path, service, bastion: false };
}

function connectionsIn(ready: Parsed<unknown>): number | undefined {
  if (ready.kind === 'unreadable' || !isRecord(ready.value)) return undefined;
  const { status, readyConnections: count } = ready.value;
  const isReady =
    (status === 200 || status === 503) && typeof count === 'number' && Number.isInteger(count) && count >= 0;
  return isReady ? count : undefined;
}

function hostnameIn(answer: Parsed<unknown>): string {
  const hostname = answer.kind === 'read' && isRecord(answer.value) ? answer.value['hostname'] : undefined;
  return typeof hostname === 'string' && /^[\w.-]{1,253}$/.test(hostname) ? hostname : '';
}
