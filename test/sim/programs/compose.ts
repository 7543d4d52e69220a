import type { ContainerState, EngineState, Publication } from '../engine-state';
import { parentOf } from '../file-state';
import type { MacState } from '../mac-state';
import { type ComposeCall, type ComposeService, hashOf, readProject } from './compose-project';
import { complains, type Exited, notModelled, says } from './program';

interface Done {
  readonly state: MacState;
  readonly result: Exited;
  readonly latencyMs: number;
}

/** `docker compose … config -q` and `docker compose … up -d [SERVICE]`. */
export function compose(state: MacState, args: readonly string[]): Done {
  const asked = callOf(args);
  const done = (result: Exited, latencyMs = 110, after = state): Done => ({ state: after, result, latencyMs });
  if (asked === undefined) return done(notModelled('docker compose', args));
  const { call, verb, rest } = asked;
  if (verb !== 'config' && verb !== 'up') return done(notModelled('docker compose', args));
  const project = readProject(state, call);
  if (project.kind === 'refused') return done(complains(`${project.why}\n`, project.exitCode));
  const warnings = project.warnings.map((line) => `time="${new Date(state.time).toISOString()}" ${line}\n`).join('');
  if (verb === 'config') {
    const quiet = rest.join(' ') === '-q' || rest.join(' ') === '--quiet';
    return done(quiet ? { ...says(''), stderr: warnings } : notModelled('docker compose', args));
  }
  const names = rest.filter((word) => !word.startsWith('-'));
  const { engine } = state;
  if (engine?.running !== true) return done(complains(NO_DAEMON));
  const unknown = names.find((name) => !project.services.some((one) => one.name === name));
  if (unknown !== undefined) return done(complains(`no such service: ${unknown}\n`));
  const chosen = project.services.filter(({ name }) => names.length === 0 || names.includes(name));
  return upAll(state, engine, call, chosen, warnings);
}

export const NO_DAEMON =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';

function upAll(
  state: MacState,
  engine: EngineState,
  call: ComposeCall,
  services: readonly ComposeService[],
  warnings: string,
): Done {
  let { containers } = engine;
  let said = warnings;
  let exitCode = 0;
  for (const service of services) {
    const made = up(state, containers, call, service);
    containers = made.containers;
    said += made.said;
    if (made.failed) exitCode = 1;
  }
  return {
    state: { ...state, engine: { ...engine, containers } },
    result: complains(said, exitCode),
    latencyMs: 2_400,
  };
}

interface Made {
  readonly containers: readonly ContainerState[];
  readonly said: string;
  readonly failed: boolean;
}

/** Makes one container anew where the files say something else than when it was made; otherwise it runs on. */
function up(state: MacState, containers: readonly ContainerState[], call: ComposeCall, service: ComposeService): Made {
  const name = service.containerName ?? `${call.project}-${service.name}-1`;
  const old = containers.find(
    ({ compose: labels }) => labels?.project === call.project && labels.service === service.name,
  );
  if (old?.running === true && old.compose?.configHash === service.configHash) {
    return { containers, said: ` Container ${name}  Running\n`, failed: false };
  }
  const others = containers.filter((one) => one !== old);
  const taken = takenPort(service.published, others);
  const fresh: ContainerState = {
    id: hashOf(`${name} ${state.time} ${state.process.pid}`),
    name,
    image: service.image,
    running: taken === undefined,
    createdAt: state.time,
    published: [...service.published, ...onlyExposed(service)],
    hostNetwork: service.hostNetwork,
    compose: {
      project: call.project,
      service: service.name,
      workingFolder: call.folder,
      files: call.files,
      ...(call.environmentFile === undefined ? {} : { environmentFile: call.environmentFile }),
      configHash: service.configHash,
    },
    log: old?.log ?? [],
  };
  const verb = old === undefined ? 'Creat' : 'Recreat';
  const steps = [`${verb}e`, `${verb}ed`, 'Starting', ...(taken === undefined ? ['Started'] : [])];
  const said = steps.map((step) => ` Container ${name}  ${step}\n`).join('');
  const trouble =
    taken === undefined
      ? ''
      : `Error response from daemon: failed to set up container networking: driver failed programming external ` +
        `connectivity on endpoint ${name}: Bind for ${taken} failed: port is already allocated\n`;
  const at = old === undefined ? containers.length : containers.indexOf(old);
  return { containers: others.toSpliced(at, 0, fresh), said: said + trouble, failed: taken !== undefined };
}

/** Ports that images of these names expose by themselves. */
const EXPOSED: Readonly<Record<string, readonly number[]>> = {
  bookstack: [80, 443],
  documenso: [3000],
  mariadb: [3306],
  planka: [1337],
  postgres: [5432],
  redis: [6379],
};

function onlyExposed({ image, published, hostNetwork }: ComposeService): readonly Publication[] {
  const [name = ''] = image.slice(image.lastIndexOf('/') + 1).split(':');
  const ports = hostNetwork ? [] : (EXPOSED[name] ?? []);
  return ports
    .filter((port) => !published.some(({ containerPort }) => containerPort === port))
    .map((containerPort) => ({ protocol: 'tcp', containerPort }));
}

/** The first address that cannot be had because it, or all of them, is taken: by another container, or by this one twice. */
function takenPort(wanted: readonly Publication[], others: readonly ContainerState[]): string | undefined {
  const all = (address: string): boolean => address === '' || address === '0.0.0.0' || address === '::';
  const meet = (a: Publication, b: Publication): boolean =>
    a.host !== undefined &&
    b.host !== undefined &&
    a.protocol === b.protocol &&
    a.host.port === b.host.port &&
    (all(a.host.address) || all(b.host.address) || a.host.address === b.host.address);
  const held = others.filter(({ running }) => running).flatMap(({ published }) => published);
  const clash = wanted.find((one, at) => [...held, ...wanted.slice(0, at)].some((other) => meet(one, other)));
  return clash?.host === undefined ? undefined : `${clash.host.address || '0.0.0.0'}:${clash.host.port}`;
}

const TAKE_VALUES = ['-p', '--project-name', '--project-directory', '-f', '--file', '--env-file'];

function callOf(
  args: readonly string[],
): { readonly call: ComposeCall; readonly verb: string; readonly rest: readonly string[] } | undefined {
  const told: (readonly [flag: string, value: string])[] = [];
  let at = 0;
  for (; TAKE_VALUES.includes(args[at] ?? ''); at += 2) told.push([args[at] ?? '', args[at + 1] ?? '']);
  const valueOf = (...flags: readonly string[]) => told.findLast(([flag]) => flags.includes(flag))?.[1];
  const files = told.filter(([flag]) => flag === '-f' || flag === '--file').map(([, value]) => value);
  const [first] = files;
  const verb = args[at];
  if (first === undefined || verb === undefined) return undefined;
  const folder = valueOf('--project-directory') ?? parentOf(first);
  const project = valueOf('-p', '--project-name') ?? folder.slice(folder.lastIndexOf('/') + 1).toLowerCase();
  const environmentFile = valueOf('--env-file');
  const call = { project, folder, files, ...(environmentFile === undefined ? {} : { environmentFile }) };
  return { call, verb, rest: args.slice(at + 1) };
}
