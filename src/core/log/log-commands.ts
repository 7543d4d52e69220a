import { type Command, command } from '../command';
import { type Parsed, read, unreadable } from '../result';

/** The firewall up to macOS 14, and the one of network extensions since macOS 15. */
export type FirewallEra = 'to-14' | 'from-15';

/**
 * Which events are the firewall's.
 *
 * Up to macOS 14 its subsystem names them (captured on macOS 13). Since macOS 15 the process does; whether the subsystem is
 * still the same is not known, so both are asked for.
 */
export const FIREWALL_PREDICATE: Readonly<Record<FirewallEra, string>> = {
  'to-14': 'subsystem == "com.apple.alf"',
  'from-15': 'process == "socketfilterfw" OR subsystem == "com.apple.alf"',
};

/** The era of a macOS release; of an unknown one nothing. */
export function firewallEra(majorVersion: number | undefined): FirewallEra | undefined {
  return majorVersion === undefined ? undefined : majorVersion >= 15 ? 'from-15' : 'to-14';
}

/** A stretch of the past and the command that shows it. It begins at `from` and ends right before `until`. */
export interface LogWindow {
  /** Milliseconds since 1970, whole seconds. */
  readonly from: number;
  readonly until: number;
  readonly command: Command;
}

export interface PastWindowsRequest {
  /** How far back, in milliseconds. */
  readonly last: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How long a window is; a quarter of an hour where it is not given. */
  readonly windowMs?: number;
  readonly era: FirewallEra | undefined;
}

const DEFAULT_WINDOW_MS = 15 * 60_000;
/** A whole day in quarters of an hour. */
const MOST_WINDOWS = 96;

/**
 * The last minutes or hours as windows right beside each other, newest first.
 *
 * How long `log show` takes depends on the window and not on the hits, so a long time is asked for in pieces. There are at
 * most 96: where more would be needed, they become longer. Bounds are whole seconds in the form `@unixtime`, which means
 * the same in every time zone: the usage text of log(1) names it ("valid time formats: 'Y-M-D H:m:s+zzzz', 'Y-M-D H:m:s',
 * 'Y-M-D', '@unixtime'"), public scripts use it, and fractions of a second were refused on macOS 12. The first second
 * belongs to what is shown, and maybe the last one too: what lies outside of a window is for the reader to leave out.
 */
export function pastWindows({
  last,
  now,
  windowMs = DEFAULT_WINDOW_MS,
  era,
}: PastWindowsRequest): readonly LogWindow[] {
  const end = Math.floor(now / 1000) + 1;
  const seconds = Math.max(1, Math.ceil(last / 1000));
  const begin = end - seconds;
  const each = Math.max(1, Math.ceil(windowMs / 1000), Math.ceil(seconds / MOST_WINDOWS));
  const windows: LogWindow[] = [];
  for (let until = end; until > begin; until -= each) {
    const from = Math.max(begin, until - each);
    windows.push({ from: from * 1000, until: until * 1000, command: showCommand(from, until, era) });
  }
  return windows;
}

/** `--info`: up to macOS 14 the firewall's events are of that level, and are not shown without it. */
function showCommand(from: number, until: number, era: FirewallEra | undefined): Command {
  const bounds = ['--start', `@${from}`, '--end', `@${until}`];
  const level = era === 'from-15' ? [] : ['--info'];
  return command('log', 'show', '--style', 'ndjson', ...level, ...bounds, '--predicate', predicateOf(era));
}

/** The firewall's events as they happen; runs until it is ended. */
export function liveCommand(era: FirewallEra | undefined): Command {
  const level = era === 'from-15' ? [] : ['--level', 'info'];
  return command('log', 'stream', '--style', 'ndjson', ...level, '--predicate', predicateOf(era));
}

/** What is right from macOS 15 on also finds everything before it. */
function predicateOf(era: FirewallEra | undefined): string {
  return FIREWALL_PREDICATE[era ?? 'from-15'];
}

/**
 * What a container has printed, with times; `follow` goes on with what it prints from now on.
 *
 * The container's two outputs come on the two outputs of the command. An id is what `docker ps` prints: 12 to 64
 * hexadecimal digits; anything else, a name too, makes no command.
 */
export function containerLogCommand(
  id: string,
  { follow, tail = 100 }: { readonly follow: boolean; readonly tail?: number },
): Parsed<Command> {
  if (!/^[0-9a-f]{12,64}$/.test(id)) return unreadable('this is not the id of a container', id);
  if (!Number.isInteger(tail) || tail < 0 || tail > 10_000) return unreadable('0 to 10000 lines can be asked for');
  return read(command('docker', 'logs', '--timestamps', '--tail', String(tail), ...(follow ? ['--follow'] : []), id));
}
