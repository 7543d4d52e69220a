import type { Area } from '../core/task';

/** Where the window is: one area or all of them, or one of the two pages below. */
export type Place =
  { readonly kind: 'tasks'; readonly area: Area | undefined } | { readonly kind: 'history' | 'settings' };

export const EVERYTHING: Place = { kind: 'tasks', area: undefined };

export function isSamePlace(a: Place, b: Place): boolean {
  return a.kind === b.kind && (a.kind !== 'tasks' || b.kind !== 'tasks' || a.area === b.area);
}
