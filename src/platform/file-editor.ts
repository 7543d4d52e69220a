import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CommandRunner } from '../core/ports';
import { composeDiffers } from '../core/config/compose-differs';
import { CONFIG_KINDS } from '../core/config/config-kinds';
import { textsAt, withTexts } from '../core/config/config-format';
import { type Command, whyNoAnswer } from '../core/command';
import type { FileEdit, FileEditor, FileEditOutcome } from '../core/file-edit';
import { sameJson } from '../core/json';
import {
  type FileFacts,
  type FileLayer,
  plainFileError,
  readAll,
  realFiles,
  syncFolder,
  withFile,
  writeAll,
  writeNewFile,
} from './file-layer';

export interface FileEditorOptions {
  /** Where copies of the files as they were are kept, one folder a run. */
  readonly backups: string;
  readonly runner: CommandRunner;
  /** The person's numeric user id: a file of anybody else is left alone. */
  readonly owner: number;
  readonly files?: FileLayer;
  /** Where the copies are kept, when that is another disk than that of the files. */
  readonly backupFiles?: FileLayer;
}

/** A configuration file larger than this is none. */
const LIMIT_BYTES = 1024 * 1024;
const TOO_LARGE = 'it is larger than 1 MB';
const GATE_MS = 30_000;

/**
 * Edits a person's configuration files by exchanging them whole, mode and owner kept.
 *
 * Whoever looks, at whatever instant, finds the old file or the new one. A file that is a link, belongs to somebody else,
 * is not as planned, or changes while it is being looked at is left alone, and the reason is said.
 */
export function createFileEditor(options: FileEditorOptions): FileEditor {
  const files = options.files ?? realFiles;
  return {
    edit: async (edit, run) => {
      try {
        return await exchange(edit, run, files, options);
      } catch (error) {
        return refused(edit.path, plainFileError(error));
      }
    },
    tidy: async (path) => {
      const folder = dirname(path);
      const left = await files.list(folder).catch(() => []);
      for (const name of left.filter((one) => isCandidateOf(path, one))) {
        await files.unlink(join(folder, name)).catch(() => undefined);
      }
    },
  };
}

async function exchange(
  edit: FileEdit,
  run: number,
  files: FileLayer,
  options: FileEditorOptions,
): Promise<FileEditOutcome> {
  const before = await readWhole(files, edit.path, options.owner);
  if (before.kind === 'refused') return refused(edit.path, before.reason);
  const next = edited(before.text, edit);
  if (next.kind === 'refused') return refused(edit.path, next.reason);
  const bytes = Buffer.from(next.text, 'utf8');
  // It would be written, and could not be read again for the way back.
  if (bytes.length > LIMIT_BYTES) return refused(edit.path, TOO_LARGE);
  const backup = await keepCopy(before, edit.path, run, options.backupFiles ?? files, options);
  const candidate = join(dirname(edit.path), candidateName(edit.path));
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    await withFile(await files.open(candidate, flags, 0o600), async (file) => {
      await writeAll(file, bytes);
      await file.setMode(before.facts.mode);
      await file.sync();
    });
    const objection = await askGate(edit, candidate, options.runner);
    const reason = objection ?? (await whyMoved(before, edit.path, files, options.owner));
    if (reason !== undefined) {
      await files.unlink(candidate);
      return refused(edit.path, reason);
    }
    await files.rename(candidate, edit.path);
  } catch (error) {
    await files.unlink(candidate).catch(() => undefined);
    // On the disk of a server the answer to a rename can get lost: what the file holds decides.
    if (!(await holds(edit.path, bytes, files, options.owner))) throw error;
  }
  // The new file has the name by now: it must not be called the old one because the disk fails only after that.
  await syncFolder(files, dirname(edit.path)).catch(() => undefined);
  return { kind: 'written', sha256Before: sha256(before.bytes), sha256After: sha256(bytes), backup };
}

interface Whole {
  readonly kind: 'read';
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly facts: FileFacts;
}

interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

async function readWhole(files: FileLayer, path: string, owner: number): Promise<Whole | Refused> {
  const named = await files.facts(path);
  if (named === undefined) return { kind: 'refused', reason: 'it is not there any more' };
  const objection = whyNotEdited(named, owner);
  if (objection !== undefined) return { kind: 'refused', reason: objection };
  const opened = await files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  return withFile(opened, async (file): Promise<Whole | Refused> => {
    const facts = await file.facts();
    // Another file may have taken the name since.
    const oddity = whyNotEdited(facts, owner);
    if (oddity !== undefined) return { kind: 'refused', reason: oddity };
    const bytes = await readAll(file, LIMIT_BYTES);
    if (bytes === undefined) return { kind: 'refused', reason: TOO_LARGE };
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return { kind: 'read', text, bytes, facts };
    } catch {
      return { kind: 'refused', reason: 'it is not text in UTF-8' };
    }
  });
}

