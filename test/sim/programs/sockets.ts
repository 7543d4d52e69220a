import type { DaemonState } from '../daemon-state';
import type { EngineState, Publication } from '../engine-state';
import { type MacState, type OtherSocket, serviceOf } from '../mac-state';
import { JOBS } from './jobs';
import { KDC_SOCKETS, needsKdc } from './kdc';
import { NFSD_LABEL, nfsdRuns } from './nfsd';
import { ARD_PID, nameOf, runningProcesses, TAILSCALE_PID } from './processes';

const ARD: OtherSocket = {
  proto: 'tcp46',
  local: '*.3283',
  foreign: '*.*',
  state: 'LISTEN',
  owner: 'ARDAgent',
  pid: ARD_PID,
  opened: 900,
};

const TAILSCALE: readonly OtherSocket[] = (['udp4', 'udp6'] as const).map((proto, at) => ({
  proto,
  local: '*.41641',
  foreign: '*.*',
  state: '',
  owner: 'io.tailscale.ipn.macsys.network-extension',
  pid: TAILSCALE_PID,
  opened: 61 - at,
}));

/** Every socket of the Mac, newest first: those that follow from what is switched on, and the others of the state. */
export function openSockets(state: MacState): readonly OtherSocket[] {
  const jobs = JOBS.filter(({ label }) => (label === NFSD_LABEL ? nfsdRuns(state) : serviceOf(state, label).loaded));
  const names = new Map(runningProcesses(state).map((one) => [one.pid, nameOf(one)]));
  const sockets = [
    ...state.sockets,
    ...(state.engine?.running === true ? engineSockets(state.engine, names.get(state.engine.pid) ?? '') : []),
    ...state.daemons.flatMap((daemon, at) => daemonSockets(daemon, 2500 + 10 * at)),
    ...(state.remoteManagement ? [ARD] : []),
    ...(needsKdc(state) ? KDC_SOCKETS : []),
    ...(state.defence.tailscale?.backend === 'Running' ? TAILSCALE : []),
    ...jobs.flatMap((job) => job.sockets),
  ];
  return sockets.sort((a, b) => b.opened - a.opened);
}

/** Sockets that a program on this Mac can connect to at this port, by TCP over 127.0.0.1. */
export function answeringAt(state: MacState, port: number): OtherSocket | undefined {
  const hosts = [`127.0.0.1.${port}`, `*.${port}`];
  const reachable = openSockets(state).filter(
    (socket) => socket.state === 'LISTEN' && socket.proto !== 'tcp6' && hosts.includes(socket.local),
  );
  // The kernel prefers the socket that names the address.
  return reachable.find(({ local }) => local === hosts[0]) ?? reachable[0];
}

function engineSockets(engine: EngineState, owner: string): readonly OtherSocket[] {
  const published = engine.containers.flatMap((one) => (one.running ? one.published : []));
  return published
    .flatMap((publication) => rowsFor(engine.kind, publication))
    .map(([proto, local], at) => ({
      proto,
      local,
      foreign: '*.*',
      state: proto.startsWith('tcp') ? 'LISTEN' : '',
      owner,
      pid: engine.pid,
      opened: 3000 + at,
      descriptor: 204 + at,
    }));
}

/**
 * OrbStack opens a socket for each of the two families, Docker Desktop one for both (captured: lsof of port 8001 and of
 * Docker Desktop in 2020 and 2025).
 */
function rowsFor(
  engine: EngineState['kind'],
  { protocol, host }: Publication,
): readonly (readonly [OtherSocket['proto'], string])[] {
  if (host === undefined) return [];
  const { address, port } = host;
  if (address === '') {
    return engine === 'orbstack'
      ? [
          [`${protocol}4`, `*.${port}`],
          [`${protocol}6`, `*.${port}`],
        ]
      : [[`${protocol}46`, `*.${port}`]];
  }
  const written = address === '0.0.0.0' || address === '::' ? '*' : address;
  return [[address.includes(':') ? `${protocol}6` : `${protocol}4`, `${written}.${port}`]];
}

function daemonSockets({ bound, pid, program }: DaemonState, opened: number): readonly OtherSocket[] {
  if (pid === undefined) return [];
  const owner = program.slice(program.lastIndexOf('/') + 1);
  return bound.map(({ proto, address, port }, at) => {
    return { proto, local: `${address}.${port}`, foreign: '*.*', state: 'LISTEN', owner, pid, opened: opened + at };
  });
}
