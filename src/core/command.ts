import { canonical } from './json';

/**
 * Every program Batten can start, by absolute path: the whole list.
 *
 * A command that is not here cannot be written down, so neither a tool's output nor a file nor an agent can name one.
 */
export const PROGRAMS = {
  csrutil: '/usr/bin/csrutil',
  defaults: '/usr/bin/defaults',
  launchctl: '/bin/launchctl',
  ls: '/bin/ls',
  mount: '/sbin/mount',
  netstat: '/usr/sbin/netstat',
  nfsd: '/sbin/nfsd',
  osascript: '/usr/bin/osascript',
  socketfilterfw: '/usr/libexec/ApplicationFirewall/socketfilterfw',
  sw_vers: '/usr/bin/sw_vers',
  sysadminctl: '/usr/sbin/sysadminctl',
  system_profiler: '/usr/sbin/system_profiler',
} as const satisfies Record<string, `/${string}`>;

export type Program = keyof typeof PROGRAMS;

/** One call of one listed program. Arguments reach it as they are: no shell reads them. */
export interface Command {
  readonly program: Program;
  readonly args: readonly string[];
}

/** How a command ended. There is no "failed": what an exit code means is for the parser to say. */
export type CommandResult =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'flooded'; readonly limitBytes: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly reason: string };

export function command(program: Program, ...args: readonly string[]): Command {
  return { program, args };
}

/** The same command asked for by two tasks has the same key, and runs once. */
export function commandKey(one: Command): string {
  return canonical([one.program, one.args]);
}

/** The command as a person would type it: for screens and reports, never for a shell. */
export function commandLine(one: Command): string {
  return [PROGRAMS[one.program], ...one.args].map(displayWord).join(' ');
}

function displayWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Says in words why a command gave no answer, or undefined when it exited by itself. */
export function whyNoAnswer(one: Command, result: CommandResult): string | undefined {
  const name = PROGRAMS[one.program];
  switch (result.kind) {
    case 'exited':
      return undefined;
    case 'signalled':
      return `${name} was ended by ${result.signal}`;
    case 'timed-out':
      return `${name} did not answer in ${formatSeconds(result.afterMs)}`;
    case 'flooded':
      return `${name} printed more than ${Math.round(result.limitBytes / 1024)} KB and was stopped`;
    case 'cancelled':
      return `the check was cancelled before ${name} answered`;
    case 'not-started':
      return `${name} could not be started: ${result.reason}`;
  }
}

function formatSeconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(1))} s`;
}
