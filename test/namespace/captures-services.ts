import { command } from '../../src/core/command';
import { type MacState, withService } from '../sim/mac-state';
import { freshMac, hardenedMac, type Release, stockMac } from '../sim/machines';
import type { CaptureCase } from './capture-case';

const print = (label: string) => command('launchctl', 'print', `system/${label}`);
const OVERRIDES = command('launchctl', 'print-disabled', 'system');
const SOCKETS = command('netstat', '-anv', '-p', 'tcp');
const BLUETOOTH = command('system_profiler', 'SPBluetoothDataType', '-json');
const AIRDROP = command('defaults', 'read', 'com.apple.sharingd', 'DiscoverableMode');
const [SSH, VNC, SMB] = ['com.openssh.sshd', 'com.apple.screensharing', 'com.apple.smbd'] as const;

const ON_AND_STAYS = { running: true, atStart: 'on' } as const;
const OFF_AND_STAYS = { running: false, atStart: 'off' } as const;

function serving(release: Release, label: string): MacState {
  return withService(stockMac(release), label, { loaded: true, override: 'enabled' });
}

/** Captures of the tools that tell about services, and about Bluetooth and AirDrop. */
export const SERVICE_CASES: readonly CaptureCase[] = [
  ...['print_sshd_loaded-idle_26.5.txt', 'print_sshd_on_submitted-by-smd_26.5.1.txt'].map((name) => ({
    file: `services/${name}`,
    answers: [print(SSH)],
    on: serving('26.5', SSH),
    finds: { 'remote-login': ['noncompliant', ON_AND_STAYS] as const },
  })),
  {
    file: 'services/print_screensharing_on_26.5.1.txt',
    answers: [print(VNC)],
    on: serving('26.5', VNC),
    finds: { 'screen-sharing': ['noncompliant', ON_AND_STAYS], 'remote-login': ['compliant', OFF_AND_STAYS] },
  },
  ...(
    [
      ['print_sshd_off_older-macos.txt', SSH, 'remote-login'],
      ['print_screensharing_off_26.5.1.txt', VNC, 'screen-sharing'],
    ] as const
  ).map(([name, label, id]): CaptureCase => {
    const off = { answers: [print(label)], on: stockMac('26.5'), stream: 'stderr', exitCode: 113 } as const;
    return { file: `services/${name}`, ...off, finds: { [id]: ['compliant', OFF_AND_STAYS] } };
  }),
  {
    file: 'services/print_sshd_off_older-macos.txt',
    answers: [print(SSH)],
    on: serving('26.5', SSH),
    stream: 'stderr',
    exitCode: 113,
    finds: { 'remote-login': 'unknown' },
  },
  {
    file: 'services/print-disabled_sshd-disabled.txt',
    answers: [OVERRIDES],
    on: stockMac('26.5'),
    finds: { 'remote-login': ['compliant', OFF_AND_STAYS], 'file-sharing': ['compliant', OFF_AND_STAYS] },
  },
  {
    file: 'services/print-disabled_sshd-screensharing-aeserver-enabled.txt',
    answers: [OVERRIDES],
    on: stockMac('26.5'),
    finds: {
      'remote-login': ['noncompliant', { running: false, atStart: 'on' }],
      'screen-sharing': ['noncompliant', { running: false, atStart: 'on' }],
      'remote-apple-events': ['noncompliant', { running: false, atStart: 'on' }],
      'file-sharing': ['compliant', OFF_AND_STAYS],
    },
  },
  {
    file: 'services/print-disabled_minimal_no-sharing-labels.txt',
    answers: [OVERRIDES],
    on: stockMac('26.5'),
    finds: { 'remote-login': ['compliant', OFF_AND_STAYS], 'screen-sharing': ['compliant', OFF_AND_STAYS] },
  },
  {
    file: 'services/print-disabled_sshd-absent_smbd-disabled_appleFileServer-enabled.txt',
    answers: [OVERRIDES],
    on: serving('26.5', SMB),
    finds: {
      'file-sharing': ['noncompliant', { running: true, atStart: 'off' }],
      'remote-login': ['compliant', OFF_AND_STAYS],
    },
  },
  {
    file: 'services/print-disabled_user501_true-false_with-login-item-associations.txt',
    answers: [OVERRIDES],
    on: stockMac('26.5'),
    finds: { 'remote-login': ['compliant', OFF_AND_STAYS] },
  },
  {
    file: 'services/netstat_tcp_ssh-vnc-ard-listening_no-root.txt',
    answers: [SOCKETS],
    on: {
      ...withService(serving('26.5', SSH), VNC, { loaded: true, override: 'enabled' }),
      remoteManagement: true,
    },
    finds: {
      'remote-login': ['noncompliant', ON_AND_STAYS],
      'screen-sharing': ['noncompliant', ON_AND_STAYS],
      'remote-management': ['noncompliant', { on: true }],
    },
  },
  {
    file: 'services/netstat_tcp_ssh-vnc-ard-listening_no-root.txt',
    answers: [SOCKETS],
    on: stockMac('26.5'),
    finds: {
      'remote-login': 'unknown',
      'screen-sharing': 'unknown',
      'remote-management': 'unknown',
      'file-sharing': ['compliant', OFF_AND_STAYS],
    },
  },
  ...['bindings/netstat-anv-macos26-mixed.txt', 'services/netstat_tcp_no-sharing-ports.txt'].map((file) => ({
    file,
    answers: [SOCKETS],
    on: stockMac('26.5'),
    finds: { 'remote-login': ['compliant', OFF_AND_STAYS], 'remote-management': ['compliant', { on: false }] } as const,
  })),
  {
    file: 'services/nfsd_status_enabled-running.txt',
    answers: [command('nfsd', 'status')],
    on: freshMac('26.5'),
    finds: { 'nfs-sharing': ['noncompliant', ON_AND_STAYS] },
  },
  {
    file: 'services/nfsd_status_enabled-running.txt',
    answers: [command('nfsd', 'status')],
    on: stockMac('26.5'),
    finds: { 'nfs-sharing': 'unknown' },
  },
];

