import { INSTALLED_BY_PEOPLE, type Program, PROGRAMS } from '../../src/core/command';
import { OPERATIONS_FOLDER } from '../../src/core/script';

/**
 * Programs of the elevated script that must not be this computer's own: who one is, what time it is, and what would touch
 * the disk outside the simulation or wait for it.
 */
export const HELPERS = {
  id: '/usr/bin/id',
  date: '/bin/date',
  sync: '/bin/sync',
  rmdir: '/bin/rmdir',
  sleep: '/bin/sleep',
} as const;

/** What a person has installed never runs as root: where it stands in a script, it is what a firewall rule is about. */
const OF_ROOT = (Object.keys(PROGRAMS) as Program[]).filter((program) => !INSTALLED_BY_PEOPLE.includes(program));

/** The folder of the logs and those above it, which the script makes or looks at. */
const LOG_FOLDERS = OPERATIONS_FOLDER.split('/').map((_name, at, names) => names.slice(0, at + 1).join('/'));

/**
 * Moves the programs and the log of an elevated script below a folder, path by path; everything else stays as it is.
 *
 * Gives for every plan what `composeScript` gives when it is told these paths (a test holds it to that), so a script that
 * was shown with the true paths is the script that runs.
 */
export function relocate(script: string, root: string): string {
  const programs = [...OF_ROOT.map((program) => PROGRAMS[program]), ...Object.values(HELPERS)].map(literally).join('|');
  const folders = LOG_FOLDERS.slice(1).map(literally).join('|');
  const paths = `(?:${programs})(?![\\w./-])|(?:${folders})(?=')|${literally(OPERATIONS_FOLDER)}(?=/)`;
  const whole = new RegExp(`(?<![\\w./-])(?:${paths})`, 'g');
  const lines = script.split('\n');
  return lines
    .map((line) => (line.startsWith('#') ? line : line.replaceAll(whole, (path) => below(root, path))))
    .join('\n');
}

function literally(path: string): string {
  return path.replaceAll('.', '\\.');
}

/** Where a path of the Mac lies below the folder. */
export function below(root: string, path: string): string {
  return root + path;
}
