import { DEFAULT_POLICY } from '../../src/core/policy';
import type { DaemonKind, DaemonState } from './daemon-state';
import type { ContainerState } from './engine-state';
import { entryAt } from './file-state';
import type { MacState, OtherSocket } from './mac-state';
import { compose } from './programs/compose';
import { loaded } from './programs/daemons';
import { openSockets } from './programs/sockets';
import { ALLOWED_APPS } from './stock-parts';

/** Closes every service to the network but those that the policy wants there, each in its own way; AirPlay is switched off. */
export function withClosedServices(state: MacState): MacState {
  const sockets = state.sockets.filter(({ owner }) => owner !== 'ControlCenter');
  const wanted = DEFAULT_POLICY.services.filter(({ scope }) => scope !== 'this-mac').map(({ port }) => port);
  return withClosedPorts({ ...state, sockets }, (port) => !wanted.includes(port));
}

/** Closes the services that a tunnel leads to, and takes names out of the tunnel that lead to what is gone. */
export function withClosedOrigins(state: MacState): MacState {
  const retired = DEFAULT_POLICY.tunnels.filter((one) => one.retired !== undefined).map(({ hostname }) => hostname);
  const tunnels = state.daemons.filter(({ kind }) => kind === 'cloudflared');
  const services = tunnels.flatMap(({ ingress }) => (ingress ?? []).map(({ service }) => service));
  const ports = services.map((service) => Number(/:\/\/localhost:(\d+)/.exec(service)?.[1]));
  const closed = withClosedPorts(state, (port) => ports.includes(port));
  return tunnels.reduce(
    (before, { label, config }) =>
      loaded(
        withText(before, config ?? '', (text) => retired.reduce(withoutHostname, text)),
        label,
      ),
    closed,
  );
}

/** Lets the firewall's list hold what comes with macOS and what the policy allows, and nothing else. */
export function withAllowedApps(state: MacState): MacState {
  const system = state.firewall.apps.filter(({ path }) => /^\/usr\/(libexec|sbin)\//.test(path));
  const installed = ALLOWED_APPS.filter(({ path }) => entryAt(state.files, path).kind !== 'nothing');
  return { ...state, firewall: { ...state.firewall, apps: [...system, ...installed] } };
}

function withClosedPorts(state: MacState, isToClose: (port: number) => boolean): MacState {
  const isOpen = (address: string, port: number): boolean => !/^(127\.|::1$)/.test(address) && isToClose(port);
  const containers = (state.engine?.containers ?? []).filter(({ published }) =>
    published.some(({ host }) => host !== undefined && isOpen(host.address, host.port)),
  );
  const daemons = state.daemons.filter(({ bound }) => bound.some(({ address, port }) => isOpen(address, port)));
  const rebound = daemons.reduce(withClosedDaemon, containers.reduce(withClosedContainer, state));
  return stopped(rebound, isToClose);
}

/** In the file, the first port of every list gets an address; then Compose makes the container anew. */
function withClosedContainer(state: MacState, { compose: labels }: ContainerState): MacState {
  if (labels === undefined) return state;
  const { project, service, workingFolder, files } = labels;
  const edited = files.reduce(
    (before, path) =>
      withText(before, path, (text) =>
        text.replaceAll(/\bports:\s*(?:\[\s*|- )["']?(?!["']?127\.)/g, (start) => `${start}127.0.0.1:`),
      ),
    state,
  );
  const words = ['-p', project, '--project-directory', workingFolder, ...files.flatMap((file) => ['-f', file])];
  return compose(edited, [...words, 'up', '-d', service]).state;
}

/** What a person writes into the file of a daemon, so that it listens on this Mac only. */
const CLOSED: Readonly<Record<DaemonKind, (text: string) => string>> = {
  postgresql: (text) => text.replace(/^listen_addresses = '[^']*'/m, "listen_addresses = 'localhost'"),
  redis: (text) => text.replace(/^bind .*$/m, 'bind 127.0.0.1 ::1'),
  mysql: (text) => text.replaceAll(/^((?:mysqlx-)?bind-address)\s*=.*$/gm, '$1 = 127.0.0.1'),
  nginx: (text) => text.replaceAll(/\blisten\s+(\d+)/g, 'listen 127.0.0.1:$1'),
  mongodb: (text) => text.replace(/^(\s*bindIp:).*$/m, '$1 127.0.0.1'),
  ollama: (text) => text.replace('<string>0.0.0.0', '<string>127.0.0.1'),
  cloudflared: (text) => text.replace(/^(metrics:).*:/m, '$1 127.0.0.1:'),
};

function withClosedDaemon(state: MacState, { kind, label, config, plist }: DaemonState): MacState {
  return loaded(withText(state, config ?? plist, CLOSED[kind]), label);
}

/** Ends programs of the person's that no file describes, such as a web server in a terminal. */
function stopped(state: MacState, isToClose: (port: number) => boolean): MacState {
  const mine = state.processes.filter(({ user, path }) => user === state.user && !/^\/(System|usr)\//.test(path));
  const isOpen = ({ local, state: said, pid }: OtherSocket): boolean =>
    said === 'LISTEN' &&
    local.startsWith('*.') &&
    isToClose(Number(local.slice(2))) &&
    mine.some((one) => one.pid === pid);
  const ended = openSockets(state)
    .filter(isOpen)
    .map(({ pid }) => pid);
  return {
    ...state,
    processes: state.processes.filter(({ pid }) => !ended.includes(pid)),
    sockets: state.sockets.filter(({ pid }) => !ended.includes(pid)),
  };
}

function withoutHostname(text: string, hostname: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.trim() === `- hostname: ${hostname}`);
  return at === -1 ? text : lines.toSpliced(at, 2).join('\n');
}

function withText(state: MacState, path: string, edit: (text: string) => string): MacState {
  const file = state.files[path];
  if (file === undefined) return state;
  return { ...state, files: { ...state.files, [path]: { ...file, text: edit(file.text), modifiedAt: state.time } } };
}
