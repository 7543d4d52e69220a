import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const MOUNTS = command('mount');

/** Reads whether the system volume is sealed. @example "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)" */
export function parseSealedRoot(result: CommandResult | undefined): Parsed<boolean> {
  const answer = answerOf(MOUNTS, result);
  if (answer.kind === 'unreadable') return answer;
  // By lines: a row that has lost its end must not take its options from the next one.
  const rows = answer.value.stdout.split('\n').filter((line) => line.includes(' on / ('));
  const options = /^\S+ on \/ \(([^()]*)\)$/.exec(rows[0]?.trim() ?? '')?.[1]?.split(', ');
  if (answer.value.exitCode !== 0 || rows.length !== 1 || !options?.includes('apfs'))
    return notUnderstood(MOUNTS, answer.value);
  return read(options.includes('sealed'));
}
