import { withLulu } from './defence-parts';
import { type MacState, withFirewall, withService } from './mac-state';
import { withAllowedApps, withClosedOrigins, withClosedServices } from './person-services';
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

/** By task: what a person does and takes back from memory, since no rule says what was there before. */
const REMEMBERED: Readonly<Record<string, (state: MacState) => MacState>> = {
  'service-bindings': withClosedServices,
  'tunnel-origins': withClosedOrigins,
  'firewall-allow-list': withAllowedApps,
  'defence-tools': withLulu,
};

/** The person at a simulated Mac, who can do what no command may. */
export class Person {
  private readonly mac: SimulatedMac;
  private readonly before = new Map<string, MacState>();

  constructor(mac: SimulatedMac) {
    this.mac = mac;
  }

  /** Follows the by-hand steps of a task to their end; false for a task that has none. */
  followSteps(taskId: string, direction: Direction = 'wanted'): boolean {
    const remembered = REMEMBERED[taskId];
    if (remembered !== undefined) {
      this.fromMemory(taskId, remembered, direction);
      return true;
    }
    const steps = STEPS[taskId];
    if (steps === undefined) return false;
    this.mac.change((state) => steps(state, direction === 'wanted'));
    return true;
  }

  private fromMemory(taskId: string, change: (state: MacState) => MacState, direction: Direction): void {
    const before = this.before.get(taskId);
    if (direction === 'back' && before === undefined) return;
    if (direction === 'wanted') this.before.set(taskId, this.mac.state);
    this.mac.change((state) =>
      direction === 'wanted' || before === undefined ? change(state) : takenBack(state, before),
    );
  }
}

/** Services, programs, files and tools as they were; what the Mac has lived through since stays. */
function takenBack(state: MacState, before: MacState): MacState {
  const { sockets, processes, files, daemons, defence, engine } = before;
  const firewall = { ...state.firewall, apps: before.firewall.apps };
  return {
    ...state,
    sockets,
    processes,
    files,
    daemons,
    defence,
    firewall,
    ...(engine === undefined ? {} : { engine }),
  };
}

function withAirDrop(state: MacState, mode: string): MacState {
  const { preferences, user } = state;
  const store = { ...preferences.people[user], 'com.apple.sharingd': { DiscoverableMode: mode } };
  return { ...state, preferences: { ...preferences, people: { ...preferences.people, [user]: store } } };
}
