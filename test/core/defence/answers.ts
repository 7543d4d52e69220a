import type { CommandResult } from '../../../src/core/command';
import { said } from '../parse/parsers';

/** Texts in the form in which the tools of a Mac print them. */

const HEADER = 'enabled\tactive\tteamID\tbundleID (version)\tname\t[state]';

export interface ExtensionRow {
  readonly team: string;
  readonly bundle: string;
  readonly marks?: '*' | '' | ' ';
  readonly state?: string;
  readonly version?: string;
  readonly name?: string;
}

export function extensionRow({ team, bundle, marks = '*', state, version, name }: ExtensionRow): string {
  const cells = [marks, marks, team, `${bundle} (${version ?? '1.0/1'})`, name ?? bundle];
  return [...cells, `[${state ?? 'activated enabled'}]`].join('\t');
}

/** `systemextensionsctl list`, with all rows in one category. */
export function extensionList(
  rows: readonly string[],
  category = 'network_extension',
  announced = rows.length,
): string {
  const heading = `--- com.apple.system_extension.${category} (Go to 'System Settings > General' to modify these)`;
  return [`${announced} extension(s)`, ...(rows.length === 0 ? [] : [heading, HEADER, ...rows]), ''].join('\n');
}

export interface ConnectionRow {
  readonly state: string;
  readonly kind: string;
  readonly name?: string;
  readonly enabled?: boolean;
}

export function connectionRow({ state, kind, name = 'Office', enabled = true }: ConnectionRow): string {
  const id = '11111111-2222-3333-4444-555555555555';
  const type = kind.startsWith('VPN:') ? `VPN (${kind.slice(4)})` : kind;
  return `${enabled ? '*' : ' '} ${`(${state})`.padEnd(16)} ${id} ${type} ${`"${name}"`.padEnd(32)} [${kind}]`;
}

/** `scutil --nc list`. */
export function connectionList(rows: readonly string[]): string {
  return ['Available network connection services in the current set (*=enabled):', ...rows, ''].join('\n');
}

/** `ps -axo pid=,uid=,comm=`, with the first process of the system. */
export function processList(paths: readonly string[]): string {
  return ['/sbin/launchd', ...paths].map((path, at) => `${String(at + 1).padStart(5)}     0 ${path}\n`).join('');
}

/** The process of a system extension. */
export function hosted(bundle: string): string {
  const folder = '/Library/SystemExtensions/4328538A-5169-4EA1-A529-38B69111A73A';
  return `${folder}/${bundle}.systemextension/Contents/MacOS/${bundle}`;
}

export const LULU = { team: 'VBG97UB4TA', bundle: 'com.objective-see.lulu.extension', name: 'LuLu' };
export const FALCON = { team: 'X9E956P446', bundle: 'com.crowdstrike.falcon.Agent', name: 'Falcon Sensor' };
export const SANTA = { team: 'ZMCG7MLDV9', bundle: 'com.northpolesec.santa.daemon', name: 'santad' };
export const TAILSCALE = { team: 'W5364U7YZB', bundle: 'io.tailscale.ipn.macsys.network-extension' };
export const TAILSCALE_VPN = 'VPN:io.tailscale.ipn.macsys';

export interface Mac {
  readonly extensions?: readonly string[];
  readonly connections?: readonly string[];
  readonly processes?: readonly string[];
}

/** The three answers that every Mac gives; one without any tool when nothing is said. */
export function answersOf({ extensions = [], connections = [], processes = [] }: Mac): {
  readonly extensions: CommandResult;
  readonly connections: CommandResult;
  readonly processes: CommandResult;
} {
  return {
    extensions: said(extensionList(extensions)),
    connections: said(connectionList(connections)),
    processes: said(processList(processes)),
  };
}
