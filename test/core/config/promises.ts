import { expect } from 'vitest';
import { type ConfigKind, textsAt, withTexts } from '../../../src/core/config/config-format';

export type Outcome = 'closed' | 'closed already' | 'advice' | 'unreadable';

/**
 * Holds a configuration kind to everything it promises about one text: what is closed is closed, by nothing but the slices,
 * and what stood there comes back byte for byte.
 */
export function holdToPromises(kind: ConfigKind, text: string, subject: string): Outcome {
  const found = kind.find(text, subject);
  const closed = kind.closed(text, subject);
  if (found.kind === 'unreadable') {
    expect(closed.kind).toBe('unreadable');
    expect(found.reason).toMatch(/^\S.*\.$/s);
    return 'unreadable';
  }
  const { slices, bound, words } = found.value;
  expect(words).toMatch(/^[a-z]/);
  const ends = [0, ...slices.map(({ end }) => end)];
  expect(slices.filter(({ start, end }, index) => start < (ends[index] ?? 0) || end < start)).toEqual([]);
  expect(ends.at(-1)).toBeLessThanOrEqual(text.length);
  const before = textsAt(text, slices);
  if (bound === 'this-mac') expect(closed).toEqual({ kind: 'read', value: before });
  if (closed.kind === 'unreadable') {
    expect(closed.reason).toMatch(/^\S.*\.$/s);
    return 'advice';
  }
  expect(closed.value).toHaveLength(slices.length);
  if (bound !== 'this-mac') {
    expect([kind.accepts(before), before]).toEqual([true, before]);
    expect([kind.accepts(closed.value), closed.value]).toEqual([true, closed.value]);
  }

  const next = withTexts(text, slices, closed.value);
  const again = kind.find(next, subject);
  if (again.kind === 'unreadable') throw new Error(`cannot be read once closed: ${again.reason}\n${next}`);
  expect(again.value.bound).toBe('this-mac');
  expect(again.value.slices).toHaveLength(slices.length);
  expect(textsAt(next, again.value.slices)).toEqual(closed.value);
  expect(kind.closed(next, subject)).toEqual(closed);
  expect(withTexts(next, again.value.slices, before)).toBe(text);
  return bound === 'this-mac' ? 'closed already' : 'closed';
}

/** The text once closed; fails where it cannot be. */
export function closedText(kind: ConfigKind, text: string, subject: string): string {
  const found = kind.find(text, subject);
  const closed = kind.closed(text, subject);
  if (found.kind === 'unreadable') throw new Error(found.reason);
  if (closed.kind === 'unreadable') throw new Error(closed.reason);
  return withTexts(text, found.value.slices, closed.value);
}

/** Why a text is not closed by rewriting. */
export function adviceFor(kind: ConfigKind, text: string, subject: string): string {
  const closed = kind.closed(text, subject);
  return closed.kind === 'unreadable' ? closed.reason : `it is closed: ${JSON.stringify(closed.value)}`;
}

/** The lines of one text that the other does not have at that place, from both sides. */
export function changedLines(before: string, after: string): { readonly old: string[]; readonly now: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  while (old.length > 0 && now.length > 0 && old[0] === now[0]) {
    old.shift();
    now.shift();
  }
  while (old.length > 0 && now.length > 0 && old.at(-1) === now.at(-1)) {
    old.pop();
    now.pop();
  }
  return { old, now };
}
