import { type Command, command } from '../command';
import { type EngineToAsk, isContextName } from './docker-context';
import { PORT_LABEL, PORT_SCHEME } from './port-labels';

/** The labels that Compose leaves, and the names under which they are asked for. */
const LABELS = {
  Project: 'com.docker.compose.project',
  Service: 'com.docker.compose.service',
  WorkingDir: 'com.docker.compose.project.working_dir',
  ConfigFiles: 'com.docker.compose.project.config_files',
  EnvironmentFile: 'com.docker.compose.project.environment_file',
} as const;

export type ComposeLabel = keyof typeof LABELS;
export const COMPOSE_LABELS = Object.entries(LABELS) as readonly (readonly [ComposeLabel, string])[];

/** Docker Desktop's labels about ports, as one list of `name=value`; no other label gets into it. */
const PORT_LABELS =
  `[{{range split .Labels ","}}{{if ge (len .) ${PORT_LABEL.length}}}` +
  `{{if eq (slice . 0 ${PORT_LABEL.length}) "${PORT_LABEL}"}}{{json .}},{{end}}{{end}}{{end}}""]`;

const FIELDS = ['ID', 'Names', 'Image', 'Ports', 'State', 'Networks'] as const;

/**
 * One JSON object for each running container, with no more in it than is used.
 *
 * `{{json .}}` would also print the command and every label, where passwords are found.
 */
function template(label: (name: string) => string, more: readonly string[] = []): string {
  const members = [
    ...FIELDS.map((field) => `"${field}":{{json .${field}}}`),
    ...COMPOSE_LABELS.map(([key, name]) => `"${key}":{{json ${label(name)}}}`),
    ...more,
  ];
  return `{${members.join(',')}}`;
}

/** Asks one engine for its running containers. Throws for a context that was not chosen by `enginesToAsk`. */
export function containersCommand({ context }: EngineToAsk): Command {
  if (!isContextName(context)) throw new Error('Not the name of a Docker context');
  const ports = [`"PortScheme":{{json (.Label "${PORT_SCHEME}")}}`, `"PortLabels":${PORT_LABELS}`];
  const format = template((name) => `(.Label "${name}")`, ports);
  return command('docker', '--context', context, 'ps', '--no-trunc', '--format', format);
}

/** Asks Podman's default machine for its running containers; see `PODMAN_CONNECTIONS` for when it may be asked. */
export const PODMAN_CONTAINERS = command(
  'podman',
  'ps',
  '--no-trunc',
  '--format',
  template((name) => `(index .Labels "${name}")`),
);
