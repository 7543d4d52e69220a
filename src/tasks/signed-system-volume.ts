import { AUTHENTICATED_ROOT_STATUS, parseAuthenticatedRoot } from '../core/parse/csrutil';
import { MOUNTS, parseSealedRoot } from '../core/parse/mount';
import { references } from '../core/references';
import { read, unreadable } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';

interface VolumeState {
  readonly [key: string]: boolean;
  readonly sealed: boolean;
}

export const signedSystemVolume = defineTask<VolumeState, 'mounts' | 'status'>({
  id: 'signed-system-volume',
  area: 'Integrity',
  title: 'Require the signed system volume',
  name: 'Signed system volume',
  scope: 'computer',
  risk: 'interrupts',
  severity: 'attention',
  explain: {
    what: 'macOS starts from a sealed snapshot of the system volume whose every byte Apple has signed.',
    why: 'A seal that is broken means that the system may have been changed.',
    cost: 'Software that changes the system volume does not work. Changing it takes a restart into Recovery.',
    differs: 'It can only be changed in Recovery, so Batten shows the steps and changes nothing.',
  },
  exposes: 'macOS would start even if its system files had been changed.',
  references: references({
    mscp: 'os_authenticated_root_enable',
    cis: ['5.1.4', '5.1.4', '5.1.4', '5.1.4'],
    stig: [null, '005070', '005070', '005070'],
    nist: 'AC-3 CM-5 SC-34 SI-7(6) SI-7 MA-4(1)',
    safeguards: '3.6 3.11',
    iso: { controls: 'A.8.9 A.8.19', via: 'CM-5' },
  }),
  byHand: {
    steps: [
      'Shut this Mac down.',
      'Apple silicon: hold the power button until the start options appear, then choose Options. Intel: turn it on and hold ⌘R.',
      'Open Utilities › Terminal and enter: csrutil authenticated-root enable',
      'Restart. If the volume is still not sealed, reinstall macOS over itself; your files stay.',
    ],
    undoSteps: [
      'Start into Recovery as described.',
      'Open Utilities › Terminal and enter: csrutil authenticated-root disable',
      'Restart.',
    ],
  },
  applies: ALWAYS,
  probe: () => ({ mounts: MOUNTS, status: AUTHENTICATED_ROOT_STATUS }),
  read(results) {
    const mounted = parseSealedRoot(results.mounts);
    if (mounted.kind === 'unreadable') return mounted;
    const status = parseAuthenticatedRoot(results.status);
    if (status.kind === 'unreadable') return status;
    if (mounted.value !== status.value) {
      return unreadable(
        `two sources contradict each other: mount shows the system volume ${mounted.value ? 'sealed' : 'not sealed'}, csrutil says ${status.value ? 'enabled' : 'disabled'}`,
      );
    }
    return read({ state: { sealed: mounted.value } });
  },
  recognise: oneOf<VolumeState>([{ sealed: true }, { sealed: false }]),
  isWanted: (state) => state.sealed,
  target: () => ({ sealed: true }),
  change: () => ({ kind: 'by-hand' }),
  sentence: (state) => (state.sealed ? 'The system volume is signed and sealed' : 'The system volume is not sealed'),
  words: (state) => (state.sealed ? 'Sealed' : 'Not sealed'),
});
