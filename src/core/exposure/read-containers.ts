import type { Command } from '../command';
import { containersCommand, PODMAN_CONTAINERS } from '../container/ask-engine';
import { type ComposeProjects, composeProjectsCommand, parseComposeProjects } from '../container/compose-projects';
import { distinctContainers, type EngineAnswer, parseContainers } from '../container/containers';
import { DOCKER_CONTEXTS, type EnginesToAsk, enginesToAsk, parseContexts } from '../container/docker-context';
import { type Engine, engineOfProcess, parseSshArgs, sshArgsCommand, sshPids } from '../container/engine-process';
import { parsePodmanStaysHere, PODMAN_CONNECTIONS } from '../container/podman-connection';
import { mapParsed, type Parsed, read } from '../result';
import type { CommandResults } from '../task';
import type { ComposeProject, Container } from './container';
import { ENGINE_NAMES, mayBelong } from './engine-context';
import { asInputs, rememberLast } from './remembered';
import type { SocketTable } from './socket';
import { gapAbout, isNotInstalled, type SourceGap } from './source-gap';

/** Which engines there are: it reads files only. */
export const CONTAINER_QUESTION = { dockerContexts: DOCKER_CONTEXTS } as const;

/** The containers of every engine on this Mac, and how processes called ssh were started: some forward for an engine. */
export interface ContainerReading {
  readonly containers: readonly Container[];
  /** Those of Compose, each once, also where nothing of them runs. */
  readonly projects: readonly ComposeProject[];
  readonly args: ReadonlyMap<number, string>;
  readonly gaps: readonly SourceGap[];
  readonly unread: readonly string[];
}

/** What follows from the contexts and the sockets: each engine's containers and projects, and the arguments of ssh. */
export function containerQuestions(table: SocketTable, results: CommandResults): Readonly<Record<string, Command>> {
  const contexts = contextsIn(results);
  const asked: Record<string, Command> = {};
  for (const engine of contexts.kind === 'read' ? contexts.value.ask : []) {
    asked[keyOfContext(engine.context)] = containersCommand(engine);
    asked[keyOfProjects(engine.context)] = composeProjectsCommand(engine);
  }
  for (const pid of sshPids(table.listening)) asked[keyOfArgs(pid)] = sshArgsCommand(pid);
  if (enginesHolding(table, argsIn(table, results).args).has('podman')) {
    asked['podmanConnections'] = PODMAN_CONNECTIONS;
    const staysHere = parsePodmanStaysHere(results['podmanConnections']);
    if (staysHere.kind === 'read' && staysHere.value) asked['podmanContainers'] = PODMAN_CONTAINERS;
  }
  return asked;
}

/**
 * Reads the containers. A program that is not installed is no gap, and neither is an engine that is stopped; but an engine
 * whose process holds sockets, and whose containers nobody listed, is.
 */
export function readContainers(table: SocketTable, results: CommandResults): ContainerReading {
  return lastContainers([table, ...asInputs(results, isAboutContainers)], () => containersIn(table, results));
}

/** The very same list round by round, so that what rests on it is not made anew. */
const NO_CONTAINERS: readonly Container[] = [];
const NO_ARGS: ReturnType<typeof argsIn> = { args: new Map(), gaps: [] };

const lastContainers = rememberLast<ContainerReading>();

function isAboutContainers(key: string): boolean {
  return /^(?:dockerContexts|containers of |projects of |arguments of |podman)/.test(key);
}

