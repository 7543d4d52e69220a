import type { Command, CommandResult } from '../command';
import type { Container, PublishedPort } from '../exposure/container';
import { answerOf, notUnderstood } from '../parse/answer';
import { parseJson } from '../parse/json-text';
import { type Parsed, read, unreadable } from '../result';
import { redactTunnelText } from '../tunnel/redact';
import { type ContainerRow, readRow, type RowReading } from './container-row';
import { isHeading, readTableLine } from './container-table';
import { expand, type PortRange } from './published-ports';

/** The running containers of one engine. `unread` are rows and ports that were not understood, named in words. */
export interface ContainerList {
  readonly containers: readonly Container[];
  readonly unread: readonly string[];
}

/**
 * What an engine said. `stopped`: nobody answers on its socket.
 *
 * A stopped engine has no containers only as long as no process of an engine holds a socket either.
 */
export type EngineAnswer = Parsed<ContainerList> | { readonly kind: 'stopped'; readonly reason: string };

/** So many published ports are counted out for one engine; the rest is unread. A media server may publish 10 000. */
const MOST_PORTS = 65_536;

/**
 * Reads the containers of one engine, from any form in which Docker, Compose and Podman list them.
 *
 * `engine` is the context that was asked, or `podman`. Containers that have ended are left out. Nothing printed at all
 * means no containers; text in which no row is understood is unreadable.
 */
export function parseContainers(engine: string, asked: Command, result: CommandResult | undefined): EngineAnswer {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode !== 0) return whyNot(asked, exitCode, stderr);
  const rows = rowsIn(engine, stdout);
  if (rows === undefined || (rows.length > 0 && rows.every(({ kind }) => kind === 'unread'))) {
    // Not shown: the rows of other forms than Batten's own hold commands and labels.
    return withoutText(notUnderstood(asked, answer.value));
  }
  return read(listOf(rows));
}

/** Docker before and since 28.4, and Podman. */
const NOBODY_ANSWERS = [
  /^Cannot connect to the Docker daemon at .+ Is the docker daemon running\?$/,
  /^failed to connect to the docker API at .+; check if the path is correct and if the daemon is running(?::|$)/,
  /^Cannot connect to Podman\. Please verify your connection to the Linux system /,
];

/** Whether a program says that its engine does not run. */
export function nobodyAnswers(stderr: string): boolean {
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines.some((line) => NOBODY_ANSWERS.some((wording) => wording.test(line)));
}

function whyNot(asked: Command, exitCode: number, stderr: string): EngineAnswer {
  if (nobodyAnswers(stderr)) {
    return { kind: 'stopped', reason: asked.program === 'podman' ? 'Podman is not running' : 'Docker is not running' };
  }
  const said = redactTunnelText(stderr);
  return unreadable(`${asked.program} could not list its containers (exit ${exitCode})`, said);
}

function withoutText<T>(parsed: Parsed<T>): Parsed<T> {
  return parsed.kind === 'unreadable' ? unreadable(parsed.reason) : parsed;
}

/** Undefined where the text is one JSON value and no list of rows. */
function rowsIn(engine: string, stdout: string): readonly RowReading[] | undefined {
  if (stdout.trimStart().startsWith('[')) {
    const list = parseJson(stdout);
    return Array.isArray(list) ? (list as readonly unknown[]).map((row) => readRow(engine, row)) : undefined;
  }
  const lines = stdout.split('\n').filter((line) => line.trim() !== '' && !isHeading(line));
  return lines.map((line) => (line.startsWith('{') ? readRow(engine, parseJson(line)) : readTableLine(engine, line)));
}

function listOf(rows: readonly RowReading[]): ContainerList {
  const unread: string[] = [];
  // `podman port --all` has one line for each port of a container.
  const found = new Map<string, Found>();
  for (const row of rows) {
    if (row.kind === 'unread') unread.push(row.what);
    if (row.kind !== 'container') continue;
    unread.push(...row.unread);
    const { container, ranges, labelled } = row;
    const known = found.get(container.id);
    if (known === undefined) found.set(container.id, { container, ranges: [...ranges], labelled: [...labelled] });
    else {
      known.ranges.push(...ranges);
      known.labelled.push(...labelled);
    }
  }
  let room = MOST_PORTS;
  const counted = (container: Found['container'], ranges: readonly PortRange[]): readonly PublishedPort[] => {
    const count = ranges.reduce((sum, range) => sum + range.count, 0);
    if (count > room) unread.push(`container ${container.name}: more published ports than are read`);
    const published = count > room ? [] : expand(ranges);
    room -= published.length;
    return published;
  };
  const all = [...found.values()].map((one) => ({ ...one, published: counted(one.container, one.ranges) }));
  // A label only says what was asked for: it tells whose port it is where no container is said to publish that port.
  const taken = new Set(all.flatMap(({ published }) => published.map(portOf)));
  const containers = all.map(({ container, published, labelled }): Container => {
    const more = counted(container, labelled).filter((port) => !taken.has(portOf(port)));
    return { ...container, published: [...published, ...more] };
  });
  return { containers, unread };
}

interface Found {
  readonly container: ContainerRow['container'];
  readonly ranges: PortRange[];
  readonly labelled: PortRange[];
}

function portOf({ protocol, host }: PublishedPort): string {
  return `${protocol} ${host.port}`;
}

/**
 * The containers of several engines, each once.
 *
 * Two contexts may lead to one engine: `/var/run/docker.sock` is often a link. The first that named a container stays.
 */
export function distinctContainers(lists: readonly (readonly Container[])[]): readonly Container[] {
  const found = new Map<string, Container>();
  for (const one of lists.flat()) {
    const id = one.id.slice(0, 12);
    if (!found.has(id)) found.set(id, one);
  }
  return [...found.values()];
}
