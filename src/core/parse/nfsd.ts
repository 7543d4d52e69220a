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
  const { values, strange } = valuesIn(answer.value.text, [
    [/^nfsd service is enabled\.?$/, 'enabled'],
    [/^nfsd service is disabled\.?$/, 'disabled'],
    [/^nfsd is running \(pid \d+, \d+ threads?\)$/, 'running'],
    [/^nfsd is not running\.?$/, 'idle'],
  ]);
  const [enabled, running] = [values.includes('enabled'), values.includes('running')];
  // One word about the service and one about the process, and nothing besides.
  const clear = enabled !== values.includes('disabled') && running !== values.includes('idle') && strange.length === 0;
  const { exitCode } = answer.value;
  return clear && (exitCode === 0 || exitCode === 1)
    ? read({ enabled, running })
    : notUnderstood(NFSD_STATUS, answer.value);
}
