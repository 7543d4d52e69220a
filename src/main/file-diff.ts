import { type Slice, textsAt, withTexts } from '../core/config/config-format';
import { CONFIG_KINDS } from '../core/config/config-kinds';
import type { FileEdit } from '../core/file-edit';
import { sameJson } from '../core/json';
import type { Scan } from '../core/scan';
import type { FileDiff } from '../shared/ipc-contract';

/** The text of a file as the plan's scan has read it; the screens never get it whole, since it may hold passwords. */
export function textOfFile(scan: Scan, taskId: string, path: string): string | undefined {
  const evidence = scan.tasks.find((one) => one.taskId === taskId)?.evidence ?? [];
  const found = evidence.find(({ command }) => command.program === 'cat' && command.args[0] === path);
  return found?.result.kind === 'exited' && found.result.exitCode === 0 ? found.result.stdout : undefined;
}

/** The lines that an edit removes and adds, and no others. Pure. */
export function fileDiff(edit: FileEdit, text: string | undefined): FileDiff {
  const { path } = edit;
  const spots = text === undefined ? undefined : CONFIG_KINDS[edit.format].find(text, edit.subject);
  if (text === undefined || spots?.kind !== 'read' || !sameJson(textsAt(text, spots.value.slices), edit.from)) {
    return { path, lines: [...piecesOf('old', edit.from), ...piecesOf('new', edit.to)] };
  }
  return { path, lines: changedLines(text, spots.value.slices, edit.to) };
}

function piecesOf(kind: 'old' | 'new', texts: readonly string[]): FileDiff['lines'] {
  return texts.filter((text) => text !== '').map((text, index) => ({ kind, number: index + 1, text: text.trim() }));
}

/** Lines from one up to another that is not among them, counted from 0. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Lines that go, and those that come in their place. */
interface Hunk {
  readonly old: Span;
  readonly fresh: Span;
}

/**
 * The lines that hold a slice whose text changes, as they were and as they will be.
 *
 * Found by where the slices stand and not by comparing the files: however many lines change, no other one is ever shown.
 */
function changedLines(text: string, slices: readonly Slice[], texts: readonly string[]): FileDiff['lines'] {
  const before = text.split('\n');
  const after = withTexts(text, slices, texts).split('\n');
  const hunks: Hunk[] = [];
  let [read, line, added] = [0, 0, 0];
  for (const [index, { start, end }] of slices.entries()) {
    const [is, becomes] = [text.slice(start, end), texts[index] ?? ''];
    const first = line + lineEnds(text.slice(read, start));
    const last = first + lineEnds(is);
    const more = lineEnds(becomes) - lineEnds(is);
    const old = { from: first, to: last + 1 };
    if (is !== becomes) addTo(hunks, { old, fresh: { from: first + added, to: last + added + more + 1 } });
    added += more;
    [read, line] = [end, last];
  }
  return joined(hunks.map((hunk) => trimmed(hunk, before, after))).flatMap(({ old, fresh }) => [
    ...linesOf('old', old, before),
    ...linesOf('new', fresh, after),
  ]);
}

/** Several slices of one line are one change of it. */
function addTo(hunks: Hunk[], next: Hunk): void {
  const last = hunks.at(-1);
  if (last === undefined || (next.old.from >= last.old.to && next.fresh.from >= last.fresh.to)) hunks.push(next);
  else hunks.splice(-1, 1, together(last, next));
}

/** Without the lines at both ends that stay: where a line is added, the one before it does. */
function trimmed({ old, fresh }: Hunk, before: readonly string[], after: readonly string[]): Hunk {
  const most = Math.min(old.to - old.from, fresh.to - fresh.from);
  let [above, below] = [0, 0];
  while (above < most && before[old.from + above] === after[fresh.from + above]) above += 1;
  while (below < most - above && before[old.to - below - 1] === after[fresh.to - below - 1]) below += 1;
  return {
    old: { from: old.from + above, to: old.to - below },
    fresh: { from: fresh.from + above, to: fresh.to - below },
  };
}

/** Changes without a line between them are shown as one: first what goes, then what comes. */
function joined(hunks: readonly Hunk[]): readonly Hunk[] {
  const result: Hunk[] = [];
  for (const next of hunks) {
    const last = result.at(-1);
    if (last?.old.to === next.old.from && last.fresh.to === next.fresh.from) result.splice(-1, 1, together(last, next));
    else result.push(next);
  }
  return result;
}

function together(one: Hunk, next: Hunk): Hunk {
  return { old: { from: one.old.from, to: next.old.to }, fresh: { from: one.fresh.from, to: next.fresh.to } };
}

function linesOf(kind: 'old' | 'new', { from, to }: Span, lines: readonly string[]): FileDiff['lines'] {
  return lines.slice(from, to).map((line, index) => ({ kind, number: from + index + 1, text: shown(line) }));
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}

function shown(line: string): string {
  return line.replace(/\r$/, '').slice(0, 500);
}
