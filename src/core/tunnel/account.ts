import { type Command, command, type CommandResult } from '../command';
import { answerOf } from '../parse/answer';
import { isRecord, parseJson } from '../parse/json-text';
import { type Parsed, read, unreadable } from '../result';
import { redactTunnelText } from './redact';

/** Asks Cloudflare for the tunnels of the account. It goes over the network: only when a person says so. */
export const TUNNEL_LIST = command('cloudflared', 'tunnel', 'list', '--output', 'json');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Asks Cloudflare who serves one tunnel; over the network too. Undefined where the id is no UUID. */
export function tunnelInfoCommand(id: string): Command | undefined {
  return UUID.test(id) ? command('cloudflared', 'tunnel', 'info', '--output', 'json', id) : undefined;
}

/** A tunnel of the account, wherever it runs. */
export interface AccountTunnel {
  readonly id: string;
  readonly name: string;
  /** Of all computers that serve it; none means it is down. */
  readonly connections: number;
}

/** One cloudflared, on any computer, that serves a tunnel. */
export interface Connector {
  readonly id: string;
  readonly version: string;
  /** `darwin_arm64` */
  readonly architecture: string;
  readonly connections: number;
}

/**
 * Reads `cloudflared tunnel list`, as JSON or as the table for people. Deleted tunnels are left out.
 *
 * @example "a956a3fe-ad15-4f1e-8499-8dad27859d3d aishield.tools 2026-06-27T14:20:27Z   "
 */
export function parseTunnelList(result: CommandResult | undefined): Parsed<readonly AccountTunnel[]> {
  const stdout = stdoutOf(TUNNEL_LIST, result);
  if (stdout.kind === 'unreadable') return stdout;
  if (isJson(stdout.value)) return every(rowsOf(parseJson(stdout.value)).map(tunnelInJson));
  const lines = linesOf(stdout.value).filter((line) => !/^(?:You can obtain more detailed |ID {2,})/.test(line));
  if (lines.length === 1 && lines[0]?.startsWith('No tunnels were found ') === true) return read([]);
  return lines.length === 0 ? unreadable(SILENT) : every(lines.map(tunnelInTable));
}

/** Reads `cloudflared tunnel info`, as JSON or as text. Where the computers stand is not kept. */
export function parseTunnelInfo(id: string, result: CommandResult | undefined): Parsed<readonly Connector[]> {
  const asked = tunnelInfoCommand(id);
  if (asked === undefined) return unreadable('this is not the id of a tunnel');
  const stdout = stdoutOf(asked, result);
  if (stdout.kind === 'unreadable') return stdout;
  const json = isJson(stdout.value) ? parseJson(stdout.value) : undefined;
  if (isJson(stdout.value)) return every(rowsOf(isRecord(json) ? json['conns'] : undefined).map(connectorInJson));
  const lines = linesOf(stdout.value).filter((line) => !/^(?:NAME|ID|CREATED): |^CONNECTOR ID /.test(line));
  const nobody = /^(?:This tunnel has no active connectors\.|Your tunnel \S+ does not have any active connection\.)$/;
  if (lines.length === 1 && nobody.test(lines[0] ?? '')) return read([]);
  return lines.length === 0 ? unreadable(SILENT) : every(lines.map(connectorInTable));
}

const SILENT = 'cloudflared named no tunnel';
const NOT_LOGGED_IN = 'cloudflared is not logged in to Cloudflare on this Mac';

function stdoutOf(asked: Command, result: CommandResult | undefined): Parsed<string> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, text } = answer.value;
  if (exitCode === 0) return read(stdout);
  const noCertificate =
    /Cannot determine default origin certificate path|Cannot find a valid certificate for your origin/;
  if (noCertificate.test(text) || text.includes("client didn't specify origincert path"))
    return unreadable(NOT_LOGGED_IN);
  return unreadable(`cloudflared could not ask Cloudflare (exit ${exitCode})`, redactTunnelText(text));
}

/** All rows or none: a tunnel that is missing would look as if it were not there. */
function every<T>(rows: readonly (T | 'left-out' | undefined)[]): Parsed<readonly T[]> {
  if (rows.includes(undefined)) return unreadable('cloudflared gave an answer that is not understood');
  return read(rows.filter((row): row is T => row !== undefined && row !== 'left-out'));
}

function isJson(text: string): boolean {
  return /^\s*(?:[[{]|null\s*$)/.test(text);
}

/** Go writes a list without members as null. What is no list becomes a row that is not understood. */
function rowsOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : json === null ? [] : [undefined];
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function tunnelInJson(row: unknown): AccountTunnel | 'left-out' | undefined {
  if (!isRecord(row)) return undefined;
  const { id, name, deleted_at: deleted, connections } = row;
  const count = countIn(connections ?? []);
  if (typeof id !== 'string' || !UUID.test(id) || typeof name !== 'string' || count === undefined) return undefined;
  // The year 1 is how Go writes "never".
  if (typeof deleted === 'string' && !deleted.startsWith('0001-')) return 'left-out';
  return { id, name: redactTunnelText(name), connections: count };
}

function connectorInJson(row: unknown): Connector | undefined {
  if (!isRecord(row)) return undefined;
  const { id, version, arch: architecture, conns } = row;
  const count = countIn(conns ?? []);
  if (typeof id !== 'string' || !UUID.test(id) || count === undefined) return undefined;
  if (typeof version !== 'string' || typeof architecture !== 'string') return undefined;
  return { id, version, architecture, connections: count };
}

function countIn(connections: unknown): number | undefined {
  if (!Array.isArray(connections) || !connections.every(isRecord)) return undefined;
  return connections.filter((one) => one['is_pending_reconnect'] !== true).length;
}

/** Names may hold blanks, so the date tells where a name ends. */
function tunnelInTable(line: string): AccountTunnel | undefined {
  const [id = '', ...words] = line.trim().split(/\s+/);
  const at = words.findLastIndex((word) => /^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(word));
  const connections = countInCells(words.slice(at + 1));
  if (!UUID.test(id) || at < 1 || connections === undefined) return undefined;
  return { id, name: redactTunnelText(words.slice(0, at).join(' ')), connections };
}

function connectorInTable(line: string): Connector | undefined {
  const [id = '', created = '', architecture, version, , ...cells] = line.trim().split(/\s+/);
  const connections = countInCells(cells);
  if (!UUID.test(id) || !created.startsWith('20') || connections === undefined) return undefined;
  return architecture === undefined || version === undefined ? undefined : { id, version, architecture, connections };
}

/** `2xicn05, 1xicn06`: how many to each of Cloudflare's places. */
function countInCells(cells: readonly string[]): number | undefined {
  const counts = cells.map((cell) => /^(\d{1,4})x[a-z]{3}\d{0,4},?$/i.exec(cell)?.[1]);
  return counts.includes(undefined) ? undefined : counts.reduce((sum, count) => sum + Number(count), 0);
}
