import type { Json } from '../core/json';
import type { Policy } from '../core/policy';
import type { AnyTask } from '../core/task';
import type { TaskEntry } from '../shared/ipc-contract';
import type { Mac } from './mac';

/** The single things that a task is about, with what can be done about each of them. Pure but for the catalogue. */
export function taskEntries(
  task: AnyTask,
  state: Json | undefined,
  policy: Policy,
  mac: Pick<Mac, 'partOf'>,
): readonly TaskEntry[] {
  if (state === undefined) return [];
  return (task.entries?.(state, policy) ?? []).map(({ name, words, wanted, parts }) => ({
    name,
    words,
    wanted,
    actions: parts.flatMap((taskId) => {
      const part = mac.partOf(taskId);
      return part === undefined ? [] : [{ title: part.title, taskId }];
    }),
  }));
}
