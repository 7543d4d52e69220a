import type { DaemonState } from '../daemon-state';
import { textAt } from '../file-state';
import type { MacState } from '../mac-state';
import { isPropertyList, loaded, started, unloaded } from './daemons';
import { type Caller, complains, type Exited, says } from './program';
import { nameOf, runningProcesses, uidOf } from './processes';

interface Done {
  readonly state: MacState;
  readonly result: Exited;
}

/**
 * The verbs of launchctl for a daemon that the Mac has: kickstart, bootout, bootstrap, load and unload.
 *
 * Undefined where the words mean no daemon of the Mac's, so that they are somebody else's to answer.
 */
export function daemonVerb(state: MacState, args: readonly string[], caller: Caller): Done | undefined {
  const words = args.filter((word) => word !== '-k' && word !== '-w');
  const [verb = '', first = '', second] = words;
  const path = second ?? first;
  const isIt = ({ label, domain, plist, user }: DaemonState): boolean =>
    path === plist || first === (domain === 'gui' ? `gui/${uidOf(user)}/${label}` : `system/${label}`);
  const daemon = state.daemons.find(isIt);
  if (daemon === undefined) return undefined;
  const mayNot = daemon.domain === 'system' && !caller.root;
  switch (verb) {
    case 'kickstart':
      if (mayNot)
        return refused(state, 'Could not kickstart service "', `${daemon.label}": 1: Operation not permitted`, 1);
      if (!daemon.loaded)
        return refused(state, '', `Could not find service "${daemon.label}" in domain for user gui`, 113);
      return {
        state: args.includes('-k') || daemon.pid === undefined ? started(state, daemon.label) : state,
        result: says(''),
      };
    case 'bootout':
      if (mayNot) return refused(state, 'Boot-out failed: ', '1: Operation not permitted', 1);
      if (!daemon.loaded) return refused(state, 'Boot-out failed: ', '3: No such process', 3);
      return { state: unloaded(state, daemon.label), result: says('') };
    case 'bootstrap': {
      if (mayNot || daemon.loaded || !isReadable(state, daemon)) {
        return refused(
          state,
          'Bootstrap failed: ',
          '5: Input/output error\nTry re-running the command as root for richer errors.',
          5,
        );
      }
      return { state: loaded(state, daemon.label), result: says('') };
    }
    // The older verbs say what went wrong, and exit 0 all the same.
    case 'unload':
      if (!daemon.loaded || mayNot) return refused(state, 'Unload failed: ', '5: Input/output error', 0);
      return { state: unloaded(state, daemon.label), result: says('') };
    case 'load':
      if (daemon.loaded || mayNot || !isReadable(state, daemon)) {
        return refused(state, 'Load failed: ', '5: Input/output error', 0);
      }
      return { state: loaded(state, daemon.label), result: says('') };
    default:
      return undefined;
  }
}

function refused(state: MacState, start: string, text: string, exitCode: number): Done {
  return { state, result: complains(`${start}${text}\n`, exitCode) };
}

function isReadable({ files }: MacState, { plist }: DaemonState): boolean {
  const text = textAt(files, plist);
  return text !== undefined && isPropertyList(text);
}

/** `launchctl list`: the jobs of the caller's own domain, with their process and how they last ended. */
export function listJobs(state: MacState, caller: Caller): string {
  const own = state.daemons.filter(({ domain, loaded: known }) => known && (domain === 'system') === caller.root);
  const apple = caller.root
    ? []
    : runningProcesses(state)
        .filter(({ user, path }) => user === caller.user && /^\/(System|usr)\//.test(path))
        .map((one): Row => [String(one.pid), '0', `com.apple.${nameOf(one)}`]);
  const rows: readonly Row[] = [
    ...apple,
    ...own.map(({ pid, label }): Row => [pid === undefined ? '-' : String(pid), pid === undefined ? '1' : '0', label]),
  ];
  return ['PID\tStatus\tLabel', ...rows.map((row) => row.join('\t')), ''].join('\n');
}

type Row = readonly [pid: string, status: string, label: string];

/** `launchctl print` of a daemon, by its domain and label; the lines that a capture of cloudflared's job shows. */
export function printDaemon(state: MacState, target: string): string | undefined {
  const daemon = state.daemons.find(
    ({ domain, user, label, loaded: known }) =>
      known && target === (domain === 'gui' ? `gui/${uidOf(user)}/${label}` : `system/${label}`),
  );
  if (daemon === undefined) return undefined;
  const { plist, program, pid, domain } = daemon;
  return [
    `${target} = {`,
    `\tactive count = ${pid === undefined ? 0 : 1}`,
    `\tpath = ${plist}`,
    `\ttype = ${domain === 'gui' ? 'LaunchAgent' : 'LaunchDaemon'}`,
    `\tstate = ${pid === undefined ? 'not running' : 'running'}`,
    '',
    `\tprogram = ${program}`,
    '\truns = 1',
    ...(pid === undefined ? [] : [`\tpid = ${pid}`]),
    `\tlast exit code = ${pid === undefined ? '1' : '(never exited)'}`,
    '}',
    '',
  ].join('\n');
}
