import { parseRemoteManagementFile, REMOTE_MANAGEMENT_FILE } from '../core/parse/remote-management';
import { parseTcpListeners, reachableOn, TCP_SOCKETS } from '../core/parse/netstat';
import { references } from '../core/references';
import { read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';

interface RemoteManagementState {
  readonly [key: string]: boolean;
  readonly on: boolean;
}

const PORT = 3283;

export const remoteManagement = defineTask<RemoteManagementState, 'file' | 'sockets'>({
  id: 'remote-management',
  area: 'Remote access',
  title: 'Turn off Remote Management',
  name: 'Remote Management',
  scope: 'computer',
  risk: 'locks-out',
  severity: 'exposed',
  explain: {
    what: 'Remote Management (Apple Remote Desktop) lets administrators see, control and change this Mac from afar.',
    why: 'It can do everything Screen Sharing can, and more. A Mac that nobody administers this way does not need it.',
    cost: 'Apple Remote Desktop can no longer reach this Mac. If that is the only way in, you are locked out.',
    differs:
      'Guides use kickstart -deactivate. Since macOS 10.14 no command can turn it on again as it was: control has to be allowed in System Settings. What Batten cannot take back exactly it leaves to you.',
  },
  exposes: 'Administrators on your network can see and control this Mac with Apple Remote Desktop.',
  references: references({
    mscp: 'system_settings_remote_management_disable',
    cis: ['2.3.3.6', '2.3.3.5', '2.3.3.5', '2.3.3.5'],
    stig: [null, '002250', '002250', '002250'],
    nist: 'CM-7 CM-7(1)',
    safeguards: '4.1 4.8 5.4',
    iso: { controls: 'A.6.7 A.8.19', via: 'AC-17 and CM-7' },
  }),
  byHand: {
    steps: ['Open System Settings › General › Sharing.', 'Turn off Remote Management, under Advanced.'],
    undoSteps: [
      'Open System Settings › General › Sharing.',
      'Turn on Remote Management, under Advanced, and allow control again.',
    ],
    pane: 'sharing',
  },
  applies: ALWAYS,
  probe: () => ({ file: REMOTE_MANAGEMENT_FILE, sockets: TCP_SOCKETS }),
  read(results) {
    const file = parseRemoteManagementFile(results.file);
    if (file.kind === 'unreadable') return file;
    const listeners = parseTcpListeners(results.sockets);
    if (listeners.kind === 'unreadable') return listeners;
    const listening = reachableOn(listeners.value, PORT).length > 0;
    if (file.value !== listening) {
      return unreadable(
        `two sources contradict each other: macOS ${file.value ? 'is' : 'is not'} set to start Remote Management, yet port ${PORT} is ${listening ? 'open' : 'closed'}`,
      );
    }
    return read({ state: { on: file.value } });
  },
  recognise: oneOf<RemoteManagementState>([{ on: true }, { on: false }]),
  isWanted: (state) => !state.on,
  target: () => ({ on: false }),
  change: () => ({ kind: 'by-hand' }),
  sentence: (state) => `Remote Management is ${state.on ? 'on' : 'off'}`,
  words: (state) => (state.on ? 'On' : 'Off'),
});
