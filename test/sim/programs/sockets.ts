import { type MacState, type OtherSocket, serviceOf } from '../mac-state';
import { JOBS } from './jobs';
import { NFSD_LABEL, nfsdRuns } from './nfsd';

const ARD: OtherSocket = {
  proto: 'tcp46',
  local: '*.3283',
  foreign: '*.*',
  state: 'LISTEN',
  owner: 'ARDAgent',
  pid: 528,
  opened: 900,
};

/** Kerberos answers for whoever signs in to File Sharing or Screen Sharing, and goes with them. */
const KDC: readonly OtherSocket[] = (['tcp4', 'tcp6'] as const).map((proto, at) => ({
  proto,
  local: '*.88',
  foreign: '*.*',
  state: 'LISTEN',
  owner: 'kdc',
  pid: 116,
  opened: 501 - at,
}));

/** Every socket of the Mac, newest first: those that follow from the services, and the others of the state. */
export function openSockets(state: MacState): readonly OtherSocket[] {
  const ofJobs = JOBS.filter(({ label }) => (label === NFSD_LABEL ? nfsdRuns(state) : serviceOf(state, label).loaded));
  const needsKdc = ofJobs.some(({ label }) => label === 'com.apple.smbd' || label === 'com.apple.screensharing');
  const sockets = [
    ...state.sockets,
    ...(state.remoteManagement ? [ARD] : []),
    ...(needsKdc ? KDC : []),
    ...ofJobs.flatMap((job) => job.sockets),
  ];
  return sockets.sort((a, b) => b.opened - a.opened);
}
