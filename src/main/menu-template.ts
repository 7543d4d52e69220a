import { isDependent, isFixable } from '../core/task-rows';
import type { Snapshot } from '../core/snapshot';
import { iconTooltip } from './icon-state';

/** What a menu item does. */
export type MenuAction =
  | { readonly kind: 'open'; readonly taskId?: string }
  | { readonly kind: 'review' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'roll-back'; readonly run: number }
  | { readonly kind: 'quit' };

/** An item without an action is shown but cannot be chosen. */
export type MenuItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'item'; readonly label: string; readonly action?: MenuAction; readonly accelerator?: string };

/** The whole native menu of the icon, with the same facts as the popover. Pure. */
export function menuFor(snapshot: Snapshot, now: number): readonly MenuItem[] {
  const rows = snapshot.checked?.rows ?? [];
  const open = rows.filter((row) => row.finding.kind === 'noncompliant' && !isDependent(row, rows));
  const unknown = rows.filter(({ finding }) => finding.kind === 'unknown');
  const fixable = rows.filter(isFixable).length;
  const busy = snapshot.activity.kind === 'changing';
  const age = snapshot.checked ? [item(`Checked ${ageInWords(now - snapshot.checked.takenAt)}`)] : [];
  return [
    item(
      iconTooltip(snapshot, now)
        .replace(/^Batten – /, '')
        .replace(/^./, (first) => first.toUpperCase()),
    ),
    ...age,
    separator,
    ...open.map((row) => item(sentenceOf(row), { kind: 'open', taskId: row.id })),
    ...unknown.map((row) => item(`${row.name} cannot be checked`, { kind: 'open', taskId: row.id })),
    ...(open.length + unknown.length > 0 ? [separator] : []),
    ...(fixable > 0 && !busy && !snapshot.readOnly ? [item(`Review and fix (${fixable})…`, { kind: 'review' })] : []),
    ...(snapshot.lastRun && !busy && !snapshot.readOnly
      ? [item(`Roll back run ${snapshot.lastRun.number}…`, { kind: 'roll-back', run: snapshot.lastRun.number })]
      : []),
    item('Check again', { kind: 'refresh' }, 'CommandOrControl+R'),
    item('Open Batten', { kind: 'open' }, 'CommandOrControl+0'),
    separator,
    item('Quit Batten', { kind: 'quit' }, 'CommandOrControl+Q'),
  ];
}

const separator: MenuItem = { kind: 'separator' };

function item(label: string, action?: MenuAction, accelerator?: string): MenuItem {
  return { kind: 'item', label, ...(action ? { action } : {}), ...(accelerator ? { accelerator } : {}) };
}

function sentenceOf(row: {
  readonly name: string;
  readonly finding: { readonly kind: string; readonly sentence?: string };
}): string {
  return row.finding.sentence ?? row.name;
}

/** An age in words: "just now", "40 s ago", "3 min ago". */
export function ageInWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}
