import { MANAGED_PREFERENCES, managedBy } from '../core/parse/managed-preferences';
import { GET_GLOBAL_STATE, parseGlobalState } from '../core/parse/socketfilterfw';
import { parseProfiledFirewall, PROFILE_FIREWALL } from '../core/parse/system-profiler-firewall';
import { references } from '../core/references';
import { mapParsed, read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';
import { onOff, setFirewall } from './families/firewall-setting';

export interface FirewallState {
  readonly [key: string]: boolean;
  readonly on: boolean;
}

const STATES: readonly FirewallState[] = [{ on: true }, { on: false }];

export const firewall = defineTask<FirewallState, 'globalState' | 'profile' | 'managed'>({
  id: 'firewall',
  area: 'Firewall',
  title: 'Turn on the firewall',
  name: 'Firewall',
  scope: 'computer',
  risk: 'interrupts',
  severity: 'exposed',
  explain: {
    what: 'Turns on the macOS application firewall, which decides for each program whether it may accept connections from the network.',
    why: 'While it is off, every program that listens on this Mac can be reached by any device on the same network.',
    cost: 'A program that has no rule yet asks once before it may accept connections. Until somebody answers, devices on the network cannot reach it.',
    differs:
      'Older guides write /Library/Preferences/com.apple.alf. From macOS 15 on that file does nothing, so Batten asks the firewall itself.',
  },
  exposes: 'Any device on your network can connect to every program that listens on this Mac.',
  references: references({
    mscp: 'system_settings_firewall_enable',
    cis: ['2.2.1', '2.2.1', '2.2.1', '2.2.1'],
    stig: ['005050', '005050', '005050', '005050'],
    nist: 'AC-4 SC-7(12) CM-7 CM-7(1) SC-7',
    safeguards: '4.1 4.5 13.1',
    iso: { controls: 'A.8.20 A.8.22', via: 'SC-7 and AC-4' },
  }),
  byHand: {
    steps: ['Open System Settings › Network › Firewall.', 'Turn on Firewall.'],
    undoSteps: ['Open System Settings › Network › Firewall.', 'Turn off Firewall.'],
    pane: 'firewall',
  },
  applies: ALWAYS,
  probe: () => ({ globalState: GET_GLOBAL_STATE, profile: PROFILE_FIREWALL, managed: MANAGED_PREFERENCES }),
  recapture: {
    keys: ['globalState'],
    state: (results) => mapParsed(parseGlobalState(results.globalState), ({ on }) => ({ on })),
  },
  read(results) {
    const asked = parseGlobalState(results.globalState);
    const profiled = parseProfiledFirewall(results.profile);
    if (asked.kind === 'unreadable') return asked;
    if (profiled.kind === 'unreadable') return profiled;
    const profileOn = profiled.value.mode !== 'off';
    if (asked.value.on !== profileOn) {
      return unreadable(
        `two sources contradict each other: socketfilterfw says ${onOff(asked.value.on)}, system_profiler says ${onOff(profileOn)}`,
      );
    }
    return read({
      state: { on: asked.value.on },
      ...managedBy(results.managed, 'com.apple.security.firewall', 'EnableFirewall'),
    });
  },
  recognise: oneOf(STATES),
  isWanted: (state) => state.on,
  target: () => ({ on: true }),
  change: (_from, to) => ({ kind: 'commands', root: [setFirewall('--setglobalstate', onOff(to.on))], user: [] }),
  sentence: (state) => `Firewall is ${onOff(state.on)}`,
  words: (state) => (state.on ? 'On' : 'Off'),
});
