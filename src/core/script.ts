import type { Command } from './command';
import { awaitingKeep, type KeepPlace } from './keep-or-revert';
import { type ChangePlan, type PlannedStep, userCommandLines } from './plan';
import { assertForRoot, comment, type ProgramPlace, quote, shellWords, word } from './shell-words';
import type { AnyTask } from './task';

/** Where the elevated script keeps its log: made by root, readable by all, writable by nobody else. */
export const OPERATIONS_FOLDER = '/Library/Application Support/app.batten.Batten/operations';

/** How long after it was composed a script may still begin, in milliseconds. */
export const APPROVAL_WINDOW_MS = 300_000;

export interface ScriptOptions {
  /** 32 hexadecimal digits; names the log, and makes a second run of the same script change nothing. */
  readonly operationId: string;
  /** 32 hexadecimal digits that a tool's output cannot know, so it cannot fake a marker. */
  readonly nonce: string;
  /** Seconds since 1970 after which the script changes nothing. */
  readonly deadline: number;
  /** The process that asked; when it is gone the script changes nothing. Left out where a person runs the script. */
  readonly askedBy?: number;
  /** Whose legacy sudo timestamp folder to remove again, which sudo-prompt's applet leaves behind. */
  readonly account?: string;
  /** What the person's journal ended with when the script was composed: root's log keeps it out of the person's reach. */
  readonly seal?: { readonly uid: number; readonly head: string };
  /** The script waits for Keep after the changes, and carries out `undo` when it does not come. */
  readonly keep?: KeepPlace & { readonly undo: ChangePlan };
  /** Only tests give these: the same script with programs and log below another folder. */
  readonly paths?: { readonly programs: ProgramPlace; readonly operationsFolder: string };
}

/**
 * Writes the one script that root runs for a plan: POSIX sh, after a fixed preamble one block a step.
 *
 * It changes nothing when it is not root, past its deadline, after its asker's death, or when it has run before; it always
 * exits 0 and reports by markers (`parseScriptReport`). Every word of every command is quoted; nothing else is interpolated
 * but digits, hexadecimal ids and titles from the catalogue.
 */
export function composeScript(plan: ChangePlan, catalogue: readonly AnyTask[], options: ScriptOptions): string {
  assertHex(options.operationId);
  assertHex(options.nonce);
  const { keep } = options;
  const place = options.paths?.programs;
  const steps = rootSteps(plan);
  const changes = steps.map((step, index) =>
    [
      '',
      `# ${index + 1}. ${comment(stepWords(step, catalogue))}`,
      `begin ${index + 1}`,
      ...step.recapture.map(({ key, command }) => `recapture ${index + 1} ${word(key)} ${rootWords(command, place)}`),
      ...step.root.map((command, at) => `run ${index + 1} ${at + 1} ${rootWords(command, place)}`),
      `end ${index + 1}`,
    ].join('\n'),
  );
  return `${[
    preamble(options),
    ...(keep === undefined ? [] : [awaitingKeep(keep, options.operationId)]),
    ...changes,
    ...(keep === undefined ? [] : [keepOrRevert(keep.undo, catalogue, place)]),
    ending(steps.length),
    ...userPart(plan),
  ].join('\n')}\n`;
}

function keepOrRevert(undo: ChangePlan, catalogue: readonly AnyTask[], place: ProgramPlace | undefined): string {
  const back = rootSteps(undo).flatMap((step, index) => [
    `  # Back: ${comment(stepWords(step, catalogue))}`,
    `  begin ${index + 1}`,
    ...step.root.map((command, at) => `  run ${index + 1} ${at + 1} ${rootWords(command, place)}`),
    `  end ${index + 1}`,
  ]);
  return `
# Without your Keep everything goes back, whether Batten is there or not.
/bin/sync
if ! await_keep; then
  way=BACK-
${back.join('\n')}
  mark REVERTED
fi`;
}

function rootSteps(plan: ChangePlan): readonly PlannedStep[] {
  return plan.steps.filter((step) => step.root.length > 0);
}

function stepWords(step: PlannedStep, catalogue: readonly AnyTask[]): string {
  const task = catalogue.find(({ id }) => id === step.taskId);
  return task ? `${task.name}: ${task.words(step.before)} -> ${task.words(step.after)}` : step.taskId;
}

