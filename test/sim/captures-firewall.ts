import { command } from '../../src/core/command';
import type { Capture } from './captures';
import { type FirewallApp, type FirewallState, type MacState, type SipState, withFirewall } from './mac-state';
import { managedMac, type Release, stockMac } from './machines';

const fw = (...args: readonly string[]) => command('socketfilterfw', ...args);
const BOOTPD = '/usr/libexec/bootpd';

/** A stock Mac with another firewall. */
function having(release: Release, firewall: Partial<FirewallState>): MacState {
  return withFirewall(stockMac(release), firewall);
}

function app(path: string, rule: FirewallApp['rule'] = 'allow', identifier = path): FirewallApp {
  return { path, identifier, rule };
}

const ON = { global: true } as const;

const PROTECTIONS = [
  'Apple Internal',
  'Kext Signing',
  'Filesystem Protections',
  'Debugging Restrictions',
  'DTrace Restrictions',
  'NVRAM Protections',
  'BaseSystem Verification',
  'Boot-arg Restrictions',
  'Kernel Integrity Protections',
  'Authenticated Root Requirement',
];

/** What the captures of the firewall's tools stand for. */
export const FIREWALL_CAPTURES: Readonly<Record<string, Capture>> = {
  'alf-globalstate-on-26.3.txt': { calls: [fw('--getglobalstate')], on: having('26.5', ON) },
  'alf-stealth-on-26.3.txt': { calls: [fw('--getstealthmode')], on: having('26.5', { stealth: true }) },
  'alf-globalstate-blockall-2025-07.txt': {
    calls: [fw('--getglobalstate')],
    on: having('15.6', { global: true, blockAll: true }),
    alike: 'but-for-blanks',
  },
  'alf-globalstate-state2-enabled-11.txt': {
    calls: [fw('--getglobalstate')],
    on: having('13.6', { global: true, blockAll: true }),
  },
  'alf-setglobalstate-off-on-11.txt': {
    calls: [fw('--setglobalstate', 'off'), fw('--setglobalstate', 'on')],
    on: having('13.6', ON),
    as: 'root',
  },
  'alf-loggingmode-on-10.14.txt': { calls: [fw('--getloggingmode')], on: having('13.6', { logging: true }) },
  'alf-loggingmode-off-15.1.txt': { calls: [fw('--getloggingmode')], on: having('15.1', { logging: false }) },
  'alf-setloggingmode-failed-15.1.txt': {
    calls: [fw('--setloggingmode', 'on')],
    on: having('15.1', { logging: false }),
    as: 'root',
    exitCode: 1,
  },
  'alf-multi-13-stealth-key-error.txt': {
    calls: [fw('--getglobalstate', '--getblockall', '--getallowsigned', '--getstealthmode')],
    on: having('13.6', { global: true, stealth: 'wrong-type' }),
    alike: 'but-for-blanks',
  },
  'alf-setstealthmode-on-13.txt': { calls: [fw('--setstealthmode', 'on')], on: stockMac('13.6'), as: 'root' },
  'alf-multi-old-off-blockall-trailing.txt': { calls: [fw('--getglobalstate', '--getblockall')], on: stockMac('13.6') },
  'alf-kolide-data-2024-08-20.txt': {
    calls: [
      fw(
        '--getglobalstate',
        '--getblockall',
        '--getallowsigned',
        '--getstealthmode',
        '--getloggingmode',
        '--getloggingopt',
      ),
    ],
    on: having('14.6', { global: true, stealth: true, logging: true }),
  },
  'alf-kolide-data-2024-08-01.txt': {
    calls: [
      fw(
        '--getglobalstate',
        '--getblockall',
        '--getallowsigned',
        '--getstealthmode',
        '--getloggingmode',
        '--getloggingopt',
      ),
    ],
    on: having('14.6', { global: true, logging: true }),
  },
  'alf-multi-27-on.txt': {
    calls: [fw('--getglobalstate', '--getblockall', '--getstealthmode', '--getallowsigned')],
    on: having('27.0', { global: true, allowSignedApp: false }),
  },
  'alf-allowsigned-stealth-2026-08.txt': {
    calls: [fw('--getallowsigned'), fw('--getstealthmode')],
    on: having('26.5', ON),
  },
  'alf-state-blockall-2026-08.txt': {
    calls: [fw('--getglobalstate'), fw('--getblockall'), fw('--listapps')],
    on: having('26.5', {
      global: true,
      apps: [...'abcdefg'.split('').map((name) => app(`/usr/bin/${name}`)), app('/usr/bin/python3')],
    }),
    alike: 'lines-among-others',
  },
  'alf-globalstate-off-2026.txt': { calls: [fw('--getglobalstate'), fw('--getblockall')], on: stockMac('26.5') },
  'alf-must-be-root-26.3.txt': { calls: [fw('--setglobalstate', 'off')], on: having('26.5', ON), exitCode: 255 },
  'alf-must-be-root-twice-26.3.txt': {
    calls: [fw('--setglobalstate', 'off'), fw('--setstealthmode', 'off')],
    on: having('26.5', ON),
    exitCode: 255,
  },
  'alf-mdm-refused-2023-11.txt': { calls: [fw('--unblock', BOOTPD)], on: managedMac('14.6'), as: 'root' },
  'alf-add-nonroot-fakesuccess-2024-09.txt': { calls: [fw('--add', BOOTPD)], on: stockMac('14.6') },
  'alf-unblock-not-part-2024-09.txt': { calls: [fw('--unblock', BOOTPD)], on: stockMac('14.6'), as: 'root' },
  'alf-unblock-ok-2024-09.txt': {
    calls: [fw('--unblock', BOOTPD)],
    on: having('14.6', { apps: [app(BOOTPD, 'block')] }),
    as: 'root',
  },
  'alf-setallowsignedapp-off-10.12.txt': {
    calls: [fw('--setallowsignedapp', 'off')],
    on: stockMac('13.6'),
    as: 'root',
  },
  'alf-listapps-26-vm-with-prompt.txt': {
    calls: [fw('--listapps')],
    on: having('26.5', {
      apps: [
        app('/usr/libexec/sshd-session', 'block'),
        app('/usr/libexec/sshd-auth', 'block'),
        app('/usr/libexec/remoted'),
        app('/usr/bin/python3'),
        app('/usr/bin/ruby'),
        app('/usr/sbin/cupsd'),
        app('/usr/libexec/sharingd'),
        app('/usr/libexec/sshd-keygen-wrapper'),
        app('/usr/sbin/smbd'),
      ],
    }),
    alike: 'but-for-blanks',
    skipLines: 2,
  },
  'alf-listapps-27-one-entry.txt': {
    calls: [fw('--listapps')],
    on: having('27.0', { apps: [app('/Applications/Zoom.app')] }),
    alike: 'lines-among-others',
  },
  'alf-listapps-spaces-in-names-2026.txt': {
    calls: [fw('--listapps')],
    on: having('27.0', {
      apps: [app('/usr/bin/nc'), app('/Applications/Google Chrome.app'), app('/Applications/HexBridge.app')],
    }),
  },
  'alf-listapps-kolide-2024-08.txt': {
    calls: [fw('--listapps')],
    on: having('15.1', {
      apps: [
        app('/usr/libexec/replicatord'),
        app('/Applications/Pop Helper.app', 'block'),
        app('/Applications/Google Chrome', 'block'),
        app('/usr/sbin/rtadvd'),
        app('/Applications/Docker.app/Contents/MacOS/com.docker.backend'),
        app('/usr/libexec/sshd-keygen-wrapper'),
      ],
    }),
  },
  'alf-listapps-old-truncated.txt': {
    calls: [fw('--listapps')],
    on: having('13.6', {
      apps: [
        app('/Library/Java/JavaVirtualMachines/amazon-corretto-8.jdk/Contents/Home/bin/java'),
        ...'abcdef'.split('').map((name) => app(`/usr/bin/${name}`)),
      ],
    }),
    alike: 'start-but-for-blanks',
  },
  'alf-usage-10.12-14.txt': { calls: [fw('-h')], on: stockMac('13.6'), exitCode: 1 },
  'sp-firewall-on-27.json': {
    calls: [command('system_profiler', 'SPFirewallDataType', '-json')],
    on: having('27.0', {
      global: true,
      stealth: true,
      logging: true,
      apps: [
        app('/Applications/Google Chrome.app', 'allow', 'EQHXZ8M8AV.com.google.Chrome'),
        app('/usr/sbin/cupsd', 'allow', 'com.apple.cupsd'),
        app('/usr/local/bin/bun', 'block', 'bun'),
        app('/Applications/Media.app', 'allow-local', 'ABCDE12345.com.example.Media'),
        app('/usr/libexec/sharingd', 'allow', 'com.apple.sharingd'),
      ],
    }),
  },
  'sip-disabled.txt': sip('disabled', ''),
  'sip-disabled-apple-internal-10.15.txt': sip('disabled (Apple Internal)', ''),
  'sip-unknown-alldisabled-10.15.txt': sip('unknown (Custom Configuration)', '-------'),
  'sip-unknown-12.5.txt': sip('unknown (Custom Configuration)', '-+--+-+--+'),
  'sip-unknown-nvram-only.txt': sip('unknown (Custom Configuration)', '-++++-+-++'),
  'sip-enabled-custom-10.14.txt': sip('enabled (Custom Configuration)', '-+--+++'),
  'sip-unknown-bigsur-yabai.txt': { ...sip('unknown (Custom Configuration)', '-+--+++'), alike: 'but-for-blanks' },
  'sip-unknown-dtrace-only.txt': { ...sip('unknown (Custom Configuration)', '-+++-++'), alike: 'but-for-blanks' },
  'sip-unknown-kvm-10.15.txt': { ...sip('unknown (Custom Configuration)', '---++++'), alike: 'but-for-blanks' },
  'sip-config-lines-only-2024.txt': {
    ...sip('unknown (Custom Configuration)', '-++-++++++'),
    alike: 'lines-among-others',
  },
  'sip-authroot-disabled.txt': {
    calls: [command('csrutil', 'authenticated-root', 'status')],
    on: { ...stockMac('26.5'), sealed: false },
  },
  'mount-sealed-root.txt': { calls: [command('mount')], on: stockMac('26.5'), alike: 'lines-among-others' },
};

/** A Mac with this SIP state; one `+` or `-` a configuration line. */
function sip(status: SipState['status'], marks: string): Capture {
  const configuration = marks.split('').map((mark, at) => ({ name: PROTECTIONS[at] ?? '', enabled: mark === '+' }));
  return { calls: [command('csrutil', 'status')], on: { ...stockMac('14.6'), sip: { status, configuration } } };
}
