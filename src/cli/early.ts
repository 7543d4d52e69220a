import { type Command, command, commandKey, type CommandResult } from '../core/command';
import type { CommandRunner } from '../core/ports';
import { configPlaces, listPlaces } from '../core/tunnel/config-places';
import { tunnelJobCommand, tunnelJobs } from '../core/tunnel/launchd-job';
import { type Call, readCall } from './call';

/** How long a program may take when it is asked about exposure, in milliseconds. */
export const ASK_MS = 10_000;

/**
 * Written down a second time, because the parsers whose questions they are take longer to load than some of them to answer;
 * a test compares the two. The slow ones first.
 */
const ABOUT_SOCKETS: readonly Command[] = [
  command('lsof', '-w', '-nP', '-i', '-F', 'pcuLftPnT'),
  command('netstat', '-anv', '-p', 'tcp'),
  command('netstat', '-anv', '-p', 'udp'),
  command('ps', '-axo', 'pid=,uid=,comm='),
  command('ifconfig', '-a'),
  command('socketfilterfw', '--getglobalstate'),
  command('socketfilterfw', '--getblockall'),
];
const CONTEXTS = command('docker', 'context', 'ls', '--format', 'json');
const FIREWALL_APPS = command('socketfilterfw', '--listapps');

/** The commands that a call begins with; none for one that is not understood, or that begins with something else. */
export function firstCommands(args: readonly string[], home: string | undefined): readonly Command[] {
  const kind = kindOf(args);
  if (kind === 'connections') return ABOUT_SOCKETS;
  if (kind !== 'bindings' && kind !== 'tunnels') return [];
  const jobs = tunnelJobs(undefined).map(tunnelJobCommand);
  return [CONTEXTS, ...ABOUT_SOCKETS, FIREWALL_APPS, listPlaces(configPlaces(home)), ...jobs];
}

function kindOf(args: readonly string[]): Call['kind'] | undefined {
  try {
    return readCall(args).kind;
  } catch {
    // Whoever carries out the call says what is wrong with it.
    return undefined;
  }
}

/**
 * Starts these commands now, and gives each answer to whoever asks for that command first; everything else runs when it is
 * asked for.
 *
 * The programs answer while the rest of Batten is loaded. An answer is passed on only to a caller that has no signal of
 * its own and sets the same limit of time.
 */
export function startEarly(runner: CommandRunner, commands: readonly Command[]): CommandRunner {
  const begun = new Map<string, Promise<CommandResult>>();
  for (const one of commands) begun.set(commandKey(one), runner.run(one, { timeoutMs: ASK_MS }));
  return {
    run: (one, limits = {}) => {
      const key = commandKey(one);
      const answer = begun.get(key);
      if (answer === undefined || limits.signal !== undefined || limits.timeoutMs !== ASK_MS) {
        return runner.run(one, limits);
      }
      begun.delete(key);
      return answer;
    },
  };
}
