import type { ContainerState, EngineState, Publication } from '../engine-state';
import type { TemplateData } from './go-template';

/** What `docker ps` knows of one container, all of it as text. */
export function cellsOf(
  container: ContainerState,
  engine: EngineState,
  { whole, now }: { readonly whole: boolean; readonly now: number },
): TemplateData {
  const labels = labelsOf(container, engine);
  const created = new Date(container.createdAt).toISOString();
  const since = ageOf(now - container.createdAt);
  const cells = {
    Command: '"docker-entrypoint.s…"',
    CreatedAt: `${created.slice(0, 10)} ${created.slice(11, 19)} +0000 UTC`,
    ID: whole ? container.id : container.id.slice(0, 12),
    Image: container.image,
    Labels: labels.map(([key, value]) => `${key}=${value}`).join(','),
    LocalVolumes: '1',
    Mounts: '',
    Names: container.name,
    Networks: container.hostNetwork
      ? 'host'
      : `${container.compose?.project ?? 'bridge'}${container.compose ? '_default' : ''}`,
    Ports: container.running ? portsText(container.published) : '',
    RunningFor: `${since} ago`,
    Size: '0B',
    State: container.running ? 'running' : 'exited',
    Status: container.running ? `Up ${since}` : `Exited (0) ${since} ago`,
  };
  return { cells, methods: { Label: (key) => labels.find(([name]) => name === key)?.[1] ?? '' } };
}

function labelsOf(
  { compose, published }: ContainerState,
  { kind }: EngineState,
): readonly (readonly [string, string])[] {
  const desktop = published.flatMap(({ containerPort, protocol, host }): readonly (readonly [string, string])[] =>
    host === undefined || kind !== 'docker-desktop'
      ? []
      : [[`desktop.docker.io/ports/${containerPort}/${protocol}`, `${host.address}:${host.port}`]],
  );
  const scheme = desktop.length === 0 ? [] : [['desktop.docker.io/ports.scheme', 'v2'] as const];
  const ports = [...scheme, ...desktop];
  if (compose === undefined) return ports;
  const own = {
    'config-hash': compose.configHash,
    'container-number': '1',
    depends_on: '',
    oneoff: 'False',
    project: compose.project,
    'project.config_files': compose.files.join(','),
    ...(compose.environmentFile === undefined ? {} : { 'project.environment_file': compose.environmentFile }),
    'project.working_dir': compose.workingFolder,
    service: compose.service,
    version: '2.40.3',
  };
  return [...Object.entries(own).map(([key, value]) => [`com.docker.compose.${key}`, value] as const), ...ports];
}

/** The Ports cell as the command line writes it since version 28: IPv6 in brackets, all addresses as two parts. */
export function portsText(published: readonly Publication[]): string {
  return published
    .flatMap(({ protocol, containerPort, host }) => {
      if (host === undefined) return [`${containerPort}/${protocol}`];
      const addresses = host.address === '' ? ['0.0.0.0', '::'] : [host.address];
      return addresses.map((address) => {
        const written = address.includes(':') ? `[${address}]` : address;
        return `${written}:${host.port}->${containerPort}/${protocol}`;
      });
    })
    .join(', ');
}

function ageOf(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 2) return 'About a minute';
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2_880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1_440)} days`;
}
