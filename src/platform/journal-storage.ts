import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import type { JournalEntry } from '../core/journal';
import { NOTHING_BEFORE } from '../core/receipts';
import {
  type FileFacts,
  type FileLayer,
  plainFileError,
  readAll,
  syncFolder,
  withFile,
  writeAll,
  writeNewFile,
} from './file-layer';
import { type JournalBytes, type JournalReader, lineOf } from './journal-lines';

/** The journal as it stands on disk: readable bytes, or why they may not be trusted. */
export type StoredJournal =
  | { readonly kind: 'read'; readonly read: JournalBytes; readonly facts: FileFacts | undefined }
  /** `copyable`: an ordinary file, so that its bytes can be kept. `tooLarge`: a copy could fill the disk; it can be moved. */
  | { readonly kind: 'unfit'; readonly reason: string; readonly copyable: boolean; readonly tooLarge?: true };

export interface JournalPlace {
  readonly files: FileLayer;
  readonly path: string;
  readonly owner: number | undefined;
  readonly reader: JournalReader;
}

/** A journal that is larger is none: it would be read for longer than anybody waits. */
export const JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024;
const GROUP_OR_OTHERS_WRITE = 0o022;

/** Reads and checks the journal file. Changes nothing on disk. */
export async function loadJournal(place: JournalPlace): Promise<StoredJournal> {
  try {
    const facts = await place.files.facts(place.path);
    if (facts === undefined) return { kind: 'read', read: place.reader(new Uint8Array(), NOTHING_BEFORE), facts };
    const unfit = whyUnfit(facts, place.owner);
    const tooLarge = facts.size > JOURNAL_LIMIT_BYTES ? ({ tooLarge: true } as const) : {};
    if (unfit !== undefined) return { kind: 'unfit', reason: unfit, copyable: facts.kind === 'file', ...tooLarge };
    const base = await readBase(place);
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const opened = await place.files.open(place.path, flags);
    return await withFile(opened, async (file): Promise<StoredJournal> => {
      const now = await file.facts();
      const bytes = now.inode === facts.inode ? await readAll(file, JOURNAL_LIMIT_BYTES) : undefined;
      if (bytes === undefined) return { kind: 'unfit', reason: 'it changed while it was read', copyable: true };
      return { kind: 'read', read: place.reader(bytes, base), facts: now };
    });
  } catch (error) {
    return { kind: 'unfit', reason: `it cannot be read: ${plainFileError(error)}`, copyable: true };
  }
}

function whyUnfit(facts: FileFacts, owner: number | undefined): string | undefined {
  if (facts.kind === 'link') return 'it is a link to another file';
  if (facts.kind !== 'file') return 'it is not a file';
  if (owner !== undefined && facts.owner !== owner) return 'it belongs to another account';
  if ((facts.mode & GROUP_OR_OTHERS_WRITE) !== 0) return 'other accounts may write to it';
  if (facts.size > JOURNAL_LIMIT_BYTES) return 'it is larger than 64 MB';
  return undefined;
}

/**
 * Writes one line after the sound part and returns when it is on disk.
 *
 * What a crash left of an unfinished line is first kept in a file of its own. A write that fails is taken back as far
 * as the disk allows; what cannot be taken back is a torn line, which the next reading knows.
 */
export async function appendLine(
  place: JournalPlace,
  stored: Extract<StoredJournal, { kind: 'read' }>,
  entry: JournalEntry,
): Promise<void> {
  const { files, path } = place;
  const { soundLength, lacksLineEnd, torn } = stored.read;
  if (torn !== undefined) await keepTorn(place, entry.sequence, torn);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  const opened = await files.open(path, flags, 0o600);
  await withFile(opened, async (file) => {
    const facts = await file.facts();
    const size = soundLength + (torn?.length ?? 0);
    const same = stored.facts === undefined || facts.inode === stored.facts.inode;
    if (!same || facts.kind !== 'file' || facts.size !== size) throw new Error('it changed while it was written to');
    try {
      if (torn !== undefined) await file.truncate(soundLength);
      await writeAll(file, Buffer.from(`${lacksLineEnd ? '\n' : ''}${lineOf(entry)}`));
      await file.sync();
      if (soundLength === 0) await syncFolder(files, dirname(path));
    } catch (error) {
      await file.truncate(soundLength).catch(() => undefined);
      await file.sync().catch(() => undefined);
      throw error;
    }
  });
}

async function keepTorn({ files, path }: JournalPlace, sequence: number, torn: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const taken = await files.list(folder);
  let name = `journal.torn-${sequence}`;
  for (let number = 2; taken.includes(name); number += 1) name = `journal.torn-${sequence}-${number}`;
  await writeNewFile(files, join(folder, name), torn);
  await syncFolder(files, folder);
}

const baseSchema = z.looseObject({
  schema: z.literal('batten.journal-base/1'),
  previous: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  quarantined: z.string(),
});

/** Where the hash is kept of the damaged journal that the present one follows. */
export function basePath(place: JournalPlace): string {
  return join(dirname(place.path), 'journal.base.json');
}

/** What the first entry must name as `previous`: the bytes of the journal set aside before it, or nothing. */
export async function readBase(place: JournalPlace): Promise<string> {
  const path = basePath(place);
  const facts = await place.files.facts(path);
  if (facts === undefined) return NOTHING_BEFORE;
  if (facts.kind !== 'file') throw new Error('journal.base.json, which says what it follows, is not an ordinary file');
  const opened = await place.files.open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const bytes = await withFile(opened, (file) => readAll(file, 4096));
  const base = baseSchema.safeParse(parseJson(bytes));
  if (!base.success) throw new Error('journal.base.json, which says what it follows, is damaged');
  return base.data.previous;
}

/** The content of `journal.base.json`. */
export function baseText(previous: string, quarantined: string): string {
  return `${JSON.stringify({ schema: 'batten.journal-base/1', previous, quarantined })}\n`;
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
