import { type ConfigKind, textsAt, withTexts } from '../../src/core/config/config-format';
import type { SocketRows } from '../../src/core/parse/socket-row';
import type { PolicyTextReading } from '../../src/platform/policy-text';

/** A promise that a parser has broken; its text names the promise. */
export class BrokenPromise extends Error {}

export function must(holds: boolean, promise: string): void {
  if (!holds) throw new BrokenPromise(promise);
}

/** Ports are ports, and an address is never empty. */
export function holdRows({ rows, skipped, unread }: SocketRows): void {
  must(skipped >= 0, 'as many rows are skipped as there are');
  for (const { local, remote } of rows) {
    for (const end of [local, remote]) {
      if (end === undefined) continue;
      must(end.address !== '', 'a row has an address');
      must(Number.isInteger(end.port) && end.port >= 1 && end.port <= 65_535, 'a row has a port');
    }
  }
  must(!unread.includes(''), 'an empty line is no row');
}

/** What is closed is closed by nothing but the slices, and what stood there comes back byte for byte. */
export function holdConfig(kind: ConfigKind, text: string, subject: string): void {
  const found = kind.find(text, subject);
  const closed = kind.closed(text, subject);
  if (found.kind === 'unreadable') return must(closed.kind === 'unreadable', 'what cannot be read is not closed');
  const { slices, bound } = found.value;
  const before = textsAt(text, slices);
  if (bound === 'this-mac') {
    must(closed.kind === 'read' && before.join('\n') === closed.value.join('\n'), 'what is closed stays as it is');
  }
  if (closed.kind === 'unreadable') return;
  const next = withTexts(text, slices, closed.value);
  const again = kind.find(next, subject);
  must(again.kind === 'read' && again.value.bound === 'this-mac', 'what was closed is read as closed');
  if (again.kind === 'read') must(withTexts(next, again.value.slices, before) === text, 'it comes back byte for byte');
}

/** All or nothing, and every problem has a place. */
export function holdPolicy(reading: PolicyTextReading): void {
  if (reading.kind === 'read') return must(Array.isArray(reading.policy.services), 'a policy that was read is whole');
  must(reading.problems.length > 0 && reading.problems.length <= 21, 'a policy that is none has a problem');
  for (const { line, column, message } of reading.problems) {
    must(line >= 1 && column >= 1 && message.length > 3 && message.length < 1_000, 'a problem has a place and words');
  }
}
