import { type Command, command } from '../../core/command';
import type { Binding } from '../../core/exposure/binding';

/** Where Compose read a container from (`ComposeOrigin`), as the value of a state. */
export type OriginState = {
  readonly project: string;
  readonly service: string;
  readonly workingFolder: string;
  readonly files: readonly string[];
  readonly environmentFile?: string;
};

/** Compose's own check of a file, in the place that the file will have; undefined where the format has no such check. */
export function gateFor({ format, path }: Binding, origin: OriginState | null): Command | undefined {
  if (format !== 'compose') return undefined;
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  return origin === null
    ? command('docker', 'compose', '--project-directory', folder, '-f', path, 'config', '-q')
    : command('docker', ...composeWords(origin), 'config', '-q');
}

/** What makes a service read its file again; empty where only a person knows. */
export function restartFor({ format, path, subject }: Binding, origin: OriginState | null): readonly Command[] {
  switch (format) {
    case 'compose':
      // A name that begins with a dash would be an option.
      return origin === null || !isName(subject)
        ? []
        : [command('docker', ...composeWords(origin), 'up', '-d', '--no-deps', subject)];
    case 'postgresql':
      return brewRestart(/\/var\/(postgresql(?:@\d+)?)\/postgresql\.conf$/.exec(path)?.[1]);
    case 'redis':
      return brewRestart('redis');
    case 'mysql':
      return brewRestart('mysql');
    case 'nginx':
      return brewRestart('nginx');
    case 'mongodb':
      return brewRestart('mongodb-community');
    case 'launchd-plist':
      // `load` and `unload` need no user id; without -w they leave launchd's overrides alone (launchctl(1)).
      return [command('launchctl', 'unload', path), command('launchctl', 'load', path)];
  }
}

/** How Compose found the container, word by word; only values of these shapes are taken from a journal. */
export function recogniseOrigin(value: unknown): OriginState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const one = value as Partial<Record<keyof OriginState, unknown>>;
  const { project, service, workingFolder, files, environmentFile } = one;
  if (!isName(project) || !isName(service) || !isPath(workingFolder)) return undefined;
  if (!Array.isArray(files) || files.length === 0 || files.length > 20 || !files.every(isPath)) return undefined;
  if (environmentFile !== undefined && !isPath(environmentFile)) return undefined;
  const rest = environmentFile === undefined ? {} : { environmentFile };
  return { project, service, workingFolder, files, ...rest };
}

function composeWords({ project, workingFolder, files, environmentFile }: OriginState): readonly string[] {
  const environment = environmentFile === undefined ? [] : ['--env-file', environmentFile];
  const named = files.flatMap((file) => ['-f', file]);
  return ['compose', '-p', project, '--project-directory', workingFolder, ...named, ...environment];
}

function brewRestart(formula: string | undefined): readonly Command[] {
  return formula === undefined ? [] : [command('brew', 'services', 'restart', formula)];
}

/** Compose allows more than letters at the beginning of a service's name; a dash is left out. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.][\w.-]{0,99}$/.test(value);
}

function isPath(value: unknown): value is string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return typeof value === 'string' && /^\/[^\x00-\x1f\x7f]{1,1000}$/.test(value) && !value.split('/').includes('..');
}
