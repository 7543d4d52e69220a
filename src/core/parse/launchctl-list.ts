import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood } from './answer';

export const LAUNCHCTL_LIST = command('launchctl', 'list');

/** A job that launchd has loaded for the person who asks (for root: for the system). */
export interface LaunchdJob {
  readonly label: string;
  /** Absent while it does not run. */
  readonly pid?: number;
  /** How it ended last: an exit code, or a signal as a negative number. */
  readonly status: number;
}

export interface LaunchdJobList {
  readonly jobs: readonly LaunchdJob[];
  /** Lines that are not understood. */
  readonly unread: readonly string[];
}

/** Reads `launchctl list`. @example "PID\tStatus\tLabel\n412\t0\tcom.apple.Finder\n-\t0\tcom.example.idle\n918\t-9\thomebrew.mxcl.postgresql\n" */
export function parseLaunchctlList(result: CommandResult | undefined): Parsed<LaunchdJobList> {
  const answer = answerOf(LAUNCHCTL_LIST, result);
  if (answer.kind === 'unreadable') return answer;
  const jobs: LaunchdJob[] = [];
  const unread: string[] = [];
  let headed = false;
  for (const line of answer.value.stdout.split(/\r?\n/)) {
    const [, pid, status, label] = /^(-|\d{1,9})\t(-?\d{1,9})\t(\S.*)$/.exec(line) ?? [];
    if (line.trim() === 'PID\tStatus\tLabel') headed = true;
    else if (pid !== undefined && label !== undefined) {
      jobs.push({ label, ...(pid === '-' ? {} : { pid: Number(pid) }), status: Number(status) });
    } else if (line.trim() !== '') unread.push(line);
  }
  return answer.value.exitCode === 0 && headed ? read({ jobs, unread }) : notUnderstood(LAUNCHCTL_LIST, answer.value);
}
