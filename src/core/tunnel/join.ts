import type { Gap } from '../exposure/gap';
import type { Tunnel, TunnelRoute } from '../exposure/tunnel';
import type { Parsed } from '../result';
import type { MetricsSocket } from './metrics';
import { sameOrigin } from './origin';

/** Everything that was learnt about tunnels on this Mac. */
export interface TunnelParts {
  /** The configuration files, in the order in which cloudflared looks. */
  readonly files: readonly { readonly path: string; readonly tunnel: Parsed<Tunnel | undefined> }[];
  /** What each socket of a running cloudflared told. */
  readonly running: readonly { readonly socket: MetricsSocket; readonly tunnel: Parsed<Tunnel> }[];
  /** The numbers of all processes that are called cloudflared, from the list of processes. */
  readonly processes: Parsed<readonly number[]>;
}

/** The tunnels, each once. `notes` say where a file and what runs differ: sentences for a person. */
export interface JoinedTunnels {
  readonly tunnels: readonly Tunnel[];
  readonly notes: readonly string[];
  readonly gaps: readonly Gap[];
}

/** The files that describe one tunnel: installing cloudflared as a service copies the file of the home folder. */
interface Described {
  readonly first: Tunnel;
  readonly files: readonly Tunnel[];
}

/**
 * Makes one entry of a tunnel that is seen in files and on a running cloudflared; what runs wins.
 *
 * A running cloudflared does not say which tunnel it serves, so it is known by its routes: the same ones, or more hostnames
 * in common than with any other file. A file that nothing runs from is `no` only where every process is accounted for.
 */
export function joinTunnels({ files, running, processes }: TunnelParts): JoinedTunnels {
  const fromFiles = files.map(({ tunnel }) => (tunnel.kind === 'read' ? tunnel.value : undefined));
  const described = describedIn(fromFiles.filter((tunnel) => tunnel !== undefined));
  const told = running.flatMap(({ tunnel }) => (tunnel.kind === 'read' ? [tunnel.value] : []));
  const matches = told.map((one) => ({ one, match: bestMatch(one, described) }));
  const notes = described.flatMap(differencesBetweenFiles);
  const tunnels: Tunnel[] = [];
  for (const { one, match } of matches) {
    tunnels.push(match === undefined ? one : { ...one, name: match.first.name });
    if (match !== undefined) notes.push(...difference(match.first, one));
  }
  for (const one of described) {
    if (matches.some(({ match }) => match === one)) continue;
    const others = matches.filter(({ one: tunnel, match }) => match !== undefined && likeness(tunnel, one.first) === 0);
    const explained = new Set(others.map(({ one: tunnel }) => pidOf(tunnel)));
    tunnels.push({ ...one.first, running: runningOf(new Set(told.map(pidOf)), explained, processes) });
  }
  return { tunnels, notes, gaps: gapsOf({ files, running, processes }) };
}

function describedIn(tunnels: readonly Tunnel[]): readonly Described[] {
  const found = new Map<string, Described>();
  for (const tunnel of tunnels) {
    const key = tunnel.name === '' ? JSON.stringify(tunnel.source) : tunnel.name;
    const before = found.get(key);
    found.set(key, { first: before?.first ?? tunnel, files: [...(before?.files ?? []), tunnel] });
  }
  return [...found.values()];
}

/** Undefined where no file is like it, or two are equally so. */
function bestMatch(tunnel: Tunnel, described: readonly Described[]): Described | undefined {
  const scores = described.map((one) => Math.max(...one.files.map((file) => likeness(tunnel, file))));
  const best = Math.max(0, ...scores);
  const [match, ...equal] = described.filter((_, index) => scores[index] === best);
  return best === 0 || equal.length > 0 ? undefined : match;
}

/** 0: nothing in common. A catch-all that leads nowhere is common to most tunnels and says nothing. */
function likeness(a: Tunnel, b: Tunnel): number {
  const telling = a.routes.some(({ hostname, target }) => hostname !== '*' || target !== undefined);
  if (telling && sameRoutes(a.routes, b.routes)) return Number.MAX_SAFE_INTEGER;
  const names = hostnames(b);
  return [...hostnames(a)].filter((hostname) => names.has(hostname)).length;
}

