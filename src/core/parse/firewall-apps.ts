import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const LIST_APPS = command('socketfilterfw', '--listapps');

/** One entry of the application firewall's list. A `path` is absolute; macOS 15 to 15.3 and a few entries give only a `name`. */
export interface FirewallRule {
  readonly by: 'path' | 'name';
  readonly subject: string;
  readonly rule: 'allow' | 'block';
}

/** The list; `complete` only where every line was understood and there are as many entries as it announces. */
export interface FirewallApps {
  readonly rules: readonly FirewallRule[];
  readonly complete: boolean;
  readonly unread: readonly string[];
}

const HEADER = /^(?:ALF: )?total number of apps\s?=\s?(\d{1,6})$/i;
const ENTRY = /^\d{1,6}\s?:\s(.+)$/;
const RULE = /^\(\s?(Allow|Block) incoming connections\s?\)$/i;
/** Display names; 1 lets connections in, 4 stops them, other numbers are not known. */
const NAMED = /^(\S.*) \(state: ([14])\)$/;

/**
 * Reads `--listapps` in its three formats: numbered paths with a rule below each (old and new spacing), or display names.
 *
 * @example "ALF: total number of apps = 1 \n\n1 :  /Applications/Zoom.app \n \t ( Allow incoming connections ) \n",
 * "Total number of apps = 1 \n1 : /usr/bin/nc \n             (Block incoming connections)\n",
 * "Total number of apps = 1\nGoogle Chrome (state: 4)\n" (macOS 15 beta, kolide issue 1812)
 */
export function parseFirewallApps(result: CommandResult | undefined): Parsed<FirewallApps> {
  const answer = answerOf(LIST_APPS, result);
  if (answer.kind === 'unreadable') return answer;
  const lines = answer.value.text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const announced = HEADER.exec(lines[0] ?? '')?.[1];
  if (answer.value.exitCode !== 0 || announced === undefined) return notUnderstood(LIST_APPS, answer.value);
  const { rules, unread } = entriesOf(lines.slice(1));
  return read({ rules, unread, complete: unread.length === 0 && rules.length === Number(announced) });
}

function entriesOf(lines: readonly string[]): Pick<FirewallApps, 'rules' | 'unread'> {
  const rules: FirewallRule[] = [];
  const unread: string[] = [];
  let subject: string | undefined;
  for (const line of lines) {
    const rule = RULE.exec(line)?.[1]?.toLowerCase();
    if (rule !== undefined && subject !== undefined) {
      rules.push({
        by: subject.startsWith('/') ? 'path' : 'name',
        subject,
        rule: rule === 'allow' ? 'allow' : 'block',
      });
      subject = undefined;
      continue;
    }
    if (subject !== undefined) unread.push(subject);
    subject = ENTRY.exec(line)?.[1]?.trim();
    if (subject !== undefined) continue;
    const [, name, state] = NAMED.exec(line) ?? [];
    if (name === undefined) unread.push(line);
    else rules.push({ by: 'name', subject: name, rule: state === '1' ? 'allow' : 'block' });
  }
  if (subject !== undefined) unread.push(subject);
  return { rules, unread };
}
