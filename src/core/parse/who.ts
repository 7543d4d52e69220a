import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const WHO = command('who');

/** One session that somebody has on this Mac. */
export interface Login {
  readonly user: string;
  /** `console` is the Mac's own screen, `ttys003` a terminal. */
  readonly line: string;
  /** Where a remote session comes from, as the system noted it: an address, a name, or `192.168.1.20 via mosh [4711]`. */
  readonly host?: string;
  /** The row, without the blanks at its ends. */
  readonly said: string;
}

export interface Logins {
  readonly logins: readonly Login[];
  /** Rows that are not understood. */
  readonly unread: readonly string[];
}

/**
 * Reads `who`, which needs no root. Nobody at all is an answer: that is a Mac at its login window.
 *
 * The time between the line and the host follows the person's language and is not looked at. The host is the last thing in
 * a row, in parentheses; a session of this Mac itself has none (who(1)).
 *
 * @example "alex             console      Nov 22 09:12 \nalex             ttys001      Nov 22 10:02 (192.168.1.20)\n"
 */
export function parseWho(result: CommandResult | undefined): Parsed<Logins> {
  const answer = answerOf(WHO, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode !== 0 || stderr.trim() !== '') return notUnderstood(WHO, answer.value);
  const logins: Login[] = [];
  const unread: string[] = [];
  for (const row of stdout.split(/\r?\n/)) {
    const said = row.trim();
    const login = loginIn(said);
    if (login !== undefined) logins.push(login);
    else if (said !== '') unread.push(said);
  }
  return logins.length === 0 && unread.length > 0 ? notUnderstood(WHO, answer.value) : read({ logins, unread });
}

/** An account, a line, a time in two or three words, and perhaps a host. */
function loginIn(said: string): Login | undefined {
  const opens = said.endsWith(')') ? said.lastIndexOf('(') : -1;
  const [user = '', line = '', ...time] = (opens < 0 ? said : said.slice(0, opens)).trim().split(/\s+/);
  const host = opens < 0 ? undefined : said.slice(opens + 1, -1).trim();
  const isRow = user !== '' && /^[\w/.-]+$/.test(line) && time.length > 0 && time.length <= 4;
  const isTime = /\d{1,2}:\d{2}/.test(time.at(-1) ?? '');
  if (!isRow || !isTime || host === '') return undefined;
  return { user, line, said, ...(host === undefined ? {} : { host }) };
}

/** Whether a session is the one at the Mac's own screen. */
export function isAtTheScreen({ line, host }: Login): boolean {
  return line === 'console' && host === undefined;
}
