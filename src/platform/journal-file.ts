import { dirname, join } from 'node:path';
import type { JournalEntry, JournalEvent } from '../core/journal';
import type { Clock, Journal, JournalReading } from '../core/ports';
import { NOTHING_BEFORE, type ReceiptsReading, type RunReceipts, whyIncomplete } from '../core/receipts';
import { type FileLayer, plainFileError, realFiles, replaceFile, syncFolder } from './file-layer';
import { createJournalReader, nextEntry } from './journal-lines';
import { freeName, hashOfFile, quarantineCopy } from './journal-quarantine';
import {
  appendLine,
  basePath,
  baseText,
  JOURNAL_LIMIT_BYTES,
  type JournalPlace,
  loadJournal,
  readBase,
  type StoredJournal,
} from './journal-storage';
import { waitForLock } from './lock-file';
import { systemClock } from './system-clock';

export interface JournalFileOptions {
  /** The person's data folder. */
  readonly folder: string;
  readonly clock?: Clock;
  readonly files?: FileLayer;
  readonly owner?: number;
  /** What root has logged: a journal that does not tell of all of it counts as damaged, however whole its chain. */
  readonly receipts?: RunReceipts;
}

/** What a check of the hash chain says. */
export type ChainVerdict =
  /** `head` is the hash of the last entry; whoever noted it earlier can tell that nothing before it was rewritten. */
  | { readonly kind: 'sound'; readonly entries: number; readonly head?: string; readonly unfinishedLine: boolean }
  | { readonly kind: 'broken'; readonly reason: string; readonly line?: number; readonly entries: number };

