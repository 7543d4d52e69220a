import type { TaskRow } from '../../src/core/snapshot';
import type { Area } from '../../src/core/task';

/** A task of the fixtures: what a row shows, and the words for its two states. */
export interface FixtureTask {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly name: string;
  readonly risk: TaskRow['risk'];
  readonly severity: TaskRow['severity'];
  readonly exposes: string;
  readonly cost: string;
  /** The unwanted and the wanted state. */
  readonly words: readonly [string, string];
  readonly needs?: string;
  readonly byCommand: boolean;
}

const task = (
  id: string,
  area: Area,
  name: string,
  title: string,
  exposes: string,
  cost: string,
  more: Partial<FixtureTask> = {},
): FixtureTask => ({
  id,
  area,
  title,
  name,
  risk: 'safe',
  severity: 'attention',
  exposes,
  cost,
  words: ['On', 'Off'],
  byCommand: true,
  ...more,
});

export const FIXTURE_TASKS: readonly FixtureTask[] = [
  task(
    'firewall',
    'Firewall',
    'Firewall',
    'Turn on the firewall',
    'Every program that listens can be reached from your network',
    'New programs ask before they may be reached.',
    { severity: 'exposed', words: ['Off', 'On'] },
  ),
  task(
    'firewall-stealth',
    'Firewall',
    'Stealth mode',
    'Turn on stealth mode',
    'This Mac answers anyone who looks for it',
    'Other computers can no longer ping this Mac.',
    { needs: 'firewall', words: ['Off', 'On'] },
  ),
  task(
    'firewall-signed-software',
    'Firewall',
    'Signed downloads',
    'Stop allowing signed downloads automatically',
    'Any signed program you downloaded may receive connections',
    'Each program asks once.',
    { needs: 'firewall', words: ['Allowed', 'Asked for'] },
  ),
  task(
    'remote-login',
    'Remote access',
    'Remote Login',
    'Turn off Remote Login',
    'Anyone with an account on this Mac can sign in from your network',
    'You can no longer reach this Mac with ssh, scp or sftp.',
    { severity: 'exposed', risk: 'interrupts' },
  ),
  task(
    'screen-sharing',
    'Remote access',
    'Screen Sharing',
    'Turn off Screen Sharing',
    'People you have allowed can see and control the screen',
    'Nobody can see this screen from elsewhere.',
    { severity: 'exposed', risk: 'interrupts' },
  ),
  task(
    'remote-apple-events',
    'Remote access',
    'Remote Apple Events',
    'Turn off Remote Apple Events',
    'Programs on other Macs can control programs here',
    'Scripts on other Macs can no longer control this one.',
  ),
  task(
    'file-sharing',
    'Sharing',
    'File Sharing',
    'Turn off File Sharing',
    'Shared folders are offered to your network',
    'Others can no longer open folders of this Mac.',
    { severity: 'exposed', risk: 'interrupts' },
  ),
  task(
    'smb-guest-access',
    'Sharing',
    'Guest access to shared folders',
    'Turn off guest access',
    'Anyone on your network can open shared folders without a password',
    'Guests need an account.',
    { severity: 'exposed' },
  ),
  task(
    'media-sharing',
    'Sharing',
    'Media Sharing',
    'Turn off Media Sharing',
    'Your music and films are offered to your network',
    'Other devices can no longer play from this Mac.',
    { byCommand: false },
  ),
  task(
    'bluetooth',
    'Wireless',
    'Bluetooth',
    'Turn off Bluetooth',
    'Devices nearby can find this Mac',
    'A Bluetooth keyboard, mouse or headset stops working at once.',
    { risk: 'locks-out' },
  ),
  task(
    'airdrop',
    'Wireless',
    'AirDrop',
    'Turn off AirDrop',
    'Everyone nearby can offer you files',
    'You can no longer receive files over AirDrop.',
  ),
  task(
    'airplay-receiver',
    'Wireless',
    'AirPlay Receiver',
    'Turn off AirPlay Receiver',
    'Devices on your network can play to this Mac',
    'Other devices can no longer cast to this Mac.',
  ),
  task(
    'system-integrity-protection',
    'Integrity',
    'System Integrity Protection',
    'Turn on System Integrity Protection',
    'Software running as root can change macOS itself',
    'Nothing you use every day.',
    { severity: 'exposed', words: ['Off', 'On'], byCommand: false },
  ),
];

/** The two tasks of the area "Exposure". Not among `FIXTURE_TASKS`: they have a screen of their own. */
export const EXPOSURE_TASKS: readonly FixtureTask[] = [
  task(
    'service-bindings',
    'Exposure',
    'Service bindings',
    'Let services listen on this Mac only',
    'Other devices can reach services that are not meant for them',
    'Other devices can no longer connect to these services directly.',
    { severity: 'exposed', risk: 'interrupts', words: ['5 reachable', 'None reachable'] },
  ),
  task(
    'tunnel-origins',
    'Exposure',
    'Tunnel origins',
    'Let what a tunnel leads to be reached through it alone',
    'A service behind a tunnel can be reached without going through it',
    'Devices on your network have to use the public name.',
    { severity: 'attention', words: ['1 around its tunnel', 'None around its tunnel'] },
  ),
];

export const fixtureTask = (id: string): FixtureTask => {
  const found = [...FIXTURE_TASKS, ...EXPOSURE_TASKS].find((one) => one.id === id.replace(/~\d+$/, ''));
  if (!found) throw new Error(`No fixture task ${id}`);
  return found;
};
