import { MANAGED_PREFERENCES } from '../core/parse/managed-preferences';
import {
  GET_GLOBAL_STATE,
  GET_LOGGING_MODE,
  GET_LOGGING_OPTION,
  type LoggingOption,
  parseLoggingMode,
  parseLoggingOption,
} from '../core/parse/socketfilterfw';
import { parseProfiledFirewall, PROFILE_FIREWALL } from '../core/parse/system-profiler-firewall';
import { references } from '../core/references';
import { mapParsed, read, unreadable } from '../core/result';
import { defineTask, oneOf } from '../core/task';
import { FIREWALL_OFF_UNKNOWN, onOff, setFirewall, settingReading } from './families/firewall-setting';

interface LoggingState {
  readonly [key: string]: boolean | LoggingOption;
  readonly on: boolean;
  readonly option: LoggingOption;
}

const OPTIONS: readonly LoggingOption[] = ['throttled', 'brief', 'detail'];
const STATES: readonly LoggingState[] = OPTIONS.flatMap((option) => [
  { on: true, option },
  { on: false, option },
]);

export const firewallLogging = defineTask<LoggingState, 'mode' | 'option' | 'profile' | 'globalState' | 'managed'>({
  id: 'firewall-logging',
  area: 'Firewall',
  title: 'Turn on firewall logging',
  name: 'Firewall logging',
  scope: 'computer',
  risk: 'safe',
  severity: 'attention',
  explain: {
    what: 'Lets the firewall write down, in detail, which connections it refused.',
    why: 'Without a record nobody can tell afterwards who tried to get in.',
    cost: 'The system log grows a little faster.',
    differs: 'From macOS 15 on the setting is gone and the firewall always logs, so there is nothing to turn on.',
  },
  exposes: 'Refused connections leave no trace that you could look at later.',
  needs: 'firewall',
  references: references({
    mscp: 'os_firewall_log_enable',
    cis: ['3.6', '3.6', null, null],
    nist: 'AU-12 SC-7',
    safeguards: '4.5 8.2 8.5',
    iso: { controls: 'A.8.15', via: 'AU-12' },
  }),
  applies(mac) {
    if (mac.version.kind === 'unreadable') return { kind: 'applies' };
    return mac.version.value.major <= 14
      ? { kind: 'applies' }
      : {
          kind: 'not-applicable',
          because: `macOS ${mac.version.value.major} has no such setting: the firewall always logs, and the commands of macOS 14 are gone`,
        };
  },
  probe: () => ({
    mode: GET_LOGGING_MODE,
    option: GET_LOGGING_OPTION,
    profile: PROFILE_FIREWALL,
    globalState: GET_GLOBAL_STATE,
    managed: MANAGED_PREFERENCES,
  }),
  recapture: {
    keys: ['mode', 'option'],
    state: (results) => {
      const option = parseLoggingOption(results.option);
      if (option.kind === 'unreadable') return option;
      return mapParsed(parseLoggingMode(results.mode), (on) => ({ on, option: option.value }));
    },
  },
  read(results, mac) {
    if (mac.version.kind === 'unreadable') {
      return unreadable(
        `which macOS this is could not be read (${mac.version.reason}), and the setting exists up to macOS 14 only`,
      );
    }
    const mode = parseLoggingMode(results.mode);
    if (mode.kind === 'unreadable') return mode;
    const option = parseLoggingOption(results.option);
    if (option.kind === 'unreadable') return option;
    const profiled = parseProfiledFirewall(results.profile);
    if (profiled.kind === 'unreadable') return profiled;
    const profiledLogging = profiled.value.logging;
    if (profiledLogging.kind === 'unreadable') return profiledLogging;
    if (mode.value !== profiledLogging.value) {
      return unreadable(
        `two sources contradict each other: socketfilterfw says ${onOff(mode.value)}, system_profiler says ${onOff(profiledLogging.value)}`,
      );
    }
    const state: LoggingState = { on: mode.value, option: option.value };
    const reading = settingReading(state, results.globalState, results.managed, 'EnableLogging', profiled.value);
    return reading ? read(reading) : unreadable(FIREWALL_OFF_UNKNOWN);
  },
  recognise: oneOf(STATES),
  isWanted: (state) => state.on && state.option === 'detail',
  target: () => ({ on: true, option: 'detail' }),
  change: (from, to) => ({
    kind: 'commands',
    root: [
      ...(from.option === to.option ? [] : [setFirewall('--setloggingopt', to.option)]),
      setFirewall('--setloggingmode', onOff(to.on)),
    ],
    user: [],
  }),
  sentence: (state) => (state.on ? `Firewall logging is on (${state.option})` : 'Firewall logging is off'),
  words: (state) => (state.on ? `On, ${state.option}` : 'Off'),
});
