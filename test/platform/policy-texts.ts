import type { PolicyProblem } from '../../src/core/policy-store';
import { readPolicyText } from '../../src/platform/policy-text';
import { TASKS } from '../../src/tasks';

export const TASK_IDS: readonly string[] = TASKS.map(({ id }) => id);

/** A policy with this text below its first line. */
export function policyWith(text: string): string {
  return `schema: batten.policy/1\n${text}`;
}

/** A policy with one service, which has these lines more than it needs. */
export function serviceWith(...lines: readonly string[]): string {
  const more = lines.map((line) => `    ${line}\n`).join('');
  return policyWith(`services:\n  - name: A\n    port: 80\n    scope: lan\n    reason: because\n${more}`);
}

export function problemsIn(text: string): readonly PolicyProblem[] {
  const reading = readPolicyText(text, TASK_IDS);
  return reading.kind === 'invalid' ? reading.problems : [];
}

/** Takes the marks ▸ out of a text and says where they stood, counted without any help of the reader. */
export function unmarked(marked: string): { readonly text: string; readonly places: readonly string[] } {
  const parts = marked.split('▸');
  const places = parts.slice(1).map((_, index) => {
    const lines = parts
      .slice(0, index + 1)
      .join('')
      .split('\n');
    return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
  });
  return { text: parts.join(''), places };
}
