import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const SMB_GUEST_STATUS = command('sysadminctl', '-smbGuestAccess', 'status');

/**
 * Reads `sysadminctl -smbGuestAccess status`, which answers on stderr behind a log prefix.
 *
 * @example "2026-03-02 10:11:12.345 sysadminctl[812:9123] SMB guest access disabled."
 */
export function parseSmbGuest(result: CommandResult | undefined): Parsed<boolean> {
  const answer = answerOf(SMB_GUEST_STATUS, result);
  if (answer.kind === 'unreadable') return answer;
  const words = [...answer.value.text.matchAll(/(?:^|[\s\]])SMB guest access (enabled|disabled)\.?\s*$/gim)];
  const distinct = new Set(words.map(([, word]) => word?.toLowerCase()));
  const [word] = distinct;
  if (answer.value.exitCode !== 0 || distinct.size !== 1) return notUnderstood(SMB_GUEST_STATUS, answer.value);
  return read(word === 'enabled');
}
