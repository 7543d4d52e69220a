import { command, type CommandResult, whyNoAnswer } from './command';
import { read, unreadable, type Parsed } from './result';

/** A macOS release as sw_vers prints it: version `26.5.1`, build `25F80`. */
export interface MacVersion {
  readonly version: string;
  readonly build: string;
  readonly major: number;
  readonly minor: number;
}

/** What is known about the computer before any task is probed. */
export interface MacFacts {
  readonly version: Parsed<MacVersion>;
  /** True when Batten itself runs as root: a person's own settings are then unknown, since it is unclear whose. */
  readonly asRoot: boolean;
  /** The home folder of whoever runs Batten, as the system's directory knows it. */
  readonly home?: string;
}

export const SW_VERS = command('sw_vers');

/**
 * Reads `sw_vers`.
 *
 * @example "ProductName:\t\tmacOS\nProductVersion:\t\t26.5.1\nBuildVersion:\t\t25F80\n" (manual page sw_vers(1))
 */
export function parseSwVers(result: CommandResult): Parsed<MacVersion> {
  const silent = whyNoAnswer(SW_VERS, result);
  if (silent !== undefined || result.kind !== 'exited') return unreadable(silent ?? 'sw_vers gave no answer');
  const versions = [
    ...result.stdout.matchAll(/^ProductVersion:[ \t]*(\d{1,4})\.(\d{1,4})((?:\.\d{1,4}){0,3})[ \t\r]*$/gm),
  ];
  const [version] = versions;
  const build = /^BuildVersion:[ \t]*(\w{1,40})[ \t\r]*$/m.exec(result.stdout);
  if (result.exitCode !== 0 || versions.length !== 1 || !version?.[1] || !version[2]) {
    return unreadable('sw_vers did not name a macOS version', result.stdout || result.stderr);
  }
  return read({
    version: `${version[1]}.${version[2]}${version[3] ?? ''}`,
    build: build?.[1] ?? '',
    major: Number(version[1]),
    minor: Number(version[2]),
  });
}
