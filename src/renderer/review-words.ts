import type { ChangePhase } from '../core/change-ports';
import type { ApprovalResult, PlanPreview, PlanRow, ResultRow, RunView } from '../shared/ipc-contract';
import type { ReviewGroup, Status } from './select';
import { asSentence, count } from './words';
import type { StoppedService } from '../core/health';

type Purpose = PlanPreview['purpose'];

export const GROUP: Readonly<Record<ReviewGroup, { readonly name: string; readonly meaning: string }>> = {
  back: { name: 'Goes back', meaning: 'Afterwards this Mac is as open as it was before the change.' },
  safe: { name: 'Safe', meaning: 'Nothing you use stops working.' },
  interrupts: { name: 'May interrupt', meaning: 'A connection or a service in use may end.' },
  'locks-out': {
    name: 'Can lock you out',
    meaning: 'You may lose the way you control this Mac. Never ticked for you.',
  },
};

export const REVIEW = {
  takenBack: 'Taken back since',
  title: (purpose: Purpose, of: number | undefined): string =>
    purpose === 'apply' ? 'Review changes' : of === undefined ? 'Roll back' : `Roll back run ${of}`,
  lead: (purpose: Purpose): string =>
    purpose === 'apply'
      ? 'Every change can be taken back to exactly what stands now.'
      : 'Each row goes back to the value that was recorded right before the change.',
  preparing: 'Reading the settings and preparing the plan',
  takenAlong: (because: string): string => `Taken along: ${because}`,
  takesAlong: (name: string): string => `Without “${name}” it has no effect, so that comes with it.`,
  becomes: 'becomes',
  root: 'Needs an administrator',
  asPerson: 'Runs as you, without a password',
  stale: 'There is no plan that could run',
  nothing: 'Nothing is ticked',
  nothingBody: 'Tick at least one row to see exactly what would run.',
  nothingToDo: 'There is nothing to change',
  nothingToDoBody: 'Nothing of what was asked for can be changed by a command.',
  noRoot: 'Nothing here runs as root.',
  who: 'Who runs it',
  as: (who: 'root' | 'you'): string => (who === 'root' ? 'As root' : 'As you'),
  asYou: 'What runs as you',
  thenRuns: 'Then runs as you:',
  runsAsYou: 'Runs as you:',
  undoLater: 'Roll back shows the commands of the way back before they run.',
  fileChanges: (path: string): string => `Changes in ${path}`,
  removed: 'Removed:',
  added: 'Added:',
  copyCommands: 'Copy the commands',
  restart: 'Start it anew now',
  noRestart: 'The file changes now. The service goes on as it is until it is started anew.',
  stopped: ({ name, port }: StoppedService): string => `${name} (port ${port}) does not answer any more`,
  stoppedBody: 'It answered before the change. Roll back to restore what stood then, or look at its log first.',
  rollBackRun: (run: number): string => `Roll back run ${run}…`,
  byHand: 'By hand',
  byHandMeaning: 'macOS lets only a person change these. Batten watches for the change.',
  leftOut: 'Left out',
  leftOutMeaning: 'These stay as they are.',
  script: 'The exact script',
  side: (purpose: Purpose, side: 'forth' | 'back'): string =>
    purpose === 'apply' ? (side === 'forth' ? 'Apply' : 'Take back') : side === 'forth' ? 'Roll back' : 'Apply again',
  sideLabel: 'Which script is shown',
  copyScript: 'Copy script',
  shaTip: 'Written to the journal before the password is asked for: what you see is what runs.',
  expired: { title: 'This plan is too old to run', body: 'Nothing was changed. Prepare it again to go on.' },
  prepareAgain: 'Prepare again',
  refused: 'The plan was not carried out',
  refusedToDo: 'Nothing was changed. Prepare it again to see what would change now.',
  confirm: (locksOut: boolean): string =>
    locksOut ? 'I have another way to control this Mac' : 'These services may be cut off',
  /** What is confirmed of a row: what speaks against it now, or what it costs where nothing in particular does. */
  consequences: ({ name, cost, guards }: PlanRow): readonly string[] =>
    guards.length === 0 ? [`${name}: ${asSentence(cost)}`] : guards.map(({ consequence }) => consequence),
  approveButton: (purpose: Purpose, rows: number, password: boolean): string =>
    `${purpose === 'apply' ? 'Apply' : 'Roll back'} ${rows === 0 ? 'changes' : count(rows, 'change')}${password ? '…' : ''}`,
  waits: (seconds: number): string => `Goes back by itself unless you keep it within ${count(seconds, 'second')}.`,
  foot: (rows: number, password: boolean): string =>
    `${count(rows, 'change')} · ${password ? 'macOS will ask for an administrator password once' : 'no password is needed'}`,
  undo: 'Undo…',
  undoRow: (name: string): string => `Undo ${name}…`,
  undoAll: (run: number): string => `Undo all of run ${run}`,
  tryAgain: 'Try again',
  unrecorded: 'The result is not in the journal',
  changed: (before: string, after: string): string => `${before} → ${after}`,
} as const;

