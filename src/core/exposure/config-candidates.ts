import { type Command, command } from '../command';
import type { ConfigFormat } from '../config/config-format';
import { PROGRAM_ARGUMENTS } from '../config/launchd-plist';
import type { MacFacts } from '../mac';
import type { CommandResults } from '../task';
import { type Binding, bindingId, parseBindingId } from './binding';
import type { Listener } from './listener';

/** A file that may decide about a listener. */
export interface ConfigCandidate extends Pick<Binding, 'format' | 'path'> {
  readonly listenerId: string;
  /** Tried in this order; the first that the file speaks of counts. */
  readonly subjects: readonly string[];
  readonly programs: readonly string[];
}

/** Homebrew's file for a program, below its prefix; Postgres has one for each version. */
const HOMEBREW_FILES: ReadonlyMap<string, readonly [ConfigFormat, string]> = new Map([
  ['redis-server', ['redis', 'etc/redis.conf']],
  ['mysqld', ['mysql', 'etc/my.cnf']],
  ['mariadbd', ['mysql', 'etc/my.cnf']],
  ['nginx', ['nginx', 'etc/nginx/nginx.conf']],
  ['mongod', ['mongodb', 'etc/mongod.conf']],
]);

const POSTGRES_FOLDER = /^postgresql(?:@\d{1,2})?$/;
/** What launchd jobs call the address to listen on. */
const PLIST_SUBJECTS = ['OLLAMA_HOST', 'HOST', 'HOSTNAME', 'NITRO_HOST', PROGRAM_ARGUMENTS];
/** With more files than this nobody can say which of them decides. */
const MOST_FILES = 4;

/**
 * The files to read: only for programs and containers that others can reach, and only in the places where Homebrew,
 * launchd and Compose keep them. Names come from labels and folders, so each has to be one that may be edited.
 */
export function configQuestions(
  listeners: readonly Listener[],
  results: CommandResults,
  mac: Pick<MacFacts, 'home'>,
): Readonly<Record<string, Command>> {
  const asked: Record<string, Command> = {};
  for (const folder of listeners.filter(isReachable).flatMap((listener) => foldersFor(listener, mac))) {
    asked[keyOfFolder(folder)] = command('ls', '-1', folder);
  }
  for (const { path } of configCandidates(listeners, results, mac)) asked[keyOfConfig(path)] = readConfigFile(path);
  return asked;
}

/** The files that may decide about the listeners that others can reach, with the listener of each. */
export function configCandidates(
  listeners: readonly Listener[],
  results: CommandResults,
  mac: Pick<MacFacts, 'home'>,
): readonly ConfigCandidate[] {
  return listeners.filter(isReachable).flatMap((listener) => {
    const found = candidatesFor(listener, results, mac).filter(mayBeEdited);
    return found.length > MOST_FILES ? [] : found;
  });
}

export function keyOfConfig(path: string): string {
  return `file ${path}`;
}

/** What it prints is private. */
export function readConfigFile(path: string): Command {
  return command('cat', path);
}

function isReachable({ scope }: Listener): boolean {
  return scope !== 'this-mac';
}

function mayBeEdited({ format, path, subjects }: ConfigCandidate): boolean {
  return subjects.some((subject) => parseBindingId(bindingId({ format, path, subject, restarts: true })) !== undefined);
}

function candidatesFor(
  { id: listenerId, owner }: Listener,
  results: CommandResults,
  mac: Pick<MacFacts, 'home'>,
): readonly ConfigCandidate[] {
  if (owner.kind === 'container') {
    const { compose } = owner.container;
    const subjects = [compose?.service ?? ''];
    return (compose?.files ?? []).map((path) => ({ listenerId, format: 'compose', path, subjects, programs: [] }));
  }
  if (owner.kind !== 'program') return [];
  const { name } = owner;
  const prefix = prefixOf(owner.path);
  const [format, place] = fileOf(owner.name) ?? [];
  const base = { listenerId, subjects: [''], programs: [name] };
  if (format !== undefined) return prefix === undefined ? [] : [{ ...base, format, path: `${prefix}/${place ?? ''}` }];
  if (name === 'postgres') {
    const folders = prefix === undefined ? [] : postgresFolders(owner.path ?? '', namesIn(`${prefix}/var`, results));
    return folders.map((folder) => {
      return { ...base, format: 'postgresql', path: `${prefix ?? ''}/var/${folder}/postgresql.conf` };
    });
  }
  const agents = agentsIn(mac);
  const jobs = agents === undefined ? [] : namesIn(agents, results).filter((file) => isJobOf(file, name));
  return jobs.map((file) => {
    return { ...base, format: 'launchd-plist', path: `${agents ?? ''}/${file}`, subjects: PLIST_SUBJECTS };
  });
}

/** Where something has to be looked up before a file's name is known. */
function foldersFor({ owner }: Listener, mac: Pick<MacFacts, 'home'>): readonly string[] {
  if (owner.kind !== 'program' || fileOf(owner.name) !== undefined) return [];
  if (owner.name === 'postgres') {
    const prefix = prefixOf(owner.path);
    return prefix === undefined || versionIn(owner.path ?? '') !== undefined ? [] : [`${prefix}/var`];
  }
  return [agentsIn(mac) ?? []].flat();
}

function fileOf(program: string): readonly [ConfigFormat, string] | undefined {
  return HOMEBREW_FILES.get(program);
}

function agentsIn({ home }: Pick<MacFacts, 'home'>): string | undefined {
  return home === undefined ? undefined : `${home}/Library/LaunchAgents`;
}

/** Homebrew's folder, by where the program is; a program from elsewhere reads other files. */
function prefixOf(path: string | undefined): string | undefined {
  return ['/opt/homebrew', '/usr/local'].find((prefix) => path?.startsWith(`${prefix}/`) === true);
}

function versionIn(path: string): string | undefined {
  return path.split('/').find((part) => POSTGRES_FOLDER.test(part) && part.includes('@'));
}

function postgresFolders(path: string, names: readonly string[]): readonly string[] {
  const version = versionIn(path);
  return version === undefined ? names.filter((name) => POSTGRES_FOLDER.test(name)) : [version];
}

function keyOfFolder(path: string): string {
  return `folder ${path}`;
}

function namesIn(folder: string, results: CommandResults): readonly string[] {
  const result = results[keyOfFolder(folder)];
  const text = result?.kind === 'exited' && result.exitCode === 0 ? result.stdout : '';
  return text.split('\n').filter((name) => name !== '');
}

function isJobOf(file: string, program: string): boolean {
  return program.length > 2 && file.endsWith('.plist') && file.toLowerCase().includes(program.toLowerCase());
}
