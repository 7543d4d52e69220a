import { createHash } from 'node:crypto';
import type { JournalEntry, JournalEvent } from '../core/journal';
import { canonical } from '../core/json';
import { isJournalEntry, whyNotAnEntry } from './journal-schema';

/** Journal bytes, read: how far the chain holds, and what comes after. */
export interface JournalBytes {
  readonly entries: readonly JournalEntry[];
  /** How many bytes from the start are sound. */
  readonly soundLength: number;
  /** True when the last sound line has lost its line end to a crash. */
  readonly lacksLineEnd: boolean;
  /** A last line that a crash cut off: it never counted as written. */
  readonly torn?: Uint8Array;
  readonly trouble?: { readonly line: number; readonly reason: string };
}

/** Makes the entry that follows `last`, with its hash. */
export function nextEntry(event: JournalEvent, at: number, last: JournalEntry | undefined, base: string): JournalEntry {
  const body = {
    schema: 'batten.journal/1' as const,
    sequence: (last?.sequence ?? 0) + 1,
    at: new Date(at).toISOString(),
    previous: last?.hash ?? base,
    event,
  };
  const entry: unknown = JSON.parse(canonical({ ...body, hash: sha256(canonical(body)) }));
  if (!isJournalEntry(entry)) throw new Error(`not an event of the journal (${whyNotAnEntry(entry)})`);
  return entry;
}

/** The one way to write an entry, so that any changed byte shows. */
export function lineOf(entry: JournalEntry): string {
  return `${canonical(entry)}\n`;
}

/**
 * Reads a whole journal.
 *
 * Only one kind of damage is forgiven: a last line that was cut short, which is what a crash in the middle of a write
 * leaves. It is a beginning of a line and nothing else; a whole entry with a wrong byte after it is damage.
 */
export function readJournalBytes(bytes: Uint8Array, base: string, checked = NOTHING_CHECKED): JournalBytes {
  const entries: JournalEntry[] = [...checked.entries];
  let start = checked.soundLength;
  while (start < bytes.length) {
    const end = bytes.indexOf(LINE_END, start);
    const last = end === -1;
    const line = bytes.subarray(start, last ? bytes.length : end);
    const read = readLine(line, entries.at(-1), base);
    const sound = { entries, soundLength: start, lacksLineEnd: false };
    if (read.kind === 'wrong') {
      if (last && read.cutShort) return { ...sound, torn: line };
      return { ...sound, trouble: { line: entries.length + 1, reason: read.reason } };
    }
    entries.push(read.entry);
    if (last) return { entries, soundLength: bytes.length, lacksLineEnd: true };
    start = end + 1;
  }
  return { entries, soundLength: bytes.length, lacksLineEnd: false };
}

const LINE_END = 0x0a;
const NOTHING_CHECKED: Pick<JournalBytes, 'entries' | 'soundLength'> = { entries: [], soundLength: 0 };

export type JournalReader = (bytes: Uint8Array, base: string) => JournalBytes;

/** Like `readJournalBytes`, but lines whose very bytes were found sound the time before are not checked again. */
export function createJournalReader(): JournalReader {
  let before: { readonly base: string; readonly sound: Uint8Array; readonly read: JournalBytes } | undefined;
  return (bytes, base) => {
    const same = before?.base === base && Buffer.compare(bytes.subarray(0, before.sound.length), before.sound) === 0;
    const read = readJournalBytes(bytes, base, same ? before?.read : undefined);
    before = read.lacksLineEnd ? undefined : { base, sound: bytes.subarray(0, read.soundLength), read };
    return read;
  };
}

type LineRead =
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  | { readonly kind: 'wrong'; readonly reason: string; readonly cutShort: boolean };

function readLine(line: Uint8Array, last: JournalEntry | undefined, base: string): LineRead {
  const text = decode(line);
  const value = text === undefined ? undefined : parse(text);
  if (text === undefined || value === undefined) {
    const cutShort = !isWholeEntry(line.subarray(0, -1));
    return { kind: 'wrong', reason: 'it is not JSON', cutShort };
  }
  const wrong = (reason: string): LineRead => ({ kind: 'wrong', reason, cutShort: false });
  if (!isJournalEntry(value)) return wrong(`it is not an entry this version knows (${whyNotAnEntry(value)})`);
  const { hash, ...body } = value;
  if (sha256(canonical(body)) !== hash) return wrong('its content does not match its hash');
  if (canonical(value) !== text) return wrong('it is not written the way Batten writes');
  if (value.sequence !== (last?.sequence ?? 0) + 1) return wrong('a line before it is missing, or there twice');
  if (value.previous !== (last?.hash ?? base)) return wrong('it does not follow from the line before');
  return { kind: 'entry', entry: value };
}

function isWholeEntry(line: Uint8Array): boolean {
  const text = decode(line);
  return text !== undefined && isJournalEntry(parse(text));
}

function decode(line: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** SHA-256 of text or bytes as lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
