import type { FileOutcome, PolicyView } from '../shared/policy-views';

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' });

/** A date of the policy, YYYY-MM-DD, for reading; other texts stay as they are. */
export function day(date: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? new Date(`${date}T00:00:00Z`) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? date : DAY.format(at);
}

/** Whether a date of the policy is over. */
export function isPast(date: string, now: number): boolean {
  const at = new Date(`${date}T23:59:59Z`).getTime();
  return !Number.isNaN(at) && at < now;
}

export const POLICY_TEXT = {
  title: 'Policy',
  lead: 'What this Mac is meant to look like. Every check is judged by it.',
  reading: 'Reading the policy',
  notRead: 'The policy could not be read.',
  source: 'What holds',
  sourceWords: ({ source, problem }: PolicyView): string =>
    problem !== undefined
      ? 'The strictest policy, because the file is not used'
      : source === 'file'
        ? 'The file below'
        : 'Built in: nobody has decided anything on this Mac yet',
  file: 'File',
  fileWords: ({ source }: PolicyView): string =>
    source === 'file'
      ? 'Read again whenever it is needed; you may also edit it yourself.'
      : 'Written as soon as something is decided here.',
  copyPath: 'Copy the path of the policy',
  review: 'Look at it again',
  noReview: 'No date',
  due: (date: string): string => `Was due on ${date}`,
  import: 'Import…',
  export: 'Export…',
  show: 'Show file',
  problem: 'The policy file is not used',
  problemToDo:
    'Until it can be read nothing is expected and Batten changes nothing. Correct the lines, then check again.',
  problems: 'Problems in the policy',
  at: (line: number, column: number): string => `Line ${line}, column ${column}`,
  services: 'Services',
  noServices: 'The policy expects no service.',
  service: 'Service',
  port: 'Port',
  scope: 'May be reached from',
  reason: 'Reason',
  through: (hostname: string): string => `and outside through ${hostname}`,
  retired: (date: string): string => `Retired since ${date}`,
  forget: 'Forget…',
  forgetService: (name: string): string => `Forget ${name}…`,
  forgetSure: (name: string): string =>
    `${name} is then no longer expected. Where it can be reached, it counts as not as wanted.`,
  forgetYes: 'Forget it',
  actions: 'Actions',
  applications: 'Allowed applications',
  noApplications: 'The policy lets no application through the firewall.',
  application: 'Application',
  path: 'Path',
  tunnels: 'Tunnels',
  noTunnels: 'The policy expects no tunnel.',
  hostname: 'Public name',
  leadsTo: 'Leads to',
  target: (service: string, port: number): string => `${service}, port ${port}`,
  notWanted: 'Checks that are not wanted',
  notWantedWords: 'They are read and shown, and not counted.',
  allWanted: 'Every check is wanted.',
  wantAgain: 'Want again',
  wantAgainTask: (name: string): string => `Want again: ${name}`,
} as const;

/** How a file dialog ended, and nothing where the person cancelled it. */
export function fileWords(which: 'import' | 'export', outcome: FileOutcome): string | undefined {
  switch (outcome.kind) {
    case 'done':
      return which === 'import' ? `What ${outcome.path} says holds from now on.` : `Written to ${outcome.path}.`;
    case 'refused':
      return `${which === 'import' ? 'Not imported, the policy before it still holds.' : 'Not exported.'} ${outcome.reason}`;
    case 'cancelled':
      return undefined;
  }
}