/** One row while the change is under way: the main process tells the phase, not the row. */
export function rowProgress(phase: ChangePhase | undefined): { readonly words: string; readonly working: boolean } {
  switch (phase) {
    case undefined:
    case 'checking':
    case 'asking':
      return { words: 'Waiting', working: false };
    case 'waiting':
      return { words: 'In force', working: false };
    case 'changing':
      return { words: 'Applying', working: true };
    case 'verifying':
      return { words: 'Reading again', working: true };
  }
}

export const PROGRESS: Readonly<Record<ChangePhase, { readonly title: string; readonly body: string }>> = {
  checking: {
    title: 'Checking that nothing has moved',
    body: 'Each setting is read once more before anything is asked.',
  },
  asking: {
    title: 'macOS is asking for your password',
    body: 'Nothing has been changed yet. Cancel in the dialog of macOS to stop here.',
  },
  waiting: {
    title: 'Waiting for you to keep the changes',
    body: 'They are in force, and go back by themselves unless you keep them.',
  },
  changing: {
    title: 'Making the changes',
    body: 'Each one is recorded. If this is cut off, the next start finds out what stands.',
  },
  verifying: { title: 'Reading every setting again', body: 'Only what is read counts as done.' },
};

export const OUTCOME: Readonly<Record<ResultRow['outcome'], { readonly words: string; readonly status: Status }>> = {
  verified: { words: 'Verified', status: 'compliant' },
  'not-applied': { words: 'Not applied', status: 'attention' },
  changed: { words: 'Changed to something else', status: 'attention' },
  'cannot-verify': { words: 'Cannot be verified', status: 'unknown' },
};

/** After a declined run a value that stands as before is what was to be expected, and no cause for colour. */
export function outcomeStatus(outcome: ResultRow['outcome'], end: 'done' | 'declined' | 'reverted' | 'failed'): Status {
  return outcome === 'not-applied' && (end === 'declined' || end === 'reverted')
    ? 'not-applicable'
    : OUTCOME[outcome].status;
}

export interface ResultWords {
  readonly title: string;
  readonly body: string;
  readonly status: Status;
}

