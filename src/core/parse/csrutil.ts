import { command, type CommandResult } from '../command';
import { type Parsed, read } from '../result';
import { answerOf, notUnderstood, valuesIn } from './answer';

export const SIP_STATUS = command('csrutil', 'status');
export const AUTHENTICATED_ROOT_STATUS = command('csrutil', 'authenticated-root', 'status');

/** `partial`: a custom configuration, in which some protections are off; never counted as full. */
export type SipState = 'enabled' | 'partial' | 'disabled';

/**
 * Reads `csrutil status`. Only the exact line "… status: enabled.", with no other beside it, is full protection.
 *
 * @example "System Integrity Protection status: unknown (Custom Configuration).\n\nConfiguration:\n\tApple Internal: disabled…"
 */
export function parseSip(result: CommandResult | undefined): Parsed<SipState> {
  const answer = answerOf(SIP_STATUS, result);
  if (answer.kind === 'unreadable') return answer;
  const { values: states, strange } = valuesIn<SipState>(answer.value.text, [
    [/^System Integrity Protection status: enabled\.$/, 'enabled'],
    [/^System Integrity Protection status: disabled(?: \(Apple Internal\))?\.$/, 'disabled'],
    [/^System Integrity Protection status: (?:unknown|enabled) \(Custom Configuration\)\.$/, 'partial'],
    [/^Configuration:$/, 'partial'],
  ]);
  const [state, ...more] = states;
  if (answer.value.exitCode !== 0 || state === undefined) return notUnderstood(SIP_STATUS, answer.value);
  // What is off stays off whatever stands beside it: the list of a custom configuration differs between releases.
  if (state === 'enabled' && more.length === 0 && strange.length > 0) return notUnderstood(SIP_STATUS, answer.value);
  return more.length === 0 ? read(state) : read(states.includes('disabled') ? 'disabled' : 'partial');
}

/** Reads `csrutil authenticated-root status`. @example "Authenticated Root status: enabled" (no full stop) */
export function parseAuthenticatedRoot(result: CommandResult | undefined): Parsed<boolean> {
  const answer = answerOf(AUTHENTICATED_ROOT_STATUS, result);
  if (answer.kind === 'unreadable') return answer;
  const { values, strange } = valuesIn(answer.value.text, [
    [/^Authenticated Root status: enabled\.?$/, true],
    [/^Authenticated Root status: disabled\.?$/, false],
  ]);
  const [on, ...more] = values;
  if (answer.value.exitCode !== 0 || on === undefined || more.length > 0 || strange.length > 0) {
    return notUnderstood(AUTHENTICATED_ROOT_STATUS, answer.value);
  }
  return read(on);
}
