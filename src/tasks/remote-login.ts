import { references } from '../core/references';
import { launchdService } from './families/launchd-service';

export const remoteLogin = launchdService({
  id: 'remote-login',
  area: 'Remote access',
  name: 'Remote Login',
  risk: 'locks-out',
  label: 'com.openssh.sshd',
  plist: '/System/Library/LaunchDaemons/ssh.plist',
  port: 22,
  owners: ['launchd', 'sshd', 'sshd-session', 'sshd-auth', 'sshd-keygen-wrap', 'sshd-keygen-wrapper'],
  explain: {
    what: 'Turns off the SSH server of macOS, which lets people sign in and run commands from another computer.',
    why: 'SSH is tried by password guessers all day long, and one weak password of one account is enough.',
    cost: 'Nobody can sign in to this Mac over SSH any more, you included. A session that is open now may end.',
    differs:
      'Older guides use systemsetup -setremotelogin off, which asks a question on its input and needs Full Disk Access. Batten tells launchd instead.',
  },
  exposes: 'Anyone with an account on this Mac can sign in from your network.',
  references: references({
    mscp: 'system_settings_ssh_disable',
    cis: ['2.3.3.5', '2.3.3.4', '2.3.3.4', '2.3.3.4'],
    nist: 'CM-7 CM-7(1) AC-17',
    safeguards: '4.1 4.8',
    iso: { controls: 'A.6.7 A.5.14 A.8.19', via: 'AC-17 and CM-7' },
  }),
  byHand: {
    steps: ['Open System Settings › General › Sharing.', 'Turn off Remote Login.'],
    undoSteps: ['Open System Settings › General › Sharing.', 'Turn on Remote Login.'],
    pane: 'sharing',
  },
});
