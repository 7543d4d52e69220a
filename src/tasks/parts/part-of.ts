import type { PartOf } from '../../core/catalogue';
import { parseBindingId } from '../../core/exposure/binding';
import { configBinding } from './config-binding';
import { firewallRule, parseFirewallRuleId } from './firewall-rule';

/** The task of one firewall rule or one binding, by an id from wherever: only ids of the exact shape name one. */
export const partOf: PartOf = (id) => {
  const rule = parseFirewallRuleId(id);
  if (rule !== undefined) return firewallRule(rule);
  const binding = parseBindingId(id);
  return binding === undefined ? undefined : configBinding(binding);
};
