import { type Command, commandLine } from '../command';
import type { Parsed } from '../result';
import type { Guard } from './guard';

/** What could not be read about a step, as a guard: what was to be known, why it is not, and what the step may do. */
export function unreadableGuard(
  asked: Command,
  what: string,
  { reason, seen }: Omit<Extract<Parsed<never>, { kind: 'unreadable' }>, 'kind'>,
  danger: string,
): Guard {
  return {
    kind: 'unreadable',
    consequence: `${what} could not be read: ${reason}. ${danger}.`,
    evidence: [{ line: commandLine(asked), said: seen ?? reason }],
  };
}

/** The same for rows that a parser did not understand; none where it understood all. */
export function unreadGuard(asked: Command, what: string, unread: readonly string[], danger: string): readonly Guard[] {
  const [row] = unread;
  if (row === undefined) return [];
  const reason = unread.length === 1 ? 'a row is not understood' : `${unread.length} rows are not understood`;
  return [unreadableGuard(asked, what, { reason, seen: row.slice(0, 240) }, danger)];
}
