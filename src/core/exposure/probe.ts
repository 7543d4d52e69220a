import type { Command } from '../command';
import type { MacFacts } from '../mac';
import type { CommandResults } from '../task';
import { configQuestions } from './config-candidates';
import { CONTAINER_QUESTION, containerQuestions, readContainers } from './read-containers';
import { readListeners } from './read-listeners';
import { FIREWALL_QUESTION, readSockets, SOCKET_QUESTIONS } from './read-sockets';
import { tunnelFileQuestions, tunnelQuestions } from './read-tunnels';
import { NO_TUNNELS } from './tunnel';

/**
 * The first questions about who can reach what on this Mac. Without a home folder its files are left out.
 *
 * No question leaves this Mac, and none needs root.
 */
export function exposureProbe(mac: Pick<MacFacts, 'home'>): Readonly<Record<string, Command>> {
  return { ...SOCKET_QUESTIONS, ...FIREWALL_QUESTION, ...CONTAINER_QUESTION, ...tunnelFileQuestions(mac) };
}

/**
 * The questions that follow from the answers so far: containers of each engine, how ssh was started where it listens, the
 * files of cloudflared and what a running one tells, and the configuration files of what others can reach.
 */
export function furtherExposure(
  results: CommandResults,
  mac: Pick<MacFacts, 'home'>,
): Readonly<Record<string, Command>> {
  const sockets = readSockets(results);
  const { table } = sockets;
  const engines = readContainers(table, results);
  // Who a tunnel lets in decides about no question.
  const listeners = readListeners(sockets, { ...engines, tunnels: NO_TUNNELS });
  return {
    ...containerQuestions(table, results),
    ...tunnelQuestions(table, results, mac),
    ...configQuestions(listeners, results, mac),
  };
}
