import type { Snapshot } from '../core/snapshot';
import type { CallName } from '../shared/ipc-contract';
import { asSentence, count } from './words';

interface CallProblem {
  readonly happened: string;
  readonly toDo: string;
}

const READ_AGAIN = 'Nothing was changed. Refresh to read again.';
const TRY_AGAIN = 'Nothing was changed. Try it again.';

/** What a failed call means to a person, and what to do next. */
export const CALL_PROBLEMS: Readonly<Record<CallName, CallProblem>> = {
  getSnapshot: {
    happened: 'The state of this Mac could not be read',
    toDo: 'Nothing was changed. Close the window and open it again.',
  },
  getTaskDetail: { happened: 'The details could not be read', toDo: READ_AGAIN },
  refresh: {
    happened: 'The check could not begin',
    toDo: 'What is shown is from the check before. Refresh to try again.',
  },
  cancelRefresh: { happened: 'The check could not be stopped', toDo: 'It ends by itself within 15 seconds.' },
  preparePlan: { happened: 'The plan could not be prepared', toDo: TRY_AGAIN },
  prepareRollback: { happened: 'The way back could not be prepared', toDo: TRY_AGAIN },
  approvePlan: {
    happened: 'The changes could not begin',
    toDo: 'Refresh to see what stands, then look at a new plan.',
  },
  discardPlan: {
    happened: 'The plan could not be put aside',
    toDo: 'It expires by itself and cannot run without you.',
  },
  answerCountdown: {
    happened: 'The answer could not be given',
    toDo: 'The change puts itself back.',
  },
  getHistory: { happened: 'The history could not be read', toDo: READ_AGAIN },
  startNewJournal: {
    happened: 'A new journal could not be started',
    toDo: 'The old one is unchanged, and Batten still only reads.',
  },
  dismissRecovered: { happened: 'The notice could not be put away', toDo: TRY_AGAIN },
  doByHand: {
    happened: 'The settings could not be opened',
    toDo: 'Nothing was changed. Open System Settings and follow the steps.',
  },
  copyText: { happened: 'The text could not be copied', toDo: 'Select it and copy it with ⌘C.' },
  getSettings: { happened: 'The settings could not be read', toDo: TRY_AGAIN },
  changeSettings: { happened: 'The setting could not be changed', toDo: 'It stands as before.' },
  showWindow: { happened: 'The window could not be opened', toDo: 'Open Batten again from the Applications folder.' },
  hidePopover: { happened: 'The popover could not be closed', toDo: 'Click elsewhere to close it.' },
  getExposure: { happened: 'What can be reached could not be read', toDo: READ_AGAIN },
  markListener: { happened: 'The policy could not be changed', toDo: 'It stands as before.' },
  getConnections: { happened: 'The connections could not be read', toDo: READ_AGAIN },
  askCloudflare: { happened: 'Cloudflare could not be asked', toDo: TRY_AGAIN },
  startLog: { happened: 'The log could not be opened', toDo: TRY_AGAIN },
  stopLog: { happened: 'The log could not be stopped', toDo: 'It ends when the window closes.' },
  exportLog: { happened: 'The log could not be exported', toDo: 'Open the log again and try it once more.' },
  getPolicy: { happened: 'The policy could not be read', toDo: TRY_AGAIN },
  changePolicy: { happened: 'The policy could not be changed', toDo: 'It stands as before.' },
  importPolicy: { happened: 'The policy could not be imported', toDo: 'The one before it still holds.' },
  exportPolicy: { happened: 'The policy could not be exported', toDo: TRY_AGAIN },
  openPolicy: { happened: 'The file of the policy could not be shown', toDo: TRY_AGAIN },
};

export const NOTICES = {
  readOnlyTitle: 'Batten only reads for now',
  readOnlyBody: (reason: string): string => `${asSentence(reason)} Nothing on this Mac was changed by this.`,
  quarantine: (place: string): string => `The damaged journal is kept at ${place}.`,
  newJournal: 'Start a new journal…',
  newJournalSure:
    'Changes in the damaged journal can then no longer be taken back from here. The file stays where it is.',
  newJournalYes: 'Start a new journal',
  iconTitle: 'macOS is hiding the Batten icon',
  iconBody:
    'Allow it in System Settings › Menu Bar. Until then, open Batten again from Applications to come back here.',
  recoveredTitle: (run: number): string => `Run ${run} was cut off`,
  recoveredBody: (rows: Snapshot['recovered'][number]['rows']): string => {
    const stand = rows.filter(({ outcome }) => outcome === 'verified').length;
    const before = rows.filter(({ outcome }) => outcome === 'not-applied').length;
    const other = rows.length - stand - before;
    const parts = [
      stand > 0 ? `${count(stand, 'change stands', 'changes stand')}` : '',
      before > 0 ? `${count(before, 'was', 'were')} not applied` : '',
      other > 0 ? `${count(other, 'needs', 'need')} a look` : '',
    ].filter((part) => part !== '');
    return parts.length === 0 ? 'It had changed nothing.' : `Read again just now: ${parts.join(', ')}.`;
  },
} as const;