function containersIn(table: SocketTable, results: CommandResults): ContainerReading {
  const { args, gaps: argsGaps } = argsIn(table, results);
  const contexts = contextsIn(results);
  const answers: { readonly context: string; readonly answer: EngineAnswer }[] = [];
  const projects: { readonly context: string; readonly answer: Parsed<ComposeProjects> }[] = [];
  for (const engine of contexts.kind === 'read' ? contexts.value.ask : []) {
    const { context } = engine;
    const answer = parseContainers(context, containersCommand(engine), results[keyOfContext(context)]);
    answers.push({ context, answer });
    const listed = parseComposeProjects(composeProjectsCommand(engine), results[keyOfProjects(context)]);
    // Why an engine gave no answer is said once, by its containers.
    if (answer.kind === 'read') projects.push({ context, answer: listed });
  }
  const holding = enginesHolding(table, args);
  if (holding.has('podman')) answers.push({ context: 'podman', answer: podmanAnswer(results) });
  const lists = answers.flatMap(({ answer }) => (answer.kind === 'read' ? [answer.value] : []));
  const silent = [...holding].filter(
    (engine) => !answers.some(({ context, answer }) => answer.kind !== 'stopped' && mayBelong(context, engine)),
  );
  return {
    containers: lists.length === 0 ? NO_CONTAINERS : distinctContainers(lists.map(({ containers }) => containers)),
    projects: distinctProjects(projects.flatMap(({ answer }) => (answer.kind === 'read' ? answer.value.projects : []))),
    args,
    gaps: [
      ...contextGaps(contexts, results),
      ...answers.flatMap(({ context, answer }) =>
        answer.kind === 'unreadable' ? [gapAbout('containers', `Containers of ${context}`, answer.reason)] : [],
      ),
      ...projects.flatMap(({ context, answer }) => projectGaps(context, answer)),
      ...silent.map((engine) => gapAbout('containers', `Containers of ${ENGINE_NAMES[engine]}`, SILENT)),
      ...argsGaps,
    ],
    unread: lists.flatMap(({ unread }) => unread),
  };
}

const SILENT = 'it holds sockets on this Mac, and nobody listed its containers';

function keyOfContext(context: string): string {
  return `containers of ${context}`;
}

function keyOfProjects(context: string): string {
  return `projects of ${context}`;
}

/** Projects that are not understood hide no listener: they are shown, and leave no verdict open. */
function projectGaps(context: string, answer: Parsed<ComposeProjects>): readonly SourceGap[] {
  if (answer.kind === 'unreadable') return [gapAbout('projects', `Compose projects of ${context}`, answer.reason)];
  const { unread } = answer.value;
  return unread.length === 0 ? [] : [gapAbout('projects', `Some Compose projects of ${context}`, unread.join('; '))];
}

/** Two contexts may lead to one engine. */
function distinctProjects(projects: readonly ComposeProject[]): readonly ComposeProject[] {
  return [...new Map(projects.map((one) => [JSON.stringify(one), one])).values()];
}

function keyOfArgs(pid: number): string {
  return `arguments of ${pid}`;
}

function contextsIn(results: CommandResults): Parsed<EnginesToAsk> {
  const result = results['dockerContexts'];
  return isNotInstalled(result) ? read({ ask: [], leftOut: [] }) : mapParsed(parseContexts(result), enginesToAsk);
}

/** A context over a network is not this Mac's; one that is left out for its name may be. */
function contextGaps(contexts: Parsed<EnginesToAsk>, results: CommandResults): readonly SourceGap[] {
  if (contexts.kind === 'unreadable') return [gapAbout('containers', 'Container engines', contexts.reason)];
  if (isNotInstalled(results['dockerContexts'])) return [];
  return contexts.value.leftOut
    .filter(({ reason }) => reason !== 'it is reached over a network')
    .map(({ context, reason }) => gapAbout('containers', `Containers of ${context}`, reason));
}

function podmanAnswer(results: CommandResults): EngineAnswer {
  const staysHere = parsePodmanStaysHere(results['podmanConnections']);
  if (staysHere.kind === 'unreadable') return staysHere;
  return staysHere.value
    ? parseContainers('podman', PODMAN_CONTAINERS, results['podmanContainers'])
    : { kind: 'unreadable', reason: 'Podman would ask another computer' };
}

function argsIn(
  table: SocketTable,
  results: CommandResults,
): { readonly args: ReadonlyMap<number, string>; readonly gaps: readonly SourceGap[] } {
  const pids = sshPids(table.listening);
  if (pids.length === 0) return NO_ARGS;
  const args = new Map<number, string>();
  const gaps: SourceGap[] = [];
  for (const pid of pids) {
    const parsed = parseSshArgs(pid, results[keyOfArgs(pid)]);
    if (parsed.kind === 'read') args.set(pid, parsed.value);
    else gaps.push(gapAbout('some-programs', `What ssh (process ${pid}) listens for`, parsed.reason));
  }
  return { args, gaps };
}

function enginesHolding({ listening }: SocketTable, args: ReadonlyMap<number, string>): ReadonlySet<Engine> {
  const owners = listening.flatMap((socket) => socket.owners);
  return new Set(
    owners.flatMap((owner) => {
      const own = args.get(owner.pid);
      return engineOfProcess({ ...owner, ...(own === undefined ? {} : { args: own }) }) ?? [];
    }),
  );
}
