import { type Command, command } from '../core/command';
import { parsePreference, readPreference } from '../core/parse/defaults';
import { forcedValue, MANAGED_PREFERENCES, managedBy } from '../core/parse/managed-preferences';
import { references } from '../core/references';
import { read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';

/** `unset`: the key is absent, and macOS acts as with "Contacts Only"; to be restored as absent. */
type AirDropState = 'Off' | 'Contacts Only' | 'Everyone' | 'unset';

const DOMAIN = 'com.apple.sharingd';
const KEY = 'DiscoverableMode';
const MODE = readPreference(DOMAIN, KEY);
const MODES = oneOf<AirDropState>(['Off', 'Contacts Only', 'Everyone']);

export const airdrop = defineTask<AirDropState, 'mode' | 'managed'>({
  id: 'airdrop',
  area: 'Wireless',
  title: 'Turn off AirDrop',
  name: 'AirDrop',
  scope: 'person',
  risk: 'safe',
  severity: 'attention',
  explain: {
    what: 'Keeps other Apple devices nearby from seeing this Mac and offering it files.',
    why: 'Whoever can see this Mac can send it files and learn its name.',
    cost: 'Nobody can send you files with AirDrop. You can still send.',
    differs:
      'CIS and the STIG accept only a configuration profile that forbids AirDrop. A setting made here is hardened, but not verified in their sense.',
  },
  exposes: 'Apple devices nearby can see this Mac and offer it files.',
  references: references({
    mscp: 'os_airdrop_disable',
    cis: ['2.3.1.1', '2.3.1.1', '2.3.1.1', '2.3.1.1'],
    stig: ['002009', '002009', '002009', '002009'],
    nist: 'AC-3 AC-20 CM-7 CM-7(1)',
    safeguards: '4.1 4.8 6.7',
    iso: { controls: 'A.5.14 A.8.20', via: 'AC-20' },
  }),
  byHand: {
    steps: ['Open System Settings › General › AirDrop & Handoff.', 'Set AirDrop to No One.'],
    undoSteps: ['Open System Settings › General › AirDrop & Handoff.', 'Set AirDrop to what it was.'],
    pane: 'airdrop',
  },
  applies: ALWAYS,
  probe: () => ({ mode: MODE, managed: MANAGED_PREFERENCES }),
  read(results) {
    const mode = parsePreference(MODE, results.mode);
    if (mode.kind === 'unreadable') return mode;
    const managed = managedBy(results.managed, 'com.apple.applicationaccess', 'allowAirDrop');
    // A profile that forbids AirDrop wins over whatever the person's own setting says.
    if (forcedValue(results.managed, 'com.apple.applicationaccess', 'allowAirDrop') === false) {
      return read({ state: 'Off', ...managed });
    }
    if (!mode.value.present) return read({ state: 'unset', ...managed });
    const state = MODES(mode.value.value);
    return state === undefined
      ? unreadable('AirDrop has a setting that is not known', mode.value.value)
      : read({ state, ...managed });
  },
  recognise: oneOf<AirDropState>(['Off', 'Contacts Only', 'Everyone', 'unset']),
  isWanted: (state, policy) => state === 'Off' || (policy.airdrop === 'Contacts Only' && state === 'Contacts Only'),
  target: (_before, policy) => policy.airdrop,
  change: (_from, to) => ({ kind: 'commands', root: [], user: [airdropCommand(to)] }),
  sentence(state) {
    switch (state) {
      case 'Off':
        return 'AirDrop is off';
      case 'Contacts Only':
        return 'AirDrop is open to contacts';
      case 'Everyone':
        return 'AirDrop is open to everyone';
      case 'unset':
        return 'AirDrop is open to contacts (never set)';
    }
  },
  words: (state) => (state === 'unset' ? 'Not set (contacts)' : state),
});

function airdropCommand(to: AirDropState): Command {
  return to === 'unset'
    ? command('defaults', 'delete', DOMAIN, KEY)
    : command('defaults', 'write', DOMAIN, KEY, '-string', to);
}
