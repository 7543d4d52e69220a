import type { RowResult } from './journal';
import { scan } from './scan';
import { classify, type Expectation, verify, type VerifyInput } from './verify';

/** Reads the tasks anew whose files were put back, and says of them that it was so. */
export async function readAgain(
  rows: readonly RowResult[],
  back: readonly string[],
  expected: readonly Expectation[],
  { tasks: catalogue, policy, ports }: VerifyInput,
): Promise<readonly RowResult[]> {
  if (back.length === 0) return rows;
  const again = expected
    .filter(({ taskId }) => back.includes(taskId))
    .map(({ taskId, before, after }) => ({ taskId, before: after, after: before }));
  const restored = await verify(again, { tasks: catalogue, policy, ports });
  const touched = catalogue.filter(({ id }) => back.includes(id));
  const now = await scan(touched, policy, ports);
  return rows.map((row) => {
    const one = expected.find(({ taskId }) => taskId === row.taskId);
    if (one === undefined || !restored.some(({ taskId }) => taskId === row.taskId)) return row;
    const fresh = classify(one, now, touched);
    return { ...fresh, detail: `${row.detail}. It did not come out as planned, so the file was put back` };
  });
}
