import type { Json } from '../../src/core/json';
import type { DaemonState } from './daemon-state';
import type { DefenceState } from './defence-state';
import type { ContainerState, EngineState } from './engine-state';
import type { Fault } from './faults';
import type { FileState } from './file-state';
import type { LogEvent } from './log-event';

/** Everything the simulated Mac remembers, as plain JSON: the same text is the state file of the executable shims. */
export interface MacState {
  readonly version: string;
  readonly build: string;
  /** Whoever is logged in and runs Batten. */
  readonly user: string;
  /** Milliseconds since 1970; the tools that print a time print this one, in UTC. */
  readonly time: number;
  /** The next process id and thread number: they change with every call, so that nobody relies on them. */
  readonly process: { readonly pid: number; readonly thread: number };
  readonly firewall: FirewallState;
  /** Launchd's jobs and overrides by label, in the order in which `print-disabled` lists them. */
  readonly services: Readonly<Record<string, ServiceState>>;
  readonly remoteManagement: boolean;
  /** Whether SMB lets guests in; `absent` means that nobody has ever decided. */
  readonly smbGuest: 'absent' | boolean;
  readonly bluetooth: BluetoothState;
  readonly preferences: PreferenceStores;
  readonly sip: SipState;
  /** Whether the system volume is sealed and authenticated at start. */
  readonly sealed: boolean;
  /** What configuration profiles force: key by key, by preference domain. */
  readonly managed: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** The lines of /etc/exports; nfsd runs only while there are any. */
  readonly nfsExports: readonly string[];
  /** Sockets that follow from nothing else in the state. */
  readonly sockets: readonly OtherSocket[];
  /** Processes that follow from nothing else in the state. */
  readonly processes: readonly MacProcess[];
  /** Who is signed in, in the order of `who`; the user at the Mac's own screen where it is left out. */
  readonly logins?: readonly MacLogin[];
  /** Apple's input devices that are not connected over Bluetooth; those that are stand in `bluetooth`. */
  readonly wiredInput?: readonly WiredInput[];
  readonly network: NetworkState;
  /** What lies on the disk, as far as it matters, by absolute path; a folder is there while something lies in it. */
  readonly files: Readonly<Record<string, FileState>>;
  /** Absent where no container engine is installed. */
  readonly engine?: EngineState;
  /** Programs that launchd starts and that read a file when they start. */
  readonly daemons: readonly DaemonState[];
  readonly defence: DefenceState;
  /** What the unified log keeps, in the order of time. */
  readonly log: readonly LogEvent[];
  readonly faults: readonly Fault[];
}

export interface FirewallState {
  readonly global: boolean;
  readonly blockAll: boolean;
  /** `wrong-type` is what macOS 13 says after somebody wrote the key with the wrong type. */
  readonly stealth: boolean | 'wrong-type';
  readonly allowSigned: boolean;
  readonly allowSignedApp: boolean;
  readonly logging: boolean;
  readonly loggingOption: LoggingOption;
  readonly apps: readonly FirewallApp[];
}

export const LOGGING_OPTIONS = ['throttled', 'brief', 'detail'] as const;
export type LoggingOption = (typeof LOGGING_OPTIONS)[number];

export interface FirewallApp {
  readonly path: string;
  /** The signing identifier, which is what system_profiler prints. */
  readonly identifier: string;
  readonly rule: 'allow' | 'block' | 'allow-local';
}

export interface ServiceState {
  /** Loaded means on: launchd holds the listening socket even while no process runs. */
  readonly loaded: boolean;
  readonly override: 'enabled' | 'disabled' | 'none';
  /** True right after the switch in System Settings was used: launchd then names smd and not a property list. */
  readonly submittedBySmd: boolean;
}

export interface BluetoothState {
  readonly power: boolean;
  /** A switch that was asked for and has not happened yet. */
  readonly switching?: { readonly to: boolean; readonly at: number };
  /** Undefined on a Mac without a radio. */
  readonly controller?: BluetoothController;
  readonly connected: readonly BluetoothDevice[];
  readonly known: readonly BluetoothDevice[];
}

/** Keys of `controller_properties` as system_profiler names them, without the state. */
export type BluetoothController = Readonly<Record<string, string>>;

export interface BluetoothDevice {
  readonly name: string;
  /** Keys as system_profiler names them: `device_address`, `device_minorType`, … */
  readonly properties: Readonly<Record<string, string | number>>;
}

export type PreferenceValue = string | number | boolean;
export type PreferenceStore = Readonly<Record<string, Readonly<Record<string, PreferenceValue>>>>;

export interface PreferenceStores {
  /** By path of the property list, without `.plist`. */
  readonly computer: PreferenceStore;
  /** By account name, then by domain. */
  readonly people: Readonly<Record<string, PreferenceStore>>;
}

