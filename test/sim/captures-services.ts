import { command } from '../../src/core/command';
import type { Capture } from './captures';
import { sipProtects } from './faults';
import type { BluetoothState, MacState, OtherSocket, ServiceState } from './mac-state';
import { freshMac, type Release, stockMac } from './machines';

const print = (label: string) => command('launchctl', 'print', `system/${label}`);
const PRINT_DISABLED = command('launchctl', 'print-disabled', 'system');
const PROFILE_BLUETOOTH = command('system_profiler', 'SPBluetoothDataType', '-json');

/** What the captures of the services' tools stand for. */
export const SERVICE_CAPTURES: Readonly<Record<string, Capture>> = {
  'print-disabled_minimal_no-sharing-labels.txt': {
    calls: [PRINT_DISABLED],
    on: overriding([
      '+com.feingeist.shimo.helper',
      '+com.amazon.KindlePreviewerUpdater',
      '-com.byliu.egress-guard.daemon',
      '-com.apple.CSCSupportd',
    ]),
  },
  'print-disabled_sshd-screensharing-aeserver-enabled.txt': {
    calls: [PRINT_DISABLED],
    on: overriding([
      '+com.apple.AEServer',
      '+com.apple.screensharing',
      '-com.apple.CSCSupportd',
      '-com.apple.mdmclient.daemon.runatboot',
      '-com.apple.ftpd',
      '+com.openssh.sshd',
    ]),
  },
  'print-disabled_sshd-disabled.txt': {
    calls: [PRINT_DISABLED],
    on: overriding([
      '+com.adguard.mac.adguard.helper',
      '-com.apple.CSCSupportd',
      '-com.apple.ftpd',
      '-com.openssh.sshd',
      '+org.pqrs.service.daemon.Karabiner-VirtualHIDDevice-Daemon',
      '+homebrew.mxcl.tailscale',
    ]),
    alike: 'but-for-blanks',
  },
  'print_sshd_loaded-idle_26.5.txt': { calls: [print('com.openssh.sshd')], on: freshMac('26.5'), alike: 'start' },
  'print_sshd_on_submitted-by-smd_26.5.1.txt': {
    calls: [print('com.openssh.sshd')],
    on: withSwitched(stockMac('26.5'), 'com.openssh.sshd'),
    alike: 'start-but-for-blanks',
  },
  'print_screensharing_on_26.5.1.txt': {
    calls: [print('com.apple.screensharing')],
    on: withSwitched(stockMac('26.5'), 'com.apple.screensharing'),
    alike: 'start-but-for-blanks',
  },
  'print_screensharing_off_26.5.1.txt': {
    calls: [print('com.apple.screensharing')],
    on: stockMac('26.5'),
    stream: 'stderr',
    exitCode: 113,
  },
  'print_sshd_off_older-macos.txt': {
    calls: [print('com.openssh.sshd')],
    on: stockMac('15.6'),
    stream: 'stderr',
    exitCode: 113,
  },
  'bootout_failed_150_sip.txt': {
    calls: [command('launchctl', 'bootout', 'system/com.apple.smbd')],
    on: { ...freshMac('26.5'), faults: [sipProtects('com.apple.smbd')] },
    as: 'root',
    stream: 'stderr',
    exitCode: 150,
  },
  'bootout_failed_1_not-root.txt': {
    calls: [command('launchctl', 'bootout', 'system/com.openssh.sshd')],
    on: freshMac('14.6'),
    stream: 'stderr',
    exitCode: 1,
  },
  'netstat_tcp_ssh-vnc-ard-listening_no-root.txt': {
    calls: [command('netstat', '-an', '-p', 'tcp')],
    on: { ...withSharing('26.5'), remoteManagement: true, sockets: socketsOfTheCapture() },
  },
  'bt_json_vm_off_no-address_26.json': {
    calls: [PROFILE_BLUETOOTH],
    on: withBluetooth('26.5', {
      power: false,
      controller: { controller_chipset: 'APPLE_VIRTUAL', controller_firmwareVersion: 'v0' },
    }),
    alike: 'same-json',
  },
  'bt_json_on_nothing-paired_AppleN1_27.json': {
    calls: [PROFILE_BLUETOOTH],
    on: withBluetooth('27.0', {
      power: true,
      controller: {
        controller_address: '02:76:7C:A5:B6:82',
        controller_chipset: 'Apple N1',
        controller_firmwareVersion: 'MAC FW Version: 26.216.0.0, PHY FW Version: 3.1.205.0',
      },
    }),
    alike: 'same-json',
  },
  'bt_json_on_mixed_27_part-synthetic.json': {
    calls: [PROFILE_BLUETOOTH],
    on: withBluetooth('27.0', mixedDevices()),
    alike: 'same-json',
  },
  'airdrop_DiscoverableMode_Contacts-Only_26.5.1.txt': airDrop('Contacts Only'),
  'airdrop_DiscoverableMode_Everyone_26.5.1.txt': airDrop('Everyone'),
  'defaults_key-missing_with-timestamp_26.txt': {
    calls: [command('defaults', 'read', 'com.apple.screensaver', 'idleTime')],
    on: { ...stockMac('26.5'), time: Date.UTC(2026, 5, 6, 16, 47, 0, 255) },
    stream: 'stderr',
    exitCode: 1,
  },
  'nfsd_status_enabled-running.txt': { calls: [command('nfsd', 'status')], on: freshMac('26.5') },
  'lsof-F_same-machine_no-root_misses-22-and-5900.txt': {
    calls: [command('lsof', '-nP', '-iTCP', '-sTCP:LISTEN', '-F', 'pcuLfPnT')],
    on: { ...withSharing('26.5'), user: 'agent', ...holdersOfTheCapture() },
  },
  'ifconfig_awdl0_active.txt': {
    calls: [command('ifconfig', '-a')],
    on: stockMac('26.5'),
    alike: 'lines-among-others',
  },
  'csrutil_status_enabled_26.txt': { calls: [command('csrutil', 'status')], on: stockMac('26.5') },
};

