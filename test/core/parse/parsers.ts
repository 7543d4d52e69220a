import type { CommandResult } from '../../../src/core/command';
import { parseSwVers } from '../../../src/core/mac';
import { parseBluetooth } from '../../../src/core/parse/bluetooth';
import { parseAuthenticatedRoot, parseSip } from '../../../src/core/parse/csrutil';
import { parsePreference, readPreference } from '../../../src/core/parse/defaults';
import { parseOverride, parseServiceLoaded } from '../../../src/core/parse/launchctl';
import { parseManagedPreferences } from '../../../src/core/parse/managed-preferences';
import { parseSealedRoot } from '../../../src/core/parse/mount';
import { parseTcpListeners } from '../../../src/core/parse/netstat';
import { parseNfsdStatus } from '../../../src/core/parse/nfsd';
import { parseRemoteManagementFile } from '../../../src/core/parse/remote-management';
import {
  parseAllowSigned,
  parseBlockAll,
  parseGlobalState,
  parseLoggingMode,
  parseLoggingOption,
  parseStealthMode,
} from '../../../src/core/parse/socketfilterfw';
import { parseSmbGuest } from '../../../src/core/parse/sysadminctl';
import { parseProfiledFirewall } from '../../../src/core/parse/system-profiler-firewall';
import type { Parsed } from '../../../src/core/result';

export type AnyParser = (result: CommandResult | undefined) => Parsed<unknown>;

export const SSH = 'com.openssh.sshd';
export const VNC = 'com.apple.screensharing';
export const AIRDROP = readPreference('com.apple.sharingd', 'DiscoverableMode');

/** Every parser, by what it reads. */
export const PARSERS = {
  swVers: (result) => parseSwVers(result ?? { kind: 'cancelled' }),
  globalState: parseGlobalState,
  blockAll: parseBlockAll,
  stealthMode: parseStealthMode,
  allowSigned: parseAllowSigned,
  loggingMode: parseLoggingMode,
  loggingOption: parseLoggingOption,
  profiledFirewall: parseProfiledFirewall,
  serviceLoaded: (result) => parseServiceLoaded(SSH, result),
  override: (result) => parseOverride(SSH, result),
  tcpListeners: parseTcpListeners,
  nfsdStatus: parseNfsdStatus,
  remoteManagementFile: parseRemoteManagementFile,
  smbGuest: parseSmbGuest,
  bluetooth: parseBluetooth,
  airdrop: (result) => parsePreference(AIRDROP, result),
  managedPreferences: parseManagedPreferences,
  sip: parseSip,
  authenticatedRoot: parseAuthenticatedRoot,
  sealedRoot: parseSealedRoot,
} as const satisfies Readonly<Record<string, AnyParser>>;

export type ParserName = keyof typeof PARSERS;
export const PARSER_NAMES = Object.keys(PARSERS) as readonly ParserName[];

/** A command that exited by itself and printed this. */
export function said(
  stdout: string,
  more: { readonly stderr?: string; readonly exitCode?: number } = {},
): CommandResult {
  return { kind: 'exited', exitCode: more.exitCode ?? 0, stdout, stderr: more.stderr ?? '' };
}

/** What a parser read, or "unreadable". */
export function valueOf(parsed: Parsed<unknown>): unknown {
  return parsed.kind === 'read' ? parsed.value : 'unreadable';
}