/** What csrutil says; the configuration lines are printed where there are any. */
export interface SipState {
  readonly status:
    | 'enabled'
    | 'disabled'
    | 'disabled (Apple Internal)'
    | 'unknown (Custom Configuration)'
    | 'enabled (Custom Configuration)';
  readonly configuration: readonly { readonly name: string; readonly enabled: boolean }[];
}

/** One running process. */
export interface MacProcess {
  readonly pid: number;
  /** An account name; those of macOS itself begin with an underscore. */
  readonly user: string;
  /** As `ps -o comm=` prints it: the executable's absolute path, seldom only a name. */
  readonly path: string;
  /** The whole command line where it says more than the path. */
  readonly args?: string;
}

/** One session of somebody's. */
export interface MacLogin {
  readonly user: string;
  /** `console`, or a terminal: `ttys003`. */
  readonly line: string;
  /** As `who` prints it: "Nov 22 09:12". */
  readonly since: string;
  /** Where it comes from; a session of this Mac itself has none. */
  readonly host?: string;
}

/** A keyboard or pointer of Apple's, built in or on a cable. */
export interface WiredInput {
  readonly product: string;
  /** `SPI` and `FIFO` are the built-in ones. */
  readonly transport: 'SPI' | 'FIFO' | 'USB';
}

/** The addresses of the Mac. */
export interface NetworkState {
  /** IPv4 of en0, in a network of 24 bits. */
  readonly lan: string;
  /** A global IPv6 address of en0, where the provider gives one. */
  readonly global?: string;
}

/** A socket as netstat spells it; the process with this pid, where the Mac lists it, says whose it is. */
export interface OtherSocket {
  readonly proto: 'tcp4' | 'tcp6' | 'tcp46' | 'udp4' | 'udp6' | 'udp46';
  /** `*.80`, `127.0.0.1.80`, `fe80::1%lo0.80`. */
  readonly local: string;
  readonly foreign: string;
  /** Empty for UDP. */
  readonly state: string;
  readonly owner: string;
  readonly pid: number;
  /** Newer sockets have higher numbers and are listed first. */
  readonly opened: number;
  readonly received?: number;
  /** The file descriptor that lsof prints; the next free one when left out. */
  readonly descriptor?: number;
}

/** Whether the Mac's version is at least this one. */
export function isAtLeast(state: Pick<MacState, 'version'>, major: number, minor = 0): boolean {
  const [ownMajor = 0, ownMinor = 0] = state.version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** Files of Batten's own, which are no part of how the Mac is set up: its folder, and its copies wherever a test keeps them. */
const RECORDS = /\/Application Support\/Batten\/|\/backups\/run-\d+\//;

/**
 * The state without what every call, every start and every rewrite of a file moves along: two of these are equal when
 * nothing was changed, or everything was taken back.
 *
 * Left out: the time, process ids of what was started anew, ids of containers that were made anew, times of files, the
 * log, and Batten's own records. The firewall's programs are in order, since a program that is added again comes last.
 */
export function lasting(state: MacState): unknown {
  const { time: _time, process: _process, faults: _faults, log: _log, ...rest } = state;
  const files = Object.entries(rest.files)
    .filter(([path]) => !RECORDS.test(path))
    .map(([path, { modifiedAt: _modified, ...file }]) => [path, file] as const);
  const { engine } = rest;
  return {
    ...rest,
    firewall: { ...rest.firewall, apps: [...rest.firewall.apps].sort((a, b) => (a.path < b.path ? -1 : 1)) },
    files: Object.fromEntries(files),
    daemons: rest.daemons.map(({ pid, ...daemon }) => ({ ...daemon, runs: pid !== undefined })),
    ...(engine === undefined ? {} : { engine: { ...engine, containers: engine.containers.map(lastingContainer) } }),
  };
}

function lastingContainer({ id: _id, createdAt: _created, log: _log, ...container }: ContainerState): unknown {
  return container;
}

/** A job's state; a label that launchd has never heard of is off and has no override. */
export function serviceOf(state: MacState, label: string): ServiceState {
  return state.services[label] ?? { loaded: false, override: 'none', submittedBySmd: false };
}

export function withService(state: MacState, label: string, change: Partial<ServiceState>): MacState {
  const service = { ...serviceOf(state, label), ...change };
  return { ...state, services: { ...state.services, [label]: service } };
}

export function withFirewall(state: MacState, change: Partial<FirewallState>): MacState {
  return { ...state, firewall: { ...state.firewall, ...change } };
}

/** What has become due by now: a Bluetooth switch that was asked for earlier. */
export function settled(state: MacState): MacState {
  const { switching, ...bluetooth } = state.bluetooth;
  if (switching === undefined || switching.at > state.time) return state;
  const known = switching.to ? bluetooth.known : [...bluetooth.connected, ...bluetooth.known];
  const connected = switching.to ? bluetooth.connected : [];
  return { ...state, bluetooth: { ...bluetooth, power: switching.to, connected, known } };
}

/** The home folder of an account. */
export function homeOf(user: string): string {
  return user === 'root' ? '/var/root' : `/Users/${user}`;
}
