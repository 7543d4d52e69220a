import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood, valuesIn } from './answer';

export const NFSD_STATUS = command('nfsd', 'status');

export interface NfsdStatus {
  readonly enabled: boolean;
  readonly running: boolean;
}

/** Reads `nfsd status`, whose exit code may be 0 or 1 when disabled. @example "nfsd service is enabled\nnfsd is running (pid 313, 8 threads)" */
export function parseNfsdStatus(result: CommandResult | undefined): Parsed<NfsdStatus> {
  const answer = answerOf(NFSD_STATUS, result);
  if (answer.kind === 'unreadable') return answer;
  const enabled = valuesIn(answer.value.text, [
    [/^nfsd service is enabled\.?$/, true],
    [/^nfsd service is disabled\.?$/, false],
  ]);
  const running = valuesIn(answer.value.text, [
    [/^nfsd is running \(pid \d+, \d+ threads?\)$/, true],
    [/^nfsd is not running\.?$/, false],
  ]);
  const [isEnabled, isRunning] = [enabled[0], running[0]];
  if (enabled.length !== 1 || running.length !== 1 || isEnabled === undefined || isRunning === undefined) {
    return notUnderstood(NFSD_STATUS, answer.value);
  }
  return answer.value.exitCode > 1
    ? notUnderstood(NFSD_STATUS, answer.value)
    : read({ enabled: isEnabled, running: isRunning });
}
