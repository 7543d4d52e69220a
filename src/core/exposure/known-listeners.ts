import type { SocketOwner } from './socket';

/** How a part of macOS stops listening: a task of Batten's, steps for a person, or not at all. */
export type Switch =
  | { readonly kind: 'task'; readonly taskId: string }
  | { readonly kind: 'steps'; readonly steps: readonly string[] }
  | { readonly kind: 'none'; readonly because: string };

/** A program of macOS that listens, and what it listens for. */
export interface KnownListener {
  readonly programs: readonly string[];
  readonly protocol?: 'tcp' | 'udp';
  /** Any port when absent. */
  readonly ports?: readonly number[];
  readonly service: string;
  readonly how: Switch;
}

const SHARING = 'Open System Settings › General › Sharing.';

const REMOTE_LOGIN: Switch = { kind: 'task', taskId: 'remote-login' };
const SCREEN_SHARING: Switch = { kind: 'task', taskId: 'screen-sharing' };
const FILE_SHARING: Switch = { kind: 'task', taskId: 'file-sharing' };
const APPLE_EVENTS: Switch = { kind: 'task', taskId: 'remote-apple-events' };
const NFS: Switch = { kind: 'task', taskId: 'nfs-sharing' };

/**
 * What listens on a Mac and belongs to macOS. The first entry that fits counts.
 *
 * Sources: captures of lsof and netstat, the macOS Security Compliance Project for the ways to turn it off. launchd holds
 * the sockets of services that it starts when somebody connects, other people's too: it counts with a listed port only.
 */
export const KNOWN_LISTENERS: readonly KnownListener[] = [
  { programs: ['launchd'], protocol: 'tcp', ports: [22], service: 'Remote Login', how: REMOTE_LOGIN },
  { programs: ['launchd', 'smbd'], protocol: 'tcp', ports: [139, 445], service: 'File Sharing', how: FILE_SHARING },
  { programs: ['launchd', 'screensharingd'], ports: [5900], service: 'Screen Sharing', how: SCREEN_SHARING },
  { programs: ['launchd', 'AEServer'], ports: [3031], service: 'Remote Apple Events', how: APPLE_EVENTS },
  {
    programs: ['ARDAgent'],
    ports: [3283, 5900],
    service: 'Remote Management',
    how: { kind: 'task', taskId: 'remote-management' },
  },
  { programs: ['launchd', 'kernel_task', 'nfsd'], ports: [2049], service: 'NFS sharing', how: NFS },
  {
    programs: ['nfsd', 'mountd', 'rpc.lockd', 'rpc.statd', 'rpc.rquotad', 'rpcbind'],
    service: 'NFS sharing',
    how: NFS,
  },
  {
    programs: ['launchd', 'netbiosd'],
    protocol: 'udp',
    ports: [137, 138],
    service: 'Windows names (NetBIOS)',
    how: { kind: 'none', because: 'It belongs to File Sharing and has no switch of its own.' },
  },
  {
    programs: ['launchd', 'kdc'],
    ports: [88],
    service: 'Kerberos',
    how: { kind: 'none', because: 'It goes when File Sharing and Screen Sharing are off.' },
  },
  {
    programs: ['ControlCenter'],
    protocol: 'tcp',
    ports: [5000, 7000],
    service: 'AirPlay Receiver',
    how: {
      kind: 'steps',
      steps: ['Open System Settings › General › AirDrop & Handoff.', 'Turn off AirPlay Receiver.'],
    },
  },
  {
    programs: ['launchd', 'cupsd'],
    ports: [631],
    service: 'Printing',
    how: { kind: 'steps', steps: [SHARING, 'Turn off Printer Sharing.'] },
  },
  {
    programs: ['AssetCache'],
    service: 'Content Caching',
    how: { kind: 'steps', steps: [SHARING, 'Turn off Content Caching.'] },
  },
  {
    programs: ['AMPLibraryAgent', 'Music', 'TV'],
    protocol: 'tcp',
    ports: [3689],
    service: 'Media Sharing',
    how: { kind: 'steps', steps: [SHARING, 'Turn off Media Sharing.'] },
  },
  {
    programs: ['InternetSharing', 'bootpd', 'natpmpd'],
    service: 'Internet Sharing',
    how: { kind: 'steps', steps: [SHARING, 'Turn off Internet Sharing.'] },
  },
  {
    programs: ['httpd'],
    service: 'Apache web server',
    how: { kind: 'steps', steps: ['Open Terminal and enter: sudo apachectl stop'] },
  },
  {
    programs: ['launchd', 'tftpd'],
    protocol: 'udp',
    ports: [69],
    service: 'TFTP server',
    how: {
      kind: 'steps',
      steps: ['Open Terminal and enter: sudo launchctl bootout system/com.apple.tftpd'],
    },
  },
  {
    programs: ['rapportd'],
    service: 'Handoff and Continuity',
    how: { kind: 'none', because: 'It has no switch of its own; without Handoff it listens less.' },
  },
  {
    programs: ['mDNSResponder'],
    service: 'Bonjour',
    how: { kind: 'none', because: 'macOS finds printers and other devices with it; it cannot be turned off.' },
  },
  {
    programs: ['remoted'],
    service: 'Apple devices on a cable',
    how: { kind: 'none', because: 'macOS talks to its own parts and to connected devices with it.' },
  },
  {
    programs: ['sharingd'],
    service: 'AirDrop and Handoff',
    how: { kind: 'none', because: 'It has no switch of its own; AirDrop has a task.' },
  },
  {
    programs: ['configd'],
    service: 'Network configuration',
    how: { kind: 'none', because: 'macOS gets its address from the network with it.' },
  },
  {
    programs: ['CommCenter'],
    service: 'Calls over Wi-Fi',
    how: { kind: 'none', because: 'It has no switch of its own.' },
  },
  {
    programs: ['identityservicesd', 'loginwindow', 'airportd', 'timed', 'apsd', 'syslogd', 'SystemUIServer'],
    service: 'A part of macOS',
    how: { kind: 'none', because: 'It has no switch of its own.' },
  },
];

