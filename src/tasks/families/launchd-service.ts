import { type Command, command, type CommandResult } from '../../core/command';
import {
  type Override,
  parseOverride,
  parseServiceLoaded,
  PRINT_DISABLED,
  printService,
} from '../../core/parse/launchctl';
import { parseTcpListeners, reachableOn, TCP_SOCKETS, type TcpListener } from '../../core/parse/netstat';
import { mapParsed, type Parsed, read, unreadable } from '../../core/result';
import { ALWAYS, type AnyTask, defineTask, oneOf, type Reading, type Task } from '../../core/task';

/**
 * A service that launchd starts when somebody connects. `running`: its job is loaded, so the port is open. `atStart`: what
 * it does at the next start of this Mac.
 */
export interface ServiceState {
  readonly [key: string]: boolean | 'on' | 'off';
  readonly running: boolean;
  readonly atStart: 'on' | 'off';
}

const STATES: readonly ServiceState[] = [
  { running: true, atStart: 'on' },
  { running: true, atStart: 'off' },
  { running: false, atStart: 'on' },
  { running: false, atStart: 'off' },
];

type Words = Pick<
  Task<ServiceState, string>,
  'id' | 'area' | 'name' | 'risk' | 'explain' | 'exposes' | 'references' | 'byHand'
>;

export interface LaunchdService extends Words {
  readonly label: string;
  readonly plist: `/System/Library/LaunchDaemons/${string}.plist`;
  readonly port: number;
  /** Programs that hold the port when it is the service's own: launchd, or what it started. */
  readonly owners: readonly string[];
  /** A third source, such as `nfsd status`: says why it contradicts launchd, or undefined when it agrees. */
  readonly alsoAsks?: {
    readonly command: Command;
    readonly contradicts: (
      result: CommandResult | undefined,
      seen: { loaded: boolean; override: Override },
    ) => Parsed<string | undefined>;
  };
}

/**
 * Builds the task "turn this service off" for a service of launchd's.
 *
 * Two independent sources: launchd's own word and the open port, which needs no root and sees every user's sockets.
 */
export function launchdService(service: LaunchdService): AnyTask {
  const { label, plist, port, owners, alsoAsks, ...words } = service;
  const loadedCommand = printService(label);
  return defineTask<ServiceState, string>({
    ...words,
    title: `Turn off ${words.name}`,
    scope: 'computer',
    severity: 'exposed',
    applies: ALWAYS,
    probe: () => ({
      loaded: loadedCommand,
      overrides: PRINT_DISABLED,
      sockets: TCP_SOCKETS,
      ...(alsoAsks ? { also: alsoAsks.command } : {}),
    }),
    recapture: {
      keys: ['loaded', 'overrides'],
      state: (results) => {
        const override = parseOverride(label, results['overrides']);
        if (override.kind === 'unreadable') return override;
        return mapParsed(parseServiceLoaded(label, results['loaded']), (loaded) => stateOf(loaded, override.value));
      },
    },
    read(results) {
      const loaded = parseServiceLoaded(label, results['loaded']);
      if (loaded.kind === 'unreadable') return loaded;
      const override = parseOverride(label, results['overrides']);
      if (override.kind === 'unreadable') return override;
      const listeners = parseTcpListeners(results['sockets']);
      if (listeners.kind === 'unreadable') return listeners;
      const also = alsoAsks?.contradicts(results['also'], { loaded: loaded.value, override: override.value });
      if (also?.kind === 'unreadable') return also;
      if (also?.value !== undefined) return unreadable(`two sources contradict each other: ${also.value}`);
      return serviceReading(loaded.value, override.value, reachableOn(listeners.value, port), {
        name: words.name,
        port,
        owners,
      });
    },
    recognise: oneOf(STATES),
    isWanted: (state) => !state.running && state.atStart === 'off',
    target: () => ({ running: false, atStart: 'off' }),
    change: (from, to) => ({ kind: 'commands', root: serviceCommands(label, plist, from, to), user: [] }),
    sentence(state) {
      if (state.running) return `${words.name} is on${state.atStart === 'off' ? ', until this Mac restarts' : ''}`;
      return state.atStart === 'on'
        ? `${words.name} is off now, but returns when this Mac restarts`
        : `${words.name} is off`;
    },
    words(state) {
      if (state.running) return state.atStart === 'off' ? 'On until restart' : 'On';
      return state.atStart === 'on' ? 'Off until restart' : 'Off';
    },
  });
}

/** The decision table: launchd, its override, and the port. */
function serviceReading(
  loaded: boolean,
  override: Override,
  onPort: readonly TcpListener[],
  service: { readonly name: string; readonly port: number; readonly owners: readonly string[] },
): Parsed<Reading<ServiceState>> {
  if (loaded) {
    const notes = onPort.length > 0 ? [] : [`launchd has it loaded, yet nothing listens on port ${service.port}.`];
    return read({ state: stateOf(true, override), notes });
  }
  const foreign = onPort.map(({ owner }) => owner);
  const another = foreign.every((owner) => owner !== undefined && !service.owners.includes(owner));
  if (onPort.length > 0 && !another) {
    return unreadable(
      `two sources contradict each other: launchd says ${service.name} is off, yet something listens on port ${service.port}`,
    );
  }
  const notes =
    onPort.length > 0 ? [`Port ${service.port} is held by another program: ${[...new Set(foreign)].join(', ')}.`] : [];
  return read({ state: stateOf(false, override), notes });
}

/** Without an override a service does at the next start what it does now. */
function stateOf(loaded: boolean, override: Override): ServiceState {
  return loaded
    ? { running: true, atStart: override === 'disabled' ? 'off' : 'on' }
    : { running: false, atStart: override === 'enabled' ? 'on' : 'off' };
}

/** `disable` only decides about the next start; `bootout` and `bootstrap` act now. */
function serviceCommands(label: string, plist: string, from: ServiceState, to: ServiceState): readonly Command[] {
  const target = `system/${label}`;
  const enable = command('launchctl', 'enable', target);
  const disable = command('launchctl', 'disable', target);
  if (to.running) {
    return [
      enable,
      ...(from.running ? [] : [command('launchctl', 'bootstrap', 'system', plist)]),
      ...(to.atStart === 'off' ? [disable] : []),
    ];
  }
  return [to.atStart === 'on' ? enable : disable, ...(from.running ? [command('launchctl', 'bootout', target)] : [])];
}
