import { containerOf } from '../container/container-of';
import { type Engine, engineOfProcess } from '../container/engine-process';
import { assertNever } from '../result';
import type { Container } from './container';
import { ENGINE_NAMES, mayBelong } from './engine-context';
import { knownApp } from './known-apps';
import { type KnownListener, knownListener, listedFor } from './known-listeners';
import type { ListenerOwner } from './listener';
import type { ListeningSocket, SocketOwner } from './socket';

/** What is known beside the sockets themselves. */
export interface OwnerSources {
  readonly containers: readonly Container[];
  /** How processes called ssh were started, where it was asked for. */
  readonly args: ReadonlyMap<number, string>;
}

/** Whose socket it is, what a person calls it, and what is to be known about the answer. */
export interface Owned {
  readonly owner: ListenerOwner;
  readonly name: string;
  readonly notes: readonly string[];
}

/**
 * Whose socket it is, for one of the processes that hold it.
 *
 * An engine's process is looked for first: what it holds belongs to a container. A part of macOS has to be where macOS
 * keeps its programs. What cannot be proven is a program like any other.
 */
export function ownerOf(socket: ListeningSocket, process: SocketOwner | undefined, sources: OwnerSources): Owned {
  const { port } = socket.local;
  const { protocol } = socket;
  if (process === undefined)
    return { owner: { kind: 'unknown' }, name: 'A program that is not named', notes: [NOBODY] };
  const args = sources.args.get(process.pid);
  const engine = engineOfProcess({ ...process, ...(args === undefined ? {} : { args }) });
  if (engine !== undefined) return ofEngine(engine, socket, sources.containers);
  const known = knownListener(process, protocol, port);
  if (known !== undefined) return ofMacos(known);
  const { name, path } = process;
  if (name === undefined) {
    return {
      owner: { kind: 'unknown' },
      name: `Process ${process.pid}`,
      notes: [`Process ${process.pid} has no name that could be read.`],
    };
  }
  const alleged = listedFor(name, protocol, port);
  return {
    owner: { kind: 'program', name, ...(path === undefined ? {} : { path }) },
    name: knownApp(process)?.name ?? name,
    notes: [
      ...(alleged === undefined || name === 'launchd' ? [] : [notProven(name, path)]),
      ...(name === 'launchd' ? [FOR_ANOTHER] : []),
    ],
  };
}

const NOBODY = 'No tool says which program holds it.';
const FOR_ANOTHER = 'launchd holds it for a service that it starts when somebody connects; which one is not known.';

function notProven(name: string, path: string | undefined): string {
  const where = path === undefined ? 'where it was started from is not known' : `it was started from ${path}`;
  return `It is called ${name} like a part of macOS, but ${where}, so that is not proven.`;
}

function ofMacos({ service, how }: KnownListener): Owned {
  const base = { kind: 'macos', service } as const;
  switch (how.kind) {
    case 'task':
      return { owner: { ...base, turnOff: 'Batten has a task for it.', taskId: how.taskId }, name: service, notes: [] };
    case 'steps':
      return { owner: { ...base, turnOff: how.steps.join(' ') }, name: service, notes: [] };
    case 'none':
      return { owner: { ...base, turnOff: how.because }, name: service, notes: [] };
    default:
      return assertNever(how);
  }
}

/** The host's own socket is the truth: what the engine was asked for is only a wish, and told as a note. */
function ofEngine(engine: Engine, socket: ListeningSocket, containers: readonly Container[]): Owned {
  const own = containers.filter((container) => mayBelong(container.engine, engine));
  const match = containerOf(socket, own) ?? containerOf(socket, containers);
  const called = ENGINE_NAMES[engine];
  if (match === undefined) {
    const sharing = own.filter(({ hostNetwork }) => hostNetwork).map(({ name }) => name);
    const hint = sharing.length > 0 ? ` It may be one that shares the host’s network: ${sharing.join(', ')}.` : '';
    return {
      owner: { kind: 'engine', engine: called },
      name: called,
      notes: [`${called} holds it for a container, and which one could not be told.${hint}`],
    };
  }
  const { container, published, contradicts } = match;
  const contradiction = `${called} was asked to publish it on ${published.host.address} only, and listens wider. What this Mac listens on is what counts.`;
  return {
    owner: { kind: 'container', container },
    name: container.compose?.service ?? container.name,
    notes: contradicts ? [contradiction] : [],
  };
}