function hostnames({ routes }: Tunnel): ReadonlySet<string> {
  return new Set(routes.map(({ hostname }) => hostname).filter((hostname) => hostname !== '*'));
}

function sameRoutes(a: readonly TunnelRoute[], b: readonly TunnelRoute[]): boolean {
  return a.length === b.length && a.every((route, index) => sameRoute(route, b[index]));
}

function sameRoute(a: TunnelRoute, b: TunnelRoute | undefined): boolean {
  return b !== undefined && a.hostname === b.hostname && a.path === b.path && sameOrigin(a, b);
}

type Pid = number | undefined;

function pidOf({ source }: Tunnel): Pid {
  return source.kind === 'running' ? source.pid : undefined;
}

/** Whether a process is left that could serve the file. */
function runningOf(
  told: ReadonlySet<Pid>,
  explained: ReadonlySet<Pid>,
  processes: TunnelParts['processes'],
): Tunnel['running'] {
  if (processes.kind === 'unreadable') return 'unknown';
  return [...told, ...processes.value].every((pid) => explained.has(pid)) ? 'no' : 'unknown';
}

function differencesBetweenFiles({ first, files }: Described): readonly string[] {
  return files
    .filter((file) => !sameRoutes(first.routes, file.routes))
    .map((file) => `${placeOf(file)} describes the same tunnel as ${placeOf(first)}, with other routes.`);
}

function difference(file: Tunnel, running: Tunnel): readonly string[] {
  if (sameRoutes(file.routes, running.routes)) return [];
  const onlyIn = (a: Tunnel, b: Tunnel): string =>
    [...new Set(a.routes.filter((route) => !b.routes.some((other) => sameRoute(route, other))).map(routeWords))].join(
      ', ',
    );
  const [inFile, inUse] = [onlyIn(file, running), onlyIn(running, file)];
  const parts = [
    inFile === '' ? [] : [`only in the file: ${inFile}`],
    inUse === '' ? [] : [`only in use: ${inUse}`],
  ].flat();
  const what = parts.length === 0 ? 'the order of the rules differs' : parts.join('; ');
  return [`The running tunnel does not do what ${placeOf(file)} says: ${what}.`];
}

function routeWords({ hostname, path, service }: TunnelRoute): string {
  return `${hostname === '*' ? 'everything else' : hostname}${path === undefined ? '' : ` ${path}`} to ${service}`;
}

function placeOf({ source }: Tunnel): string {
  return source.kind === 'file' ? source.path : `process ${source.pid}`;
}

function gapsOf({ files, running, processes }: TunnelParts): readonly Gap[] {
  const gap = (what: string, reason: string): Gap => ({ what, reason, hidesListeners: false });
  const unreadFiles = files.flatMap(({ path, tunnel }) =>
    tunnel.kind === 'unreadable' ? [gap(`The tunnel described in ${path}`, tunnel.reason)] : [],
  );
  const told = new Set(running.flatMap(({ socket, tunnel }) => (tunnel.kind === 'read' ? [socket.pid] : [])));
  const pids = new Set([
    ...running.map(({ socket }) => socket.pid),
    ...(processes.kind === 'read' ? processes.value : []),
  ]);
  const silent = [...pids].filter((pid) => !told.has(pid));
  return [
    ...unreadFiles,
    ...silent.map((pid) => gap(`Where the running cloudflared (process ${pid}) leads`, reasonOf(pid, running))),
    ...(processes.kind === 'unreadable' ? [gap('Whether a tunnel runs', processes.reason)] : []),
  ];
}

function reasonOf(pid: number, running: TunnelParts['running']): string {
  const answers = running.filter(({ socket }) => socket.pid === pid);
  const reasons = answers.flatMap(({ tunnel }) => (tunnel.kind === 'unreadable' ? [tunnel.reason] : []));
  return reasons[0] ?? 'it has no address on this Mac that tells';
}
