import { command, type CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { answerOf, notUnderstood } from './answer';
import { isRecord, parseJson } from './json-text';

export const PROFILE_FIREWALL = command('system_profiler', 'SPFirewallDataType', '-json');

/** The firewall as System Information sees it: the second, independent source. Absent fields were not understood. */
export interface ProfiledFirewall {
  readonly mode: 'off' | 'on' | 'block-all';
  readonly stealth: Parsed<boolean>;
  readonly logging: Parsed<boolean>;
}

const MODES: ReadonlyMap<unknown, ProfiledFirewall['mode']> = new Map([
  ['spfirewall_globalstate_allow_all', 'off'],
  ['spfirewall_globalstate_limit_connections', 'on'],
  ['spfirewall_globalstate_block_all', 'block-all'],
]);

/**
 * Reads `system_profiler SPFirewallDataType -json`; needs no root. Same keys from macOS 13 to 27.
 *
 * @example {"SPFirewallDataType":[{"spfirewall_globalstate":"spfirewall_globalstate_limit_connections",
 * "spfirewall_stealthenabled":"Yes", …}]}
 */
export function parseProfiledFirewall(result: CommandResult | undefined): Parsed<ProfiledFirewall> {
  const answer = answerOf(PROFILE_FIREWALL, result);
  if (answer.kind === 'unreadable') return answer;
  const json = parseJson(answer.value.stdout);
  const list = isRecord(json) ? json['SPFirewallDataType'] : undefined;
  const found: unknown = Array.isArray(list) && list.length === 1 ? list[0] : undefined;
  if (answer.value.exitCode !== 0 || !isRecord(found)) return notUnderstood(PROFILE_FIREWALL, answer.value);
  const state = found['spfirewall_globalstate'];
  const mode = MODES.get(state);
  if (mode === undefined) return unreadable('system_profiler names a firewall state that is not known', String(state));
  return read({
    mode,
    stealth: yesOrNo(found['spfirewall_stealthenabled'], 'stealth mode'),
    logging: yesOrNo(found['spfirewall_loggingenabled'], 'logging'),
  });
}

/** Whether "Yes" and "No" are translated on other systems is not known, so anything else is unreadable. */
function yesOrNo(value: unknown, what: string): Parsed<boolean> {
  if (value === 'Yes') return read(true);
  if (value === 'No') return read(false);
  return unreadable(`system_profiler does not say Yes or No about ${what}`, typeof value === 'string' ? value : '');
}
