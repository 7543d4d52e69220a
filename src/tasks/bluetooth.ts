import { parseBluetooth, PROFILE_BLUETOOTH } from '../core/parse/bluetooth';
import { bluetoothPower } from '../core/parse/bluetooth-power';
import { MANAGED_PREFERENCES, managedBy } from '../core/parse/managed-preferences';
import { references } from '../core/references';
import { read } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';

type BluetoothPower = 'on' | 'off';

export const bluetooth = defineTask<BluetoothPower, 'profile' | 'managed'>({
  id: 'bluetooth',
  area: 'Wireless',
  title: 'Turn off Bluetooth',
  name: 'Bluetooth',
  scope: 'computer',
  risk: 'locks-out',
  severity: 'attention',
  explain: {
    what: 'Switches the Bluetooth radio off.',
    why: 'A radio that is off cannot be attacked by somebody nearby. A Mac in a server room rarely needs one.',
    cost: 'Bluetooth keyboards, mice, trackpads and headphones stop at once. AirDrop, Handoff and unlocking with Apple Watch stop too.',
    differs:
      'Older guides write ControllerPowerState and restart blued. Since macOS 12 that is ignored. Batten uses the switch that System Settings uses, as you and without root.',
  },
  exposes: 'Devices within radio range can talk to this Mac over Bluetooth.',
  references: references({
    mscp: 'system_settings_bluetooth_disable',
    stig: ['002062', '002062', '002062', '002062'],
    nist: 'AC-18 SC-8 AC-18(3)',
    safeguards: '4.8 12.6 13.9',
    iso: { controls: 'A.5.14 A.8.20', via: 'AC-18' },
  }),
  byHand: {
    steps: ['Open System Settings › Bluetooth.', 'Turn off Bluetooth.'],
    undoSteps: ['Open System Settings › Bluetooth.', 'Turn on Bluetooth.'],
    pane: 'bluetooth',
  },
  settleMs: 8_000,
  applies: ALWAYS,
  probe: () => ({ profile: PROFILE_BLUETOOTH, managed: MANAGED_PREFERENCES }),
  read(results) {
    const state = parseBluetooth(results.profile);
    if (state.kind === 'unreadable') return state;
    const { power, connected } = state.value;
    const managed = managedBy(results.managed, 'com.apple.MCXBluetooth', 'DisableBluetooth');
    const inUse = connected.length > 0 ? [`Connected now: ${connected.join(', ')}.`] : [];
    return read({ state: power, ...managed, notes: [...managed.notes, ...inUse] });
  },
  recognise: oneOf<BluetoothPower>(['on', 'off']),
  isWanted: (state) => state === 'off',
  target: () => 'off',
  change: (_from, to) => ({ kind: 'commands', root: [], user: [bluetoothPower(to)] }),
  sentence: (state) => `Bluetooth is ${state}`,
  words: (state) => (state === 'on' ? 'On' : 'Off'),
});
