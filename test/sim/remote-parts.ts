import type { BluetoothDevice, MacLogin, MacState, OtherSocket, WiredInput } from './mac-state';

/** What the person at the Mac's own screen looks like to `who`. */
export function atTheScreen(user: string): MacLogin {
  return { user, line: 'console', since: 'Nov 22 08:41' };
}

/** Somebody signed in over SSH; with a terminal, unless they only run a command. */
export function withSshSession(state: MacState, from: string, user = state.user, terminal = true): MacState {
  const logins = state.logins ?? [atTheScreen(state.user)];
  const line = `ttys${String(logins.length).padStart(3, '0')}`;
  const login: MacLogin = { user, line, since: 'Nov 22 09:02', host: from };
  const pid = 2101 + 10 * logins.length;
  return {
    ...state,
    logins: terminal ? [...logins, login] : logins,
    sockets: [connection(state, 22, `${from}.52${String(100 + logins.length)}`, 'sshd-session', pid), ...state.sockets],
    processes: [...state.processes, { pid, user: 'root', path: '/usr/libexec/sshd-session' }],
  };
}

/** Somebody who sees and controls the screen. */
export function withScreenSession(state: MacState, from: string): MacState {
  const path = '/System/Library/CoreServices/RemoteManagement/screensharingd.bundle/Contents/MacOS/screensharingd';
  return {
    ...state,
    sockets: [connection(state, 5900, `${from}.49811`, 'screensharingd', 912), ...state.sockets],
    processes: [...state.processes, { pid: 912, user: 'root', path }],
  };
}

/** Nobody at the Mac's own screen: it shows the login window. */
export function withNobodyAtTheScreen(state: MacState): MacState {
  const logins = (state.logins ?? [atTheScreen(state.user)]).filter(({ line }) => line !== 'console');
  return { ...state, logins };
}

const MAGIC: readonly BluetoothDevice[] = [
  {
    name: 'Magic Keyboard',
    properties: {
      device_address: '02:48:BA:20:41:0C',
      device_batteryLevelMain: '84%',
      device_minorType: 'Keyboard',
      device_productID: '0x029C',
      device_services: '0x800020 < HID ACL >',
      device_vendorID: '0x004C',
    },
  },
  {
    name: 'Magic Mouse',
    properties: {
      device_address: '02:D6:EC:A1:0E:8D',
      device_batteryLevelMain: '61%',
      device_minorType: 'Mouse',
      device_productID: '0x0269',
      device_services: '0x800020 < HID ACL >',
      device_vendorID: '0x004C',
    },
  },
];

/** A desktop Mac with Apple's keyboard and mouse, both over Bluetooth. */
export function withBluetoothInput(state: MacState): MacState {
  return { ...state, bluetooth: { ...state.bluetooth, power: true, connected: MAGIC } };
}

/** A notebook: its own keyboard and trackpad are one device. */
export function withBuiltInInput(state: MacState): MacState {
  return withWiredInput(state, { product: 'Apple Internal Keyboard / Trackpad', transport: 'FIFO' });
}

/** Apple's keyboards and pointers on a cable. */
export function withWiredInput(state: MacState, ...devices: readonly WiredInput[]): MacState {
  return { ...state, wiredInput: [...(state.wiredInput ?? []), ...devices] };
}

function connection(state: MacState, port: number, foreign: string, owner: string, pid: number): OtherSocket {
  const local = `${state.network.lan}.${port}`;
  return { proto: 'tcp4', local, foreign, state: 'ESTABLISHED', owner, pid, opened: 2000 + pid };
}
