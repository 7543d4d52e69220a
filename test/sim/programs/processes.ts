import type { EngineState } from '../engine-state';
import { homeOf, type MacProcess, type MacState } from '../mac-state';
import { KDC_PID, needsKdc } from './kdc';
import { NFSD_PID, nfsdRuns } from './nfsd';

const UIDS: Readonly<Record<string, number>> = { root: 0, _mdnsresponder: 65, _www: 70, _mysql: 74, nobody: -2 };

/** The number of an account; whoever is not of macOS is the first person of the Mac. */
export function uidOf(user: string): number {
  return UIDS[user] ?? 501;
}

const ARD_AGENT = '/System/Library/CoreServices/RemoteManagement/ARDAgent.app/Contents/MacOS/ARDAgent';
export const ARD_PID = 528;

/** The pid of the process that carries Tailscale's traffic while it is on. */
export const TAILSCALE_PID = 1795;
const IPN_EXTENSION =
  '/Library/SystemExtensions/5F0B3C4E-9E1B-4C39-9E0C-6A2D7C1F6A11/' +
  'io.tailscale.ipn.macsys.network-extension.systemextension/Contents/MacOS/' +
  'io.tailscale.ipn.macsys.network-extension';

/** Every process that matters, by pid: those of the state, and those that follow from what is switched on. */
export function runningProcesses(state: MacState): readonly MacProcess[] {
  const daemons = state.daemons.flatMap(({ pid, user, program, kind, config }): MacProcess[] => {
    const args = kind === 'cloudflared' ? `${program} --config ${config ?? ''} tunnel run` : program;
    return pid === undefined ? [] : [{ pid, user, path: program, args }];
  });
  const processes: readonly MacProcess[] = [
    { pid: 1, user: 'root', path: '/sbin/launchd' },
    ...state.processes,
    ...daemons,
    ...(state.engine?.running === true ? [engineProcess(state.engine, state.user)] : []),
    ...(state.remoteManagement ? [{ pid: ARD_PID, user: state.user, path: ARD_AGENT }] : []),
    ...(needsKdc(state)
      ? [{ pid: KDC_PID, user: 'root', path: '/System/Library/PrivateFrameworks/Heimdal.framework/Helpers/kdc' }]
      : []),
    ...(nfsdRuns(state) ? [{ pid: NFSD_PID, user: 'root', path: '/sbin/nfsd' }] : []),
    ...(state.defence.tailscale?.backend === 'Running'
      ? [{ pid: TAILSCALE_PID, user: 'root', path: IPN_EXTENSION }]
      : []),
  ];
  return [...processes].sort((a, b) => a.pid - b.pid);
}

const ENGINE_PATHS: Readonly<Record<EngineState['kind'], string>> = {
  orbstack: '/Applications/OrbStack.app/Contents/Frameworks/OrbStack Helper.app/Contents/MacOS/OrbStack Helper',
  'docker-desktop': '/Applications/Docker.app/Contents/MacOS/com.docker.backend',
};

function engineProcess({ kind, pid }: EngineState, user: string): MacProcess {
  const path = ENGINE_PATHS[kind];
  const words = kind === 'orbstack' ? `vmgr -build-id 2026110101 -home ${homeOf(user)}` : 'run';
  return { pid, user, path, args: `${path} ${words}` };
}

/** The kernel's name of a process: the program's, without its folder. */
export function nameOf({ path }: MacProcess): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
