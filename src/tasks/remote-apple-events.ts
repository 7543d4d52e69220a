import { references } from '../core/references';
import { launchdService } from './families/launchd-service';

export const remoteAppleEvents = launchdService({
  id: 'remote-apple-events',
  area: 'Remote access',
  name: 'Remote Apple Events',
  risk: 'interrupts',
  label: 'com.apple.AEServer',
  plist: '/System/Library/LaunchDaemons/com.apple.eppc.plist',
  port: 3031,
  owners: ['launchd', 'AEServer'],
  explain: {
    what: 'Turns off the service that lets programs on other computers send commands to programs on this Mac.',
    why: 'Hardly anybody uses it, and it lets a stranger with an account drive your programs.',
    cost: 'Scripts on other computers can no longer control programs on this Mac.',
  },
  exposes: 'Programs on other computers can send commands to programs on this Mac.',
  references: references({
    mscp: 'system_settings_rae_disable',
    cis: ['2.3.3.7', '2.3.3.6', '2.3.3.6', '2.3.3.6'],
    stig: ['002022', '002022', '002022', '002022'],
    nist: 'AC-3 AC-17',
    safeguards: '4.1 4.8',
    iso: { controls: 'A.8.20 A.8.3 A.5.14', via: 'AC-3 and AC-17' },
  }),
  byHand: {
    steps: ['Open System Settings › General › Sharing.', 'Turn off Remote Application Scripting.'],
    undoSteps: ['Open System Settings › General › Sharing.', 'Turn on Remote Application Scripting.'],
    pane: 'sharing',
  },
});
