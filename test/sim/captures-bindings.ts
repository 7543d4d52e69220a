import { command } from '../../src/core/command';
import type { Capture } from './captures';
import type { DefenceState, SystemExtension } from './defence-state';
import type { MacProcess, MacState, OtherSocket } from './mac-state';
import { type Release, servingMac, stockMac } from './machines';
import { withEngine, withFiles, withTunnel } from './serving-parts';
import { textFile } from './stock-parts';

const SYSTEM_EXTENSIONS = command('systemextensionsctl', 'list');

const VALID = '/home/lusr2/.cloudflared/config.yml';

/** What the captures of listening sockets and of what holds them stand for. */
export const BINDING_CAPTURES: Readonly<Record<string, Capture>> = {
  'lsof-F-pcLfPn-2022.txt': {
    calls: [command('lsof', '-i', '-n', '-P', '-F', 'pcLfPn')],
    on: holding('luser1', [
      ['loginwindow', 224, [udp('*.*', 10)]],
      ['rapportd', 783, [tcp('*.57607', 3), { ...tcp('*.57607', 4), proto: 'tcp6' }, udp('*.*', 5)]],
      ['identityservicesd', 792, [udp('*.*', 23)]],
      ['itunescloudd', 797, [tcp('192.168.1.226.58641', 10, '2.17.172.24.443')]],
      [
        'ControlCenter',
        866,
        [udp('*.*', 16), tcp('*.5000', 19), tcp('*.7000', 20), tcp('*.7000', 21), tcp('*.5000', 22)],
      ],
      ['Slack Helper', 942, [tcp('192.168.1.226.58631', 21, '54.217.83.249.443')]],
      ['Notion Helper', 1016, [tcp('127.0.0.1.57580', 23, '127.0.0.1.49233')]],
    ]),
  },
  'lsof-empty.txt': {
    calls: [command('lsof', '-nP', '-iTCP:65000', '-sTCP:LISTEN', '-F', 'pn')],
    on: stockMac('26.5'),
    exitCode: 1,
  },
  'docker-context-ls.txt': {
    calls: [command('docker', 'context', 'ls')],
    on: withEngine({ ...stockMac('26.5'), user: 'localuser-09' }),
  },
  'launchctl-print-cloudflared.txt': {
    calls: [command('launchctl', 'print', 'system/com.cloudflare.cloudflared')],
    on: withSystemTunnel('26.5'),
    alike: 'lines-among-others',
  },
  'cloudflared-nocert.txt': {
    calls: [command('cloudflared', 'tunnel', 'list')],
    on: servingMac('26.5'),
    stream: 'stderr',
    exitCode: 1,
  },
  'cloudflared-validate-ok.txt': {
    calls: [command('cloudflared', '--config', VALID, 'tunnel', 'ingress', 'validate')],
    on: withFiles(servingMac('26.5'), { [VALID]: textFile('ingress:\n  - service: http_status:404\n', 'lusr2') }),
  },
  'systemextensionsctl-zero.txt': { calls: [SYSTEM_EXTENSIONS], on: stockMac('26.5') },
  'systemextensionsctl-ramen-no-extensions.txt': {
    calls: [command('systemextensionsctl', 'list', 'com.apple.system_extension.network_extension')],
    on: stockMac('26.5'),
  },
  'systemextensionsctl-macos26-littlesnitch-tailscale.txt': {
    calls: [SYSTEM_EXTENSIONS],
    on: guardedBy({
      extensions: [
        extension(
          'network_extension',
          'MLZF7K7B5R',
          'at.obdev.littlesnitch.networkextension (6.4.1/7212)',
          'Little Snitch Network Extension',
        ),
        extension(
          'network_extension',
          'W5364U7YZB',
          'io.tailscale.ipn.macsys.network-extension (1.102.2/101.102.2)',
          'Tailscale Network Extension',
        ),
        extension('endpoint_security', 'W5W395V82Y', 'com.nordvpn.macos.Shield (10.8.1/371)', 'NordVPN protection'),
        {
          ...extension(
            'endpoint_security',
            'W5W395V82Y',
            'com.nordvpn.macos.Shield (10.8.0/370)',
            'NordVPN protection',
          ),
          enabled: false,
          active: false,
          state: 'terminated waiting to uninstall on reboot',
        },
        extension(
          'endpoint_security',
          'MLZF7K7B5R',
          'at.obdev.littlesnitch.endpointsecurity (6.4.1/7212)',
          'Little Snitch Endpoint Security',
        ),
        extension(
          'driver_extension',
          'G43BCU2T37',
          'org.pqrs.Karabiner-DriverKit-VirtualHIDDevice (1.8.0/1.8.0)',
          'org.pqrs.Karabiner-DriverKit-VirtualHIDDevice',
        ),
      ],
    }),
  },
  'scutil-nc-list.txt': {
    calls: [command('scutil', '--nc', 'list')],
    on: guardedBy({
      connections: [
        {
          enabled: true,
          state: 'Connected',
          id: '07CD635E-71A1-4229-9C2F-B485A7702C9A',
          type: 'VPN',
          bundle: 'io.tailscale.ipn.macsys',
          name: 'Tailscale',
        },
        {
          enabled: true,
          state: 'Disconnected',
          id: '2C5C591F-B2EB-4ADD-8A69-04109E8ABCA1',
          type: 'VPN',
          bundle: 'ch.protonvpn.mac',
          name: 'ProtonVPN',
        },
      ],
    }),
  },
  'tailscale-not-running.txt': {
    calls: [command('tailscale', 'status')],
    on: {
      ...stockMac('15.1'),
      time: Date.UTC(2024, 9, 18, 10, 32, 9),
      files: {
        '/Applications/Tailscale.app/Contents/MacOS/Tailscale': { text: '', mode: 0o755, owner: 'root', modifiedAt: 0 },
      },
    },
    stream: 'stderr',
    exitCode: 1,
  },
};