export type NewJournal =
  /** `quarantine`: where the old one lies now; absent where there was none any more. */
  | { readonly kind: 'started'; readonly quarantine?: string; readonly previous: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The journal on disk: one JSON line an entry, each naming the hash of the one before. */
export interface JournalFile extends Journal {
  verifyChain(): Promise<ChainVerdict>;
  /**
   * The person's decision about a damaged journal: it moves to quarantine whole, and a new one begins that names its hash,
   * and the runs that root has logged and the new one knows nothing of.
   */
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
  const receipts = options.receipts ?? NO_RECEIPTS;
  const path = join(folder, 'journal.jsonl');
  const place: Place = { files, path, owner, reader: createJournalReader(), receipts };
  const oneAtATime = createQueue();
  return {
    append: (event) => oneAtATime(() => append(event, place, clock)),
    read: () => oneAtATime(() => read(place, clock)),
    verifyChain: () => oneAtATime(() => verify(place)),
    startNewJournal: () => oneAtATime(() => startNew(place, clock)),
  };
}

interface Place extends JournalPlace {
  readonly receipts: RunReceipts;
}

/** For a journal that nobody compares with root's logs. */
const NO_RECEIPTS: RunReceipts = { read: () => Promise.resolve({ kind: 'read', receipts: [] }) };

async function append(event: JournalEvent, place: Place, clock: Clock): Promise<JournalEntry> {
  await saying('the journal cannot be written', () => place.files.makeFolder(dirname(place.path)));
  return locked(place, async () => {
    const { stored, trouble } = await load(place);
    if (trouble !== undefined || stored.kind === 'unfit') {
      throw new Error(`the journal is not written to: ${trouble?.reason ?? ''}`);
    }
    return saying('the journal cannot be written', async () => {
      // The old journal was set aside, and whoever did it died before the new one had begun: root has logged nothing of it.
      if (stored.read.entries.length === 0 && (await readBase(place)) !== NOTHING_BEFORE) {
        await appendTo(place, stored, { kind: 'begun-anew', leftBehind: [] }, clock);
        const begun = await loadJournal(place);
        if (begun.kind === 'unfit') throw new Error(begun.reason);
        return appendTo(place, begun, event, clock);
      }
      return appendTo(place, stored, event, clock);
    });
  });
}

async function appendTo(
  place: Place,
  stored: Extract<StoredJournal, { kind: 'read' }>,
  event: JournalEvent,
  clock: Clock,
): Promise<JournalEntry> {
  const entry = nextEntry(event, clock.now(), stored.read.entries.at(-1), await readBase(place));
  await appendLine(place, stored, entry);
  return entry;
}

async function read(place: Place, clock: Clock): Promise<JournalReading> {
  const { stored, trouble } = await load(place);
  const entries = stored.kind === 'read' ? stored.read.entries : [];
  if (trouble === undefined) return { kind: 'sound', entries };
  const { reason } = trouble;
  const copyable = stored.kind === 'unfit' ? stored.copyable && stored.tooLarge !== true : stored.facts !== undefined;
  if (!copyable || trouble.unknown === true) return { kind: 'broken', reason, entries, quarantine: place.path };
  try {
    const copy = await quarantineCopy(place.files, dirname(place.path), place.path, new Date(clock.now()));
    return { kind: 'broken', reason, entries, quarantine: copy };
  } catch (error) {
    const noCopy = `${reason} (a copy could not be kept: ${plainFileError(error)})`;
    return { kind: 'broken', reason: noCopy, entries, quarantine: place.path };
  }
}

async function verify(place: Place): Promise<ChainVerdict> {
  const { stored, trouble } = await load(place);
  const entries = stored.kind === 'read' ? stored.read.entries : [];
  if (trouble !== undefined) {
    const { reason, line } = trouble;
    return { kind: 'broken', reason, entries: entries.length, ...(line === undefined ? {} : { line }) };
  }
  const head = entries.at(-1)?.hash;
  const unfinishedLine = stored.kind === 'read' && stored.read.torn !== undefined;
  return { kind: 'sound', entries: entries.length, unfinishedLine, ...(head === undefined ? {} : { head }) };
}

async function startNew(place: Place, clock: Clock): Promise<NewJournal> {
  try {
    return await locked(place, () => startNewAlone(place, clock));
  } catch (error) {
    return { kind: 'refused', reason: `the journal could not be set aside: ${plainFileError(error)}` };
  }
}

async function startNewAlone(place: Place, clock: Clock): Promise<NewJournal> {
  const refuse = (reason: string): NewJournal => ({ kind: 'refused', reason });
  const { stored, told, trouble } = await load(place);
  const isEmpty = stored.kind === 'read' && stored.read.trouble === undefined && stored.read.entries.length === 0;
  // Cut off in between, the old journal is set aside and the new one has yet to begin.
  const isHalfBegun = isEmpty && (await readBase(place)) !== NOTHING_BEFORE;
  if (trouble === undefined && !isHalfBegun) return refuse('the journal is sound; it is kept');
  // A new journal has to name what it leaves behind; without that it would be refused at once.
  if (told.kind === 'unreadable') return refuse(told.reason);
  if (stored.kind === 'unfit' && !stored.copyable)
    return refuse(`${place.path}: ${stored.reason}; it has to be removed by hand`);
  const aside = isEmpty
    ? { previous: await readBase(place) }
    : await setAside(place, clock, stored.kind === 'unfit' && stored.tooLarge === true);
  const where = aside.quarantine === undefined ? '' : `the old journal lies at ${aside.quarantine}, and `;
  try {
    if (aside.quarantine !== undefined) {
      await syncFolder(place.files, dirname(aside.quarantine));
      await syncFolder(place.files, dirname(place.path));
    }
    const empty = await loadJournal(place);
    if (empty.kind === 'unfit') throw new Error(empty.reason);
    const leftBehind = told.receipts.map(({ operationId }) => operationId);
    await appendTo(place, empty, { kind: 'begun-anew', leftBehind }, clock);
  } catch (error) {
    return refuse(`${where}a new one could not be begun: ${plainFileError(error)}`);
  }
  return { kind: 'started', ...aside };
}

/** The base is on disk before the journal moves: cut off in between, the journal is still there and still damaged. */
async function setAside(
  place: Place,
  clock: Clock,
  tooLarge: boolean,
): Promise<{ readonly previous: string; readonly quarantine?: string }> {
  const { files, path } = place;
  const [folder, date] = [dirname(path), new Date(clock.now())];
  const base = basePath(place);
  if ((await files.facts(base))?.kind === 'folder')
    throw new Error(`${base} is a folder; it has to be removed by hand`);
  const previous = await hashOfFile(files, path, JOURNAL_LIMIT_BYTES);
  const quarantine = join(folder, 'quarantine');
  await files.makeFolder(quarantine);
  const kept = tooLarge ? undefined : await quarantineCopy(files, folder, path, date);
  // The copy that reading made holds the same bytes; the damaged file itself takes its place.
  const isSame = kept !== undefined && (await hashOfFile(files, kept)) === previous;
  const to = isSame ? kept : await freeName(files, quarantine, date);
  await replaceFile(files, base, baseText(previous, to));
  await files.rename(path, to);
  return { previous, quarantine: to };
}

interface Trouble {
  readonly reason: string;
  readonly line?: number;
  /** Nothing is known against the journal itself: what it has to be compared with cannot be read. */
  readonly unknown?: true;
}

/** The receipts are read first: an operation is planned before root logs it, so a younger journal only tells of more. */
async function load(place: Place): Promise<{
  readonly stored: StoredJournal;
  readonly told: ReceiptsReading;
  readonly trouble?: Trouble;
}> {
  const told = await place.receipts.read();
  const stored = await loadJournal(place);
  const trouble = troubleOf(stored, told);
  return { stored, told, ...(trouble === undefined ? {} : { trouble }) };
}

function troubleOf(stored: StoredJournal, told: ReceiptsReading): Trouble | undefined {
  if (stored.kind === 'unfit') return { reason: stored.reason };
  const { trouble, entries } = stored.read;
  if (trouble !== undefined) return { reason: `line ${trouble.line}: ${trouble.reason}`, line: trouble.line };
  if (told.kind === 'unreadable') return { reason: told.reason, unknown: true };
  const reason = whyIncomplete(entries, told.receipts);
  return reason === undefined ? undefined : { reason };
}

/** A process that appends holds the lock for milliseconds; one that died holding it is recognised at once. */
async function locked<T>(place: Place, act: () => Promise<T>): Promise<T> {
  const options = { path: `${place.path}.lock`, oldestMs: 60_000 };
  const lock = await saying('the journal cannot be written', () => waitForLock(options));
  if (lock === undefined) throw new Error('the journal cannot be written: another process of Batten is writing to it');
  try {
    return await act();
  } finally {
    await lock.release();
  }
}

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
