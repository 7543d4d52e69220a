import type { MacFacts } from '../mac';
import type { CommandResults } from '../task';
import type { ComposeProject } from './container';
import type { Exposure } from './listener';
import { readConfigs, type FoundConfig } from './read-configs';
import { readContainers } from './read-containers';
import { readListeners } from './read-listeners';
import { ownAddresses, readSockets } from './read-sockets';
import { readTunnels } from './read-tunnels';
import { asInputs, rememberLast } from './remembered';
import type { SourceGap } from './source-gap';
import { NO_TUNNELS } from './tunnel';

/** An exposure as it is read: its gaps name their source, and its files say whether Batten can change them. */
export interface ReadExposure extends Exposure {
  readonly configs: readonly FoundConfig[];
  /** Compose's projects, also those of which nothing runs. */
  readonly projects: readonly ComposeProject[];
  readonly gaps: readonly SourceGap[];
  /** Where what runs differs from what is configured: sentences. */
  readonly notes: readonly string[];
  /** Rows of the socket tools that were not understood: a listener may be among them. */
  readonly unreadSockets: readonly string[];
  /** The addresses of this Mac, as far as they could be read. */
  readonly ownAddresses: readonly string[];
}

/**
 * Puts together who can reach what on this Mac, from the answers to `exposureProbe` and `furtherExposure`.
 *
 * Pure and total: what is missing becomes a gap, what is not understood is listed, and neither makes anything milder.
 */
export function readExposure(results: CommandResults, mac: Pick<MacFacts, 'home'>): ReadExposure {
  return lastExposure([mac.home, ...asInputs(results)], () => exposureIn(results, mac));
}

const lastExposure = rememberLast<ReadExposure>();

function exposureIn(results: CommandResults, mac: Pick<MacFacts, 'home'>): ReadExposure {
  const sockets = readSockets(results);
  const { table } = sockets;
  const engines = readContainers(table, results);
  const tunnels = readTunnels(table, sockets.processes, engines.containers, results, mac);
  const listeners = readListeners(sockets, {
    ...engines,
    tunnels: tunnels.tunnels.length === 0 ? NO_TUNNELS : tunnels.tunnels,
  });
  const files = readConfigs(listeners, results, mac);
  return {
    listeners,
    connections: table.connections,
    containers: engines.containers,
    projects: engines.projects,
    tunnels: tunnels.tunnels,
    configs: files.configs,
    gaps: [...sockets.gaps, ...engines.gaps, ...tunnels.gaps, ...files.gaps],
    unread: [...table.unread, ...sockets.unread, ...engines.unread],
    notes: tunnels.notes,
    unreadSockets: table.unread,
    ownAddresses: ownAddresses(sockets),
  };
}
