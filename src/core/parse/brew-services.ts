import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const BREW_SERVICES = command('brew', 'services', 'list');

const STATES = ['started', 'stopped', 'none', 'scheduled', 'error', 'unknown', 'other'] as const;
export type BrewServiceState = (typeof STATES)[number];

/** A formula that can run as a service. "started" says that launchd was given its job, not that the process lives. */
export interface BrewService {
  readonly name: string;
  readonly state: BrewServiceState;
  /** With "error": how the process ended last. */
  readonly exitCode?: number;
  readonly user?: string;
  /** The job's property list. */
  readonly file?: string;
}

export interface BrewServiceList {
  readonly services: readonly BrewService[];
  /** Lines that are not understood. */
  readonly unread: readonly string[];
}

/**
 * Reads `brew services list`, in the form with a header and in the older one; a "-" in place of the user means nobody.
 *
 * @example "Name    Status  User  File\nredis   started david ~/Library/LaunchAgents/homebrew.mxcl.redis.plist\nunbound none\ndnsmasq error  256 root /Library/LaunchDaemons/homebrew.mxcl.dnsmasq.plist\n"
 */
export function parseBrewServices(result: CommandResult | undefined): Parsed<BrewServiceList> {
  const answer = answerOf(BREW_SERVICES, result);
  if (answer.kind === 'unreadable') return answer;
  const services: BrewService[] = [];
  const unread: string[] = [];
  const lines = answer.value.stdout.split(/\r?\n/).filter((line) => line.trim() !== '');
  for (const line of lines) {
    const service = serviceIn(line);
    if (service !== undefined) services.push(service);
    else if (!isHeader(line)) unread.push(line);
  }
  const none = lines.length === 0 && answer.value.stderr.includes('No services available to control');
  if (answer.value.exitCode !== 0 || (services.length === 0 && !none && !lines.some(isHeader))) {
    return notUnderstood(BREW_SERVICES, answer.value);
  }
  return read({ services, unread });
}

function isHeader(line: string): boolean {
  return line.trim().split(/\s+/).join(' ') === 'Name Status User File';
}

function serviceIn(line: string): BrewService | undefined {
  const [name = '', said, ...cells] = line.trim().split(/\s+/);
  const state = STATES.find((one) => one === said);
  const code = /^\d{1,6}$/.test(cells[0] ?? '') ? cells.shift() : undefined;
  const user = /^[~/]/.test(cells[0] ?? '') ? undefined : cells.shift();
  const file = cells.join(' ');
  if (state === undefined || !/^[\w@.+-]+$/.test(name) || !/^(?:[~/].*|-?)$/.test(file)) return undefined;
  return {
    name,
    state,
    ...(code === undefined ? {} : { exitCode: Number(code) }),
    ...(user === undefined || user === '-' ? {} : { user }),
    ...(file === '' || file === '-' ? {} : { file }),
  };
}
