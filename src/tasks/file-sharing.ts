import { references } from '../core/references';
import { launchdService } from './families/launchd-service';

export const fileSharing = launchdService({
  id: 'file-sharing',
  area: 'Sharing',
  name: 'File Sharing',
  risk: 'interrupts',
  label: 'com.apple.smbd',
  plist: '/System/Library/LaunchDaemons/com.apple.smbd.plist',
  port: 445,
  owners: ['launchd', 'smbd', 'kernel_task'],
  explain: {
    what: 'Turns off the SMB file server, which shares folders of this Mac with other computers.',
    why: 'Shared folders are what ransomware on another computer on the network looks for first.',
    cost: 'Other computers lose access to shared folders on this Mac, and Time Machine backups to it stop. The list of shared folders is kept.',
  },
  exposes: 'Other computers on your network can open the shared folders of this Mac.',
  references: references({
    mscp: 'system_settings_smbd_disable',
    cis: ['2.3.3.3', '2.3.3.2', '2.3.3.2', '2.3.3.2'],
    stig: ['002001', '002001', '002001', '002001'],
    nist: 'AC-3 AC-17',
    safeguards: '4.1 4.8 5.4',
    iso: { controls: 'A.8.20 A.8.3 A.5.14', via: 'AC-3 and AC-17' },
  }),
  byHand: {
    steps: ['Open System Settings › General › Sharing.', 'Turn off File Sharing.'],
    undoSteps: ['Open System Settings › General › Sharing.', 'Turn on File Sharing.'],
    pane: 'sharing',
  },
});
