import { quote } from './shell-words';

/** How long the script waits for Keep, in seconds, unless the settings say otherwise. */
export const KEEP_SECONDS = { shortest: 15, usual: 60, longest: 300 } as const;

/** What a person says while the countdown runs. */
export type KeepAnswer = 'keep' | 'revert';

/** Where the script looks for the answer: a file of this name that appears, whatever is in it. */
export interface KeepPlace {
  /** An absolute path; the folder belongs to the person. */
  readonly folder: string;
  /** From `KEEP_SECONDS.shortest` to `longest`. */
  readonly seconds: number;
}

/** The files by which a person answers: only that one exists is looked at, and never what is in it. */
export function answerFile(folder: string, operationId: string, answer: KeepAnswer): string {
  return `${folder}/${operationId}.${answer}`;
}

/**
 * The shell function that waits for Keep: it returns 0 when the change is to be kept, 1 when it goes back.
 *
 * It counts seconds as well as the clock, so a clock set back cannot prolong it; each second leaves a line, by which a script
 * that is alive is told from one that was cut off. Root only asks whether a file is there: it opens nothing of the person's.
 */
export function awaitingKeep(place: KeepPlace, operationId: string): string {
  const { folder } = place;
  const seconds = Math.trunc(Math.min(KEEP_SECONDS.longest, Math.max(1, place.seconds)));
  return `
await_keep() {
  left=${seconds}
  until=$(($(/bin/date +%s) + left))
  mark "WAIT $until $left"
  /bin/sync
  while :; do
    if [ -e ${quote(answerFile(folder, operationId, 'revert'))} ]; then
      mark 'REVERTING asked'
      return 1
    fi
    if [ -e ${quote(answerFile(folder, operationId, 'keep'))} ]; then
      mark KEPT
      return 0
    fi
    if [ "$left" -le 0 ] || ! [ "$(/bin/date +%s)" -lt "$until" ]; then
      mark 'REVERTING nobody'
      return 1
    fi
    /bin/sleep 1
    left=$((left - 1))
    mark "LEFT $left"
  done
}`;
}
