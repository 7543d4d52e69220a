import type { NetworkConnection } from '../parse/scutil-nc';
import type { SystemExtension } from '../parse/system-extensions';
import { assertNever } from '../result';
import { isLeaving, type Signs, signsOf } from './signs';
import { type DefenceAnswers, type DefenceGap, type DefenceSources, readSources } from './sources';
import { DEFENCE_TOOLS, type DefenceKind, type DefenceToolId, type KnownTool } from './tools';

export type Certainty = 'yes' | 'no' | 'unknown';

/** A tool of the closed list as it stands on this Mac. `how` is the evidence, in words: one sentence without its name. */
export interface DefenceTool {
  readonly id: DefenceToolId;
  readonly name: string;
  readonly kind: DefenceKind;
  readonly installed: Certainty;
  readonly running: Certainty;
  readonly how: string;
}

/**
 * What defends this Mac.
 *
 * `others`: accepted extensions that watch programs or the network and belong to no tool of the list.
 */
export interface Defence {
  readonly tools: readonly DefenceTool[];
  readonly others: readonly SystemExtension[];
  readonly gaps: readonly DefenceGap[];
}

/**
 * Joins what extensions, VPNs, processes and, where asked, the tools themselves say. Pure, and never throws.
 *
 * "activated enabled" does not prove that an extension runs; its process does. What stands in no list is "no" only where
 * the lists are whole, and "unknown" otherwise.
 */
export function defence(answers: DefenceAnswers): Defence {
  const sources = readSources(answers);
  const known = new Set(DEFENCE_TOOLS.flatMap((tool: KnownTool) => tool.extensions.map(({ bundle }) => bundle)));
  return {
    tools: DEFENCE_TOOLS.map((tool) => {
      const signs = signsOf(tool, sources);
      const { is: running, how } = runningBy(signs, sources);
      const { id, name, kind } = tool;
      return { id, name, kind, installed: installedBy(signs, sources), running, how: `${capital(how)}.` };
    }),
    others: sources.extensions.rows.filter(
      (one) => !known.has(one.bundle) && !isLeaving(one) && one.enabled && watches(one.category ?? ''),
    ),
    gaps: sources.gaps,
  };
}

function installedBy(signs: Signs, sources: DefenceSources): Certainty {
  const { tool, standing, connections, daemons, ofConnection, hosted, foreign, voices } = signs;
  const processes = [...daemons, ...ofConnection];
  if ([standing, connections, processes, voices].some((one) => one.length > 0)) return 'yes';
  if (foreign.length > 0) return 'unknown';
  if (hosted.length > 0) return sources.extensions.whole ? 'unknown' : 'yes';
  // What is only known by its process leaves no sign while it does not run.
  const leavesSigns = tool.extensions.length > 0 || tool.kind === 'vpn';
  const { extensions, connections: vpns, processes: all } = sources;
  return leavesSigns && extensions.whole && vpns.whole && all.whole ? 'no' : 'unknown';
}

interface Verdict {
  readonly is: Certainty;
  readonly how: string;
}

/** The decision table, from the strongest word to the weakest. */
function runningBy(signs: Signs, sources: DefenceSources): Verdict {
  const spoken = bySpeech(signs, sources);
  if (spoken !== undefined) return spoken;
  const connected = signs.connections.find(({ state }) => state === 'Connected');
  if (connected !== undefined) return { is: 'yes', how: `its VPN “${connected.name}” is connected` };
  const [daemon] = signs.daemons;
  if (daemon !== undefined) return { is: 'yes', how: `its process ${lastOf(daemon)} runs${untold(signs.tool)}` };
  const [connection] = signs.connections;
  if (connection !== undefined) return byConnections(signs.connections, connection, sources);
  return byProcess(signs, sources);
}

function bySpeech({ voices, daemons, hosted }: Signs, sources: DefenceSources): Verdict | undefined {
  const voice = voices.find(({ says }) => says !== 'not-told');
  if (voice === undefined) return undefined;
  const { how, says } = voice;
  switch (says) {
    case 'running':
      return { is: 'yes', how };
    case 'idle':
      return { is: 'no', how };
    case 'not-known':
      return { is: 'unknown', how };
    case 'down': {
      const [seen] = [...daemons, ...hosted];
      if (seen !== undefined) return { is: 'unknown', how: `${how}, yet its process ${lastOf(seen)} runs` };
      return sources.processes.whole ? { is: 'no', how } : { is: 'unknown', how };
    }
    case 'not-told':
      return undefined;
    default:
      return assertNever(says);
  }
}

function byConnections(all: readonly NetworkConnection[], first: NetworkConnection, sources: DefenceSources): Verdict {
  const broken = all.find(({ state }) => state === 'Invalid');
  if (broken !== undefined) return { is: 'unknown', how: `its VPN “${broken.name}” is in the state “Invalid”` };
  const how = `its VPN “${first.name}” is not connected (${first.state})`;
  return { is: sources.connections.whole ? 'no' : 'unknown', how };
}

function byProcess(signs: Signs, sources: DefenceSources): Verdict {
  const { tool, standing, leaving, foreign, hosted, ofConnection } = signs;
  const [process] = [...hosted, ...ofConnection];
  const [extension, impostor, old] = [standing[0], foreign[0], leaving[0]];
  const vpnsRead = sources.connections.whole || tool.kind !== 'vpn';
  const extensionsRead = sources.extensions.whole || tool.extensions.length === 0;
  if (process !== undefined) {
    const runs = `its process ${lastOf(process)} runs`;
    if (impostor !== undefined)
      return { is: 'unknown', how: `${runs}, and an extension of that name is signed by ${impostor.team}` };
    if (!vpnsRead) {
      return { is: 'unknown', how: `${runs}, and whether its VPN is connected could not be read` };
    }
    if (hosted.length > 0 && extension === undefined && sources.extensions.whole) {
      return {
        is: 'unknown',
        how: `${runs}, yet ${old === undefined ? 'no such extension is listed' : `its extension is “${old.state}”`}`,
      };
    }
    return { is: 'yes', how: `${runs}${untold(tool)}` };
  }
  if (!sources.processes.whole || !extensionsRead || !vpnsRead)
    return { is: 'unknown', how: 'not everything that would show it could be read' };
  if (extension !== undefined)
    return { is: 'no', how: `its extension is “${extension.state}”, and no process of it runs` };
  if (impostor !== undefined)
    return { is: 'no', how: `an extension of its name is signed by ${impostor.team}, and does not run` };
  if (old !== undefined) return { is: 'no', how: `its extension is “${old.state}”` };
  return { is: 'no', how: signs.voices[0]?.how ?? 'there is no sign of it' };
}

/** A process shows that a VPN's program runs, and not that it is connected. */
function untold({ kind }: KnownTool): string {
  return kind === 'vpn' ? '; whether it is connected is not known' : '';
}

function watches(category: string): boolean {
  return ['endpoint_security', 'network_extension'].some((one) => category === `com.apple.system_extension.${one}`);
}

function lastOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
