import type { Area } from '../core/task';

/** Where the window is: one area or all of them, or one of the pages below. */
export type Place =
  | { readonly kind: 'tasks'; readonly area: Area | undefined }
  /** With the container whose log is wanted, where one was asked for. */
  | { readonly kind: 'logs'; readonly containerId?: string }
  | { readonly kind: 'exposure' | 'connections' | 'history' | 'settings' };

export const EVERYTHING: Place = { kind: 'tasks', area: undefined };
export const EXPOSURE: Place = { kind: 'exposure' };

/** The pages below the areas, in the order of the sidebar. */
export const PAGES = ['exposure', 'connections', 'logs', 'history', 'settings'] as const;

export function isSamePlace(a: Place, b: Place): boolean {
  return a.kind === b.kind && (a.kind !== 'tasks' || b.kind !== 'tasks' || a.area === b.area);
}
