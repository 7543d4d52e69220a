import type { ConfigFormat } from '../config/config-format';
import type { Binding } from './binding';
import type { Listener } from './listener';

const PROGRAMS: Readonly<Record<Exclude<ConfigFormat, 'compose' | 'launchd-plist'>, readonly string[]>> = {
  postgresql: ['postgres'],
  redis: ['redis-server'],
  mysql: ['mysqld', 'mariadbd'],
  nginx: ['nginx'],
  mongodb: ['mongod'],
};

/**
 * The listeners whose address a file decides, wherever they are reached from: by Compose's labels, by the program that
 * Homebrew runs beside the file, or by the program that a job of launchd starts.
 */
export function listenersDecidedBy(
  { format, path, subject }: Binding,
  text: string,
  listeners: readonly Listener[],
): readonly Listener[] {
  return listeners.filter(({ owner }) => {
    if (format === 'compose') {
      const compose = owner.kind === 'container' ? owner.container.compose : undefined;
      return compose !== undefined && compose.service === subject && compose.files.includes(path);
    }
    if (owner.kind !== 'program') return false;
    const { name, path: program = '' } = owner;
    if (format === 'launchd-plist') return text.includes(`/${name}</string>`) || text.includes(`>${name}</string>`);
    return PROGRAMS[format].includes(name) && isBeside(program, path);
  });
}

/** Homebrew keeps a program and its file below one prefix; Postgres says its version on both sides. */
function isBeside(program: string, path: string): boolean {
  const prefix = ['/opt/homebrew/', '/usr/local/'].find((one) => path.startsWith(one));
  const version = /\/postgresql@\d{1,2}\//.exec(path)?.[0];
  const versions = /\/postgresql@\d{1,2}\//.exec(program)?.[0];
  const sameVersion = version === undefined || versions === undefined || version === versions;
  return prefix !== undefined && program.startsWith(prefix) && sameVersion;
}
