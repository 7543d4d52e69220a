import { isFresh, type Snapshot } from '../core/snapshot';
import { isDependent } from '../core/task-rows';

/** The shapes of the menu-bar icon; the file names in `assets/tray` are these words. */
export type IconState = 'checking' | 'hardened' | 'attention' | 'exposed' | 'unknown';

/** Which shape the icon has. Old or missing findings are "?", never the shape of a hardened Mac. */
export function iconState(snapshot: Snapshot, now: number): IconState {
  const { checked, activity } = snapshot;
  if (activity.kind === 'changing') return 'checking';
  if (!checked) return activity.kind === 'probing' ? 'checking' : 'unknown';
  if (!isFresh(checked.takenAt, now)) return activity.kind === 'probing' ? 'checking' : 'unknown';
  return checked.overall;
}

/** The tooltip, which is all that VoiceOver reads of the icon: the app's name first, then the sentence. */
export function iconTooltip(snapshot: Snapshot, now: number): string {
  return `Batten – ${iconSentence(snapshot, now)}${snapshot.simulated ? ' (simulated Mac)' : ''}`;
}

function iconSentence(snapshot: Snapshot, now: number): string {
  const { checked, activity, readOnly } = snapshot;
  if (activity.kind === 'changing') {
    const { countdown } = activity;
    if (countdown !== undefined) return `keep the changes? They go back in ${countdown.left} seconds`;
    return activity.phase === 'asking' ? 'waiting for your password' : 'making the changes you approved';
  }
  if (!checked) return activity.kind === 'probing' ? 'checking this Mac' : 'this Mac has not been checked yet';
  if (!isFresh(checked.takenAt, now)) return 'the last check is too old to say anything';
  const open = checked.rows.filter((row) => row.finding.kind === 'noncompliant' && !isDependent(row, checked.rows));
  const exposed = open.filter(({ severity }) => severity === 'exposed').length;
  const unknown = checked.rows.filter(({ finding }) => finding.kind === 'unknown').length;
  const parts = [
    ...(exposed > 0 ? [`${exposed} ${exposed === 1 ? 'thing' : 'things'} can be reached from your network`] : []),
    ...(open.length > exposed ? [`${open.length - exposed} to look at`] : []),
    ...(unknown > 0 ? [`${unknown} cannot be checked`] : []),
    ...(readOnly ? ['only reading'] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  return checked.overall === 'hardened' ? 'this Mac is hardened as you wanted' : 'nothing could be checked';
}
