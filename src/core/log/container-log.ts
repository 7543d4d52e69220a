import { csvRow } from './log-export';
import { createLineSplitter } from './line-splitter';
import { beginningOf } from './log-event';
import { momentOf } from './moment';
import { createRing } from './ring';

/** One line that a container has printed. */
export interface ContainerLine {
  /** Milliseconds since 1970; `atText` has the nanoseconds. */
  readonly at: number;
  readonly atText: string;
  readonly output: ContainerOutput;
  /** Without colours and other control characters; cut to 4,096 characters. */
  readonly text: string;
}

export type ContainerOutput = 'stdout' | 'stderr';

/** What one line of `docker logs --timestamps` is. */
export type ContainerLogLine =
  | { readonly kind: 'line'; readonly line: ContainerLine }
  | { readonly kind: 'noise' }
  /** Without a time in front: docker's own words, or a line that was cut. */
  | { readonly kind: 'unread'; readonly line: string };

const LONGEST_TEXT = 4096;

/**
 * Reads one line of `docker logs --timestamps`.
 *
 * @example "2014-09-16T06:17:46.000000000Z Listening on 8080" (docs.docker.com: an RFC3339Nano time, padded with zeros)
 */
export function parseContainerLine(line: string, output: ContainerOutput): ContainerLogLine {
  const space = line.indexOf(' ');
  const atText = space === -1 ? line : line.slice(0, space);
  const at = atText.length > 40 ? undefined : momentOf(atText);
  if (at === undefined) return line.trim() === '' ? { kind: 'noise' } : { kind: 'unread', line: beginningOf(line) };
  const text = space === -1 ? '' : printable(line.slice(space + 1, space + 1 + LONGEST_TEXT));
  return { kind: 'line', line: { at, atText, output, text } };
}

/**
 * A text without what a terminal obeys: control characters other than tab, escape sequences, and marks that turn the
 * direction of writing.
 */
export function printable(text: string): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at < text.length;) {
    const length = unprintableAt(text, at);
    if (length === 0) {
      at += 1;
      continue;
    }
    clean += text.slice(from, at);
    at += length;
    from = at;
  }
  return from === 0 ? text : clean + text.slice(from);
}

const TAB = 9;
const ESCAPE = 27;

/** How many characters from here on are not to be printed. */
function unprintableAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === ESCAPE && text.charAt(at + 1) === '[') {
    let end = at + 2;
    while (end < text.length && text.charCodeAt(end) >= 0x20 && text.charCodeAt(end) < 0x40) end += 1;
    const closes = text.charCodeAt(end) >= 0x40 && text.charCodeAt(end) < 0x7f;
    return (closes ? end + 1 : end) - at;
  }
  const control = (code < 0x20 && code !== TAB) || (code >= 0x7f && code < 0xa0);
  const turns =
    (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x200e || code === 0x200f;
  return control || turns ? 1 : 0;
}

/** Reads both outputs of `docker logs` as they arrive. */
export interface ContainerLogReader {
  push(chunk: string, output: ContainerOutput): void;
  end(): void;
  reading(): ContainerLogReading;
}

export interface ContainerLogReading {
  /** The newest ones by time. */
  readonly lines: readonly ContainerLine[];
  readonly dropped: number;
  readonly unread: number;
  readonly unreadLines: readonly string[];
}

export interface ContainerLogReaderOptions {
  /** How many lines of each output are kept. */
  readonly keep: number;
  readonly onLine?: (line: ContainerLine) => void;
}

const UNREAD_KEPT = 20;

/** Makes a reader that needs a bounded amount of memory. The two outputs share a clock and no order: it sorts by time. */
export function createContainerLogReader({ keep, onLine }: ContainerLogReaderOptions): ContainerLogReader {
  const unreadLines: string[] = [];
  let unread = 0;
  const notRead = (line: string): void => {
    unread += 1;
    if (unreadLines.length < UNREAD_KEPT) unreadLines.push(line);
  };
  const readerOf = (output: ContainerOutput) => {
    const ring = createRing<ContainerLine>(keep);
    const splitter = createLineSplitter({
      onLine: (text) => {
        const line = parseContainerLine(text, output);
        if (line.kind === 'unread') notRead(line.line);
        if (line.kind !== 'line') return;
        ring.push(line.line);
        onLine?.(line.line);
      },
      onTooLong: (beginning) => notRead(beginningOf(beginning)),
    });
    return { ring, splitter };
  };
  const outputs = { stdout: readerOf('stdout'), stderr: readerOf('stderr') };

  return {
    push: (chunk, output) => outputs[output].splitter.push(chunk),
    end: () => {
      outputs.stdout.splitter.end();
      outputs.stderr.splitter.end();
    },
    reading: () => ({
      lines: [...outputs.stdout.ring.items(), ...outputs.stderr.ring.items()].toSorted(byTime),
      dropped: outputs.stdout.ring.dropped() + outputs.stderr.ring.dropped(),
      unread,
      unreadLines: [...unreadLines],
    }),
  };
}

/** Finer than milliseconds by the text itself: it is padded, and always in the same zone. */
function byTime(one: ContainerLine, other: ContainerLine): number {
  return one.at - other.at || (one.atText < other.atText ? -1 : one.atText > other.atText ? 1 : 0);
}

/** The lines as CSV, or as JSON, one object a line. */
export function containerText(lines: readonly ContainerLine[], format: 'csv' | 'ndjson'): string {
  if (format === 'ndjson') return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return [['time', 'output', 'text'], ...lines.map(({ atText, output, text }) => [atText, output, text])]
    .map(csvRow)
    .join('');
}
