import type { FirewallReading } from '../exposure/firewall-verdict';
import { isRecord } from '../parse/json-text';
import { read } from '../result';

type PlannedState = { readonly taskId: string; readonly after: unknown };

/**
 * The firewall as the other steps of a plan leave it: on or off, and with the rules that let programs in.
 *
 * `on` overrules whether it is on; one that could not be read counts as on. Rules that keep programs out are left aside:
 * each is judged by itself, or two of them could hide behind each other.
 */
export function afterPlan(
  firewall: FirewallReading,
  others: readonly PlannedState[],
  on: boolean | undefined,
): FirewallReading {
  const planned = others.find(({ taskId }) => taskId === 'firewall')?.after;
  const known = firewall.state.kind === 'read' ? firewall.state.value : { on: true, blockingAll: false };
  const isOn = on ?? (isRecord(planned) ? planned['on'] !== false : known.on);
  const allowed = others.flatMap(({ taskId, after }) => {
    const path = /^firewall-rule:[a-z]+:(\/.*)$/s.exec(taskId)?.[1];
    return path !== undefined && after === 'allow' ? [path] : [];
  });
  const state = read({ on: isOn, blockingAll: isOn && known.blockingAll });
  return allowed.reduce((sofar, path) => withRule(sofar, path, 'allow'), { ...firewall, state });
}

/** The firewall with another rule for one program, where its list could be read. */
export function withRule(firewall: FirewallReading, path: string, rule: 'allow' | 'block' | 'absent'): FirewallReading {
  const { apps } = firewall;
  if (apps.kind === 'unreadable') return firewall;
  const others = apps.value.rules.filter(({ by, subject }) => by !== 'path' || subject !== path);
  const rules = rule === 'absent' ? others : [...others, { by: 'path' as const, subject: path, rule }];
  return { ...firewall, apps: read({ ...apps.value, rules }) };
}
