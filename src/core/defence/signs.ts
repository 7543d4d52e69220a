import { isVpn, type NetworkConnection } from '../parse/scutil-nc';
import type { SystemExtension } from '../parse/system-extensions';
import type { DefenceSources } from './sources';
import { DEFENCE_TOOLS, type DefenceToolId, type KnownTool } from './tools';
import type { Voice } from './voices';

/** Everything that points to one tool. */
export interface Signs {
  readonly tool: KnownTool;
  /** Copies of its extensions by its maker that macOS is not about to remove. */
  readonly standing: readonly SystemExtension[];
  readonly leaving: readonly SystemExtension[];
  /** Extensions under its name and of another maker. */
  readonly foreign: readonly SystemExtension[];
  readonly connections: readonly NetworkConnection[];
  /** Processes of its extensions, of its VPN, and those that are enough by themselves. */
  readonly hosted: readonly string[];
  readonly ofConnection: readonly string[];
  readonly daemons: readonly string[];
  readonly voices: readonly Voice[];
}

/** Gathers what points to one tool. */
export function signsOf(tool: KnownTool & { readonly id: DefenceToolId }, sources: DefenceSources): Signs {
  const named = sources.extensions.rows.filter(({ bundle }) => tool.extensions.some((one) => one.bundle === bundle));
  const own = named.filter((row) =>
    tool.extensions.some(({ bundle, team }) => bundle === row.bundle && team === row.team),
  );
  const matching = (ofConnection: boolean): readonly string[] =>
    sources.processes.rows.filter((path) =>
      tool.processes.some((one) => (one.ofConnection ?? false) === ofConnection && endsWithPath(path, one.path)),
    );
  return {
    tool,
    standing: own.filter((row) => !isLeaving(row)),
    leaving: own.filter(isLeaving),
    foreign: named.filter((row) => !own.includes(row) && !isLeaving(row)),
    connections: sources.connections.rows.filter((one) => ownerOf(one) === tool.id),
    hosted: sources.processes.rows.filter((path) =>
      tool.extensions.some(
        ({ bundle }) => path.startsWith('/Library/SystemExtensions/') && path.includes(`/${bundle}.systemextension/`),
      ),
    ),
    ofConnection: matching(true),
    daemons: matching(false),
    voices: sources.voices.filter((voice) => voice.tool === tool.id),
  };
}

/** The tool that a VPN belongs to; undefined for what is no VPN. */
function ownerOf(connection: NetworkConnection): DefenceToolId | undefined {
  if (!isVpn(connection)) return undefined;
  const { bundle } = connection;
  const owner = DEFENCE_TOOLS.find((tool: KnownTool) =>
    tool.connections.some((one) => bundle === one || bundle?.startsWith(`${one}.`)),
  );
  return owner?.id ?? 'other-vpn';
}

/** Words of macOS for a copy that is on its way out: "terminated waiting to uninstall on reboot". */
export function isLeaving({ state }: SystemExtension): boolean {
  return /^(?:terminat|uninstall)/.test(state);
}

function endsWithPath(path: string, ending: string): boolean {
  return path === ending || path.endsWith(`/${ending}`);
}
