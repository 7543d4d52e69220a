/** Cuts text that arrives in pieces into lines. */
export interface LineSplitter {
  push(chunk: string): void;
  /** What is left without a line break is the last line. */
  end(): void;
}

export interface LineSplitterOptions {
  /** One line, without its line break. */
  readonly onLine: (line: string) => void;
  /** The beginning of a line that is longer than the limit; the rest of it is never kept. */
  readonly onTooLong: (beginning: string) => void;
  /** Characters; 64 K where it is not given. */
  readonly limit?: number;
}

/** How much of a line may wait for its end. */
const LONGEST_LINE = 64 * 1024;
const CARRIAGE_RETURN = 13;

/** Makes a splitter that gives the same lines wherever the pieces were cut, and holds at most one line. */
export function createLineSplitter({ onLine, onTooLong, limit = LONGEST_LINE }: LineSplitterOptions): LineSplitter {
  let rest = '';
  let skipping = false;

  const whole = (line: string): void => {
    if (line.length > limit) onTooLong(line.slice(0, limit));
    else onLine(line.charCodeAt(line.length - 1) === CARRIAGE_RETURN ? line.slice(0, -1) : line);
  };

  return {
    push(chunk) {
      let from = 0;
      let end = chunk.indexOf('\n');
      if (skipping) {
        if (end === -1) return;
        skipping = false;
        from = end + 1;
        end = chunk.indexOf('\n', from);
      }
      if (end !== -1 && rest !== '') {
        const first = rest + chunk.slice(from, end);
        rest = '';
        from = end + 1;
        end = chunk.indexOf('\n', from);
        whole(first);
      }
      while (end !== -1) {
        const line = chunk.slice(from, end);
        from = end + 1;
        end = chunk.indexOf('\n', from);
        whole(line);
      }
      if (from === chunk.length) return;
      rest += chunk.slice(from);
      if (rest.length > limit) {
        const beginning = rest.slice(0, limit);
        rest = '';
        skipping = true;
        onTooLong(beginning);
      } else if (chunk.length > limit) {
        // As a text of its own: a slice would keep the whole piece in memory until the next one.
        rest = ` ${rest}`.slice(1);
      }
    },
    end() {
      const last = rest;
      rest = '';
      skipping = false;
      if (last !== '') whole(last);
    },
  };
}
