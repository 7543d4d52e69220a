import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

const FILE = '/Library/Application Support/Apple/Remote Desktop/RemoteManagement.launchd';

/** macOS keeps this file exactly while Remote Management is to start (osquery reads it the same way). */
export const REMOTE_MANAGEMENT_FILE = command('ls', '-d', FILE);

/** Reads whether the file exists. @example exit 1, "ls: /Library/…/RemoteManagement.launchd: No such file or directory" */
export function parseRemoteManagementFile(result: CommandResult | undefined): Parsed<boolean> {
  const answer = answerOf(REMOTE_MANAGEMENT_FILE, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, text } = answer.value;
  if (exitCode === 0 && stdout.trim() === FILE) return read(true);
  if (exitCode === 1 && text.trim() === `ls: ${FILE}: No such file or directory`) return read(false);
  return notUnderstood(REMOTE_MANAGEMENT_FILE, answer.value);
}
