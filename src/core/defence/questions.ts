import type { Command, CommandResult } from '../command';
import { SANTA_STATUS } from '../parse/santactl';
import { TAILSCALE_STATUS } from '../parse/tailscale';
import { readProcesses } from './sources';

/**
 * What is asked of the tools themselves, once their processes have been seen.
 *
 * Tailscale is only asked where its service without the app runs: the app's own copy may start the app, or answer with its
 * failure to do so, and scutil knows that VPN. Every other tool needs root to answer, or its process says enough.
 */
export function toolQuestions(processes: CommandResult | undefined): Readonly<Record<string, Command>> {
  const list = readProcesses(processes);
  const paths = list.kind === 'read' ? list.value.paths : [];
  const has = (part: RegExp): boolean => paths.some((path) => part.test(path));
  const tailscale = has(/(?:^|\/)tailscaled$/) && !has(/\/Tailscale\.app\/|\/io\.tailscale\.ipn\./);
  const santa = has(/\/com\.(?:northpolesec|google)\.santa\.daemon\.systemextension\//);
  return {
    ...(tailscale ? { tailscale: TAILSCALE_STATUS } : {}),
    ...(santa ? { santa: SANTA_STATUS } : {}),
  };
}
