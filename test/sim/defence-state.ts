/** What guards the Mac beside macOS itself. */
export interface DefenceState {
  readonly extensions: readonly SystemExtension[];
  readonly connections: readonly VpnConnection[];
  /** Absent where Tailscale is not installed. */
  readonly tailscale?: TailscaleState;
  /** Absent where Santa is not installed. */
  readonly santa?: { readonly running: boolean; readonly mode: 'Monitor' | 'Lockdown' };
}

export const EXTENSION_CATEGORIES = ['network_extension', 'endpoint_security', 'driver_extension'] as const;

/** One row of `systemextensionsctl list`. */
export interface SystemExtension {
  readonly category: (typeof EXTENSION_CATEGORIES)[number];
  readonly enabled: boolean;
  readonly active: boolean;
  readonly team: string;
  readonly bundle: string;
  /** With the build: "6.4.1/7212". */
  readonly version: string;
  readonly name: string;
  /** "activated enabled", "activated waiting for user", … */
  readonly state: string;
}

/** One row of `scutil --nc list`. */
export interface VpnConnection {
  readonly enabled: boolean;
  readonly state: 'Connected' | 'Connecting' | 'Disconnected';
  readonly id: string;
  /** "IPSec", or "VPN" for one that an app brings. */
  readonly type: string;
  /** The bundle id of the app that brings it. */
  readonly bundle?: string;
  readonly name: string;
}

export interface TailscaleState {
  readonly backend: 'NoState' | 'NeedsLogin' | 'Stopped' | 'Running';
  /** Of 100.64.0.0/10. */
  readonly address: string;
}
