/**
 * What this Mac is meant to look like.
 *
 * A task that is not wanted is shown as "not asked for" and is not counted. `airdrop` says how far AirDrop may be open.
 */
export interface Policy {
  readonly notWanted: readonly string[];
  readonly airdrop: 'Off' | 'Contacts Only';
}

/** The policy of a Mac on which nobody has decided anything: everything but blocking all incoming connections. */
export const DEFAULT_POLICY: Policy = { notWanted: ['firewall-block-all'], airdrop: 'Off' };

export function isAskedFor(policy: Policy, taskId: string): boolean {
  return !policy.notWanted.includes(taskId);
}