/** Programs that come with macOS and serve whatever a person tells them: their place proves nothing about the service. */
const TOOLS =
  /^(?:python|ruby|perl|php|java|tclsh|wish|node|swift|nc$|ncat|ssh|httpd|tftpd|ftpd|socat|osascript|.*sh$)/i;

const OF_MACOS = ['/System/', '/usr/libexec/', '/usr/sbin/', '/usr/bin/', '/sbin/'];

/**
 * Whether a process runs a program of macOS, by where its executable is: on the sealed volume, which nobody writes to.
 *
 * A name proves nothing. The path is what ps tells, and ps has it from the process, so it is evidence and no proof against
 * a program that lies on purpose. `/System/Volumes` holds the writable volumes; a path with `..` in it may end anywhere.
 */
export function isOfMacos({ pid, name, path }: SocketOwner): boolean {
  if (path === undefined) return (pid === 1 && name === 'launchd') || (pid === 0 && name === 'kernel_task');
  const plain = path.split('/').every((part, index) => (part !== '' || index === 0) && part !== '.' && part !== '..');
  const writable = path.startsWith('/System/Volumes/') && !path.startsWith('/System/Volumes/Preboot/Cryptexes/');
  return plain && !writable && OF_MACOS.some((folder) => path.startsWith(folder));
}

/** The entry for a socket of this name, whether or not the program is the real one. */
export function listedFor(name: string | undefined, protocol: 'tcp' | 'udp', port: number): KnownListener | undefined {
  if (name === undefined) return undefined;
  return KNOWN_LISTENERS.find(
    (one) =>
      one.programs.includes(name) &&
      (one.protocol === undefined || one.protocol === protocol) &&
      (one.ports === undefined || one.ports.includes(port)),
  );
}

/**
 * What a socket of macOS's own is for; undefined where it is not proven to be one.
 *
 * A daemon without an entry counts only from folders that hold no tools for people.
 */
export function knownListener(owner: SocketOwner, protocol: 'tcp' | 'udp', port: number): KnownListener | undefined {
  if (!isOfMacos(owner)) return undefined;
  const listed = listedFor(owner.name, protocol, port);
  if (listed !== undefined) return listed;
  const { name, path } = owner;
  if (name === undefined || path === undefined || TOOLS.test(name)) return undefined;
  if (!path.startsWith('/System/') && !path.startsWith('/usr/libexec/')) return undefined;
  return { programs: [name], service: name, how: { kind: 'none', because: 'Batten knows no switch for it.' } };
}

/** The switch of a service by its name in the table; a part of macOS without an entry has none that is known. */
export function switchOf(service: string): Switch {
  const known = KNOWN_LISTENERS.find((one) => one.service === service);
  return known?.how ?? { kind: 'none', because: 'Batten knows no switch for it.' };
}
