import type { PolicyReading } from '../core/policy-store';
import { createPolicyFile } from '../platform/policy-file';
import { TASKS } from '../tasks';

/** Reads the person's own policy from their data folder; never fails. */
export function readOwnPolicy(folder: string): Promise<PolicyReading> {
  return createPolicyFile({ folder, taskIds: TASKS.map(({ id }) => id) }).read();
}
