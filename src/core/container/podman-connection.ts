import { command, type CommandResult } from '../command';
import { answerOf, notUnderstood } from '../parse/answer';
import { isRecord, parseJson } from '../parse/json-text';
import { type Parsed, read } from '../result';

/** Where Podman would go with a question. It reads files only and opens no connection. */
export const PODMAN_CONNECTIONS = command('podman', 'system', 'connection', 'ls', '--format', 'json');

/**
 * Whether `podman ps` stays on this Mac.
 *
 * Podman's machine is reached by ssh to a port of this Mac. A default connection to another host would be a network
 * connection that nobody asked for. Without any connection Podman says that none runs.
 *
 * @example [{"Name":"podman-machine-default","URI":"ssh://core@127.0.0.1:50451/run/user/501/podman/podman.sock","Default":true}]
 */
export function parsePodmanStaysHere(result: CommandResult | undefined): Parsed<boolean> {
  const answer = answerOf(PODMAN_CONNECTIONS, result);
  if (answer.kind === 'unreadable') return answer;
  const list = parseJson(answer.value.stdout) ?? undefined;
  if (answer.value.exitCode !== 0 || !Array.isArray(list) || !list.every(isConnection)) {
    return notUnderstood(PODMAN_CONNECTIONS, answer.value);
  }
  // Before 4.0 the default was marked by an asterisk after its name.
  const defaults = list.filter((one) => one['Default'] === true || one.Name.endsWith('*'));
  return read((defaults.length > 0 ? defaults : list).every(({ URI }) => staysHere(URI)));
}

interface Connection extends Readonly<Record<string, unknown>> {
  readonly Name: string;
  readonly URI: string;
}

function isConnection(row: unknown): row is Connection {
  return isRecord(row) && typeof row['Name'] === 'string' && typeof row['URI'] === 'string';
}

function staysHere(uri: string): boolean {
  return (
    uri.startsWith('unix:///') ||
    /^ssh:\/\/(?:[^@/]{1,64}@)?(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:\/|$)/.test(uri)
  );
}
