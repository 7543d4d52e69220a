import { observedIn } from './finding';
import { findingOf } from './plan';
import type { Policy } from './policy';
import type { Scan } from './scan';
import type { AnyTask } from './task';

/** The task that an id of the catalogue's parts names, such as one firewall rule; undefined for anything else. */
export type PartOf = (id: string) => AnyTask | undefined;

/** The catalogue with the parts that some ids name, so that plans and the journal can speak of them. */
export function withParts(catalogue: readonly AnyTask[], partOf: PartOf, ids: readonly string[]): readonly AnyTask[] {
  const missing = [...new Set(ids)].filter((id) => !catalogue.some((task) => task.id === id));
  return [...catalogue, ...missing.flatMap((id) => partOf(id) ?? [])];
}

/** Puts the parts of a task in its place, where it has any: they are what a plan can change one by one. */
export function expandParts(
  ids: readonly string[],
  catalogue: readonly AnyTask[],
  scan: Scan,
  policy: Policy,
): readonly string[] {
  const expanded = ids.flatMap((id) => {
    const task = catalogue.find((one) => one.id === id);
    const observed = observedIn(findingOf(scan, id));
    const parts = observed === undefined ? [] : (task?.parts?.(observed.state, policy) ?? []);
    if (parts.length === 0) return [id];
    const needed = task?.needs !== undefined && findingOf(scan, task.needs).kind === 'noncompliant' ? [task.needs] : [];
    return [...needed, ...parts];
  });
  return [...new Set(expanded)];
}
