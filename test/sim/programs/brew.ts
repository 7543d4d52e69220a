import type { DaemonState } from '../daemon-state';
import type { MacState } from '../mac-state';
import { loaded } from './daemons';
import { complains, notModelled, says, type SimulatedProgram } from './program';

/** `brew services list` and `brew services restart NAME`; Homebrew does not want to be root. */
export const brew: SimulatedProgram = (state, args, caller) => {
  if (caller.root) {
    const refusal = 'Error: Running Homebrew as root is extremely dangerous and no longer supported.\n';
    return { state, latencyMs: 60, result: complains(refusal) };
  }
  const [area, verb, name] = args;
  if (area === 'services' && verb === 'list' && args.length === 2) {
    return { state, latencyMs: 700, result: says(table(state)) };
  }
  if (area !== 'services' || verb !== 'restart' || name === undefined || args.length !== 3) {
    return { state, latencyMs: 60, result: notModelled('brew', args) };
  }
  const daemon = state.daemons.find(({ formula }) => formula === name);
  if (daemon === undefined) {
    return { state, latencyMs: 600, result: complains(`Error: No available formula with the name "${name}".\n`) };
  }
  const { label } = daemon;
  const stopped = daemon.loaded
    ? `Stopping \`${name}\`... (might take a while)\n==> Successfully stopped \`${name}\` (label: ${label})\n`
    : '';
  const said = `${stopped}==> Successfully started \`${name}\` (label: ${label})\n`;
  // It says so as soon as launchd has taken the job, whether or not the program then stays alive.
  return { state: loaded(state, label), latencyMs: 2_500, result: says(said) };
};

function table({ daemons, user }: MacState): string {
  const rows = daemons
    .flatMap((daemon) => (daemon.formula === undefined ? [] : [rowOf(daemon, daemon.formula, user)]))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const all = [['Name', 'Status', 'User', 'File'], ...rows];
  const width = (column: number): number => Math.max(...all.map((row) => row[column]?.length ?? 0));
  const [name, status, owner] = [width(0), Math.max(width(1), 'started'.length), width(2)];
  return all
    .map(([a = '', b = '', c = '', d = '']) => `${a.padEnd(name)} ${b.padEnd(status)} ${c.padEnd(owner)} ${d}\n`)
    .join('');
}

function rowOf({ loaded: isLoaded, pid, plist }: DaemonState, formula: string, user: string): readonly string[] {
  if (!isLoaded) return [formula, 'none', '', ''];
  const file = plist.replace(`/Users/${user}/`, '~/');
  return [formula, pid === undefined ? 'error' : 'started', user, file];
}
