import { type Command, command, type CommandResult } from '../command';
import type { ComposeProject } from '../exposure/container';
import { answerOf, notUnderstood } from '../parse/answer';
import { isRecord, parseJson } from '../parse/json-text';
import { type Parsed, read, unreadable } from '../result';
import { filesIn } from './compose-origin';
import { nobodyAnswers } from './containers';
import { type EngineToAsk, isContextName } from './docker-context';

/** The Compose projects of one engine. `unread` are rows that were not understood, named in words. */
export interface ComposeProjects {
  readonly projects: readonly ComposeProject[];
  readonly unread: readonly string[];
}

/** Asks one engine for its Compose projects, also those that do not run. Throws for a context that `enginesToAsk` did not choose. */
export function composeProjectsCommand({ context }: EngineToAsk): Command {
  if (!isContextName(context)) throw new Error('Not the name of a Docker context');
  return command('docker', '--context', context, 'compose', 'ls', '--all', '--format', 'json');
}

const NONE: ComposeProjects = { projects: [], unread: [] };

/** How Docker says that it has no Compose: 28.2 by its flags, others by its name. */
const NO_COMPOSE = [
  /^unknown flag: --all$/,
  /^docker: (?:unknown command: docker compose|'compose' is not a docker command)/,
];

/**
 * Reads `docker compose ls --all --format json`.
 *
 * An engine that is stopped has no project that could be asked for, and a Docker without Compose has none at all.
 *
 * @example [{"Name":"planka","Status":"exited(1), running(6)","ConfigFiles":"/Users/x/planka/docker-compose.yml"}]
 */
export function parseComposeProjects(asked: Command, result: CommandResult | undefined): Parsed<ComposeProjects> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode !== 0) {
    const complaints = stderr.split('\n').map((line) => line.trim());
    const isNone = nobodyAnswers(stderr) || complaints.some((line) => NO_COMPOSE.some((wording) => wording.test(line)));
    return isNone && stdout === ''
      ? read(NONE)
      : unreadable(`docker could not list its Compose projects (exit ${exitCode})`);
  }
  const list = parseJson(stdout);
  if (!Array.isArray(list)) {
    const parsed = notUnderstood<ComposeProjects>(asked, answer.value);
    return parsed.kind === 'unreadable' ? unreadable(parsed.reason) : parsed;
  }
  const rows = (list as readonly unknown[]).map(projectIn);
  return read({
    projects: rows.filter((row) => typeof row !== 'string'),
    unread: rows.filter((row) => typeof row === 'string'),
  });
}

/** A project, or in words what was not understood. */
function projectIn(row: unknown): ComposeProject | string {
  if (!isRecord(row)) return 'a row that is no Compose project';
  const { Name: name, Status: status, ConfigFiles: files } = row;
  if (typeof name !== 'string' || !/^[\w.-]{1,255}$/.test(name)) return 'a Compose project without a name';
  const states = typeof status === 'string' ? statesIn(status) : undefined;
  if (states === undefined) return `Compose project ${name}: its status is not understood`;
  // `N/A` is printed where the containers of one project name no files.
  if (typeof files !== 'string') return `Compose project ${name}: its files are not understood`;
  return { name, states, files: filesIn(files, undefined) };
}

/** `exited(1), running(6)`: how many containers are in each state; each state once. */
function statesIn(text: string): ComposeProject['states'] | undefined {
  const states = new Map<string, number>();
  for (const part of text.split(', ')) {
    const [, state, count] = /^([a-z]{1,20})\((\d{1,6})\)$/.exec(part) ?? [];
    if (state === undefined || count === undefined || states.has(state)) return undefined;
    states.set(state, Number(count));
  }
  return [...states].map(([state, count]) => ({ state, count }));
}
