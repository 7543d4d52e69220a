import { parseSwVers, SW_VERS } from '../../src/core/mac';
import { LIST_APPS, parseFirewallApps } from '../../src/core/parse/firewall-apps';
import { parseOverride, parseServiceLoaded, PRINT_DISABLED, printService } from '../../src/core/parse/launchctl';
import { LAUNCHCTL_LIST, parseLaunchctlList } from '../../src/core/parse/launchctl-list';
import {
  GET_ALLOW_SIGNED,
  GET_BLOCK_ALL,
  GET_GLOBAL_STATE,
  GET_LOGGING_MODE,
  GET_LOGGING_OPTION,
  GET_STEALTH_MODE,
  parseAllowSigned,
  parseBlockAll,
  parseGlobalState,
  parseLoggingMode,
  parseLoggingOption,
  parseStealthMode,
} from '../../src/core/parse/socketfilterfw';
import { parseProfiledFirewall, PROFILE_FIREWALL } from '../../src/core/parse/system-profiler-firewall';
import { answers, type Target } from './target';

const SSH = 'com.openssh.sshd';
const SMB = 'com.apple.smbd';

/** The firewall and what launchd starts. */
export const FIREWALL: readonly Target[] = [
  answers('sw_vers', 'core/mac', 'parseSwVers', (result) => parseSwVers(result ?? { kind: 'cancelled' }), {
    commands: [SW_VERS],
  }),
  answers('firewall-global-state', 'core/parse/socketfilterfw', 'parseGlobalState', parseGlobalState, {
    captures: /--getglobalstate|--setglobalstate/,
    commands: [GET_GLOBAL_STATE],
  }),
  answers('firewall-block-all', 'core/parse/socketfilterfw', 'parseBlockAll', parseBlockAll, {
    captures: /--getblockall/,
    commands: [GET_BLOCK_ALL],
  }),
  answers('firewall-stealth', 'core/parse/socketfilterfw', 'parseStealthMode', parseStealthMode, {
    captures: /stealthmode/,
    commands: [GET_STEALTH_MODE],
  }),
  answers('firewall-allow-signed', 'core/parse/socketfilterfw', 'parseAllowSigned', parseAllowSigned, {
    captures: /allowsigned/,
    commands: [GET_ALLOW_SIGNED],
  }),
  answers('firewall-logging-mode', 'core/parse/socketfilterfw', 'parseLoggingMode', parseLoggingMode, {
    captures: /loggingmode/,
    commands: [GET_LOGGING_MODE],
  }),
  answers('firewall-logging-option', 'core/parse/socketfilterfw', 'parseLoggingOption', parseLoggingOption, {
    commands: [GET_LOGGING_OPTION],
    texts: ['Log Option is throttled \n', 'Log Option is brief \n', 'Log Option is detail \n'],
  }),
  answers('firewall-apps', 'core/parse/firewall-apps', 'parseFirewallApps', parseFirewallApps, {
    captures: /listapps/,
    commands: [LIST_APPS],
  }),
  answers('profiled-firewall', 'core/parse/system-profiler-firewall', 'parseProfiledFirewall', parseProfiledFirewall, {
    captures: /sp-firewall/,
    commands: [PROFILE_FIREWALL],
  }),
  answers('service-loaded', 'core/parse/launchctl', 'parseServiceLoaded', (result) => parseServiceLoaded(SSH, result), {
    captures: /launchctl print system/,
    commands: [printService(SSH), printService(SMB)],
  }),
  answers('service-override', 'core/parse/launchctl', 'parseOverride', (result) => parseOverride(SSH, result), {
    captures: /print-disabled/,
    commands: [PRINT_DISABLED],
  }),
  answers('launchctl-list', 'core/parse/launchctl-list', 'parseLaunchctlList', parseLaunchctlList, {
    captures: /launchctl-list/,
    commands: [LAUNCHCTL_LIST],
    texts: [
      'PID\tStatus\tLabel\n412\t0\tcom.apple.Finder\n-\t0\tcom.example.idle\n918\t-9\thomebrew.mxcl.postgresql\n',
    ],
  }),
];