function rootWords(command: Command, place: ProgramPlace | undefined): string {
  assertForRoot(command.program);
  return shellWords(command, place);
}

function preamble(options: ScriptOptions): string {
  const folder = options.paths?.operationsFolder ?? OPERATIONS_FOLDER;
  return `#!/bin/sh
# Batten, operation ${options.operationId}
# Changes nothing after ${new Date(options.deadline * 1000).toISOString()}, when run twice, or when not run as root.
PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
unset BASH_ENV ENV CDPATH GLOBIGNORE
IFS=' 	
'
umask 022
LC_ALL=C
export LC_ALL
cd / || exit 0
# Once begun, the batch is carried to its end, even if nobody listens any more.
trap '' HUP PIPE

log=${quote(`${folder}/${options.operationId}.log`)}
log_open=''
way=''

mark() {
  [ -z "$log_open" ] || printf '%s\\n' "$1" >>"$log"
  printf '@@BATTEN ${options.nonce} %s\\n' "$1" 2>/dev/null
}
encode() {
  printf '%s' "$1" | /usr/bin/head -c 16384 | /usr/bin/base64 | /usr/bin/tr -d '\\n'
}
tidy() {
  ${timestampRemoval(options.account)}
}
refuse() {
  mark "REFUSED $1"
  tidy
  exit 0
}
begin() {
  failed=''
  mark "\${way}BEGIN $1"
}
recapture() {
  step=$1 key=$2
  shift 2
  output=$("$@" 2>&1 </dev/null)
  mark "BEFORE $step $key $? $(encode "$output")"
}
run() {
  step=$1 at=$2
  shift 2
  [ -z "$failed" ] || return 0
  output=$("$@" 2>&1 </dev/null)
  code=$?
  [ "$code" -eq 0 ] || failed=yes
  mark "\${way}COMMAND $step $at $code $(encode "$output")"
}
end() {
  mark "\${way}END $1 \${failed:-no}"
}

[ "$(/usr/bin/id -u)" = 0 ] || refuse not-root
[ "$(/bin/date +%s)" -le ${options.deadline} ] || refuse expired
${options.askedBy === undefined ? '' : `/bin/kill -0 ${Math.trunc(options.askedBy)} 2>/dev/null || refuse asker-gone\n`}for folder in ${foldersOf(folder).map(quote).join(' ')}; do
  [ ! -L "$folder" ] || refuse log-is-a-link
  [ -d "$folder" ] || /bin/mkdir -m 755 "$folder" || refuse no-log
done
[ ! -L "$log" ] || refuse log-is-a-link
[ ! -e "$log" ] || refuse ran-before
(set -C && : >"$log") 2>/dev/null || refuse no-log
log_open=yes
mark "BEGUN $(/bin/date +%s)"${sealed(options.seal)}
# A full disk can hold the name of a log and nothing in it.
[ -s "$log" ] || refuse no-log
/bin/sync`;
}

function sealed(seal: ScriptOptions['seal']): string {
  if (seal === undefined) return '';
  if (!/^[0-9a-f]{64}$/.test(seal.head)) throw new Error('The end of a journal is 64 hexadecimal digits');
  return `\nmark "SEAL ${Math.trunc(seal.uid)} ${seal.head}"`;
}

function ending(count: number): string {
  return `\ntidy\nmark "DONE ${count}"\n/bin/sync\nexit 0`;
}

/** sudo-prompt's applet makes this folder, which an old sudo took for a password given; it goes again in every case. */
function timestampRemoval(account: string | undefined): string {
  return account !== undefined && /^[a-z_][a-z0-9_.-]{0,63}$/i.test(account)
    ? `/bin/rmdir ${quote(`/var/db/sudo/${account}`)} 2>/dev/null`
    : ':';
}

function userPart(plan: ChangePlan): readonly string[] {
  const lines = userCommandLines(plan);
  return lines.length === 0
    ? []
    : ['', '# Afterwards, as you and not as root:', ...lines.map((line) => `#   ${comment(line)}`)];
}

/** The folder and the three above it: each is made if missing, and none may be a link. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`).slice(-4);
}

function assertHex(text: string): void {
  if (!/^[0-9a-f]{32}$/.test(text)) throw new Error('An operation id and a nonce are 32 hexadecimal digits');
}
