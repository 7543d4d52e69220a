import { type Command, command, type CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { answerOf, notUnderstood } from './answer';

export const PRINT_DISABLED = command('launchctl', 'print-disabled', 'system');

export function printService(label: string): Command {
  return command('launchctl', 'print', `system/${label}`);
}

/**
 * Reads `launchctl print system/<label>`: true when the job is loaded, which for a socket-started service means it is on.
 *
 * "state = not running" only means that nobody is connected right now. Exit 113 with "Could not find service" means off; on
 * macOS 26 a line "Bad request." comes first.
 */
export function parseServiceLoaded(label: string, result: CommandResult | undefined): Parsed<boolean> {
  const asked = printService(label);
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, text } = answer.value;
  const head = new RegExp(`^(?:system/)?${escapeForPattern(label)} = \\{\\s*$`, 'm');
  if (exitCode === 0 && head.test(stdout)) return read(true);
  const absent = `Could not find service "${label}" in domain for system`;
  const lines = text.split('\n').map((line) => line.trim());
  const known = ['', 'Bad request.', absent];
  if (exitCode === 113 && lines.includes(absent) && lines.every((line) => known.includes(line))) return read(false);
  return notUnderstood(asked, answer.value);
}

/** `none`: no override is recorded, and what the service does at the next start follows from its own file. */
export type Override = 'enabled' | 'disabled' | 'none';

/**
 * Reads one label of `launchctl print-disabled system`.
 *
 * macOS 13 and later print `=> enabled` and `=> disabled`, older ones `=> false` and `=> true`. Only the block "disabled
 * services" counts; a second block lists login items with other values.
 */
export function parseOverride(label: string, result: CommandResult | undefined): Parsed<Override> {
  const answer = answerOf(PRINT_DISABLED, result);
  if (answer.kind === 'unreadable') return answer;
  const block = disabledServices(answer.value.stdout);
  if (answer.value.exitCode !== 0 || block === undefined) return notUnderstood(PRINT_DISABLED, answer.value);
  const values = new Set<string>();
  for (const line of block) {
    const [, name, value] = /^\s*"([^"]*)" => (\S+)\s*$/.exec(line) ?? [];
    if (name === label && value !== undefined) values.add(value);
    // It may be the very line that is asked for, so a missing entry would prove nothing.
    else if (name === undefined && line.trim() !== '')
      return unreadable('launchctl print-disabled has a line that is not understood', line);
  }
  const [value, ...more] = [...values].map((text) => OVERRIDES.get(text));
  if (values.size === 0) return read('none');
  if (value === undefined || more.length > 0) {
    return unreadable(`launchctl print-disabled is not clear about ${label}`, [...values].join(', '));
  }
  return read(value);
}

/** The lines of the block that the answer begins with, undefined where it is missing or has no end. By lines: a pattern over the text can take minutes. */
function disabledServices(text: string): readonly string[] | undefined {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim() !== '') + 1;
  const end = lines.findIndex((line, at) => at >= start && line.trim() === '}');
  return lines[start - 1]?.trim() !== 'disabled services = {' || end === -1 ? undefined : lines.slice(start, end);
}

const OVERRIDES: ReadonlyMap<string, Override> = new Map([
  ['enabled', 'enabled'],
  ['disabled', 'disabled'],
  ['false', 'enabled'],
  ['true', 'disabled'],
]);

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
