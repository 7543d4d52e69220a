import type { CommandResult } from './command';
import type { RowResult } from './journal';
import type { ChangePlan } from './plan';
import { excerpt } from './result';
import type { ScriptReport } from './script-report';

/** What a tool of the person's said when it failed; empty when it did not. */
export function complaint({ exitCode, stdout, stderr }: Extract<CommandResult, { kind: 'exited' }>): string {
  return exitCode === 0 ? '' : excerpt(stderr.trim() || stdout.trim() || `exit status ${exitCode}`);
}

/** What the tools said to root, by task. */
export function saidByRoot(plan: ChangePlan, report: ScriptReport | undefined): ReadonlyMap<string, string> {
  const rootSteps = plan.steps.filter(({ root }) => root.length > 0);
  return new Map(
    rootSteps.map(({ taskId }, index) => {
      const outputs = report?.steps.find(({ step }) => step === index + 1)?.commands.map(({ output }) => output.trim());
      return [taskId, excerpt((outputs ?? []).filter((output) => output !== '').join(' / '))];
    }),
  );
}

/** Adds what the tools said to rows that did not come out as planned. */
export function withWhatWasSaid(
  rows: readonly RowResult[],
  ...sources: readonly ReadonlyMap<string, string>[]
): readonly RowResult[] {
  return rows.map((row) => {
    const said = sources.map((source) => source.get(row.taskId) ?? '').filter((text) => text !== '');
    return row.outcome === 'verified' || said.length === 0
      ? row
      : { ...row, detail: `${row.detail}. macOS said: ${said.join(' / ')}` };
  });
}
