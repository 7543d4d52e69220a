import { becauseOf, type Finding, type FindingKind, observedIn } from '../core/finding';
import type { Activity, TaskRow, Watch } from '../core/snapshot';
import type { Area } from '../core/task';
import type { EvidenceView, PlanPreview } from '../shared/ipc-contract';
import type { Situation, Status } from './select';

/** "1 change", "4 changes": the only place that decides between one and many. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

export function headline(situation: Situation): string {
  switch (situation.kind) {
    case 'nothing-checked':
      return 'Nothing has been checked yet';
    case 'first-check':
      return 'Checking this Mac';
    case 'reachable':
      return `${count(situation.count, 'thing')} can be reached from your network`;
    case 'exposed':
      return `${count(situation.count, 'protection is', 'protections are')} off on this Mac`;
    case 'attention':
      return `${count(situation.count, 'setting is', 'settings are')} not as you wanted`;
    case 'unknown':
      return `${count(situation.count, 'thing')} cannot be checked`;
    case 'nothing-asked-for':
      return 'No check applies to this Mac';
    case 'hardened':
      return 'This Mac is hardened as you wanted';
  }
}

/** The age of what is shown, in steps as coarse as the clock that redraws it. */
export function age(takenAt: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - takenAt) / 1000));
  if (seconds < 10) return 'Checked just now';
  if (seconds < 60) return `Checked ${Math.floor(seconds / 10) * 10} s ago`;
  if (seconds < 3600) return `Checked ${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `Checked ${Math.floor(seconds / 3600)} h ago`;
  return `Checked ${moment(takenAt)}`;
}

const MOMENT = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const EXACTLY = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export function moment(at: number | string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : MOMENT.format(date);
}

export function exactly(at: number | string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : EXACTLY.format(date);
}

export function activity(now: Activity): string | undefined {
  switch (now.kind) {
    case 'idle':
      return undefined;
    case 'probing':
      return now.total === 0 ? 'Checking' : `Checking, ${now.done} of ${now.total}`;
    case 'changing':
      return PHASES[now.phase];
  }
}

const PHASES = {
  checking: 'Checking that nothing has moved since you looked',
  asking: 'macOS is asking for an administrator password',
  waiting: 'Waiting for you to keep the changes',
  changing: 'Making the changes',
  verifying: 'Reading every setting again',
} as const;

/** The finding as the second line of a row. */
export function stateLine(finding: Finding): string {
  switch (finding.kind) {
    case 'compliant':
      return finding.managed === undefined ? finding.words : `${finding.words} · managed by ${finding.managed}`;
    case 'noncompliant':
      return finding.managed === undefined
        ? `${finding.words} · ${finding.because}`
        : `${finding.words} · managed by ${finding.managed}`;
    case 'unknown':
      return `Cannot be checked · ${finding.reason}`;
    case 'not-applicable':
      return `Not counted · ${finding.because}`;
  }
}

/** The state of a task as a sentence. */
export function stateSentence(row: TaskRow): string {
  return row.finding.kind === 'unknown'
    ? `${row.name} cannot be checked`
    : (observedIn(row.finding)?.sentence ?? `${row.name} is not counted`);
}

/** The head of a detail: what is, and who can do what or why nothing is known. */
export function stateParagraph(row: TaskRow): string {
  const because = becauseOf(row.finding);
  if (row.finding.kind === 'unknown') return asSentence(`${stateSentence(row)}: ${because}`);
  return [stateSentence(row), because ?? ''].map(asSentence).join(' ').trim();
}

export const STATUS: Readonly<Record<Status, string>> = {
  compliant: 'As wanted',
  attention: 'Not as wanted',
  exposed: 'Not as wanted, exposed',
  unknown: 'Cannot be checked',
  'not-applicable': 'Not counted',
  managed: 'Managed',
  exception: 'Accepted for now',
  proposal: 'Proposed',
  working: 'Working',
};

export function attentionLabel(name: string, number: number): string {
  return number === 0 ? name : `${name}, ${count(number, 'item needs', 'items need')} a look`;
}

export function moreLine(toLookAt: number, fine: number, shown: number): string {
  const more = toLookAt > 0 ? `${toLookAt} more to look at` : '';
  const good = fine > 0 ? `${fine}${shown > 0 && toLookAt === 0 ? ' more' : ''} ${fine === 1 ? 'is' : 'are'} fine` : '';
  return [more, good].filter((part) => part !== '').join(' · ') || 'Everything Batten checks';
}

export const reviewButton = (number: number): string => `Review and fix (${number})…`;

export function watching(watch: Watch): string {
  switch (watch.outcome) {
    case 'watching':
      return 'Settings is open. Batten is watching for the change.';
    case 'seen':
      return 'The change was seen and read again.';
    case 'gave-up':
      return 'No change was seen in two minutes. Open the settings again, or refresh after the change.';
  }
}

export const AREA_MEANING: Readonly<Record<Area, string>> = {
  Firewall: 'What may come in',
  'Remote access': 'Who can control this Mac from elsewhere',
  Sharing: 'What this Mac offers to others',
  Wireless: 'What is open without a cable',
  Exposure: 'What listens, and for whom',
  Integrity: 'What protects macOS itself',
  Watch: 'What keeps an eye on it',
};

export const managedLine = (by: string): string => `Managed by ${by}`;

/** "On → Off", and whether that was a way back. */
export function recentChange(before: string, after: string, purpose: PlanPreview['purpose']): string {
  return `${before} → ${after}${purpose === 'rollback' ? ', rolled back' : ''}`;
}

/** "exit status 0 · 12 ms", or how else the command ended. */
export function evidenceMeta({ ended, exitCode, tookMs }: EvidenceView): string {
  return `${exitCode === null ? ended : `exit status ${exitCode}`} · ${tookMs} ms`;
}

/** What stands under "Now" where no value was read. */
export function notRead(kind: FindingKind): string {
  return kind === 'unknown' ? 'Cannot be read' : 'Not read';
}

export function managedNotice(by: string): string {
  return `Managed by ${by}. Batten reads this setting and never writes it; change it where the profile comes from.`;
}

export const unreadable = 'Refresh to read it again. Until then it is not counted as fine.';

/** A reason from elsewhere as a sentence of ours: one full stop, and a capital unless it begins with a name of a tool. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const isName = !/^[a-z]+[\s,]/.test(trimmed);
  const capital = isName ? trimmed : `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}`;
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
