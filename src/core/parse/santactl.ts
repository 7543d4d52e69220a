import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const SANTA_STATUS = command('santactl', 'status');

/** A block of `santactl status`: ">>> Daemon Info" and the rows below it. */
export interface SantaSection {
  readonly name: string;
  readonly entries: readonly { readonly key: string; readonly value: string }[];
}

/** `no-daemon`: the program is there, and Santa's daemon does not answer it. */
export type SantaStatus =
  | { readonly kind: 'no-daemon' }
  | {
      readonly kind: 'daemon';
      /** "Monitor" only records; "Lockdown" refuses what is not allowed. Other words may be there, and are passed on. */
      readonly mode: string;
      readonly sections: readonly SantaSection[];
      /** Lines that are not understood. */
      readonly unread: readonly string[];
    };

/**
 * Reads `santactl status`, which needs no root.
 *
 * @example ">>> Daemon Info\n  Mode                                            | Monitor\n"
 * @example "An error occurred communicating with the daemon, is it running?" (exit 1)
 */
export function parseSantaStatus(result: CommandResult | undefined): Parsed<SantaStatus> {
  const answer = answerOf(SANTA_STATUS, result);
  if (answer.kind === 'unreadable') return answer;
  const lines = answer.value.text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.some((line) => line.trim() === 'An error occurred communicating with the daemon, is it running?')) {
    return read({ kind: 'no-daemon' });
  }
  const sections: { name: string; entries: { key: string; value: string }[] }[] = [];
  const unread: string[] = [];
  for (const line of lines) {
    const section = sections.at(-1);
    const bar = line.indexOf('|');
    if (line.startsWith('>>> ')) sections.push({ name: line.slice('>>> '.length).trim(), entries: [] });
    else if (section === undefined || bar < 0 || line.slice(0, bar).trim() === '') unread.push(line);
    else section.entries.push({ key: line.slice(0, bar).trim(), value: line.slice(bar + 1).trim() });
  }
  const daemon = sections.find(({ name }) => name === 'Daemon Info');
  const [mode, ...more] = new Set(daemon?.entries.filter(({ key }) => key === 'Mode').map(({ value }) => value));
  if (answer.value.exitCode !== 0 || mode === undefined || mode === '' || more.length > 0) {
    return notUnderstood(SANTA_STATUS, answer.value);
  }
  return read({ kind: 'daemon', mode, sections, unread });
}