/** A Mac whose launchd lists these overrides: `+` for enabled, `-` for disabled. */
function overriding(marked: readonly string[]): MacState {
  const services = marked.map((text): [string, ServiceState] => [
    text.slice(1),
    { loaded: false, override: text.startsWith('+') ? 'enabled' : 'disabled', submittedBySmd: false },
  ]);
  return { ...stockMac('26.5'), services: Object.fromEntries(services) };
}

function withSwitched(state: MacState, label: string): MacState {
  const service: ServiceState = { loaded: true, override: 'enabled', submittedBySmd: true };
  return { ...state, services: { ...state.services, [label]: service } };
}

function withSharing(release: Release): MacState {
  return withSwitched(withSwitched(stockMac(release), 'com.openssh.sshd'), 'com.apple.screensharing');
}

function withBluetooth(release: Release, bluetooth: Partial<BluetoothState>): MacState {
  return { ...stockMac(release), bluetooth: { power: true, connected: [], known: [], ...bluetooth } };
}

function airDrop(mode: string): Capture {
  const stock = stockMac('26.5');
  const people = { [stock.user]: { 'com.apple.sharingd': { DiscoverableMode: mode } } };
  return {
    calls: [command('defaults', 'read', 'com.apple.sharingd', 'DiscoverableMode')],
    on: { ...stock, preferences: { computer: {}, people } },
  };
}

