import { complains, notModelled, says, type SimulatedProgram } from './program';

/** `tailscale status [--json]`, where Tailscale is installed. */
export const tailscale: SimulatedProgram = (state, args) => {
  const latencyMs = 40;
  const asked = args.join(' ');
  const { tailscale: own } = state.defence;
  if (asked !== 'status --json' && asked !== 'status')
    return { state, latencyMs, result: notModelled('tailscale', args) };
  if (own === undefined) {
    const time = new Date(state.time).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
    const trouble = `${time} failed to connect to local Tailscale service; is Tailscale running?\n`;
    return { state, latencyMs, result: complains(trouble) };
  }
  if (asked === 'status') return { state, latencyMs, result: says(`Tailscale is ${own.backend.toLowerCase()}.\n`) };
  const whole = {
    Version: '1.94.1-t62c6f1cd7',
    TUN: own.backend === 'Running',
    BackendState: own.backend,
    HaveNodeKey: own.backend !== 'NeedsLogin',
    AuthURL: '',
    TailscaleIPs: own.backend === 'Running' ? [own.address, 'fd7a:115c:a1e0::8e01:6c5d'] : null,
    Self: { ID: 'nQ4tCNTRL', HostName: 'mac-studio', OS: 'macOS', Online: own.backend === 'Running' },
    Health: [],
    Peer: null,
    User: null,
  };
  return { state, latencyMs, result: says(`${JSON.stringify(whole, undefined, 2)}\n`) };
};

/** `santactl status`, where Santa is installed: the sections that say whether it is at work. */
export const santactl: SimulatedProgram = (state, args) => {
  const latencyMs = 30;
  const { santa } = state.defence;
  if (args.join(' ') !== 'status') return { state, latencyMs, result: notModelled('santactl', args) };
  if (santa?.running !== true) {
    const trouble = 'An error occurred communicating with the daemon, is it running?\n';
    return { state, latencyMs, result: complains(trouble) };
  }
  const row = (key: string, value: string): string => `  ${key.padEnd(47)} | ${value}\n`;
  return {
    state,
    latencyMs,
    result: says(
      [
        '>>> Daemon Info\n',
        row('Mode', santa.mode),
        row('Log Type', 'file'),
        row('File Logging', 'No'),
        '>>> Database Info\n',
        row('Binary Rules', '1'),
        row('Certificate Rules', '0'),
        '>>> Sync Info\n',
        row('Sync Server', '(null)'),
      ].join(''),
    ),
  };
};

/** Podman without a machine. */
export const podman: SimulatedProgram = (state, args) => ({
  state,
  latencyMs: 70,
  result:
    args.join(' ') === 'system connection ls --format json'
      ? says('[]\n')
      : complains(
          'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`, or try `podman machine init` and `podman machine start` to manage a new Linux VM\n',
          125,
        ),
});
