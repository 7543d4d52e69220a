import { MANAGED_PREFERENCES } from '../core/parse/managed-preferences';
import { type AllowSigned, GET_ALLOW_SIGNED, GET_GLOBAL_STATE, parseAllowSigned } from '../core/parse/socketfilterfw';
import { parseProfiledFirewall, PROFILE_FIREWALL } from '../core/parse/system-profiler-firewall';
import { references } from '../core/references';
import { mapParsed, read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';
import { FIREWALL_OFF_UNKNOWN, onOff, setFirewall, settingReading } from './families/firewall-setting';

type SignedState = AllowSigned & { readonly [key: string]: boolean };

const STATES: readonly SignedState[] = [
  { builtIn: true, downloaded: true },
  { builtIn: true, downloaded: false },
  { builtIn: false, downloaded: true },
  { builtIn: false, downloaded: false },
];

export const firewallSignedSoftware = defineTask<SignedState, 'allowSigned' | 'globalState' | 'profile' | 'managed'>({
  id: 'firewall-signed-software',
  area: 'Firewall',
  title: 'Require approval of downloaded software',
  name: 'Downloaded signed software',
  scope: 'computer',
  risk: 'safe',
  severity: 'attention',
  explain: {
    what: 'Stops downloaded programs from being allowed through the firewall by themselves because a developer signed them.',
    why: 'A signature says who made a program, not that you want it to be reached from the network. With this off, macOS asks you.',
    cost: 'The first time a downloaded program wants to accept connections, macOS asks. Programs that come with macOS stay allowed.',
    differs:
      'Some guides set allowdownloadsignedapp to 1 and call it a whitelist. It is the opposite: 1 lets every signed download in without asking.',
  },
  exposes: 'Any downloaded program with a developer signature may accept connections without asking you.',
  needs: 'firewall',
  references: references({
    nist: 'AC-4 SC-7(12) CM-7',
    safeguards: '4.5 4.8',
    iso: { controls: 'A.8.20', via: 'SC-7' },
  }),
  byHand: {
    steps: [
      'Open System Settings › Network › Firewall.',
      'Click Options… and turn off Automatically allow downloaded signed software to receive incoming connections.',
    ],
    undoSteps: [
      'Open System Settings › Network › Firewall.',
      'Click Options… and turn on Automatically allow downloaded signed software to receive incoming connections.',
    ],
    pane: 'firewall',
  },
  applies: ALWAYS,
  probe: () => ({
    allowSigned: GET_ALLOW_SIGNED,
    globalState: GET_GLOBAL_STATE,
    profile: PROFILE_FIREWALL,
    managed: MANAGED_PREFERENCES,
  }),
  recapture: {
    keys: ['allowSigned'],
    state: (results) => mapParsed(parseAllowSigned(results.allowSigned), (allowed) => ({ ...allowed })),
  },
  read(results) {
    const asked = parseAllowSigned(results.allowSigned);
    if (asked.kind === 'unreadable') return asked;
    const profiled = parseProfiledFirewall(results.profile);
    if (profiled.kind === 'unreadable') return profiled;
    const reading = settingReading<SignedState>(
      { ...asked.value },
      results.globalState,
      results.managed,
      'AllowSignedApp',
      profiled.value,
    );
    return reading ? read(reading) : unreadable(FIREWALL_OFF_UNKNOWN);
  },
  recognise: oneOf(STATES),
  isWanted: (state) => !state.downloaded,
  target: (before) => ({ builtIn: before.builtIn, downloaded: false }),
  change: (from, to) => ({
    kind: 'commands',
    root: [
      ...(from.builtIn === to.builtIn ? [] : [setFirewall('--setallowsigned', onOff(to.builtIn))]),
      setFirewall('--setallowsignedapp', onOff(to.downloaded)),
    ],
    user: [],
  }),
  sentence: (state) =>
    state.downloaded ? 'Downloaded signed software is allowed by itself' : 'Downloaded signed software has to ask',
  words: (state) => (state.downloaded ? 'Allowed without asking' : 'Asks first'),
});
