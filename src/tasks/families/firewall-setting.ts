import { type Command, command } from '../../core/command';
import { managedBy } from '../../core/parse/managed-preferences';
import { parseGlobalState } from '../../core/parse/socketfilterfw';
import type { ProfiledFirewall } from '../../core/parse/system-profiler-firewall';
import type { CommandResult } from '../../core/command';
import type { Reading } from '../../core/task';

/** One write to the application firewall; it takes one flag a call, and its text or exit code is never trusted. */
export function setFirewall(flag: string, value: string): Command {
  return command('socketfilterfw', flag, value);
}

export function onOff(on: boolean): 'on' | 'off' {
  return on ? 'on' : 'off';
}

/**
 * Completes the reading of a setting that only works while the firewall is on: who forces it, and why it has no effect.
 *
 * Returns undefined where the global state cannot be read, or the second source contradicts it: the effect is then unknown.
 */
export function settingReading<S>(
  state: S,
  globalState: CommandResult | undefined,
  managed: CommandResult | undefined,
  key: Parameters<typeof managedBy<'com.apple.security.firewall'>>[2],
  profiled: ProfiledFirewall,
): Reading<S> | undefined {
  const firewall = parseGlobalState(globalState);
  if (firewall.kind === 'unreadable') return undefined;
  if (firewall.value.on !== (profiled.mode !== 'off')) return undefined;
  return {
    state,
    ...managedBy(managed, 'com.apple.security.firewall', key),
    ...(firewall.value.on ? {} : { without: 'The setting stands, but it has no effect while the firewall is off.' }),
  };
}

export const FIREWALL_OFF_UNKNOWN =
  'whether the firewall is on could not be read, so neither could the effect of this setting';
