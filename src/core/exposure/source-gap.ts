import type { CommandResult } from '../command';
import type { Gap } from './gap';

/** What a missing answer is about: a source as a whole, or only something that it tells beside the rest. */
export type Source =
  | 'sockets'
  | 'programs'
  | 'some-programs'
  | 'network'
  | 'firewall'
  | 'firewall-rules'
  | 'containers'
  | 'tunnels'
  /** Of Compose: they only explain why something does not listen. */
  | 'projects'
  | 'files';

/** A gap, with the source that it comes from: a task that does not rest on the source can do without it. */
export interface SourceGap extends Gap {
  readonly source: Source;
}

/** A gap about something: no listener can be missing because of it. */
export function gapAbout(source: Source, what: string, reason: string): SourceGap {
  return { source, what, reason, hidesListeners: false };
}

/** A gap behind which listeners may be. */
export function hidingGap(source: Source, what: string, reason: string): SourceGap {
  return { source, what, reason, hidesListeners: true };
}

/** The program is not on this computer: nothing that it would tell about can run by it. */
export function isNotInstalled(result: CommandResult | undefined): boolean {
  return result?.kind === 'not-started' && /\bno such program\b/.test(result.reason);
}

/** `cat` and `ls` were asked for something that is not there. */
export function isNotThere(result: CommandResult | undefined): boolean {
  return (
    result?.kind === 'exited' &&
    result.exitCode !== 0 &&
    result.stdout === '' &&
    /: (?:No such file or directory|Not a directory)\s*$/.test(result.stderr)
  );
}
