import type { Snapshot, TaskRow } from '../../../src/core/snapshot';
import type { ExposureView } from '../../../src/shared/exposure-views';
import { EMPTY_EXPOSURE, EXPOSURE, manyExposed, QUIET_EXPOSURE, rowsWithExposure } from '../exposure-fixtures';
import { declinedEnding, type FakeWorld, stoppedEnding } from '../fake-api';
import {
  compliant,
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
import { BROKEN_POLICY, BUILT_IN_POLICY, POLICY } from '../policy-fixtures';
import { FIXTURE_TASKS, fixtureTask } from '../task-fixtures';

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

const exposedRows = rowsWithExposure(false, mixed);

/** Every text of a service 40 % longer. */
function lengthenedExposure(view: ExposureView): ExposureView {
  return {
    ...view,
    headline: longer(view.headline),
    rows: view.rows.map((row) => ({
      ...row,
      title: longer(row.title),
      sentence: longer(row.sentence),
      owner: longer(row.owner),
      wanted: longer(row.wanted),
      firewall: longer(row.firewall),
      ways: row.ways.map(longer),
      notes: row.notes.map(longer),
    })),
    tunnels: view.tunnels.map((row) => ({
      ...row,
      hostname: `very-long-name-of-a-public-service.${row.hostname}`,
      service: longer(row.service),
      otherwise: longer(row.otherwise),
      source: longer(row.source),
    })),
  };
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
      stopped: [],
      unrecorded: 'the outcome could not be written to the journal: ENOSPC: no space left on device',
      rows: [
        resultRow('firewall', 'verified'),
        resultRow('remote-login', 'not-applied', 'Still On. macOS said: Operation not permitted'),
        resultRow('smb-guest-access', 'cannot-verify', 'sharing did not answer in 5 s'),
        resultRow('airdrop', 'changed', 'Neither as planned nor as before: Contacts Only'),
      ],
    }),
  },
  exposed: { snapshot: snapshotOf(exposedRows) },
  'exposed-quiet': { snapshot: snapshotOf(rowsWithExposure(true)), exposure: QUIET_EXPOSURE },
  'exposed-empty': { snapshot: snapshotOf(rowsWithExposure(true)), exposure: EMPTY_EXPOSURE },
  'exposed-unread': {
    snapshot: snapshotOf(exposedRows),
    exposure: { ...EMPTY_EXPOSURE, headline: 'What can be reached could not be read', gaps: EXPOSURE.gaps },
  },
  'exposed-one': {
    snapshot: snapshotOf(exposedRows),
    exposure: {
      ...QUIET_EXPOSURE,
      headline: '1 service can be reached that should not be',
      rows: EXPOSURE.rows.slice(0, 1),
    },
  },
  'exposed-many': { snapshot: snapshotOf(exposedRows), exposure: manyExposed(300) },
  'exposed-long': { snapshot: snapshotOf(exposedRows), exposure: lengthenedExposure(EXPOSURE) },
  'exposed-old': {
    snapshot: snapshotOf(exposedRows),
    exposure: { ...EXPOSURE, takenAt: Date.now() - 3 * 3_600_000 },
  },
  'exposed-failing': { snapshot: snapshotOf(exposedRows), failing: { getExposure: 'netstat did not answer in 5 s' } },
  'exposed-refusing': {
    snapshot: snapshotOf(exposedRows),
    failing: { markListener: 'the disk is full', askCloudflare: 'cloudflared is not installed' },
  },
  'no-certificate': {
    snapshot: snapshotOf(exposedRows),
    account: {
      tunnels: [],
      problem: 'cloudflared has no certificate on this Mac: log in with cloudflared tunnel login',
    },
  },
  stopped: { snapshot: snapshotOf(exposedRows), ending: stoppedEnding },
  'policy-broken': {
    snapshot: snapshotOf(exposedRows, { readOnly: { reason: BROKEN_POLICY.problem?.reason ?? '' } }),
    policy: BROKEN_POLICY,
  },
  'policy-built-in': { snapshot: snapshotOf(rows()), policy: BUILT_IN_POLICY },
  'policy-empty': {
    snapshot: snapshotOf(rows()),
    policy: { source: 'file', path: POLICY.path, services: [], allowedApplications: [], tunnels: [], notWanted: [] },
  },
  'policy-due': { snapshot: snapshotOf(rows()), policy: { ...POLICY, review: '2026-01-31' } },
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
