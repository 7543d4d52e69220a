import type { Command } from '../command';
import type { MacFacts } from '../mac';
import type { ProcessList } from '../parse/ps';
import { mapParsed, type Parsed, read, unreadable } from '../result';
import type { CommandResults } from '../task';
import { parseTunnelConfig } from '../tunnel/config-file';
import { configPlaces, emptyPlaces, listPlaces, readConfig, whyPlacesUnclear } from '../tunnel/config-places';
import { joinTunnels } from '../tunnel/join';
import { parseTunnelJob, type TunnelJob, tunnelJobCommand, tunnelJobs } from '../tunnel/launchd-job';
import {
  configCommand,
  metricsSockets,
  type MetricsSocket,
  parseRunningTunnel,
  quickTunnelCommand,
  readyCommand,
} from '../tunnel/metrics';
import type { Container } from './container';
import type { SocketTable } from './socket';
import { gapAbout, type SourceGap } from './source-gap';
import type { Tunnel } from './tunnel';

/** The tunnels of this Mac, from files and from what runs. `notes` say where the two differ. */
export interface TunnelReading {
  readonly tunnels: readonly Tunnel[];
  readonly notes: readonly string[];
  readonly gaps: readonly SourceGap[];
}

/** The jobs of the whole Mac; those of a person are launchd's to name by a number that is not asked for. */
const JOBS = tunnelJobs(undefined);

/** Where cloudflared's configuration is, in the home folder only where it is known, and its jobs. */
export function tunnelFileQuestions({ home }: Pick<MacFacts, 'home'>): Readonly<Record<string, Command>> {
  const jobs = JOBS.map((job) => [keyOfJob(job), tunnelJobCommand(job)] as const);
  return { [PLACES]: listPlaces(configPlaces(home)), ...Object.fromEntries(jobs) };
}

/** The key of the question which places of a configuration hold one. */
const PLACES = 'tunnel places';

/**
 * The files of cloudflared that are there, and what every running cloudflared tells about itself; the name of a quick tunnel
 * only where its routes lack one.
 */
export function tunnelQuestions(
  table: SocketTable,
  results: CommandResults,
  mac: Pick<MacFacts, 'home'>,
): Readonly<Record<string, Command>> {
  const files = placesToRead(results, mac).map((path) => [keyOfFile(path), readConfig(path)] as const);
  const asked: Record<string, Command> = Object.fromEntries(files);
  for (const socket of metricsSockets(table.listening)) {
    const { port } = socket;
    asked[keyOf('config', port)] = configCommand(port);
    asked[keyOf('ready', port)] = readyCommand(port);
    const tunnel = runningTunnel(socket, results);
    const isNameless = tunnel.kind === 'read' && tunnel.value.routes.some(leadsWithoutName);
    if (isNameless) asked[keyOf('quicktunnel', port)] = quickTunnelCommand(port);
  }
  return asked;
}

/** Nothing before it is known where to look: a task may ask for the places only after the sockets. */
function placesToRead(results: CommandResults, { home }: Pick<MacFacts, 'home'>): readonly string[] {
  if (results[PLACES] === undefined) return [];
  const places = configPlaces(home);
  const empty = emptyPlaces(places, results[PLACES]);
  return places.filter((path) => !empty.has(path));
}

/** Reads the tunnels. A place without a file is no gap; a file that is not understood, or a silent cloudflared, is one. */
export function readTunnels(
  table: SocketTable,
  processes: Parsed<ProcessList>,
  containers: readonly Container[],
  results: CommandResults,
  mac: Pick<MacFacts, 'home'>,
): TunnelReading {
  const places = configPlaces(mac.home);
  const asked = results[PLACES];
  const empty = emptyPlaces(places, asked);
  const unclear = asked === undefined ? undefined : whyPlacesUnclear(places, asked);
  const { tunnels, notes, gaps } = joinTunnels({
    files: places.map((path) => ({ path, tunnel: empty.has(path) ? read(undefined) : tunnelIn(path, results) })),
    running: metricsSockets(table.listening).map((socket) => ({ socket, tunnel: runningTunnel(socket, results) })),
    processes: mapParsed(processes, (list) => cloudflaredIn(list)),
  });
  return {
    tunnels,
    notes: [...notes, ...JOBS.flatMap((job) => jobNotes(job, results))],
    gaps: [
      ...(mac.home === undefined
        ? [gapAbout('tunnels', 'Tunnels described in your home folder', 'the home folder is not known')]
        : []),
      ...(unclear === undefined ? [] : [gapAbout('tunnels', 'Where tunnels are described', unclear)]),
      ...gaps.map((gap): SourceGap => ({ ...gap, source: 'tunnels' })),
      ...JOBS.flatMap((job) => jobGaps(job, results)),
      ...containers
        .filter(isCloudflared)
        .map(({ name }) => gapAbout('tunnels', `Where the tunnel in the container ${name} leads`, IN_CONTAINER)),
    ],
  };
}

const IN_CONTAINER = 'it runs in a container, and tells only there';

/** An empty file describes no tunnel, but cat may also have kept silent. */
function tunnelIn(path: string, results: CommandResults): Parsed<Tunnel | undefined> {
  const result = results[keyOfFile(path)];
  const isSilent = result?.kind === 'exited' && result.exitCode === 0 && result.stdout.trim() === '';
  return isSilent ? unreadable('it is empty, or cat printed nothing of it') : parseTunnelConfig(path, result);
}

/** Whether cloudflared starts with this Mac. */
function jobNotes(job: TunnelJob, results: CommandResults): readonly string[] {
  const state = parseTunnelJob(job, results[keyOfJob(job)]);
  if (state.kind === 'unreadable' || state.value.kind === 'absent') return [];
  const runs = state.value.kind === 'running' ? 'runs now' : 'does not run now';
  return [`cloudflared starts with this Mac (the job ${job.label} of launchd), and ${runs}.`];
}

function jobGaps(job: TunnelJob, results: CommandResults): readonly SourceGap[] {
  const state = parseTunnelJob(job, results[keyOfJob(job)]);
  return state.kind === 'read' ? [] : [gapAbout('tunnels', `Whether ${job.label} starts a tunnel`, state.reason)];
}

function keyOfJob({ label, domain }: TunnelJob): string {
  return `tunnel job ${domain}/${label}`;
}

function keyOfFile(path: string): string {
  return `tunnel file ${path}`;
}

function keyOf(what: 'config' | 'ready' | 'quicktunnel', port: number): string {
  return `tunnel ${what} ${port}`;
}

function runningTunnel(socket: MetricsSocket, results: CommandResults): Parsed<Tunnel> {
  const { port } = socket;
  return parseRunningTunnel(socket, {
    config: results[keyOf('config', port)],
    ready: results[keyOf('ready', port)],
    quickTunnel: results[keyOf('quicktunnel', port)],
  });
}

function leadsWithoutName({ hostname, target }: Tunnel['routes'][number]): boolean {
  return hostname === '*' && target !== undefined;
}

function cloudflaredIn({ processes }: ProcessList): readonly number[] {
  return [...processes.values()].filter(({ name }) => name === 'cloudflared').map(({ pid }) => pid);
}

/** Of Cloudflare's own image, wherever it was copied to. */
function isCloudflared({ image }: Container): boolean {
  return /(?:^|\/)cloudflared(?:[:@]|$)/.test(image);
}