type Row = Omit<OtherSocket, 'owner' | 'pid' | 'opened'>;

function tcp(local: string, descriptor: number, foreign = '*.*'): Row {
  return { proto: 'tcp4', local, foreign, state: foreign === '*.*' ? 'LISTEN' : 'ESTABLISHED', descriptor };
}

function udp(local: string, descriptor: number): Row {
  return { proto: 'udp4', local, foreign: '*.*', state: '', descriptor };
}

/** A Mac on which one person's programs hold these sockets and nothing else listens. */
function holding(
  user: string,
  held: readonly (readonly [name: string, pid: number, sockets: readonly Row[]])[],
): MacState {
  const processes = held.map(([name, pid]): MacProcess => ({ pid, user, path: `/usr/libexec/${name}` }));
  const sockets = held.flatMap(([owner, pid, rows]) => rows.map((row, at) => ({ ...row, owner, pid, opened: at })));
  return { ...stockMac('26.5'), user, processes, sockets };
}

function guardedBy(defence: Partial<DefenceState>): MacState {
  return { ...stockMac('26.5'), defence: { extensions: [], connections: [], ...defence } };
}

function extension(
  category: SystemExtension['category'],
  team: string,
  bundleAndVersion: string,
  name: string,
): SystemExtension {
  const [, bundle = '', version = ''] = /^(\S+) \((.*)\)$/.exec(bundleAndVersion) ?? [];
  return { category, enabled: true, active: true, team, bundle, version, name, state: 'activated enabled' };
}

/** cloudflared as a job of the computer. */
function withSystemTunnel(release: Release): MacState {
  const state = withTunnel(stockMac(release), {});
  const plist = '/Library/LaunchDaemons/com.cloudflare.cloudflared.plist';
  return {
    ...state,
    daemons: state.daemons.map((one) => ({ ...one, domain: 'system', user: 'root', plist, pid: 677 })),
  };
}
