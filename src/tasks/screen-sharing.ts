import { references } from '../core/references';
import { launchdService } from './families/launchd-service';

export const screenSharing = launchdService({
  id: 'screen-sharing',
  area: 'Remote access',
  name: 'Screen Sharing',
  risk: 'locks-out',
  label: 'com.apple.screensharing',
  plist: '/System/Library/LaunchDaemons/com.apple.screensharing.plist',
  port: 5900,
  owners: ['launchd', 'screensharingd', 'ARDAgent', 'kernel_task'],
  explain: {
    what: 'Turns off the screen sharing (VNC) server of macOS.',
    why: 'Whoever gets in sees the screen and holds the mouse and the keyboard.',
    cost: 'Nobody can see or control this screen from another computer any more. A Mac without a display that is only reached this way is then out of reach.',
    differs:
      'Remote Management uses the same service: while that is on, Screen Sharing counts as on. After a rollback macOS may ask you to confirm control once in System Settings.',
  },
  exposes: 'People with an account on this Mac can see and control its screen from your network.',
  references: references({
    mscp: 'system_settings_screen_sharing_disable',
    cis: ['2.3.3.2', '2.3.3.1', '2.3.3.1', '2.3.3.1'],
    stig: ['002050', '002050', '002050', '002050'],
    nist: 'AC-3 AC-17',
    safeguards: '4.1 4.8',
    iso: { controls: 'A.6.7 A.5.14', via: 'AC-17' },
  }),
  byHand: {
    steps: ['Open System Settings › General › Sharing.', 'Turn off Screen Sharing.'],
    undoSteps: ['Open System Settings › General › Sharing.', 'Turn on Screen Sharing.'],
    pane: 'sharing',
  },
});