/** What happened, what is unchanged, what to do. Claims "unchanged" only where every row was read as unchanged. */
export function resultWords(result: Exclude<ApprovalResult, { kind: 'refused' }>, purpose: Purpose): ResultWords {
  const total = result.rows.length;
  const verified = result.rows.filter(({ outcome }) => outcome === 'verified').length;
  const untouched = result.rows.every(({ outcome }) => outcome === 'not-applied');
  switch (result.kind) {
    case 'declined':
      return untouched
        ? {
            title: 'Nothing was changed',
            body: `The administrator password was not granted, or the dialog could not be shown. ${readAgain(total)}`,
            status: 'not-applicable',
          }
        : {
            title: 'The change was not granted',
            body: 'The administrator password was not granted, or the dialog could not be shown. Not every setting stands as before: look at the rows.',
            status: 'unknown',
          };
    case 'reverted':
      return untouched
        ? {
            title: result.because === 'asked' ? 'Put back, as you asked' : 'Put back, as nobody kept it',
            body: `The changes were made, and then taken back by their own script. ${readAgain(total)}`,
            status: 'not-applicable',
          }
        : {
            title: 'Not everything could be put back',
            body: 'The changes were not kept. The rows say what stands now; what is left of them can be taken back.',
            status: 'unknown',
          };
    case 'failed':
      return {
        title: untouched ? 'The change did not run, and nothing was changed' : 'The change did not run to its end',
        body: [
          asSentence(result.detail),
          untouched ? readAgain(total) : 'The rows say what stands now. What was changed can be taken back.',
        ].join(' '),
        status: untouched ? 'attention' : 'unknown',
      };
    case 'done': {
      const all = verified === total;
      const noun = purpose === 'apply' ? 'change' : 'value';
      const [stopped, ...others] = result.stopped;
      if (stopped !== undefined) {
        return {
          title:
            others.length === 0
              ? `${stopped.name} stopped answering`
              : `${count(others.length + 1, 'service')} stopped answering`,
          body: `${verified} of ${count(total, noun)} verified. ${all ? 'Each setting stands as planned.' : 'The other rows say what stands now.'}`,
          status: 'attention',
        };
      }
      return {
        title: all
          ? purpose === 'apply'
            ? `${count(total, 'change')} made and verified`
            : `${count(total, 'value')} restored and verified`
          : `${verified} of ${count(total, noun)} verified`,
        body: all ? 'Each setting was read again and stands as planned.' : 'The other rows say what stands now.',
        status: all ? 'compliant' : 'attention',
      };
    }
  }
}

function readAgain(rows: number): string {
  return rows === 1
    ? 'The setting was read again and stands as before.'
    : `All ${rows} settings were read again and stand as before.`;
}

export const RUN_END: Readonly<Record<RunView['end'], { readonly words: string; readonly status: Status }>> = {
  verified: { words: 'Carried out', status: 'compliant' },
  recovered: { words: 'Was cut off, then classified', status: 'attention' },
  declined: { words: 'Not granted', status: 'not-applicable' },
  failed: { words: 'Did not run to its end', status: 'attention' },
  open: { words: 'Not ended', status: 'unknown' },
};

/** How a run ended; one that was not kept has changed nothing for good. */
export function runEndWords({ end, reverted }: Pick<RunView, 'end' | 'reverted'>): string {
  if (reverted === undefined) return RUN_END[end].words;
  return reverted === 'asked' ? 'Put back at once, as asked' : 'Put back by itself: nobody kept it';
}

/** A run is never shown better than its worst row. */
export function runStatus(run: RunView): Status {
  if (run.reverted !== undefined && run.rows.every(({ outcome }) => outcome === 'not-applied')) return 'not-applicable';
  if (run.end !== 'verified') return RUN_END[run.end].status;
  if (run.rows.some(({ outcome }) => outcome === 'cannot-verify')) return 'unknown';
  return run.rows.every(({ outcome }) => outcome === 'verified') ? 'compliant' : 'attention';
}

export const HISTORY = {
  title: 'History',
  run: (number: number): string => `Run ${number}`,
  rollbackOf: (run: number | undefined): string => (run === undefined ? 'Rollback' : `Rollback of run ${run}`),
  change: (rows: number): string => count(rows, 'change'),
  chainSound: 'The chain of the journal is whole',
  chainBroken: 'The journal is damaged',
  chainBrokenBody: 'What it says may not be what happened. Nothing is taken back from a damaged journal.',
  empty: 'No changes yet',
  emptyBody: 'Every change that Batten makes is listed here, with the values before and after, and can be taken back.',
  reading: 'Reading the journal',
  notRead: 'The history could not be read.',
  script: 'Script SHA-256',
} as const;
