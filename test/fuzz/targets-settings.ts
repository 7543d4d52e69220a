import { parseBluetooth, PROFILE_BLUETOOTH } from '../../src/core/parse/bluetooth';
import { AUTHENTICATED_ROOT_STATUS, parseAuthenticatedRoot, parseSip, SIP_STATUS } from '../../src/core/parse/csrutil';
import { parsePreference, readPreference } from '../../src/core/parse/defaults';
import {
  forcedValue,
  MANAGED_PREFERENCES,
  managedBy,
  parseManagedPreferences,
} from '../../src/core/parse/managed-preferences';
import { MOUNTS, parseSealedRoot } from '../../src/core/parse/mount';
import { NFSD_STATUS, parseNfsdStatus } from '../../src/core/parse/nfsd';
import { parseRemoteManagementFile, REMOTE_MANAGEMENT_FILE } from '../../src/core/parse/remote-management';
import { parseSmbGuest, SMB_GUEST_STATUS } from '../../src/core/parse/sysadminctl';
import { answers, type Target } from './target';

const PREFERENCE = readPreference('com.apple.sharingd', 'DiscoverableMode');

/** Sharing, radios, and the protection of the system. */
export const SETTINGS: readonly Target[] = [
  answers('nfsd', 'core/parse/nfsd', 'parseNfsdStatus', parseNfsdStatus, {
    captures: /nfsd/,
    commands: [NFSD_STATUS],
  }),
  answers('remote-management', 'core/parse/remote-management', 'parseRemoteManagementFile', parseRemoteManagementFile, {
    commands: [REMOTE_MANAGEMENT_FILE],
  }),
  answers('smb-guest', 'core/parse/sysadminctl', 'parseSmbGuest', parseSmbGuest, {
    captures: /sysadminctl/,
    commands: [SMB_GUEST_STATUS],
    texts: ['2026-03-02 10:11:12.345 sysadminctl[812:9123] SMB guest access disabled.\n'],
  }),
  answers('bluetooth', 'core/parse/bluetooth', 'parseBluetooth', parseBluetooth, {
    captures: /bt_json/,
    commands: [PROFILE_BLUETOOTH],
  }),
  answers('preference', 'core/parse/defaults', 'parsePreference', (result) => parsePreference(PREFERENCE, result), {
    captures: /defaults/,
    commands: [PREFERENCE],
  }),
  answers(
    'managed-preferences',
    'core/parse/managed-preferences',
    'parseManagedPreferences forcedValue managedBy',
    (result) => {
      forcedValue(result, 'com.apple.applicationaccess', 'allowAirDrop');
      managedBy(result, 'com.apple.security.firewall', 'EnableFirewall');
      return parseManagedPreferences(result);
    },
    {
      commands: [MANAGED_PREFERENCES],
      texts: ['{"com.apple.security.firewall":{"EnableFirewall":{"forced":true,"value":true}}}'],
    },
  ),
  answers('sip', 'core/parse/csrutil', 'parseSip', parseSip, { captures: /csrutil|sip-/, commands: [SIP_STATUS] }),
  answers('authenticated-root', 'core/parse/csrutil', 'parseAuthenticatedRoot', parseAuthenticatedRoot, {
    captures: /authroot/,
    commands: [AUTHENTICATED_ROOT_STATUS],
  }),
  answers('mount', 'core/parse/mount', 'parseSealedRoot', parseSealedRoot, { captures: /mount/, commands: [MOUNTS] }),
];
