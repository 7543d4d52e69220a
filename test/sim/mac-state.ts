import type { Json } from '../../src/core/json';
import type { Fault } from './faults';

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

export interface OtherSocket {
  readonly proto: 'tcp4' | 'tcp6' | 'tcp46' | 'udp4' | 'udp6' | 'udp46';
  readonly local: string;
  readonly foreign: string;
  /** Empty for UDP. */
  readonly state: string;
  readonly owner: string;
  readonly pid: number;
  /** Newer sockets have higher numbers and are listed first. */
  readonly opened: number;
  readonly received?: number;
}

/** Whether the Mac's version is at least this one. */
export function isAtLeast(state: Pick<MacState, 'version'>, major: number, minor = 0): boolean {
  const [ownMajor = 0, ownMinor = 0] = state.version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** The state without what every call moves along: two of these are equal when nothing was changed. */
export function lasting(state: MacState): Omit<MacState, 'time' | 'process' | 'faults'> {
  const { time: _time, process: _process, faults: _faults, ...rest } = state;
  return rest;
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
