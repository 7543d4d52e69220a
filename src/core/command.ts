import { canonical } from './json';

/**
 * Every program Batten can start, by absolute path: the whole list.
 *
 * A command that is not here cannot be written down, so neither a tool's output nor a file nor an agent can name one.
 */
export const PROGRAMS = {
  brew: '/opt/homebrew/bin/brew',
  cat: '/bin/cat',
  cloudflared: '/opt/homebrew/bin/cloudflared',
  csrutil: '/usr/bin/csrutil',
  curl: '/usr/bin/curl',
  defaults: '/usr/bin/defaults',
  docker: '/usr/local/bin/docker',
  ifconfig: '/sbin/ifconfig',
  ioreg: '/usr/sbin/ioreg',
  launchctl: '/bin/launchctl',
  log: '/usr/bin/log',
  ls: '/bin/ls',
  lsof: '/usr/sbin/lsof',
  mount: '/sbin/mount',
  nc: '/usr/bin/nc',
  netstat: '/usr/sbin/netstat',
  nfsd: '/sbin/nfsd',
  osascript: '/usr/bin/osascript',
  podman: '/opt/homebrew/bin/podman',
  ps: '/bin/ps',
  santactl: '/usr/local/bin/santactl',
  scutil: '/usr/sbin/scutil',
  socketfilterfw: '/usr/libexec/ApplicationFirewall/socketfilterfw',
  sw_vers: '/usr/bin/sw_vers',
  sysadminctl: '/usr/sbin/sysadminctl',
  system_profiler: '/usr/sbin/system_profiler',
  systemextensionsctl: '/usr/bin/systemextensionsctl',
  tailscale: '/Applications/Tailscale.app/Contents/MacOS/Tailscale',
  who: '/usr/bin/who',
} as const satisfies Record<string, `/${string}`>;

export type Program = keyof typeof PROGRAMS;

/**
 * Programs that a person has installed, where a program of theirs could have put another: they only ever run as the person.
 *
 * `composeScript` refuses them.
 */
export const INSTALLED_BY_PEOPLE: readonly Program[] = [
  'brew',
  'cloudflared',
  'docker',
  'podman',
  'santactl',
  'tailscale',
];

/** Where else a program may stand: Intel Homebrew, the app that brings it, or another Unix. Tried in this order. */
export const ALSO_AT: Readonly<Partial<Record<Program, readonly `/${string}`[]>>> = {
  brew: ['/usr/local/bin/brew'],
  cloudflared: ['/usr/local/bin/cloudflared'],
  docker: [
    '/opt/homebrew/bin/docker',
    '/Applications/Docker.app/Contents/Resources/bin/docker',
    '/Applications/OrbStack.app/Contents/MacOS/xbin/docker',
  ],
  ifconfig: ['/usr/sbin/ifconfig'],
  lsof: ['/usr/bin/lsof'],
  podman: ['/usr/local/bin/podman', '/opt/podman/bin/podman'],
  ps: ['/usr/bin/ps'],
  tailscale: ['/opt/homebrew/bin/tailscale', '/usr/local/bin/tailscale'],
};

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

/** Whether what a command prints may hold passwords or keys: it is read, and never shown, reported or logged. */
export function isPrivate(one: Command): boolean {
  const { program, args } = one;
  if (program === 'cat' || program === 'curl') return true;
  // The words that a program was started with, and a job of launchd, may hold a token.
  return (program === 'ps' && args.includes('args=')) || (program === 'launchctl' && args.some(isTunnelJob));
}

function isTunnelJob(word: string): boolean {
  return word.includes('cloudflared');
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
