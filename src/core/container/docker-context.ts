import { command, type CommandResult } from '../command';
import { answerOf, notUnderstood } from '../parse/answer';
import { isRecord, parseJson } from '../parse/json-text';
import { excerpt, type Parsed, read } from '../result';

/** Which engines the Docker program knows. It reads files only and asks no engine. */
export const DOCKER_CONTEXTS = command('docker', 'context', 'ls', '--format', 'json');

/** One engine the Docker program can talk to. `endpoint` as it is written: `unix:///var/run/docker.sock`, `ssh://me@far`. */
export interface DockerContext {
  readonly name: string;
  readonly endpoint: string;
  /** The one that answers where none is named. */
  readonly current: boolean;
}

/**
 * Reads `docker context ls`: one JSON object a line, or the table for people.
 *
 * @example {"Current":true,"Description":"OrbStack","DockerEndpoint":"unix:///…/docker.sock","Error":"","Name":"orbstack"}
 */
export function parseContexts(result: CommandResult | undefined): Parsed<readonly DockerContext[]> {
  const answer = answerOf(DOCKER_CONTEXTS, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout } = answer.value;
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  const rows = /^NAME {2}/.test(lines[0] ?? '') ? lines.slice(1).map(fromTable) : lines.map(fromJson);
  const contexts = rows.filter((row) => row !== undefined);
  if (exitCode !== 0 || lines.length === 0 || contexts.length < rows.length) {
    return notUnderstood(DOCKER_CONTEXTS, answer.value);
  }
  return read(contexts);
}

function fromJson(line: string): DockerContext | undefined {
  const row = parseJson(line);
  if (!isRecord(row)) return undefined;
  const { Name: name, DockerEndpoint: endpoint, Current: current } = row;
  if (typeof name !== 'string' || typeof endpoint !== 'string' || typeof current !== 'boolean') return undefined;
  return { name, endpoint, current };
}

/** Descriptions may be missing and hold single blanks, so the endpoint is known by its form alone. */
function fromTable(line: string): DockerContext | undefined {
  const [first = '', ...cells] = line.trimEnd().split(/ {2,}/);
  const current = first.endsWith(' *');
  const name = current ? first.slice(0, -2) : first;
  const endpoint = cells.find((cell) => /^[a-z]{2,10}:\/\//.test(cell));
  return name === '' || name.includes(' ') || endpoint === undefined ? undefined : { name, endpoint, current };
}

/** An engine on this Mac that may be asked: through a socket file, never over a network. */
export interface EngineToAsk {
  readonly context: string;
  /** Absolute path of the socket. */
  readonly socket: string;
}

/** Which contexts are asked, and why the others are not. */
export interface EnginesToAsk {
  readonly ask: readonly EngineToAsk[];
  readonly leftOut: readonly { readonly context: string; readonly reason: string }[];
}

/**
 * Chooses the contexts that lead to a socket file, each socket once.
 *
 * Asking one with `ssh://` or `tcp://` would open a network connection. Of two names for one socket, the one that says more
 * than `default` stays.
 */
export function enginesToAsk(contexts: readonly DockerContext[]): EnginesToAsk {
  const ask = new Map<string, EngineToAsk>();
  const leftOut: { context: string; reason: string }[] = [];
  const ranked = [...contexts].sort((a, b) => rank(a) - rank(b));
  for (const { name, endpoint } of ranked) {
    const socket = socketIn(endpoint);
    if (!isContextName(name)) leftOut.push({ context: excerpt(name, 60), reason: 'its name has unusual characters' });
    else if (socket === undefined) leftOut.push({ context: name, reason: 'it is reached over a network' });
    else if (!ask.has(socket)) ask.set(socket, { context: name, socket });
  }
  return { ask: [...ask.values()], leftOut };
}

function rank({ name, current }: DockerContext): number {
  return (name === 'default' ? 2 : 0) + (current ? 0 : 1);
}

/** As Docker itself allows them, and no longer than 64 characters. */
export function isContextName(name: string): boolean {
  return /^[A-Za-z0-9][\w.+-]{0,63}$/.test(name);
}

function socketIn(endpoint: string): string | undefined {
  const path = /^unix:\/\/(\/\P{Cc}{1,1000})$/u.exec(endpoint)?.[1];
  return path?.replace(/^\/private(?=\/(?:var|tmp|etc)\/)/, '');
}
