/** What a tool is for. */
export type DefenceKind = 'intrusion detection' | 'vpn' | 'endpoint protection' | 'firewall' | 'allow-listing';

/** A system extension that a tool brings. `team` is its maker's: another one under the same name is not the tool. */
export interface ExtensionSign {
  readonly bundle: string;
  readonly team: string;
}

/**
 * A process by which a tool is known: the end of its path, whole components ("bin/pmd", "suricata").
 *
 * `ofConnection`: it also runs while the VPN that scutil lists is down, so that scutil's word goes before it.
 */
export interface ProcessSign {
  readonly path: string;
  readonly ofConnection?: true;
}

/** A tool by which a Mac is defended, and the signs that it leaves without root. */
export interface KnownTool {
  readonly id: string;
  readonly name: string;
  readonly kind: DefenceKind;
  readonly extensions: readonly ExtensionSign[];
  /** Bundle ids in `scutil --nc list`, whole or followed by a dot and more. */
  readonly connections: readonly string[];
  readonly processes: readonly ProcessSign[];
  /** Its Homebrew formula that runs as a service; launchd knows it as "homebrew.mxcl.<formula>". */
  readonly formula?: string;
}

/**
 * Every tool that Batten knows: a closed list, in the order of the screens.
 *
 * Bundle and team ids, paths of processes: the makers' guides for deploying them and captured outputs. Suricata and Snort
 * are known by the names of their programs alone. `other-vpn` is any VPN in the list of scutil that belongs to none of
 * the others.
 */
export const DEFENCE_TOOLS = [
  {
    id: 'suricata',
    name: 'Suricata',
    kind: 'intrusion detection',
    extensions: [],
    connections: [],
    processes: [{ path: 'suricata' }],
    formula: 'suricata',
  },
  {
    id: 'snort',
    name: 'Snort',
    kind: 'intrusion detection',
    extensions: [],
    connections: [],
    processes: [{ path: 'snort' }],
    formula: 'snort',
  },
  {
    id: 'wireguard',
    name: 'WireGuard',
    kind: 'vpn',
    extensions: [],
    connections: ['com.wireguard.macos'],
    processes: [
      {
        path: 'WireGuardNetworkExtension.appex/Contents/MacOS/WireGuardNetworkExtension',
        ofConnection: true,
      },
      { path: 'wireguard-go' },
    ],
  },
  {
    id: 'tailscale',
    name: 'Tailscale',
    kind: 'vpn',
    extensions: [{ bundle: 'io.tailscale.ipn.macsys.network-extension', team: 'W5364U7YZB' }],
    connections: ['io.tailscale.ipn.macsys', 'io.tailscale.ipn.macos'],
    processes: [{ path: 'IPNExtension.appex/Contents/MacOS/IPNExtension', ofConnection: true }, { path: 'tailscaled' }],
    formula: 'tailscale',
  },
  {
    id: 'cisco-secure-client',
    name: 'Cisco Secure Client (AnyConnect)',
    kind: 'vpn',
    extensions: [{ bundle: 'com.cisco.anyconnect.macos.acsockext', team: 'DE8Y96K9QP' }],
    connections: ['com.cisco.anyconnect'],
    processes: [{ path: 'secureclient/bin/vpnagentd' }, { path: 'anyconnect/bin/vpnagentd' }],
  },
  {
    id: 'nordvpn',
    name: 'NordVPN',
    kind: 'vpn',
    extensions: [{ bundle: 'com.nordvpn.macos.Shield', team: 'W5W395V82Y' }],
    connections: ['com.nordvpn'],
    processes: [],
  },
  {
    id: 'surfshark',
    name: 'Surfshark',
    kind: 'vpn',
    extensions: [{ bundle: 'com.surfshark.vpnclient.macos.direct.TransparentProxy', team: 'YHUG37CKN8' }],
    connections: ['com.surfshark.vpnclient.macos'],
    processes: [],
  },
  {
    id: 'other-vpn',
    name: 'Another VPN',
    kind: 'vpn',
    extensions: [],
    connections: [],
    processes: [],
  },
  {
    id: 'crowdstrike-falcon',
    name: 'CrowdStrike Falcon',
    kind: 'endpoint protection',
    extensions: [{ bundle: 'com.crowdstrike.falcon.Agent', team: 'X9E956P446' }],
    connections: [],
    processes: [],
  },
  {
    id: 'sentinelone',
    name: 'SentinelOne',
    kind: 'endpoint protection',
    extensions: [{ bundle: 'com.sentinelone.network-monitoring', team: '4AYE5J54KN' }],
    connections: [],
    processes: [{ path: 'sentinel-agent.bundle/Contents/MacOS/sentineld' }],
  },
  {
    id: 'microsoft-defender',
    name: 'Microsoft Defender',
    kind: 'endpoint protection',
    extensions: [
      { bundle: 'com.microsoft.wdav.epsext', team: 'UBF8T346G9' },
      { bundle: 'com.microsoft.wdav.netext', team: 'UBF8T346G9' },
    ],
    connections: [],
    processes: [],
  },
  {
    id: 'cortex-xdr',
    name: 'Cortex XDR',
    kind: 'endpoint protection',
    extensions: [
      { bundle: 'com.paloaltonetworks.traps.securityextension', team: 'PXPZ95SK77' },
      { bundle: 'com.paloaltonetworks.traps.networkextension', team: 'PXPZ95SK77' },
    ],
    connections: [],
    processes: [{ path: 'PaloAltoNetworks/Traps/bin/pmd' }],
  },
  {
    id: 'lulu',
    name: 'LuLu',
    kind: 'firewall',
    extensions: [{ bundle: 'com.objective-see.lulu.extension', team: 'VBG97UB4TA' }],
    connections: [],
    processes: [],
  },
  {
    id: 'little-snitch',
    name: 'Little Snitch',
    kind: 'firewall',
    extensions: [
      { bundle: 'at.obdev.littlesnitch.networkextension', team: 'MLZF7K7B5R' },
      { bundle: 'at.obdev.littlesnitch.endpointsecurity', team: 'MLZF7K7B5R' },
    ],
    connections: [],
    processes: [],
  },
  {
    id: 'santa',
    name: 'Santa',
    kind: 'allow-listing',
    extensions: [
      { bundle: 'com.northpolesec.santa.daemon', team: 'ZMCG7MLDV9' },
      { bundle: 'com.google.santa.daemon', team: 'EQHXZ8M8AV' },
    ],
    connections: [],
    processes: [],
  },
] as const satisfies readonly KnownTool[];

export type DefenceToolId = (typeof DEFENCE_TOOLS)[number]['id'];
