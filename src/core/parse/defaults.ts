import { type Command, command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

/** A preference: not there at all, or its value as `defaults` prints it. Absent is a state of its own, to be restored as such. */
export type Preference = { readonly present: false } | { readonly present: true; readonly value: string };

export function readPreference(domain: string, key: string): Command {
  return command('defaults', 'read', domain, key);
}

/**
 * Reads `defaults read <domain> <key>`.
 *
 * An absent key gives exit 1 and two lines on stderr, the first a timestamp:
 * "The domain/default pair of (com.apple.sharingd, DiscoverableMode) does not exist".
 */
export function parsePreference(asked: Command, result: CommandResult | undefined): Parsed<Preference> {
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, text } = answer.value;
  const [, domain = '', key = ''] = asked.args;
  const absent = `The domain/default pair of (${domain}, ${key}) does not exist`;
  if (exitCode === 1 && text.split(/\r?\n/).some((line) => line.trim() === absent)) return read({ present: false });
  const value = stdout.trim();
  if (exitCode !== 0 || value === '' || value.includes('\n')) return notUnderstood(asked, answer.value);
  return read({ present: true, value });
}
