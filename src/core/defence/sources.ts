import { type Command, type CommandResult, PROGRAMS } from '../command';
import { parsePs, PS_ALL } from '../parse/ps';
import { NETWORK_CONNECTIONS, type NetworkConnection, parseNetworkConnections } from '../parse/scutil-nc';
import { parseSystemExtensions, SYSTEM_EXTENSIONS, type SystemExtension } from '../parse/system-extensions';
import { mapParsed, type Parsed } from '../result';
import { type ToolAnswers, type Voice, voicesIn } from './voices';

/** The answers that a defence is judged by; the first three come from programs that every Mac has. */
export interface DefenceAnswers extends ToolAnswers {
  readonly extensions: CommandResult | undefined;
  readonly connections: CommandResult | undefined;
  readonly processes: CommandResult | undefined;
}

/** The three commands whose answers decide. None of them needs root. */
export const DEFENCE_PROBE = {
  extensions: SYSTEM_EXTENSIONS,
  connections: NETWORK_CONNECTIONS,
  processes: PS_ALL,
} as const satisfies Readonly<Record<string, Command>>;

/** Something that could not be read. `decides`: without it nobody can say that a tool is not there. */
export interface DefenceGap {
  readonly reason: string;
  readonly seen?: string;
  readonly decides: boolean;
}

/** Rows of one source. Where they are not whole, a row that is missing proves nothing. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly whole: boolean;
}

export interface DefenceSources {
  readonly extensions: Rows<SystemExtension>;
  readonly connections: Rows<NetworkConnection>;
  /** Paths of the processes of all users, as each process was called. */
  readonly processes: Rows<string>;
  readonly voices: readonly Voice[];
  readonly gaps: readonly DefenceGap[];
}

/** Reads all answers; what could not be read is a gap, and rows that could are kept. */
export function readSources(answers: DefenceAnswers): DefenceSources {
  const extensions = parseSystemExtensions(answers.extensions);
  const connections = parseNetworkConnections(answers.connections);
  const processes = readProcesses(answers.processes);
  const { voices, unheard } = voicesIn(answers);
  return {
    extensions: rowsOf(extensions, (list) => list.extensions),
    connections: rowsOf(connections, (list) => list.connections),
    processes: rowsOf(processes, (list) => list.paths),
    voices,
    gaps: [
      ...gapOf(SYSTEM_EXTENSIONS, extensions),
      ...gapOf(NETWORK_CONNECTIONS, connections),
      ...gapOf(PS_ALL, processes),
      ...unheard.map((reason) => ({ reason, decides: false })),
    ],
  };
}

/** The processes of all users: as what each was called, most often its path. */
export function readProcesses(result: CommandResult | undefined): Parsed<List & { readonly paths: readonly string[] }> {
  return mapParsed(parsePs(result), ({ processes, complete, unread }) => ({
    paths: [...processes.values()].map(({ path }) => path),
    complete,
    unread,
  }));
}

interface List {
  readonly complete: boolean;
  readonly unread: readonly string[];
}

function rowsOf<L extends List, T>(list: Parsed<L>, rows: (list: L) => readonly T[]): Rows<T> {
  return list.kind === 'unreadable'
    ? { rows: [], whole: false }
    : { rows: rows(list.value), whole: list.value.complete };
}

function gapOf(one: Command, list: Parsed<List>): readonly DefenceGap[] {
  if (list.kind === 'unreadable') {
    return [{ reason: list.reason, ...(list.seen === undefined ? {} : { seen: list.seen }), decides: true }];
  }
  const { complete, unread } = list.value;
  const [row] = unread;
  if (complete) return [];
  const name = PROGRAMS[one.program].split('/').at(-1) ?? one.program;
  return row === undefined
    ? [{ reason: `${name} did not print its whole list`, decides: true }]
    : [{ reason: `${name} printed a row that is not understood`, seen: row, decides: true }];
}
