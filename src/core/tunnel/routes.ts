import type { TunnelRoute } from '../exposure/tunnel';
import { type Parsed, read, unreadable } from '../result';
import { originOf } from './origin';
import { redactTunnelText } from './redact';

/** One rule of an ingress as it is written; empty where it says nothing. */
export interface IngressRule {
  readonly hostname: string;
  readonly path: string;
  readonly service: string;
  /** Leads wherever the client asks, whatever `service` says. */
  readonly bastion: boolean;
}

/**
 * Reads the rules of an ingress in their order; all or none.
 *
 * One rule that is not understood makes the whole unreadable: it may be the one that leads to this Mac. The rule is named by
 * its number, because its text may hold a password.
 */
export function routesOf(rules: readonly IngressRule[]): Parsed<readonly TunnelRoute[]> {
  const routes: TunnelRoute[] = [];
  for (const [index, rule] of rules.entries()) {
    const origin = rule.bastion ? { service: 'bastion' } : originOf(rule.service);
    const hostname = rule.hostname === '' ? '*' : rule.hostname.toLowerCase();
    if (origin === undefined) return unreadable(`rule ${index + 1} leads to a service that is not understood`);
    if (!/^[^\s\p{Cc}]{1,300}$/u.test(hostname)) return unreadable(`rule ${index + 1} has no understandable hostname`);
    const path = redactTunnelText(rule.path);
    routes.push({ hostname: redactTunnelText(hostname), ...(path === '' ? {} : { path }), ...origin });
  }
  return read(routes);
}
