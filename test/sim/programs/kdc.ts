import { type MacState, type OtherSocket, serviceOf } from '../mac-state';

export const KDC_PID = 116;

/** Kerberos answers for whoever signs in to File Sharing or Screen Sharing, and goes with them. */
export function needsKdc(state: MacState): boolean {
  return ['com.apple.smbd', 'com.apple.screensharing'].some((label) => serviceOf(state, label).loaded);
}

export const KDC_SOCKETS: readonly OtherSocket[] = (['tcp4', 'tcp6'] as const).map((proto, at) => ({
  proto,
  local: '*.88',
  foreign: '*.*',
  state: 'LISTEN',
  owner: 'kdc',
  pid: KDC_PID,
  opened: 501 - at,
}));
