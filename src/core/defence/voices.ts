import type { CommandResult } from '../command';
import { parseBrewServices } from '../parse/brew-services';
import { parseCortex, parseSentinel } from '../parse/edr-text';
import { parseFalconStats } from '../parse/falconctl';
import { parseLaunchctlList } from '../parse/launchctl-list';
import { parseSantaStatus } from '../parse/santactl';
import { parseTailscaleStatus, type TailscaleStatus } from '../parse/tailscale';
import { assertNever, type Parsed } from '../result';
import { DEFENCE_TOOLS, type DefenceToolId, type KnownTool } from './tools';

/** Answers of the tools themselves and of what starts them. All may be absent; one that fails says nothing. */
export interface ToolAnswers {
  readonly tailscale?: CommandResult;
  readonly santa?: CommandResult;
  readonly falcon?: CommandResult;
  readonly sentinel?: CommandResult;
  readonly cortex?: CommandResult;
  readonly brew?: CommandResult;
  readonly agents?: CommandResult;
}

/**
 * What a tool says of itself; that it says anything proves that it is installed.
 *
 * `idle`: it runs and does not protect, as a VPN that is turned off. `down`: its service does not answer. `not-told`: it
 * only shows that it is there.
 */
export interface Voice {
  readonly tool: DefenceToolId;
  readonly says: 'running' | 'idle' | 'down' | 'not-known' | 'not-told';
  /** In words, without the tool's name: "it says that it is connected". */
  readonly how: string;
}

/** Lets every tool that was asked speak; `unheard` are the reasons why one that was asked says nothing. */
export function voicesIn(answers: ToolAnswers): {
  readonly voices: readonly Voice[];
  readonly unheard: readonly string[];
} {
  const heard: readonly Parsed<readonly Voice[]>[] = [
    hear(answers.tailscale, parseTailscaleStatus, (status) => [tailscaleVoice(status)]),
    hear(answers.santa, parseSantaStatus, (status) =>
      status.kind === 'no-daemon'
        ? [{ tool: 'santa', says: 'down', how: 'its daemon does not answer' }]
        : [santaVoice(status.mode)],
    ),
    hear(answers.falcon, parseFalconStats, ({ operational }) => [
      operational === undefined
        ? { tool: 'crowdstrike-falcon', says: 'not-told', how: 'its tool answers' }
        : operational
          ? { tool: 'crowdstrike-falcon', says: 'running', how: 'it says that its sensor is operational' }
          : { tool: 'crowdstrike-falcon', says: 'idle', how: 'it says that its sensor is not operational' },
    ]),
    hear(answers.sentinel, parseSentinel, ({ protection }) => [
      protection === undefined
        ? { tool: 'sentinelone', says: 'not-told', how: 'its tool answers' }
        : {
            tool: 'sentinelone',
            says: protection === 'enabled' ? 'running' : 'idle',
            how: `its protection is ${protection}`,
          },
    ]),
    hear(answers.cortex, parseCortex, ({ version }) => [
      { tool: 'cortex-xdr', says: 'not-told', how: `its tool answers as version ${version}` },
    ]),
    hear(answers.brew, parseBrewServices, ({ services }) =>
      services.flatMap(({ name, state }) =>
        brought(name).map((tool) => ({ tool, says: 'not-told', how: `Homebrew lists its service as “${state}”` })),
      ),
    ),
    hear(answers.agents, parseLaunchctlList, ({ jobs }) =>
      jobs.flatMap(({ label, pid }) =>
        brought(formulaOf(label)).map((tool) =>
          pid === undefined
            ? { tool, says: 'not-told', how: 'launchd knows its job, which does not run' }
            : { tool, says: 'running', how: 'launchd says that its job runs' },
        ),
      ),
    ),
  ];
  return {
    voices: heard.flatMap((one) => (one.kind === 'read' ? one.value : [])),
    unheard: heard.flatMap((one) => (one.kind === 'unreadable' ? [one.reason] : [])),
  };
}

/** A program that is missing is no failure: the tool is not installed this way, and there is nothing to hear. */
function hear<T>(
  result: CommandResult | undefined,
  parse: (result: CommandResult) => Parsed<T>,
  voices: (value: T) => readonly Voice[],
): Parsed<readonly Voice[]> {
  if (result === undefined || result.kind === 'not-started') return { kind: 'read', value: [] };
  const parsed = parse(result);
  return parsed.kind === 'unreadable' ? parsed : { kind: 'read', value: voices(parsed.value) };
}

/** A mode that is not known may be one in which it looks at nothing. */
function santaVoice(mode: string): Voice {
  return ['Monitor', 'Lockdown', 'Standalone'].includes(mode)
    ? { tool: 'santa', says: 'running', how: `its daemon answers, in the mode “${mode}”` }
    : { tool: 'santa', says: 'not-known', how: `its daemon answers, in the mode “${mode}”, which is not understood` };
}

function tailscaleVoice(status: TailscaleStatus): Voice {
  if (status.kind === 'no-service') return { tool: 'tailscale', says: 'down', how: 'its service does not answer' };
  switch (status.backend) {
    case 'Running':
      return { tool: 'tailscale', says: 'running', how: 'it says that it is connected' };
    case 'NoState':
    case 'NeedsLogin':
    case 'NeedsMachineAuth':
    case 'Stopped':
    case 'Starting':
      return { tool: 'tailscale', says: 'idle', how: `it says that it is not connected (${status.backend})` };
    case 'other':
      return { tool: 'tailscale', says: 'not-known', how: `it says “${status.said}”, which is not understood` };
    default:
      return assertNever(status.backend);
  }
}

function formulaOf(label: string): string {
  const prefix = 'homebrew.mxcl.';
  return label.startsWith(prefix) ? label.slice(prefix.length) : '';
}

/** The tools that a formula of Homebrew brings. */
function brought(formula: string): readonly DefenceToolId[] {
  return DEFENCE_TOOLS.filter((tool: KnownTool) => tool.formula === formula).map(({ id }) => id);
}
