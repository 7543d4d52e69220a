import { changeAsPerson } from './change-as-person';
import { type Countdown, followCountdown } from './countdown';
import { awaitingKeep, type KeepPlace } from './keep-or-revert';
import type { ChangePlan, PlannedStep } from './plan';
import type { Entropy, ProgressLog } from './ports';
import type { CommandRunner } from './runner';
import { type KeepReport, parseProgressLog } from './script-report';
import { comment, type ProgramPlace, quote, shellWords } from './shell-words';

/**
 * A script of the person's own that waits for Keep, and takes back what was changed as the person.
 *
 * Root's script cannot: a switch such as that of Bluetooth only obeys whoever is logged in.
 */
export interface PersonGuard {
  readonly operationId: string;
  readonly script: string;
  readonly steps: readonly PlannedStep[];
}

/** Starts guards and reads their logs. */
export interface Guardian {
  /** Where a guard writes its log; an absolute path. */
  logPath(operationId: string): string;
  /** Resolves when the script waits, and outlives the app from then on. Rejects where it does not come to that. */
  start(guard: PersonGuard): Promise<{ readonly ended: Promise<unknown> }>;
  readonly log: ProgressLog;
}

/** Steps that a guard can take back: commands of the person's and nothing else. */
export function guardable(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  return steps.filter(({ user, root, files = [] }) => user.length > 0 && root.length === 0 && files.length === 0);
}

/** Composes the guard of some steps; `undo` leads back from where they lead to. */
export function composeGuard(
  steps: readonly PlannedStep[],
  undo: ChangePlan,
  place: KeepPlace & { readonly operationId: string; readonly logPath: string; readonly programs?: ProgramPlace },
): PersonGuard {
  const { operationId, logPath } = place;
  const back = undo.steps
    .filter(({ taskId }) => steps.some((step) => step.taskId === taskId))
    .flatMap(({ taskId, user }, index) => [
      `  # Back: ${comment(taskId)}`,
      `  mark 'BACK-BEGIN ${index + 1}'`,
      ...user.map((command, at) => `  run ${index + 1} ${at + 1} ${shellWords(command, place.programs)}`),
      `  mark "BACK-END ${index + 1} \${failed:-no}"`,
      "  failed=''",
    ]);
  const script = `#!/bin/sh
# Batten, operation ${operationId}: takes back, as you, what you do not keep.
PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
unset BASH_ENV ENV CDPATH GLOBIGNORE
umask 077
LC_ALL=C
export LC_ALL
cd / || exit 0
trap '' HUP INT TERM PIPE

log=${quote(logPath)}
failed=''
mark() {
  printf '%s\\n' "$1" >>"$log"
}
run() {
  step=$1 at=$2
  shift 2
  [ -z "$failed" ] || return 0
  "$@" >/dev/null 2>&1 </dev/null
  code=$?
  [ "$code" -eq 0 ] || failed=yes
  mark "BACK-COMMAND $step $at $code "
}${awaitingKeep(place, operationId)}
(set -C && : >"$log") 2>/dev/null || exit 0
if ! await_keep; then
${back.join('\n')}
  mark REVERTED
fi
mark 'DONE 0'
`;
  return { operationId, script, steps };
}

export interface GuardPorts {
  readonly guardian: Guardian;
  readonly runner: CommandRunner;
  readonly entropy: Pick<Entropy, 'decodeBase64'>;
}

export interface Guarded {
  /** Complaints by task id. */
  readonly said: ReadonlyMap<string, string>;
  /** How the wait ended; undefined where the guard could not be started or was cut off. */
  readonly ended: Promise<KeepReport | undefined>;
}

/** Arms the guard, and only then makes the changes that it can take back. */
export async function changeUnderGuard(
  guard: PersonGuard,
  run: number,
  { guardian, runner, entropy }: GuardPorts,
  onCountdown: (countdown: Countdown | undefined) => void,
): Promise<Guarded> {
  const started = await guardian.start(guard).catch((error: unknown) => (error instanceof Error ? error.message : ''));
  if (typeof started === 'string') {
    const why = `what would put it back could not be started, so it was not changed: ${started}`;
    const said = new Map(guard.steps.map(({ taskId }) => [taskId, why]));
    return { said, ended: Promise.resolve(undefined) };
  }
  const ports = { progressLog: guardian.log, entropy };
  const stop = followCountdown(guard.operationId, ports, onCountdown);
  const ended = started.ended.then(async () => {
    stop();
    const text = await guardian.log.read(guard.operationId);
    return text === undefined ? undefined : parseProgressLog(text, (base64) => entropy.decodeBase64(base64)).keep;
  });
  const said = await changeAsPerson(guard.steps, run, { runner }, () => Promise.resolve());
  return { said, ended };
}
