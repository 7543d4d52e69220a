import { command, type CommandResult } from '../command';
import { type Parsed, read, unreadable } from '../result';
import { answerOf, notUnderstood } from './answer';
import { isRecord, parseJson } from './json-text';

export const TAILSCALE_STATUS = command('tailscale', 'status', '--json');

/** States of Tailscale's engine (ipn/backend.go). `other`: a word that is not among them. */
const BACKEND_STATES = ['NoState', 'NeedsLogin', 'NeedsMachineAuth', 'Stopped', 'Starting', 'Running'] as const;
export type BackendState = (typeof BACKEND_STATES)[number] | 'other';

const NO_SERVICE = 'failed to connect to local Tailscale service; is Tailscale running?';

/** `no-service`: the program is there, and its service does not answer it. */
export type TailscaleStatus =
  | { readonly kind: 'no-service' }
  | {
      readonly kind: 'service';
      readonly backend: BackendState;
      /** The state as Tailscale wrote it. */
      readonly said: string;
      readonly version?: string;
      /** Other devices that it knows; absent where it did not say. */
      readonly peers?: number;
      /** Its own complaints. */
      readonly health: readonly string[];
    };

/**
 * Reads `tailscale status --json`.
 *
 * Looked at as text first: the app's own copy may print "The Tailscale GUI failed to start: …" on stdout and exit as if
 * all was well. No number is taken from the JSON: the ids of users are larger than what JSON.parse keeps exactly.
 *
 * @example {"Version":"1.76.1","BackendState":"Stopped","Self":{}}
 * @example "2024/10/18 10:32:09 failed to connect to local Tailscale service; is Tailscale running?"
 */
export function parseTailscaleStatus(result: CommandResult | undefined): Parsed<TailscaleStatus> {
  const answer = answerOf(TAILSCALE_STATUS, result);
  if (answer.kind === 'unreadable') return answer;
  const { stdout, text } = answer.value;
  if (text.includes('The Tailscale GUI failed to start')) {
    return unreadable('Tailscale could not start its app to answer', text);
  }
  if (!stdout.trimStart().startsWith('{')) {
    const lines = text.split('\n').map((line) => line.trim());
    const down = lines.some((line) => line.endsWith(NO_SERVICE));
    return down ? read({ kind: 'no-service' }) : notUnderstood(TAILSCALE_STATUS, answer.value);
  }
  const json = parseJson(stdout);
  const said = isRecord(json) ? json['BackendState'] : undefined;
  if (!isRecord(json) || typeof said !== 'string') return notUnderstood(TAILSCALE_STATUS, answer.value);
  const { Version: version, Peer: peers, Health: health } = json;
  return read({
    kind: 'service',
    backend: BACKEND_STATES.find((one) => one === said) ?? 'other',
    said,
    ...(typeof version === 'string' ? { version } : {}),
    // Null is how Go writes a map without members.
    ...(isRecord(peers) ? { peers: Object.keys(peers).length } : peers === null ? { peers: 0 } : {}),
    health: Array.isArray(health) ? health.filter((one) => typeof one === 'string') : [],
  });
}
