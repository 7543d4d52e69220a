import type { OtherSocket } from '../mac-state';

/** A job of launchd that concerns sharing: its property list, its program, and the sockets it opens when it is loaded. */
export interface Job {
  readonly label: string;
  readonly plist: string;
  readonly program: string;
  readonly arguments: readonly string[];
  /** The name in /etc/services of the port that launchd listens on for it; undefined where the job opens its own. */
  readonly service?: string;
  readonly bonjour: readonly string[];
  readonly sockets: readonly OtherSocket[];
}

const DAEMONS = '/System/Library/LaunchDaemons';

function pair(port: number, owner: string, pid: number, opened: number): readonly OtherSocket[] {
  const wild = { foreign: '*.*', state: 'LISTEN', local: `*.${port}`, owner, pid } as const;
  return [
    { ...wild, proto: 'tcp4', opened: opened + 1 },
    { ...wild, proto: 'tcp6', opened },
  ];
}

/** The jobs whose whole behaviour is modelled; other labels are only loaded or not. */
export const JOBS: readonly Job[] = [
  {
    label: 'com.openssh.sshd',
    plist: `${DAEMONS}/ssh.plist`,
    program: '/usr/libexec/sshd-keygen-wrapper',
    arguments: ['sshd-keygen-wrapper'],
    service: 'ssh',
    bonjour: ['ssh', 'sftp-ssh'],
    sockets: pair(22, 'launchd', 1, 100),
  },
  {
    label: 'com.apple.screensharing',
    plist: `${DAEMONS}/com.apple.screensharing.plist`,
    program: '/System/Library/CoreServices/RemoteManagement/screensharingd.bundle/Contents/MacOS/screensharingd',
    arguments: ['screensharingd'],
    service: 'vnc-server',
    bonjour: ['rfb'],
    sockets: pair(5900, 'launchd', 1, 110),
  },
  {
    label: 'com.apple.smbd',
    plist: `${DAEMONS}/com.apple.smbd.plist`,
    program: '/usr/sbin/smbd',
    arguments: ['smbd'],
    service: 'microsoft-ds',
    bonjour: ['smb'],
    sockets: pair(445, 'launchd', 1, 120),
  },
  {
    label: 'com.apple.AEServer',
    plist: `${DAEMONS}/com.apple.eppc.plist`,
    program: '/System/Library/CoreServices/AppleEventsD.app/Contents/MacOS/AEServer',
    arguments: ['AEServer'],
    service: 'eppc',
    bonjour: ['eppc'],
    sockets: pair(3031, 'launchd', 1, 130),
  },
  {
    label: 'com.apple.nfsd',
    plist: `${DAEMONS}/com.apple.nfsd.plist`,
    program: '/sbin/nfsd',
    arguments: ['/sbin/nfsd'],
    bonjour: ['nfs'],
    sockets: pair(2049, 'nfsd', 313, 300),
  },
  {
    label: 'com.apple.AppleFileServer',
    plist: `${DAEMONS}/com.apple.AppleFileServer.plist`,
    program: '/usr/sbin/AppleFileServer',
    arguments: ['AppleFileServer'],
    bonjour: [],
    sockets: [],
  },
];

export function jobOf(label: string): Job | undefined {
  return JOBS.find((job) => job.label === label);
}
