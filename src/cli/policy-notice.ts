import type { Policy } from '../core/policy';
import type { PolicyReading } from '../core/policy-store';

/** The policy, and what to say where it is not the person's own. */
export async function policyOf(mac: {
  readonly readPolicy: () => Promise<PolicyReading>;
}): Promise<{ readonly policy: Policy; readonly notice: string }> {
  const { policy, problem } = await mac.readPolicy();
  const lines = (problem?.problems ?? []).map(({ line, column, message }) => `  ${line}:${column} ${message}\n`);
  return { policy, notice: problem === undefined ? '' : `${problem.reason}\n${lines.join('')}` };
}