export const WIRELESS_CASES: readonly CaptureCase[] = [
  ...(
    [
      ['services/bt_json_on_mixed_27_part-synthetic.json', 'noncompliant', 'on'],
      ['services/bt_json_on_nothing-paired_AppleN1_27.json', 'noncompliant', 'on'],
      ['services/bt_json_vm_off_no-address_26.json', 'compliant', 'off'],
    ] as const
  ).map(([file, kind, state]) => ({
    file,
    answers: [BLUETOOTH],
    on: stockMac('27.0'),
    finds: { bluetooth: [kind, state] as const },
  })),
  ...['bt_json_device-record_magic-mouse_15.json', 'bt_text_26.5_on_devices-elided.txt'].map((name) => ({
    file: `services/${name}`,
    answers: [BLUETOOTH],
    on: hardenedMac('26.5'),
    finds: { bluetooth: 'unknown' } as const,
  })),
  ...(
    [
      ['airdrop_DiscoverableMode_Contacts-Only_26.5.1.txt', 'Contacts Only'],
      ['airdrop_DiscoverableMode_Everyone_26.5.1.txt', 'Everyone'],
    ] as const
  ).map(([name, state]) => ({
    file: `services/${name}`,
    answers: [AIRDROP],
    on: hardenedMac('26.5'),
    finds: { airdrop: ['noncompliant', state] as const },
  })),
  {
    file: 'services/defaults_key-missing_with-timestamp_26.txt',
    answers: [AIRDROP],
    on: hardenedMac('26.5'),
    stream: 'stderr',
    exitCode: 1,
    finds: { airdrop: 'unknown' },
  },
];
