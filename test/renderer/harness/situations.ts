import type { Snapshot, TaskRow } from '../../../src/core/snapshot';
import { declinedEnding, type FakeWorld } from '../fake-api';
import {
  compliant,
  FIXTURE_TASKS,
  fixtureTask,
  HISTORY,
  managed,
  noncompliant,
  notAskedFor,
  resultRow,
  rows,
  rowsWith,
  SETTINGS,
  snapshotOf,
  unknown,
} from '../fixtures';

const of = fixtureTask;

const mixed = rows({
  firewall: noncompliant(of('firewall')),
  'firewall-stealth': noncompliant(of('firewall-stealth')),
  'remote-login': noncompliant(of('remote-login')),
  'screen-sharing': managed(of('screen-sharing'), false),
  'remote-apple-events': managed(of('remote-apple-events'), true),
  'smb-guest-access': noncompliant(of('smb-guest-access')),
  'media-sharing': noncompliant(of('media-sharing')),
  bluetooth: noncompliant(of('bluetooth')),
  airdrop: noncompliant(of('airdrop')),
  'airplay-receiver': unknown('system_profiler did not answer in 5 s', '{"SPAirPlay": ['),
  'file-sharing': notAskedFor(of('file-sharing')),
});

const longer = (text: string): string => `${text} ${text.slice(0, Math.ceil(text.length * 0.4))}`;

/** Every text of the rows 40 % longer, and a little more. */
function lengthened(taskRows: readonly TaskRow[]): readonly TaskRow[] {
  return taskRows.map((row) => ({
    ...row,
    name: longer(row.name),
    title: longer(row.title),
    finding:
      row.finding.kind === 'noncompliant'
        ? { ...row.finding, sentence: longer(row.finding.sentence), because: longer(row.finding.because) }
        : row.finding,
  }));
}

function many(count: number): readonly TaskRow[] {
  return Array.from({ length: count }, (_, index) => {
    const row = mixed[index % mixed.length] as TaskRow;
    return { ...row, id: `${row.id}~${index}`, name: `${row.name} ${index + 1}` };
  });
}

const { checked: _none, ...unchecked } = snapshotOf(rows());

/** Everything the screens can be in, by name. */
export const SITUATIONS: Readonly<Record<string, Partial<FakeWorld>>> = {
  mixed: { snapshot: snapshotOf(mixed) },
  two: { snapshot: snapshotOf(rowsWith('remote-login', 'smb-guest-access')) },
  fine: { snapshot: snapshotOf(rows()) },
  'fine-new': { snapshot: snapshotOf(rows()), history: { ...HISTORY, runs: [] } },
  unknown: {
    snapshot: snapshotOf(
      rows(Object.fromEntries(FIXTURE_TASKS.map(({ id }) => [id, unknown('this is not a Mac: launchctl is missing')]))),
    ),
  },
  'nothing-checked': { snapshot: unchecked },
  'first-check': { snapshot: { ...unchecked, activity: { kind: 'probing', done: 7, total: 31 } } },
  probing: { snapshot: snapshotOf(mixed, { activity: { kind: 'probing', done: 19, total: 31 } }) },
  nothing: { snapshot: snapshotOf([]), history: { ...HISTORY, runs: [] } },
  one: { snapshot: snapshotOf([rowsWith('remote-login')[3] as TaskRow]) },
  many: { snapshot: snapshotOf(many(300)) },
  long: { snapshot: snapshotOf(lengthened(mixed)) },
  notices: {
    snapshot: snapshotOf(mixed, {
      simulated: true,
      iconHidden: true,
      readOnly: {
        reason: 'line 14 of the journal does not follow from the line before',
        quarantine: '~/Library/Application Support/Batten/journal.damaged-2026-11-22.jsonl',
      },
      recovered: [
        {
          run: 12,
          rows: [
            { taskId: 'remote-login', outcome: 'verified', before: 'on', after: 'off', detail: '' },
            { taskId: 'airdrop', outcome: 'cannot-verify', before: 'on', after: 'off', detail: '' },
          ],
        },
      ],
    }),
  },
  simulated: { snapshot: snapshotOf(mixed, { simulated: true }) },
  watching: {
    snapshot: snapshotOf(mixed, {
      watches: [{ taskId: 'media-sharing', until: Date.now() + 60_000, outcome: 'watching' }],
    } satisfies Partial<Snapshot>),
  },
  damaged: {
    snapshot: snapshotOf(mixed),
    history: { ...HISTORY, chain: { sound: false, detail: 'entry 9 does not follow from entry 8' } },
  },
  failing: {
    snapshot: snapshotOf(mixed),
    failing: {
      getTaskDetail: 'the task is not in the catalogue',
      preparePlan: 'the settings could not be read in time',
    },
  },
  declined: { snapshot: snapshotOf(mixed), ending: declinedEnding },
  partial: {
    snapshot: snapshotOf(mixed),
    ending: (_plan, run) => ({
      kind: 'done',
      run,
      unrecorded: 'the outcome could not be written to the journal: ENOSPC: no space left on device',
      rows: [
        resultRow('firewall', 'verified'),
        resultRow('remote-login', 'not-applied', 'Still On. macOS said: Operation not permitted'),
        resultRow('smb-guest-access', 'cannot-verify', 'sharing did not answer in 5 s'),
        resultRow('airdrop', 'changed', 'Neither as planned nor as before: Contacts Only'),
      ],
    }),
  },
  'login-note': {
    snapshot: snapshotOf(rows({ firewall: compliant(of('firewall')) })),
    settings: {
      ...SETTINGS,
      launchAtLogin: true,
      loginItemNote: 'macOS waits for your approval in System Settings › General › Login Items.',
      problem: 'settings.json is not JSON; the defaults are used and the file is left as it is.',
    },
  },
};