function whyNotEdited({ kind, owner: its }: FileFacts, owner: number): string | undefined {
  if (kind === 'link') return 'it is a link; edit the file it leads to by hand';
  if (kind !== 'file') return 'it is not an ordinary file';
  return its === owner ? undefined : 'it belongs to somebody else';
}

/** The new text, checked once more: what is there is as planned, and nothing but the pieces changes. */
function edited(text: string, edit: FileEdit): { readonly kind: 'text'; readonly text: string } | Refused {
  const kind = CONFIG_KINDS[edit.format];
  if (!kind.accepts(edit.from) || !kind.accepts(edit.to)) {
    return { kind: 'refused', reason: 'what should be written is not of a shape that Batten writes' };
  }
  const spots = kind.find(text, edit.subject);
  if (spots.kind === 'unreadable') return { kind: 'refused', reason: spots.reason };
  if (!sameJson(textsAt(text, spots.value.slices), edit.from)) {
    return { kind: 'refused', reason: 'it has changed since; look at a new plan' };
  }
  const next = withTexts(text, spots.value.slices, edit.to);
  const found = kind.find(next, edit.subject);
  const asPlanned = found.kind === 'read' && sameJson(textsAt(next, found.value.slices), edit.to);
  if (!asPlanned || (edit.format === 'compose' && composeDiffers(text, next))) {
    return { kind: 'refused', reason: 'the new text would say more or less than was planned' };
  }
  return { kind: 'text', text: next };
}

/** Copies the file as it is, with a note of whose it is, which comes last; the copies of a run lie together. */
async function keepCopy(
  { bytes, facts }: Whole,
  path: string,
  run: number,
  files: FileLayer,
  { backups }: FileEditorOptions,
): Promise<string> {
  const folder = join(backups, `run-${run}`);
  await files.makeFolder(folder);
  const copy = join(folder, `${randomBytes(4).toString('hex')}-${basename(path)}`);
  const note = { schema: 'batten.backup/1', path, mode: facts.mode, owner: facts.owner, sha256: sha256(bytes) };
  try {
    await writeNewFile(files, copy, bytes);
    await writeNewFile(files, `${copy}.json`, Buffer.from(`${JSON.stringify(note, undefined, 2)}\n`));
    await syncFolder(files, folder);
  } catch (error) {
    // Half a copy must not be taken for one.
    for (const one of [`${copy}.json`, copy]) await files.unlink(one).catch(() => undefined);
    throw error;
  }
  return copy;
}

async function askGate(
  { gate, path }: FileEdit,
  candidate: string,
  runner: CommandRunner,
): Promise<string | undefined> {
  if (gate === undefined) return undefined;
  const asked: Command = { program: gate.program, args: gate.args.map((arg) => (arg === path ? candidate : arg)) };
  const result = await runner.run(asked, { timeoutMs: GATE_MS });
  const silent = whyNoAnswer(asked, result);
  if (silent !== undefined || result.kind !== 'exited') return `the new text could not be checked: ${silent ?? ''}`;
  if (result.exitCode === 0) return undefined;
  const said = result.stderr.trim().split('\n').at(-1) || `exit status ${result.exitCode}`;
  return `the program that reads it does not accept the new text: ${said.slice(0, 300)}`;
}

async function whyMoved(before: Whole, path: string, files: FileLayer, owner: number): Promise<string | undefined> {
  const now = await readWhole(files, path, owner);
  const same =
    now.kind === 'read' &&
    now.facts.inode === before.facts.inode &&
    now.facts.mode === before.facts.mode &&
    Buffer.compare(now.bytes, before.bytes) === 0;
  return same ? undefined : 'it was changed at the same moment; look at a new plan';
}

async function holds(path: string, bytes: Uint8Array, files: FileLayer, owner: number): Promise<boolean> {
  const now = await readWhole(files, path, owner).catch(() => undefined);
  return now?.kind === 'read' && Buffer.compare(now.bytes, bytes) === 0;
}

function refused(path: string, reason: string): FileEditOutcome {
  return { kind: 'refused', reason: `${path} was left as it is: ${reason}` };
}

function candidateName(path: string): string {
  return `.${basename(path)}.batten-${randomBytes(8).toString('hex')}`;
}

function isCandidateOf(path: string, name: string): boolean {
  const start = `.${basename(path)}.batten-`;
  return name.startsWith(start) && /^[0-9a-f]{16}$/.test(name.slice(start.length));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
