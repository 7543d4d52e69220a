import { dirname, join } from 'node:path';
import type { JournalEntry, JournalEvent } from '../core/journal';
import type { Clock, Journal, JournalReading } from '../core/ports';
import { type FileLayer, plainFileError, realFiles, replaceFile, syncFolder } from './file-layer';
import { createJournalReader, nextEntry } from './journal-lines';
import { freeName, hashOfFile, quarantineCopy } from './journal-quarantine';
import {
  appendLine,
  basePath,
  baseText,
  type JournalPlace,
  loadJournal,
  readBase,
  type StoredJournal,
} from './journal-storage';
import { type LockAttempt, tryLock } from './lock-file';
import { systemClock } from './system-clock';

export interface JournalFileOptions {
  /** The person's data folder. */
  readonly folder: string;
  readonly clock?: Clock;
  readonly files?: FileLayer;
  readonly owner?: number;
}

/** What a check of the hash chain says. */
export type ChainVerdict =
  /** `head` is the hash of the last entry; whoever noted it earlier can tell that nothing before it was rewritten. */
  | { readonly kind: 'sound'; readonly entries: number; readonly head?: string; readonly unfinishedLine: boolean }
  | { readonly kind: 'broken'; readonly reason: string; readonly line?: number; readonly entries: number };

export type NewJournal =
  | { readonly kind: 'started'; readonly quarantine: string; readonly previous: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The journal on disk: one JSON line an entry, each naming the hash of the one before. */
export interface JournalFile extends Journal {
  verifyChain(): Promise<ChainVerdict>;
  /** The person's decision about a damaged journal: it moves to quarantine whole, and a new one begins that names its hash. */
  startNewJournal(): Promise<NewJournal>;
}

/**
 * Opens the journal of a data folder. Nothing is made on disk before the first append.
 *
 * Reading changes nothing but for a copy of a damaged journal under `quarantine`. Appending is safe against other
 * processes that append, against crashes at any point, and refuses a damaged journal.
 */
export function createJournalFile(options: JournalFileOptions): JournalFile {
  const { folder, clock = systemClock, files = realFiles, owner = process.getuid?.() } = options;
  const place: JournalPlace = { files, path: join(folder, 'journal.jsonl'), owner, reader: createJournalReader() };
  const oneAtATime = createQueue();
  return {
    append: (event) => oneAtATime(() => append(event, place, clock)),
    read: () => oneAtATime(() => read(place, clock)),
    verifyChain: () => oneAtATime(() => verify(place)),
    startNewJournal: () => oneAtATime(() => startNew(place, clock)),
  };
}

async function append(event: JournalEvent, place: JournalPlace, clock: Clock): Promise<JournalEntry> {
  await saying('the journal cannot be written', () => place.files.makeFolder(dirname(place.path)));
  return locked(place, async () => {
    const stored = await loadJournal(place);
    const trouble = troubleOf(stored);
    if (trouble !== undefined || stored.kind === 'unfit') {
      throw new Error(`the journal is not written to: ${trouble?.reason ?? ''}`);
    }
    return saying('the journal cannot be written', async () => {
      const entry = nextEntry(event, clock.now(), stored.read.entries.at(-1), await readBase(place));
      await appendLine(place, stored, entry);
      return entry;
    });
  });
}

async function read(place: JournalPlace, clock: Clock): Promise<JournalReading> {
  const stored = await loadJournal(place);
  const trouble = troubleOf(stored);
  const entries = stored.kind === 'read' ? stored.read.entries : [];
  if (trouble === undefined) return { kind: 'sound', entries };
  const { reason } = trouble;
  if (stored.kind === 'unfit' && !stored.copyable) return { kind: 'broken', reason, entries, quarantine: place.path };
  try {
    const copy = await quarantineCopy(place.files, dirname(place.path), place.path, new Date(clock.now()));
    return { kind: 'broken', reason, entries, quarantine: copy };
  } catch (error) {
    const noCopy = `${reason} (a copy could not be kept: ${plainFileError(error)})`;
    return { kind: 'broken', reason: noCopy, entries, quarantine: place.path };
  }
}

async function verify(place: JournalPlace): Promise<ChainVerdict> {
  const stored = await loadJournal(place);
  const trouble = troubleOf(stored);
  const entries = stored.kind === 'read' ? stored.read.entries : [];
  if (trouble !== undefined) return { kind: 'broken', ...trouble, entries: entries.length };
  const head = entries.at(-1)?.hash;
  const unfinishedLine = stored.kind === 'read' && stored.read.torn !== undefined;
  return { kind: 'sound', entries: entries.length, unfinishedLine, ...(head === undefined ? {} : { head }) };
}

/** The base is on disk before the journal moves: cut off in between, the journal is still there and still damaged. */
async function startNew(place: JournalPlace, clock: Clock): Promise<NewJournal> {
  const { files, path } = place;
  const folder = dirname(path);
  try {
    return await locked(place, async () => {
      const stored = await loadJournal(place);
      if (troubleOf(stored) === undefined) return { kind: 'refused', reason: 'the journal is sound; it is kept' };
      if (stored.kind === 'unfit' && !stored.copyable)
        return { kind: 'refused', reason: `${path}: ${stored.reason}; it has to be removed by hand` };
      const previous = await hashOfFile(files, path);
      const kept = await quarantineCopy(files, folder, path, new Date(clock.now()));
      const quarantine = join(folder, 'quarantine');
      // The copy that reading made holds the same bytes; the damaged file itself takes its place.
      const to =
        (await hashOfFile(files, kept)) === previous ? kept : await freeName(files, quarantine, new Date(clock.now()));
      await replaceFile(files, basePath(place), baseText(previous, to));
      await files.rename(path, to);
      await syncFolder(files, quarantine);
      await syncFolder(files, folder);
      return { kind: 'started', quarantine: to, previous };
    });
  } catch (error) {
    return { kind: 'refused', reason: `the journal could not be set aside: ${plainFileError(error)}` };
  }
}

function troubleOf(stored: StoredJournal): { readonly reason: string; readonly line?: number } | undefined {
  if (stored.kind === 'unfit') return { reason: stored.reason };
  const { trouble } = stored.read;
  return trouble && { reason: `line ${trouble.line}: ${trouble.reason}`, line: trouble.line };
}

/** A process that appends holds the lock for milliseconds; one that died holding it is recognised at once. */
async function locked<T>(place: JournalPlace, act: () => Promise<T>): Promise<T> {
  const attempt = await saying('the journal cannot be written', () => waitForLock(place));
  try {
    return await act();
  } finally {
    await attempt.release();
  }
}

async function waitForLock(place: JournalPlace): Promise<Extract<LockAttempt, { kind: 'acquired' }>> {
  const options = { path: `${place.path}.lock`, oldestMs: 60_000 };
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += PAUSE_MS) {
    const attempt = await tryLock(options);
    if (attempt.kind === 'acquired') return attempt;
    await systemClock.sleep(PAUSE_MS);
  }
  throw new Error('another process of Batten is writing to it');
}

const LONGEST_WAIT_MS = 5_000;
const PAUSE_MS = 10;

async function saying<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Error(`${what}: ${plainFileError(error)}`, { cause: error });
  }
}

/** Calls within this process follow one another, in the order they came. */
function createQueue(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
}
