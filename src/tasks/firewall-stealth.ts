import { MANAGED_PREFERENCES } from '../core/parse/managed-preferences';
import { GET_GLOBAL_STATE, GET_STEALTH_MODE, parseStealthMode } from '../core/parse/socketfilterfw';
import { parseProfiledFirewall, PROFILE_FIREWALL } from '../core/parse/system-profiler-firewall';
import { references } from '../core/references';
import { mapParsed, read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';
import { FIREWALL_OFF_UNKNOWN, onOff, setFirewall, settingReading } from './families/firewall-setting';

interface StealthState {
  readonly [key: string]: boolean;
  readonly on: boolean;
}

export const firewallStealth = defineTask<StealthState, 'stealth' | 'profile' | 'globalState' | 'managed'>({
  id: 'firewall-stealth',
  area: 'Firewall',
  title: 'Turn on stealth mode',
  name: 'Stealth mode',
  scope: 'computer',
  risk: 'safe',
  severity: 'attention',
  explain: {
    what: 'Stealth mode keeps this Mac from answering pings and connection attempts to closed ports.',
    why: 'A Mac that does not answer is harder to find for somebody who searches the network for targets.',
    cost: 'Tools that ping this Mac to see whether it is up report it as down.',
    differs: 'Older guides write the key stealthenabled to com.apple.alf. From macOS 15 on that does nothing.',
  },
  exposes: 'Anyone on your network can find this Mac with a ping or a port scan.',
  needs: 'firewall',
  references: references({
    mscp: 'system_settings_firewall_stealth_mode_enable',
    cis: ['2.2.2', '2.2.2', '2.2.2', '2.2.2'],
    stig: ['005050', null, null, null],
    nist: 'CM-7 CM-7(1) SC-7(16) SC-7',
    safeguards: '4.1 4.5 4.8',
    iso: { controls: 'A.8.20 A.8.22', via: 'SC-7 and AC-4' },
  }),
  byHand: {
    steps: ['Open System Settings › Network › Firewall.', 'Click Options… and turn on Enable stealth mode.'],
    undoSteps: ['Open System Settings › Network › Firewall.', 'Click Options… and turn off Enable stealth mode.'],
    pane: 'firewall',
  },
  applies: ALWAYS,
  probe: () => ({
    stealth: GET_STEALTH_MODE,
    profile: PROFILE_FIREWALL,
    globalState: GET_GLOBAL_STATE,
    managed: MANAGED_PREFERENCES,
  }),
  recapture: {
    keys: ['stealth'],
    state: (results) => mapParsed(parseStealthMode(results.stealth), (on) => ({ on })),
  },
  read(results) {
    const asked = parseStealthMode(results.stealth);
    if (asked.kind === 'unreadable') return asked;
    const profiled = parseProfiledFirewall(results.profile);
    if (profiled.kind === 'unreadable') return profiled;
    const profiledStealth = profiled.value.stealth;
    if (profiledStealth.kind === 'unreadable') return profiledStealth;
    if (asked.value !== profiledStealth.value) {
      return unreadable(
        `two sources contradict each other: socketfilterfw says ${onOff(asked.value)}, system_profiler says ${onOff(profiledStealth.value)}`,
      );
    }
    const reading = settingReading(
      { on: asked.value },
      results.globalState,
      results.managed,
      'EnableStealthMode',
      profiled.value,
    );
    return reading ? read(reading) : unreadable(FIREWALL_OFF_UNKNOWN);
  },
  recognise: oneOf<StealthState>([{ on: true }, { on: false }]),
  isWanted: (state) => state.on,
  target: () => ({ on: true }),
  change: (_from, to) => ({ kind: 'commands', root: [setFirewall('--setstealthmode', onOff(to.on))], user: [] }),
  sentence: (state) => `Stealth mode is ${onOff(state.on)}`,
  words: (state) => (state.on ? 'On' : 'Off'),
});
