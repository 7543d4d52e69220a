import type { MacLogin, MacState } from '../mac-state';
import { notModelled, says, type SimulatedProgram } from './program';

/** `who`: a row for each session, with a blank at its end where it comes from nowhere else. */
export const who: SimulatedProgram = (state, args) => {
  const latencyMs = 8;
  if (args.length > 0) return { state, latencyMs, result: notModelled('who', args) };
  return { state, latencyMs, result: says(loginsOf(state).map(row).join('')) };
};

function loginsOf({ logins, user }: MacState): readonly MacLogin[] {
  return logins ?? [{ user, line: 'console', since: 'Nov 22 08:41' }];
}

function row({ user, line, since, host }: MacLogin): string {
  const from = host === undefined ? '' : `(${host})`;
  return `${user.padEnd(16)} ${line.padEnd(12)} ${since.padEnd(12)} ${from}\n`;
}
