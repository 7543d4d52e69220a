import type { CommandResult } from '../../src/core/command';
import { parseSwVers } from '../../src/core/mac';
import { parseBluetooth } from '../../src/core/parse/bluetooth';
import { parseAuthenticatedRoot, parseSip } from '../../src/core/parse/csrutil';
import { parsePreference, readPreference } from '../../src/core/parse/defaults';
import { parseOverride, parseServiceLoaded } from '../../src/core/parse/launchctl';
import { parseManagedPreferences } from '../../src/core/parse/managed-preferences';
import { parseSealedRoot } from '../../src/core/parse/mount';
import { parseTcpListeners } from '../../src/core/parse/netstat';
import { parseNfsdStatus } from '../../src/core/parse/nfsd';
import { parseRemoteManagementFile } from '../../src/core/parse/remote-management';
import {
  parseAllowSigned,
  parseBlockAll,
  parseGlobalState,
  parseLoggingMode,
  parseLoggingOption,
  parseStealthMode,
} from '../../src/core/parse/socketfilterfw';
import { parseSmbGuest } from '../../src/core/parse/sysadminctl';
import { parseProfiledFirewall } from '../../src/core/parse/system-profiler-firewall';
import type { Parsed } from '../../src/core/result';

const LABEL = 'com.openssh.sshd';
const PREFERENCE = readPreference('com.apple.sharingd', 'DiscoverableMode');

/** Every parser of the core, by the tool whose answer it reads. */
export const PARSERS = {
  sw_vers: parseSwVers,
  'socketfilterfw --getglobalstate': parseGlobalState,
  'socketfilterfw --getblockall': parseBlockAll,
  'socketfilterfw --getstealthmode': parseStealthMode,
  'socketfilterfw --getallowsigned': parseAllowSigned,
  'socketfilterfw --getloggingmode': parseLoggingMode,
  'socketfilterfw --getloggingopt': parseLoggingOption,
  'launchctl print': (result) => parseServiceLoaded(LABEL, result),
  'launchctl print-disabled': (result) => parseOverride(LABEL, result),
  netstat: parseTcpListeners,
  'nfsd status': parseNfsdStatus,
  'ls -d': parseRemoteManagementFile,
  sysadminctl: parseSmbGuest,
  'defaults read': (result) => parsePreference(PREFERENCE, result),
  'csrutil status': parseSip,
  'csrutil authenticated-root status': parseAuthenticatedRoot,
  mount: parseSealedRoot,
  'system_profiler SPFirewallDataType': parseProfiledFirewall,
  'system_profiler SPBluetoothDataType': parseBluetooth,
  'osascript (managed preferences)': parseManagedPreferences,
} as const satisfies Readonly<Record<string, (result: CommandResult) => Parsed<unknown>>>;
