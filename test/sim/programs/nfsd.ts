import { type MacState, serviceOf } from '../mac-state';
import { notModelled, type SimulatedProgram } from './program';

export const NFSD_LABEL = 'com.apple.nfsd';
export const NFSD_PID = 313;

/** Launchd runs nfsd only while something is exported. */
export function nfsdRuns(state: MacState): boolean {
  return serviceOf(state, NFSD_LABEL).loaded && state.nfsExports.length > 0;
}

/** `nfsd status`; Apple's source gives exit code 1 for a service that is disabled. */
export const nfsd: SimulatedProgram = (state, args) => {
  const { loaded, override } = serviceOf(state, NFSD_LABEL);
  const enabled = override === 'enabled' || (override === 'none' && loaded);
  const service = `nfsd service is ${enabled ? 'enabled' : 'disabled'}\n`;
  const running = nfsdRuns(state) ? `nfsd is running (pid ${NFSD_PID}, 8 threads)\n` : 'nfsd is not running\n';
  const answer = { exitCode: enabled ? 0 : 1, stdout: service + running, stderr: '' };
  return { state, latencyMs: 10, result: args.join(' ') === 'status' ? answer : notModelled('nfsd', args) };
};
