import { textsAt, withTexts } from '../core/config/config-format';
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
  const before = text.split('\n');
  const after = withTexts(text, spots.value.slices, edit.to).split('\n');
  return { path, lines: changedLines(before, after) };
}

function piecesOf(kind: 'old' | 'new', texts: readonly string[]): FileDiff['lines'] {
  return texts.filter((text) => text !== '').map((text, index) => ({ kind, number: index + 1, text: text.trim() }));
}

/**
 * Compares line by line. The edits are few and keep the order, so a line that is missing on one side is looked for a little
 * further down on the other.
 */
function changedLines(before: readonly string[], after: readonly string[]): FileDiff['lines'] {
  const lines: { kind: 'old' | 'new'; number: number; text: string }[] = [];
  let old = 0;
  let fresh = 0;
  while (old < before.length || fresh < after.length) {
    if (before[old] === after[fresh] && old < before.length) {
      old += 1;
      fresh += 1;
      continue;
    }
    const skip = firstMatch(before, old, after, fresh);
    for (; old < skip.old; old += 1) lines.push({ kind: 'old', number: old + 1, text: shown(before[old]) });
    for (; fresh < skip.fresh; fresh += 1) lines.push({ kind: 'new', number: fresh + 1, text: shown(after[fresh]) });
  }
  return lines;
}

const LOOK_AHEAD = 40;

/** Where both sides go on alike, with as few changed lines as possible. */
function firstMatch(
  before: readonly string[],
  old: number,
  after: readonly string[],
  fresh: number,
): { readonly old: number; readonly fresh: number } {
  for (let sum = 1; sum <= LOOK_AHEAD; sum += 1) {
    for (let skipped = Math.ceil(sum / 2); skipped <= sum; skipped += 1) {
      for (const [a, b] of [[skipped, sum - skipped] as const, [sum - skipped, skipped] as const]) {
        if (old + a < before.length && before[old + a] === after[fresh + b]) return { old: old + a, fresh: fresh + b };
      }
    }
  }
  return { old: before.length, fresh: after.length };
}

function shown(line: string | undefined): string {
  return (line ?? '').replace(/\r$/, '').slice(0, 500);
}
