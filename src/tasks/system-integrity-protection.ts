import { parseSip, SIP_STATUS, type SipState } from '../core/parse/csrutil';
import { references } from '../core/references';
import { read } from '../core/result';
import { ALWAYS, defineTask, oneOf } from '../core/task';

export const systemIntegrityProtection = defineTask<SipState, 'status'>({
  id: 'system-integrity-protection',
  area: 'Integrity',
  title: 'Turn on System Integrity Protection',
  name: 'System Integrity Protection',
  scope: 'computer',
  risk: 'interrupts',
  severity: 'attention',
  explain: {
    what: 'System Integrity Protection keeps everybody, root included, from changing the protected parts of macOS.',
    why: 'Without it, a program that once gets root can hide in the system for good.',
    cost: 'Software that patches the system stops working. Changing it takes a restart into Recovery.',
    differs: 'It can only be changed in Recovery, so Batten shows the steps and changes nothing.',
  },
  exposes: 'A program that gets root can change macOS itself and stay.',
  references: references({
    mscp: 'os_sip_enable',
    cis: ['5.1.2', '5.1.2', '5.1.2', '5.1.2'],
    stig: ['005001', '005001', '005001', '005001'],
    nist: 'AC-3 AU-9 AU-9(3) CM-5 CM-5(6) SC-4 SI-2 SI-7',
    safeguards: '2.3 2.6 10.5',
    iso: { controls: 'A.8.9 A.8.19 A.8.32 A.8.8', via: 'CM-5 and SI-2' },
  }),
  byHand: {
    steps: [
      'Shut this Mac down.',
      'Apple silicon: hold the power button until the start options appear, then choose Options. Intel: turn it on and hold ⌘R.',
      'Open Utilities › Terminal and enter: csrutil enable',
      'Restart.',
    ],
    undoSteps: [
      'Start into Recovery as described.',
      'Open Utilities › Terminal and enter: csrutil disable',
      'Restart.',
    ],
  },
  applies: ALWAYS,
  probe: () => ({ status: SIP_STATUS }),
  read(results) {
    const status = parseSip(results.status);
    return status.kind === 'unreadable' ? status : read({ state: status.value });
  },
  recognise: oneOf<SipState>(['enabled', 'partial', 'disabled']),
  isWanted: (state) => state === 'enabled',
  target: () => 'enabled',
  change: () => ({ kind: 'by-hand' }),
  sentence: (state) =>
    ({
      enabled: 'System Integrity Protection is on',
      partial: 'System Integrity Protection is only partly on',
      disabled: 'System Integrity Protection is off',
    })[state],
  words: (state) => ({ enabled: 'On', partial: 'Partly on', disabled: 'Off' })[state],
});
