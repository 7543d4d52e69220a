import type { DaemonState } from './daemon-state';
import type { EngineState } from './engine-state';
import { parentOf } from './file-state';
import { homeOf, type MacProcess, type MacState } from './mac-state';
import { compose } from './programs/compose';
import { loaded } from './programs/daemons';
import { launchdPlist, postgresqlConf, tunnelConfig } from './serving-files';
import { INSTALLED_AT, programFiles, textFile } from './stock-parts';

const ENGINE_APPS: Readonly<Record<EngineState['kind'], string>> = {
  orbstack: '/Applications/OrbStack.app/Contents/MacOS/OrbStack',
  'docker-desktop': '/Applications/Docker.app/Contents/MacOS/com.docker.backend',
};

/** Adds files, laid over those that are there. */
export function withFiles(state: MacState, files: MacState['files']): MacState {
  return { ...state, files: { ...state.files, ...files } };
}

/** Adds the programs of a developer: node, Docker's command line and cloudflared, the last two only with their services. */
export function withDeveloperTools(state: MacState): MacState {
  const cellar = '/opt/homebrew/Cellar/node/25.2.0/bin/node';
  const programs = programFiles(['/opt/homebrew/bin/brew', cellar], state.user);
  const link = { ...textFile('', state.user, 0o755), link: cellar };
  return withFiles(state, { ...programs, '/opt/homebrew/bin/node': link });
}

/** Adds a container engine that runs, without containers. */
export function withEngine(state: MacState, kind: EngineState['kind'] = 'orbstack'): MacState {
  const app = ENGINE_APPS[kind];
  const docker = { ...textFile('', 'root', 0o755), link: app };
  const installed = withFiles(state, { ...programFiles([app]), '/usr/local/bin/docker': docker });
  return { ...installed, engine: { kind, running: true, pid: 1809, containers: [] } };
}

/** Writes the files of a Compose project and starts it, some days ago. */
export function withProject(state: MacState, file: string, texts: Readonly<Record<string, string>>): MacState {
  const files = Object.entries(texts).map(([path, text]) => [path, textFile(text, state.user)] as const);
  const folder = parentOf(file);
  const project = folder.slice(folder.lastIndexOf('/') + 1);
  const before = { ...withFiles(state, Object.fromEntries(files)), time: INSTALLED_AT };
  const words = ['-p', project, '--project-directory', folder, '-f', file, 'up', '-d'];
  const { state: after, result } = compose(before, words);
  if (result.exitCode !== 0) throw new Error(`The project ${project} does not start: ${result.stderr}`);
  return { ...after, time: state.time };
}

/** Gives a container a few lines of log. */
export function withContainerLog(state: MacState, name: string, messages: readonly string[]): MacState {
  const { engine } = state;
  if (engine === undefined) return state;
  const log = messages.map(
    (message, at) => `${new Date(state.time - 600_000 + at * 1_000).toISOString().replace('Z', '814208Z')} ${message}`,
  );
  const containers = engine.containers.map((one) => (one.name === name ? { ...one, log } : one));
  return { ...state, engine: { ...engine, containers } };
}

/** Adds a daemon and starts it with this process id. */
export function withDaemon(
  state: MacState,
  pid: number,
  daemon: Omit<DaemonState, 'loaded' | 'environment' | 'bound' | 'user'>,
  files: MacState['files'],
): MacState {
  const added = withFiles(state, { ...programFiles([daemon.program], state.user), ...files });
  const user = daemon.domain === 'system' ? 'root' : state.user;
  const idle = { ...daemon, user, loaded: false, environment: {}, bound: [] };
  const before = { ...added, daemons: [...added.daemons, idle], process: { ...added.process, pid: pid - 1 } };
  return { ...loaded(before, daemon.label), process: state.process };
}

/** A tunnel that runs for the logged-in person, with the rules of its file. */
export function withTunnel(state: MacState, rules: Readonly<Record<string, string>>): MacState {
  const home = homeOf(state.user);
  const [label, program] = ['com.cloudflare.cloudflared', '/opt/homebrew/bin/cloudflared'];
  const [plist, config] = [`${home}/Library/LaunchAgents/${label}.plist`, `${home}/.cloudflared/config.yml`];
  return withDaemon(
    state,
    1677,
    { kind: 'cloudflared', label, domain: 'gui', plist, config, program },
    {
      [plist]: textFile(launchdPlist(label, [program, '--config', config, 'tunnel', 'run']), state.user),
      [config]: textFile(tunnelConfig(home, rules), state.user, 0o600),
    },
  );
}

/** A database server of Homebrew's. */
export function withPostgresql(state: MacState, listenAddresses: string, port: number): MacState {
  const formula = 'postgresql@16';
  const label = `homebrew.mxcl.${formula}`;
  const plist = `${homeOf(state.user)}/Library/LaunchAgents/${label}.plist`;
  const config = `/opt/homebrew/var/${formula}/postgresql.conf`;
  const program = `/opt/homebrew/opt/${formula}/bin/postgres`;
  return withDaemon(
    state,
    1688,
    { formula, kind: 'postgresql', label, domain: 'gui', plist, config, program },
    {
      [plist]: textFile(
        launchdPlist(label, [program, '-D', `/opt/homebrew/var/${formula}`], { LC_ALL: 'en_US.UTF-8' }),
        state.user,
      ),
      [config]: textFile(postgresqlConf(listenAddresses, port), state.user, 0o600),
    },
  );
}

/** Ollama as a job of the person's own, told where to listen by its property list. */
export function withOllama(state: MacState, host: string): MacState {
  const label = 'com.ollama.serve';
  const plist = `${homeOf(state.user)}/Library/LaunchAgents/${label}.plist`;
  const program = '/opt/homebrew/bin/ollama';
  return withDaemon(
    state,
    1699,
    { kind: 'ollama', label, domain: 'gui', plist, program },
    {
      [plist]: textFile(launchdPlist(label, [program, 'serve'], { OLLAMA_HOST: host }), state.user),
    },
  );
}

/** Adds a program that runs and listens with one socket for IPv4 and IPv6, as Node and Python do when not told where. */
export function withProgram(
  state: MacState,
  { local, ...program }: Omit<MacProcess, 'user'> & { readonly local: string },
): MacState {
  const { pid, path } = program;
  const owner = path.slice(path.lastIndexOf('/') + 1);
  const socket = { proto: 'tcp46', local, foreign: '*.*', state: 'LISTEN', owner, pid, opened: pid } as const;
  return {
    ...state,
    processes: [...state.processes, { ...program, user: state.user }],
    sockets: [...state.sockets, socket],
  };
}
