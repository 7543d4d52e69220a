import { type MacState, withFirewall, withService } from './mac-state';
import type { SimulatedMac } from './simulated-mac';

/** What a person does by hand; `wanted` as a task wants it, `back` the other way. */
export type Direction = 'wanted' | 'back';

type Steps = (state: MacState, wanted: boolean) => MacState;

/** The switch in System Settings loads and unloads a job at once, and keeps what was chosen for the next start. */
function sharingSwitch(label: string): Steps {
  return (state, wanted) =>
    withService(state, label, {
      loaded: !wanted,
      override: wanted ? 'disabled' : 'enabled',
      submittedBySmd: !wanted,
    });
}

/** By task: what a person changes in System Settings or, for the last two, in Recovery. */
const STEPS: Readonly<Record<string, Steps>> = {
  firewall: (state, wanted) => withFirewall(state, { global: wanted }),
  'firewall-stealth': (state, wanted) => withFirewall(state, { stealth: wanted }),
  'remote-login': sharingSwitch('com.openssh.sshd'),
  'screen-sharing': sharingSwitch('com.apple.screensharing'),
  'remote-apple-events': sharingSwitch('com.apple.AEServer'),
  'file-sharing': sharingSwitch('com.apple.smbd'),
  'remote-management': (state, wanted) => ({ ...state, remoteManagement: !wanted }),
  bluetooth: (state, wanted) => ({ ...state, bluetooth: { ...state.bluetooth, power: !wanted } }),
  airdrop: (state, wanted) => withAirDrop(state, wanted ? 'Off' : 'Everyone'),
  'system-integrity-protection': (state, wanted) => ({
    ...state,
    sip: { status: wanted ? 'enabled' : 'disabled', configuration: [] },
  }),
  'signed-system-volume': (state, wanted) => ({ ...state, sealed: wanted }),
};

/** The person at a simulated Mac, who can do what no command may. */
export class Person {
  private readonly mac: SimulatedMac;

  constructor(mac: SimulatedMac) {
    this.mac = mac;
  }

  /** Follows the by-hand steps of a task to their end; false for a task that has none. */
  followSteps(taskId: string, direction: Direction = 'wanted'): boolean {
    const steps = STEPS[taskId];
    if (steps === undefined) return false;
    this.mac.change((state) => steps(state, direction === 'wanted'));
    return true;
  }
}

function withAirDrop(state: MacState, mode: string): MacState {
  const { preferences, user } = state;
  const store = { ...preferences.people[user], 'com.apple.sharingd': { DiscoverableMode: mode } };
  return { ...state, preferences: { ...preferences, people: { ...preferences.people, [user]: store } } };
}
