import type { JournalEntry } from './journal';

/** What the first entry of a journal follows, and what a script seals where the journal is still empty. */
export const NOTHING_BEFORE = '0'.repeat(64);

/**
 * What root's log of one operation proves: that this operation began, for whom, and how the journal ended then.
 *
 * A program of the person's can rewrite the journal with a chain that holds; it cannot rewrite this.
 */
export interface RunReceipt {
  /** 32 hexadecimal digits, from the name of the log. */
  readonly operationId: string;
  /** Milliseconds since 1970, by the clock that root saw. */
  readonly begunAt: number;
  /** The numeric user id of the person whose journal was sealed. */
  readonly uid: number;
  /** The hash of the journal's last entry when the script was composed; `NOTHING_BEFORE` for an empty journal. */
  readonly head: string;
}

/** All receipts of one person, or why they are not known: then nothing may be taken for complete. */
export type ReceiptsReading =
  | { readonly kind: 'read'; readonly receipts: readonly RunReceipt[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads the receipts that root has left on this Mac. Never throws. */
export interface RunReceipts {
  read(): Promise<ReceiptsReading>;
}

const HEADER = /^BEGUN (\d{1,11})\nSEAL (\d{1,10}) ([0-9a-f]{64})\n/;

/** Reads the first two lines of a log; undefined where they make no receipt, as in the log of a script run by hand. */
export function parseReceipt(operationId: string, text: string): RunReceipt | undefined {
  const [, seconds, uid, head] = HEADER.exec(text) ?? [];
  if (seconds === undefined || uid === undefined || head === undefined) return undefined;
  return { operationId, begunAt: Number(seconds) * 1000, uid: Number(uid), head };
}

/** What a script seals: the hash of the last entry of the journal as it was read. */
export function headOf(entries: readonly JournalEntry[]): string {
  return entries.at(-1)?.hash ?? NOTHING_BEFORE;
}

/**
 * Compares a journal whose chain holds with the receipts of its person; undefined where it tells of all of them.
 *
 * Each sealed head has to be in the chain, and after it the `planned` event of that operation. The receipts have to be read
 * before the journal: an operation is planned first, so a younger journal only tells of more.
 */
export function whyIncomplete(entries: readonly JournalEntry[], receipts: readonly RunReceipt[]): string | undefined {
  const left = new Set(begunAnew(entries)?.leftBehind);
  const places = new Map(entries.map(({ hash }, index) => [hash, index]));
  const planned = new Map(
    entries.flatMap(({ event }, index) =>
      event.kind === 'planned' && event.script !== undefined ? [[event.script.operationId, index]] : [],
    ),
  );
  const ordered = receipts.filter(({ operationId }) => !left.has(operationId)).sort((a, b) => a.begunAt - b.begunAt);
  const missing = ordered.filter(({ operationId }) => !planned.has(operationId));
  if (missing.length > 0) {
    const runs = runsInWords(missing);
    return `root's receipts tell of ${runs}${missing.length === 1 ? '' : ','} that the journal does not contain; it was replaced or shortened`;
  }
  const rewritten = ordered.filter(({ operationId, head }) => {
    const sealed = head === NOTHING_BEFORE ? -1 : places.get(head);
    return sealed === undefined || sealed >= (planned.get(operationId) ?? -1);
  });
  if (rewritten.length === 0) return undefined;
  return `root's receipts tell that the journal held something else before ${runsInWords(rewritten)}; it was rewritten`;
}

/** When a person began this journal in the place of another, and which runs root has logged that only that one told of. */
export interface BegunAnew {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly leftBehind: readonly string[];
}

/** How a journal began, where it began in another's place. Only its first entry says so. */
export function begunAnew(entries: readonly JournalEntry[]): BegunAnew | undefined {
  const [first] = entries;
  return first?.event.kind === 'begun-anew' ? { at: first.at, leftBehind: first.event.leftBehind } : undefined;
}

/** The same as a sentence for History and the command line. */
export function begunAnewInWords({ at, leftBehind }: BegunAnew): string {
  const since = `Started anew on ${at.slice(0, 10)}`;
  if (leftBehind.length === 0) return `${since}.`;
  const runs = leftBehind.length === 1 ? '1 earlier run is' : `${leftBehind.length} earlier runs are`;
  return `${since}; ${runs} only in root's receipts.`;
}

function runsInWords(receipts: readonly RunReceipt[]): string {
  const day = (receipt: RunReceipt | undefined): string => new Date(receipt?.begunAt ?? 0).toISOString().slice(0, 10);
  const [first] = receipts;
  return receipts.length === 1 ? `a run on ${day(first)}` : `${receipts.length} runs, the first on ${day(first)}`;
}
