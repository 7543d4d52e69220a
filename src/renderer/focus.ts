import type { KeyboardEvent } from 'react';

const REACHABLE = 'button:not(:disabled), input:not(:disabled), summary, a[href], [tabindex="0"]';

/** Leads Tab from the last control of a sheet to its first, and back. */
export function keepFocusInside(event: KeyboardEvent, sheet: HTMLElement | null): void {
  if (sheet === null) return;
  const reachable = [...sheet.querySelectorAll<HTMLElement>(REACHABLE)].filter((one) => one.tabIndex >= 0);
  const first = reachable[0];
  const last = reachable.at(-1);
  if (!first || !last) return;
  const at = document.activeElement;
  const outside = !(at instanceof HTMLElement) || !sheet.contains(at) || !reachable.includes(at);
  if (event.shiftKey ? at === first || outside : at === last) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
