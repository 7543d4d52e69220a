import { MANAGED_PREFERENCES } from '../core/parse/managed-preferences';
import { GET_BLOCK_ALL, GET_GLOBAL_STATE, parseBlockAll, parseGlobalState } from '../core/parse/socketfilterfw';
import { parseProfiledFirewall, PROFILE_FIREWALL } from '../core/parse/system-profiler-firewall';
import { references } from '../core/references';
import { mapParsed, read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';
import { FIREWALL_OFF_UNKNOWN, onOff, setFirewall, settingReading } from './families/firewall-setting';

interface BlockAllState {
  readonly [key: string]: boolean;
  readonly on: boolean;
}

export const firewallBlockAll = defineTask<BlockAllState, 'blockAll' | 'globalState' | 'profile' | 'managed'>({
  id: 'firewall-block-all',
  area: 'Firewall',
  title: 'Require that all incoming connections are blocked',
  name: 'Block all incoming connections',
  scope: 'computer',
  risk: 'locks-out',
  severity: 'attention',
  explain: {
    what: 'Blocks every incoming connection except those macOS needs to work, whatever rules single programs have.',
    why: 'On a network you do not trust, nothing on this Mac should be reachable at all.',
    cost: 'Every service on this Mac becomes unreachable for other devices: web servers, databases, screen sharing, file sharing, AirDrop.',
  },
  exposes: 'Programs with a rule of their own can still be reached from your network.',
  needs: 'firewall',
  references: references({
    nist: 'AC-4 SC-7(12) SC-7',
    safeguards: '4.5 4.8',
    iso: { controls: 'A.8.20 A.8.22', via: 'SC-7 and AC-4' },
  }),
  byHand: {
    steps: ['Open System Settings › Network › Firewall.', 'Click Options… and turn on Block all incoming connections.'],
    undoSteps: [
      'Open System Settings › Network › Firewall.',
      'Click Options… and turn off Block all incoming connections.',
    ],
    pane: 'firewall',
  },
  applies: ALWAYS,
  probe: () => ({
    blockAll: GET_BLOCK_ALL,
    globalState: GET_GLOBAL_STATE,
    profile: PROFILE_FIREWALL,
    managed: MANAGED_PREFERENCES,
  }),
  recapture: {
    keys: ['blockAll'],
    state: (results) => mapParsed(parseBlockAll(results.blockAll), (on) => ({ on })),
  },
  read(results) {
    const asked = parseBlockAll(results.blockAll);
    if (asked.kind === 'unreadable') return asked;
    const firewall = parseGlobalState(results.globalState);
    if (firewall.kind === 'unreadable') return firewall;
    const profiled = parseProfiledFirewall(results.profile);
    if (profiled.kind === 'unreadable') return profiled;
    const profiledBlocking = profiled.value.mode === 'block-all';
    const disagree =
      firewall.value.on && (profiledBlocking !== asked.value || (firewall.value.blockingAll && !asked.value));
    if (disagree) {
      return unreadable(
        `sources contradict each other: --getblockall says ${onOff(asked.value)}, system_profiler says ${onOff(profiledBlocking)}`,
      );
    }
    const reading = settingReading(
      { on: asked.value },
      results.globalState,
      results.managed,
      'BlockAllIncoming',
      profiled.value,
    );
    return reading ? read(reading) : unreadable(FIREWALL_OFF_UNKNOWN);
  },
  recognise: oneOf<BlockAllState>([{ on: true }, { on: false }]),
  isWanted: (state) => state.on,
  target: () => ({ on: true }),
  change: (_from, to) => ({ kind: 'commands', root: [setFirewall('--setblockall', onOff(to.on))], user: [] }),
  sentence: (state) => `Blocking all incoming connections is ${onOff(state.on)}`,
  words: (state) => (state.on ? 'On' : 'Off'),
});
