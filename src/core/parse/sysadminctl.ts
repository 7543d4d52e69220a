import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood, valuesIn } from './answer';

export const SMB_GUEST_STATUS = command('sysadminctl', '-smbGuestAccess', 'status');

/**
 * Reads `sysadminctl -smbGuestAccess status`, which answers on stderr behind a log prefix.
 *
 * @example "2026-03-02 10:11:12.345 sysadminctl[812:9123] SMB guest access disabled."
 */
export function parseSmbGuest(result: CommandResult | undefined): Parsed<boolean> {
  const answer = answerOf(SMB_GUEST_STATUS, result);
  if (answer.kind === 'unreadable') return answer;
  const { values, strange } = valuesIn(answer.value.text, [
    [wordingOf('enabled'), true],
    [wordingOf('disabled'), false],
  ]);
  const [allowed, ...more] = values;
  const clear = answer.value.exitCode === 0 && more.length === 0 && strange.length === 0;
  return clear && allowed !== undefined ? read(allowed) : notUnderstood(SMB_GUEST_STATUS, answer.value);
}

/** NSLog puts date, time and process in front, and nothing else may stand there: "cannot tell whether SMB guest access …". */
function wordingOf(word: 'enabled' | 'disabled'): RegExp {
  return new RegExp(`^(?:[\\d:.+ -]{1,40} )?(?:sysadminctl\\[[\\da-fx:]{1,40}\\] )?SMB guest access ${word}\\.?$`, 'i');
}
