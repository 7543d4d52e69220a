import { command, type CommandResult } from '../command';
import { answerOf, notUnderstood } from '../parse/answer';
import { isRecord, parseJson } from '../parse/json-text';
import { type Parsed, read } from '../result';

/**
 * The virtual machines of Lima, one line each; those of Colima and Rancher Desktop have folders of their own.
 *
 * `--json` would print each machine's whole configuration with its scripts and variables.
 */
export const LIMA_INSTANCES = command(
  'limactl',
  'list',
  '--format',
  '{{json .Name}},{{json .Status}},{{json .Dir}},{{json .SSHLocalPort}}',
);

/** One virtual machine. */
export interface LimaInstance {
  readonly name: string;
  /** `other`: broken, or not installed to the end. */
  readonly status: 'running' | 'stopped' | 'other';
  /** As Lima names it: absolute, or from `~` in the table. */
  readonly folder: string;
  /** The port of 127.0.0.1 where its ssh listens; none while it is stopped. */
  readonly sshPort?: number;
}

/**
 * Reads `limactl list`: the lines asked for above, the objects of `--json`, or the table for people.
 *
 * Nothing on standard output means that there are none; the sentence about it is on standard error.
 */
export function parseLimaInstances(result: CommandResult | undefined): Parsed<readonly LimaInstance[]> {
  const answer = answerOf(LIMA_INSTANCES, result);
  if (answer.kind === 'unreadable') return answer;
  const lines = answer.value.stdout.split('\n').filter((line) => line.trim() !== '');
  const rows = lines.filter((line) => !/^NAME {2,}STATUS /.test(line)).map(instanceIn);
  const instances = rows.filter((row) => row !== undefined);
  if (answer.value.exitCode !== 0 || instances.length < rows.length) return notUnderstood(LIMA_INSTANCES, answer.value);
  return read(instances);
}

function instanceIn(line: string): LimaInstance | undefined {
  if (line.startsWith('{')) {
    const row = parseJson(line);
    return isRecord(row) ? instance(row['name'], row['status'], row['dir'], row['sshLocalPort'] ?? 0) : undefined;
  }
  if (line.startsWith('"')) {
    const row = parseJson(`[${line}]`);
    const [name, status, folder, port, ...more]: readonly unknown[] = Array.isArray(row) ? row : [];
    return more.length === 0 ? instance(name, status, folder, port) : undefined;
  }
  const [name, status, ssh = '', ...cells] = line.trimEnd().split(/ {2,}/);
  const port = /^\S{1,60}:(\d{1,5})$/.exec(ssh)?.[1];
  return port === undefined ? undefined : instance(name, status, cells.at(-1), Number(port));
}

function instance(name: unknown, status: unknown, folder: unknown, port: unknown): LimaInstance | undefined {
  if (typeof name !== 'string' || !/^[\w.-]{1,100}$/.test(name) || typeof status !== 'string') return undefined;
  if (typeof folder !== 'string' || typeof port !== 'number' || !Number.isInteger(port)) return undefined;
  const known = status === 'Running' ? 'running' : status === 'Stopped' ? 'stopped' : 'other';
  return { name, status: known, folder, ...(port > 0 && port < 65_536 ? { sshPort: port } : {}) };
}
