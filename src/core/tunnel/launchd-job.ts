import { type Command, command, type CommandResult } from '../command';
import { answerOf, notUnderstood } from '../parse/answer';
import { type Parsed, read, unreadable } from '../result';

/** The jobs that may run cloudflared: its own and Homebrew's, each for the whole Mac or for one person. */
const LABELS = ['com.cloudflare.cloudflared', 'homebrew.mxcl.cloudflared'];

/** One job of launchd. */
export interface TunnelJob {
  readonly label: string;
  /** `system`, or `gui/501`. */
  readonly domain: string;
}

/** The jobs to ask about; only those of the whole Mac where the user's number is not known. */
export function tunnelJobs(uid: number | undefined): readonly TunnelJob[] {
  const domains = ['system', ...(uid === undefined || !Number.isInteger(uid) || uid < 0 ? [] : [`gui/${uid}`])];
  return domains.flatMap((domain) => LABELS.map((label) => ({ label, domain })));
}

/** What it prints may hold a token, among the arguments and the environment. */
export function tunnelJobCommand({ label, domain }: TunnelJob): Command {
  return command('launchctl', 'print', `${domain}/${label}`);
}

export type JobState =
  | { readonly kind: 'running'; readonly pid: number }
  /** Known to launchd, and between two starts or ended. */
  | { readonly kind: 'not-running' }
  | { readonly kind: 'absent' };

const AT_REST = new Set(['not running', 'waiting', 'exited', 'spawn scheduled', 'spawn failed']);

/** Reads `launchctl print` of one job; no text of it is in what comes out when it is not understood. */
export function parseTunnelJob(job: TunnelJob, result: CommandResult | undefined): Parsed<JobState> {
  const asked = tunnelJobCommand(job);
  const answer = answerOf(asked, result);
  if (answer.kind === 'unreadable') return answer;
  const { exitCode, stdout, text } = answer.value;
  const lines = stdout.split(/\r?\n/);
  const absence = `Could not find service "${job.label}" in domain for ${domainWords(job.domain)}`;
  // From macOS 26 a line "Bad request." comes first; anything else beside the answer is not understood.
  const said = text.split(/\r?\n/).map((line) => line.trim());
  const others = said.filter((line) => line !== '' && line !== 'Bad request.' && line !== absence);
  if (exitCode === 113 && said.includes(absence) && others.length === 0) return read({ kind: 'absent' });
  const heads = [`${job.domain}/${job.label} = {`, `${job.label} = {`];
  const states = valuesOf('state', lines);
  const [pid, ...morePids] = valuesOf('pid', lines);
  const [state, ...moreStates] = states;
  const whole = exitCode === 0 && lines.some((line) => heads.includes(line.trimEnd()));
  if (whole && state !== undefined && moreStates.length === 0 && morePids.length === 0) {
    if (state === 'running' && pid !== undefined && /^\d{1,10}$/.test(pid))
      return read({ kind: 'running', pid: Number(pid) });
    if (AT_REST.has(state) && pid === undefined) return read({ kind: 'not-running' });
  }
  const parsed = notUnderstood<JobState>(asked, answer.value);
  return parsed.kind === 'unreadable' ? unreadable(parsed.reason) : parsed;
}

function domainWords(domain: string): string {
  return domain === 'system' ? 'system' : `user gui: ${domain.slice('gui/'.length)}`;
}

/** At the job's own depth only: blocks within it have states of their own. */
function valuesOf(key: string, lines: readonly string[]): readonly string[] {
  const start = `\t${key} = `;
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length).trim());
}