function socketsOfTheCapture(): readonly OtherSocket[] {
  const rows: readonly (readonly [OtherSocket['proto'], string, string, string, number, number?])[] = [
    ['tcp4', '192.168.7.42.50861', '203.0.113.10.443', 'ESTABLISHED', 2003],
    ['tcp4', '192.168.7.42.50857', '203.0.113.10.443', 'LAST_ACK', 2002],
    ['tcp46', '*.8770', '*.*', 'LISTEN', 2001],
    ['tcp6', '*.55230', '*.*', 'LISTEN', 890],
    ['tcp4', '*.55230', '*.*', 'LISTEN', 889],
    ['tcp4', '127.0.0.1.20241', '*.*', 'LISTEN', 888],
    ['tcp4', '127.0.0.1.11434', '*.*', 'LISTEN', 887],
    ['tcp4', '*.49153', '*.*', 'LISTEN', 886],
    ['tcp4', '127.0.0.1.631', '*.*', 'LISTEN', 407],
    ['tcp6', '::1.631', '*.*', 'LISTEN', 406],
    ['tcp4', '127.0.0.1.8021', '*.*', 'LISTEN', 405],
    ['tcp6', '::1.8021', '*.*', 'LISTEN', 404],
    ['tcp4', '192.168.7.42.62875', '203.0.113.24.443', 'CLOSE_WAIT', 1, 3565],
  ];
  return rows.map(([proto, local, foreign, state, opened, received = 0]) => {
    return { proto, local, foreign, state, opened, received, owner: '', pid: 0 };
  });
}

/** Every listener of one person's programs; those of launchd are somebody else's. */
function holdersOfTheCapture(): Pick<MacState, 'sockets' | 'processes'> {
  const rows: readonly (readonly [string, number, OtherSocket['proto'], string, number])[] = [
    ['sharingd', 751, 'tcp46', '*.8770', 18],
    ['rapportd', 760, 'tcp4', '*.55230', 24],
    ['rapportd', 760, 'tcp6', '*.55230', 25],
    ['ollama', 805, 'tcp4', '127.0.0.1.11434', 3],
    ['com.docker.backend', 877, 'tcp4', '*.49153', 28],
    ['ARDAgent', 21918, 'tcp46', '*.3283', 9],
  ];
  const named = rows.filter(([name], at) => rows.findIndex(([other]) => other === name) === at);
  return {
    processes: named.map(([name, pid]) => ({ pid, user: 'agent', path: `/usr/libexec/${name}` })),
    sockets: rows.map(([owner, pid, proto, local, descriptor], opened) => {
      return { proto, local, foreign: '*.*', state: 'LISTEN', owner, pid, opened, descriptor };
    }),
  };
}

function mixedDevices(): Partial<BluetoothState> {
  const device = (name: string, properties: Readonly<Record<string, string | number>>) => ({
    name,
    properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [`device_${key}`, value])),
  });
  return {
    controller: { controller_address: '02:78:23:E7:93:30', controller_vendorID: '0x004C (Apple)' },
    connected: [
      device("Maya's AirPods Pro", {
        address: '02:AB:D8:36:49:5B',
        batteryLevelCase: '41%',
        batteryLevelLeft: '82%',
        batteryLevelRight: '78%',
        firmwareVersion: '7A305',
        minorType: 'Headphones',
        productID: '0x2014',
        vendorID: '0x004C',
      }),
      device('MX Master 3S', {
        address: '02-23-df-57-66-25',
        batteryLevelMain: 91,
        minorType: 'Mouse',
        vendorID: '0x046D',
      }),
      device('Magic Trackpad', {
        address: '02:54:85:58:D9:EC',
        firmwareVersion: '3.1.8',
        minorType: 'Magic Trackpad',
        vendorID: '0x004C',
      }),
    ],
    known: [
      device('iPhone', { address: '02:47:BB:63:44:FD', rssi: '-51' }),
      device('soundcore', { address: '02:18:7F:2E:10:3C', firmwareVersion: '0.0.0', minorType: 'Headset' }),
      device('Broken', { address: 'not an address' }),
      device('Odd level', { address: '02:2B:C0:9F:19:AE', batteryLevelMain: '140%' }),
    ],
  };
}
