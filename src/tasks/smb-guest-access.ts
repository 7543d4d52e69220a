import { type Command, command, type CommandResult } from '../core/command';
import type { MacFacts } from '../core/mac';
import { parsePreference, readPreference } from '../core/parse/defaults';
import { parseSmbGuest, SMB_GUEST_STATUS } from '../core/parse/sysadminctl';
import { references } from '../core/references';
import { mapParsed, type Parsed, read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf, type Reading } from '../core/task';

/** `unset`: the key is absent (macOS 13 to 15 keep it in a file); to be restored as absent. */
type GuestState = 'allowed' | 'refused' | 'unset';

const DOMAIN = '/Library/Preferences/SystemConfiguration/com.apple.smb.server';
const KEY = 'AllowGuestAccess';
const GUEST_KEY = readPreference(DOMAIN, KEY);

export const smbGuestAccess = defineTask<GuestState, string>({
  id: 'smb-guest-access',
  area: 'Sharing',
  title: 'Turn off guest access to shared folders',
  name: 'Guest access to shared folders',
  scope: 'computer',
  risk: 'interrupts',
  severity: 'exposed',
  explain: {
    what: 'Refuses people without an account when they connect to shared folders on this Mac.',
    why: 'A guest gives no name and no password, so nobody can tell afterwards who read or changed a file.',
    cost: 'People who used shared folders on this Mac as a guest need an account.',
  },
  exposes: 'Anyone on your network can open shared folders that allow guests, without a password.',
  references: references({
    mscp: 'system_settings_guest_access_smb_disable',
    cis: ['2.12.2', '2.12.2', '2.13.2', '2.13.2'],
    nist: 'AC-2(9) AC-2',
    safeguards: '3.3',
    iso: { controls: 'A.5.16 A.5.18 A.8.2', via: 'AC-2' },
  }),
  byHand: {
    steps: [
      'Open System Settings › Users & Groups.',
      'Click the info button beside Guest User and turn off Allow guest users to connect to shared folders.',
    ],
    undoSteps: [
      'Open System Settings › Users & Groups.',
      'Click the info button beside Guest User and turn on Allow guest users to connect to shared folders.',
    ],
  },
  applies: ALWAYS,
  probe: (mac): Record<string, Command> => (keepsFile(mac) ? { preference: GUEST_KEY } : { status: SMB_GUEST_STATUS }),
  recapture: {
    keys: ['preference', 'status'],
    state: (results, mac) => {
      const reading = keepsFile(mac) ? readFromFile(results['preference']) : readFromTool(results['status']);
      return mapParsed(reading, ({ state }) => state);
    },
  },
  read(results, mac) {
    if (mac.version.kind === 'unreadable') {
      return unreadable(
        `which macOS this is could not be read (${mac.version.reason}), and where the setting is kept depends on it`,
      );
    }
    return keepsFile(mac) ? readFromFile(results['preference']) : readFromTool(results['status']);
  },
  recognise: oneOf<GuestState>(['allowed', 'refused', 'unset']),
  isWanted: (state) => state === 'refused',
  target: () => 'refused',
  change: (_from, to) => ({ kind: 'commands', root: [guestCommand(to)], user: [] }),
  sentence(state) {
    if (state === 'unset') return 'Guest access to shared folders has never been decided';
    return `Guest access to shared folders is ${state === 'allowed' ? 'on' : 'off'}`;
  },
  words: (state) => ({ allowed: 'On', refused: 'Off', unset: 'Not set' })[state],
});

/** Up to macOS 15 the setting is a key in a file that everybody may read; from 26 on only the tool answers. */
function keepsFile(mac: MacFacts): boolean {
  return mac.version.kind === 'read' && mac.version.value.major <= 15;
}

function guestCommand(to: GuestState): Command {
  return to === 'unset'
    ? command('defaults', 'delete', DOMAIN, KEY)
    : command('sysadminctl', '-smbGuestAccess', to === 'allowed' ? 'on' : 'off');
}

function readFromFile(result: CommandResult | undefined): Parsed<Reading<GuestState>> {
  const preference = parsePreference(GUEST_KEY, result);
  if (preference.kind === 'unreadable') return preference;
  if (!preference.value.present) return read({ state: 'unset' });
  if (preference.value.value === '1') return read({ state: 'allowed' });
  return preference.value.value === '0'
    ? read({ state: 'refused' })
    : unreadable('the setting has a value that is not understood', preference.value.value);
}

function readFromTool(result: CommandResult | undefined): Parsed<Reading<GuestState>> {
  const status = parseSmbGuest(result);
  return status.kind === 'unreadable' ? status : read({ state: status.value ? 'allowed' : 'refused' });
}
