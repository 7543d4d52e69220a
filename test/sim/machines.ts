import { PROGRAMS, type Program } from '../../src/core/command';
import { garbage, launchctlOverlooks, profilerSaysFirewall } from './faults';
import { isAtLeast, type MacState, type ServiceState } from './mac-state';
import { withLulu } from './defence-parts';
import { lastHour } from './firewall-log';
import { withServices, withServicesOfTheGuide } from './offered-services';
import { withBluetoothInput, withScreenSession, withSshSession } from './remote-parts';
import { AIRPLAY_SOCKETS, ALLOWED_APPS, OTHER_SOCKETS, programFiles, stockProcesses, SYSTEM_APPS } from './stock-parts';

/** The releases that are simulated, with their builds. */
export const RELEASES = {
  '13.6': '22G120',
  '14.6': '23G80',
  '15.1': '24B83',
  '15.6': '24G84',
  '26.5': '25F71',
  '27.0': '26A428',
} as const;

export type Release = keyof typeof RELEASES;

export const RELEASE_NAMES = Object.keys(RELEASES) as readonly Release[];

/** How a Mac may stand; see the function of the same name. */
export const CONDITIONS = [
  'fresh',
  'stock',
  'hardened',
  'serving',
  'remote',
  'managed',
  'unreadable',
  'contradictory',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** The labels of the sharing services that Batten turns off. */
export const SHARING_LABELS = [
  'com.openssh.sshd',
  'com.apple.screensharing',
  'com.apple.smbd',
  'com.apple.nfsd',
  'com.apple.AEServer',
] as const;

/** Who is logged in. */
const USER = 'alex';

const ON: ServiceState = { loaded: true, override: 'enabled', submittedBySmd: false };
const OFF: ServiceState = { loaded: false, override: 'none', submittedBySmd: false };

/** Starting containers takes some milliseconds, and tests ask for the same Mac hundreds of times. */
function perRelease(make: (release: Release) => MacState): (release: Release) => MacState {
  const made = new Map<Release, MacState>();
  return (release) => {
    const known = made.get(release) ?? make(release);
    made.set(release, known);
    return known;
  };
}

/** As Apple ships it: firewall off, nothing shared, AirDrop never set, protected by SIP and a sealed system volume. */
export function stockMac(release: Release): MacState {
  return {
    version: release,
    build: RELEASES[release],
    user: USER,
    time: Date.UTC(2026, 10, 22, 9, 30, 0, 137),
    process: { pid: 40432, thread: 7919078 },
    firewall: {
      global: false,
      blockAll: false,
      stealth: false,
      allowSigned: true,
      allowSignedApp: true,
      logging: isAtLeast({ version: release }, 15, 4),
      loggingOption: 'throttled',
      apps: SYSTEM_APPS,
    },
    services: {
      'com.apple.CSCSupportd': { ...OFF, override: 'disabled' },
      'com.apple.ftpd': { ...OFF, override: 'disabled' },
      'com.apple.mdmclient.daemon.runatboot': { ...OFF, override: 'disabled' },
      'com.apple.remotemanagementd': { ...OFF, loaded: true },
    },
    remoteManagement: false,
    smbGuest: 'absent',
    bluetooth: {
      power: true,
      controller: {
        controller_address: '02:FD:EC:F7:E5:E0',
        controller_chipset: 'BCM_4388',
        controller_discoverable: 'attrib_off',
        controller_firmwareVersion: '23.5.574.4423',
        controller_productID: '0x4A2F',
        controller_supportedServices: '0x392039 < HFP AVRCP A2DP HID Braille LEA AACP GATT SerialPort >',
        controller_transport: 'PCIe',
        controller_vendorID: '0x004C (Apple)',
      },
      connected: [],
      known: [],
    },
    preferences: { computer: {}, people: {} },
    sip: { status: 'enabled', configuration: [] },
    sealed: true,
    managed: {},
    nfsExports: [],
    sockets: [...OTHER_SOCKETS, ...AIRPLAY_SOCKETS],
    processes: stockProcesses(USER),
    network: { lan: '192.168.1.20' },
    files: programFiles(SYSTEM_APPS.map(({ path }) => path)),
    daemons: [],
    defence: { extensions: [], connections: [] },
    log: [],
    faults: [],
  };
}

/**
 * As a careless person runs it: every task finds something to do, and nothing that a change could cut off is in use.
 *
 * The AirPlay Receiver is off, which only a person can turn off: so a plan can make everything as wanted.
 */
export const freshMac = perRelease((release) => {
  const stock = withServices(stockMac(release), '');
  return {
    ...stock,
    sockets: OTHER_SOCKETS,
    firewall: { ...stock.firewall, logging: isAtLeast(stock, 15, 4) },
    services: { ...stock.services, ...Object.fromEntries(SHARING_LABELS.map((label) => [label, ON])) },
    remoteManagement: true,
    smbGuest: true,
    preferences: withAirDrop(stock, 'Everyone'),
    sip: { status: 'disabled', configuration: [] },
    sealed: false,
    nfsExports: ['/Users/Shared -alldirs -mapall=nobody'],
  };
});

/** As the default policy wants it: firewall and stealth on, signed downloads asked about, nothing shared, no radio. */
export const hardenedMac = perRelease((release) => {
  const stock = withLulu(withServices(stockMac(release), '127.0.0.1:'));
  const off = { ...OFF, override: 'disabled' } as const;
  return {
    ...stock,
    firewall: {
      ...stock.firewall,
      global: true,
      stealth: true,
      allowSignedApp: false,
      logging: true,
      loggingOption: 'detail',
      // Apple's Python would let in whatever script it runs.
      apps: [...SYSTEM_APPS.filter(({ path }) => path !== '/usr/bin/python3'), ...ALLOWED_APPS],
    },
    services: { ...stock.services, ...Object.fromEntries(SHARING_LABELS.map((label) => [label, off])) },
    smbGuest: false,
    bluetooth: { ...stock.bluetooth, power: false },
    preferences: withAirDrop(stock, 'Off'),
    sockets: OTHER_SOCKETS,
    log: lastHour(stock),
  };
});

/**
 * The Mac of the network hardening guide, which offers services to the network and the world. The firewall is off, and
 * would let Apple's Python in.
 */
export const servingMac = perRelease((release) => {
  const stock = stockMac(release);
  return withServicesOfTheGuide({
    ...stock,
    services: { ...stock.services, 'com.openssh.sshd': ON },
    preferences: withAirDrop(stock, 'Contacts Only'),
    sockets: stock.sockets.filter(({ owner }) => owner !== 'ollama'),
    processes: stock.processes.filter(({ args }) => args !== 'ollama serve'),
    log: lastHour(stock),
  });
});

/**
 * A desktop Mac that offers the services of the guide and is controlled from elsewhere: over SSH, and by its screen, which
 * is shared. Its own keyboard and mouse are connected over Bluetooth.
 */
export const remoteMac = perRelease((release) => {
  const serving = servingMac(release);
  const shared = { ...serving, services: { ...serving.services, 'com.apple.screensharing': ON } };
  return withBluetoothInput(withScreenSession(withSshSession(shared, '192.168.1.31'), '192.168.1.40'));
});

/** Run by an organisation: a profile forces the firewall and stealth mode on, and the command line is refused. */
export function managedMac(release: Release): MacState {
  const stock = stockMac(release);
  return {
    ...stock,
    firewall: { ...stock.firewall, global: true, stealth: true },
    managed: { 'com.apple.security.firewall': { EnableFirewall: true, EnableStealthMode: true } },
  };
}

/** Every program but sw_vers answers with garbage. */
export function unreadableMac(release: Release): MacState {
  const programs = (Object.keys(PROGRAMS) as Program[]).filter((program) => program !== 'sw_vers');
  return { ...freshMac(release), faults: programs.map((program) => garbage({ program })) };
}

/** Two sources disagree: system_profiler about the firewall, launchctl about Remote Login, whose port is open. */
export function contradictoryMac(release: Release): MacState {
  const fresh = freshMac(release);
  return { ...fresh, faults: [profilerSaysFirewall(!fresh.firewall.global), launchctlOverlooks('com.openssh.sshd')] };
}

const MAKERS: Readonly<Record<Condition, (release: Release) => MacState>> = {
  fresh: freshMac,
  stock: stockMac,
  hardened: hardenedMac,
  serving: servingMac,
  remote: remoteMac,
  managed: managedMac,
  unreadable: unreadableMac,
  contradictory: contradictoryMac,
};

/** Every condition on every release, by name: "fresh 26.5". */
export const MACHINES: Readonly<Record<`${Condition} ${Release}`, MacState>> = Object.fromEntries(
  CONDITIONS.flatMap((condition) =>
    RELEASE_NAMES.map((release) => [`${condition} ${release}`, MAKERS[condition](release)]),
  ),
) as Readonly<Record<`${Condition} ${Release}`, MacState>>;

/** A Mac by condition and release. */
export function machine(condition: Condition, release: Release): MacState {
  return MAKERS[condition](release);
}

function withAirDrop({ user, preferences }: MacState, mode: string): MacState['preferences'] {
  const own = preferences.people[user] ?? {};
  const people = { ...preferences.people, [user]: { ...own, 'com.apple.sharingd': { DiscoverableMode: mode } } };
  return { ...preferences, people };
}
