import { type Command, INSTALLED_BY_PEOPLE, whyNoAnswer } from './command';
import { errorText } from './error-text';
import type { FileEdit, FileEditor } from './file-edit';
import type { JournalEvent, RowResult } from './journal';
import type { PlannedStep } from './plan';
import type { CommandRunner } from './runner';
import { complaint } from './what-was-said';

/** What the part of a change needs that is made as the person. */
export interface PersonPorts {
  readonly runner: CommandRunner;
  readonly files?: FileEditor;
}

export type Record = (event: JournalEvent) => Promise<void>;

const USER_STEP_MS = 15_000;
/** Starting a container or a service anew takes longer than setting a preference. */
const SERVICE_STEP_MS = 120_000;

/**
 * Edits the files and runs the commands that belong to the person, step by step; returns complaints by task id.
 *
 * A step whose file is refused runs none of its commands. Every exchange of a file is told to the journal.
 */
export async function changeAsPerson(
  steps: readonly PlannedStep[],
  run: number,
  ports: PersonPorts,
  record: Record,
): Promise<ReadonlyMap<string, string>> {
  const said = new Map<string, string>();
  for (const step of steps) {
    const refusal = await editFiles(step, step.files ?? [], run, ports, record);
    const trouble = refusal ?? (await runCommands(step.user, ports.runner));
    if (trouble !== '') said.set(step.taskId, trouble);
  }
  return said;
}

/**
 * Puts the files of steps back that did not come out as planned, and lets their services read them again.
 *
 * Returns the ids of the tasks it put back; the caller reads the Mac again.
 */
export async function putBack(
  steps: readonly PlannedStep[],
  rows: readonly RowResult[],
  run: number,
  ports: PersonPorts,
  record: Record,
): Promise<readonly string[]> {
  const back: string[] = [];
  for (const step of [...steps].reverse()) {
    const outcome = rows.find(({ taskId }) => taskId === step.taskId)?.outcome;
    if (outcome === 'verified' || step.files === undefined || step.files.length === 0) continue;
    const refusal = await editFiles(step, step.files.map(inverse).reverse(), run, ports, record);
    if (refusal !== undefined) continue;
    await runCommands(step.user, ports.runner);
    back.push(step.taskId);
  }
  return back;
}

/** The edit that takes another one back. */
export function inverse(edit: FileEdit): FileEdit {
  return { ...edit, from: edit.to, to: edit.from };
}

/**
 * All files of a step or none: when one is refused, those before it go back. Undefined when all were written, otherwise why
 * not, with those that would not go back.
 */
async function editFiles(
  step: PlannedStep,
  edits: readonly FileEdit[],
  run: number,
  ports: PersonPorts,
  record: Record,
): Promise<string | undefined> {
  const write = async (edit: FileEdit): Promise<string | undefined> => {
    const outcome = await editOne(edit, run, ports.files);
    if (outcome.kind === 'refused') return outcome.reason;
    const { sha256Before, sha256After, backup } = outcome;
    await record({ kind: 'edited', run, taskId: step.taskId, path: edit.path, sha256Before, sha256After, backup });
    return undefined;
  };
  const written: FileEdit[] = [];
  for (const edit of edits) {
    const refusal = await write(edit);
    if (refusal === undefined) {
      written.push(edit);
      continue;
    }
    const reasons = [refusal];
    for (const before of written.reverse()) reasons.push((await write(inverse(before))) ?? '');
    return reasons.filter((reason) => reason !== '').join('; ');
  }
  return undefined;
}

async function editOne(edit: FileEdit, run: number, files: FileEditor | undefined): ReturnType<FileEditor['edit']> {
  if (files === undefined) return { kind: 'refused', reason: 'files cannot be edited here' };
  try {
    return await files.edit(edit, run);
  } catch (error) {
    return { kind: 'refused', reason: errorText(error) };
  }
}

/** Runs commands in order; returns what the tools complained about last, empty when nothing. */
async function runCommands(commands: readonly Command[], runner: CommandRunner): Promise<string> {
  let said = '';
  for (const command of commands) {
    const timeoutMs = INSTALLED_BY_PEOPLE.includes(command.program) ? SERVICE_STEP_MS : USER_STEP_MS;
    const trouble = await runOne(command, timeoutMs, runner);
    if (trouble !== '') said = trouble;
  }
  return said;
}

/** A runner that throws must not end the change: what was done by then has to be told. */
async function runOne(command: Command, timeoutMs: number, runner: CommandRunner): Promise<string> {
  try {
    const result = await runner.run(command, { timeoutMs });
    return whyNoAnswer(command, result) ?? (result.kind === 'exited' ? complaint(result) : '');
  } catch (error) {
    return errorText(error);
  }
}
