import { isAtLeast, type MacState, serviceOf, withService } from '../mac-state';
import { daemonVerb, listJobs, printDaemon } from './launchctl-daemons';
import { JOBS } from './jobs';
import { printJob } from './launchctl-print';
import { type Caller, complains, type Exited, notModelled, type Outcome, says, type SimulatedProgram } from './program';

/**
 * Launchd's command line: jobs of the whole computer, and the daemons of the person's.
 *
 * Reading needs no root. `disable` and `enable` write an override for the next start and leave a loaded job as it is;
 * `bootout` and `bootstrap` stop and start it now.
 */
export const launchctl: SimulatedProgram = (state, args, caller) => {
  const [verb, target, path] = args;
  const done = (outcome: Pick<Outcome, 'state' | 'result'>): Outcome => ({ latencyMs: 14, ...outcome });
  if (verb === 'list' && args.length === 1) return done({ state, result: says(listJobs(state, caller)) });
  const ofDaemon = daemonVerb(state, args, caller);
  if (ofDaemon !== undefined) return { latencyMs: 180, ...ofDaemon };
  const label = /^system\/(\S+)$/.exec(target ?? '')?.[1];
  if (verb === 'print-disabled' && target === 'system' && args.length === 2) {
    return done({ state, result: says(printDisabled(state)) });
  }
  if (verb === 'bootstrap' && target === 'system' && path !== undefined && args.length === 3) {
    return done(bootstrap(state, path, caller));
  }
  const printed = verb === 'print' && args.length === 2 ? printDaemon(state, target ?? '') : undefined;
  if (printed !== undefined) return done({ state, result: says(printed) });
  const own = /^gui\/(\d+)\/(\S+)$/.exec(target ?? '');
  if (own !== null && verb === 'print' && args.length === 2) {
    return done({ state, result: unknownJob(state, own[2] ?? '', `user gui: ${own[1]}`) });
  }
  if (label === undefined || args.length !== 2) return done({ state, result: notModelled('launchctl', args) });
  switch (verb) {
    case 'print':
      return done({
        state,
        result: serviceOf(state, label).loaded ? says(printJob(state, label)) : unknownJob(state, label),
      });
    case 'enable':
      return done(setOverride(state, label, 'enabled', caller));
    case 'disable':
      return done(setOverride(state, label, 'disabled', caller));
    case 'bootout':
      return done(bootout(state, label, caller));
    case undefined:
    default:
      return done({ state, result: notModelled('launchctl', args) });
  }
};

function unknownJob(state: MacState, label: string, domain = 'system'): Exited {
  const badRequest = isAtLeast(state, 26) ? 'Bad request.\n' : '';
  return complains(`${badRequest}Could not find service "${label}" in domain for ${domain}\n`, 113);
}

/** The dialect of macOS 13 and later; only overrides are listed, in no order that means anything. */
function printDisabled(state: MacState): string {
  const lines = Object.entries(state.services)
    .filter(([, { override }]) => override !== 'none')
    .map(([label, { override }]) => `\t\t"${label}" => ${override}\n`);
  return `\n\tdisabled services = {\n${lines.join('')}\t}\n`;
}

function setOverride(
  state: MacState,
  label: string,
  override: 'enabled' | 'disabled',
  caller: Caller,
): Pick<Outcome, 'state' | 'result'> {
  if (caller.root) return { state: withService(state, label, { override }), result: says('') };
  const verb = override === 'enabled' ? 'enable' : 'disable';
  return { state, result: complains(`Could not ${verb} service: 1: Operation not permitted\n`, 1) };
}

function bootout(state: MacState, label: string, caller: Caller): Pick<Outcome, 'state' | 'result'> {
  if (!caller.root) return { state, result: complains('Boot-out failed: 1: Operation not permitted\n', 1) };
  if (!serviceOf(state, label).loaded) return { state, result: complains('Boot-out failed: 3: No such process\n', 3) };
  return { state: withService(state, label, { loaded: false, submittedBySmd: false }), result: says('') };
}

function bootstrap(state: MacState, path: string, caller: Caller): Pick<Outcome, 'state' | 'result'> {
  const refuse = (exitCode: number, text: string): Pick<Outcome, 'state' | 'result'> => ({
    state,
    result: complains(`Bootstrap failed: ${exitCode}: ${text}\n`, exitCode),
  });
  if (!caller.root) return refuse(5, 'Input/output error\nTry re-running the command as root for richer errors.');
  const job = JOBS.find(({ plist }) => plist === path);
  if (job === undefined) return refuse(2, 'No such file or directory');
  const { loaded, override } = serviceOf(state, job.label);
  if (override === 'disabled') return refuse(119, 'Service is disabled');
  if (loaded) return refuse(37, 'Operation already in progress');
  return { state: withService(state, job.label, { loaded: true, submittedBySmd: false }), result: says('') };
}
