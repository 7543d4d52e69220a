import type { Finding, Overall } from '../../src/core/finding';
import { overall } from '../../src/core/finding';
import type { Snapshot, TaskRow } from '../../src/core/snapshot';
import type { History, ResultRow, RunView, SettingsView, TaskDetail, TaskEntry } from '../../src/shared/ipc-contract';
import { FIXTURE_TASKS, type FixtureTask, fixtureTask } from './task-fixtures';

export const observed = (one: FixtureTask, wanted: boolean) => {
  const words = one.words[wanted ? 1 : 0];
  return { state: words.toLowerCase(), words, sentence: `${one.name} is ${words.toLowerCase()}`, notes: [] };
};

export const compliant = (one: FixtureTask): Finding => ({ kind: 'compliant', ...observed(one, true) });
export const noncompliant = (one: FixtureTask): Finding => ({
  kind: 'noncompliant',
  because: one.exposes,
  ...observed(one, false),
});
export const unknown = (reason = 'system_profiler did not answer in 5 s', seen?: string): Finding => ({
  kind: 'unknown',
  reason,
  ...(seen === undefined ? {} : { seen }),
});
export const notAskedFor = (one: FixtureTask): Finding => ({
  kind: 'not-applicable',
  because: 'not asked for by the policy',
  observed: observed(one, false),
});
export const managed = (one: FixtureTask, wanted: boolean): Finding => {
  const finding = wanted ? compliant(one) : noncompliant(one);
  return { ...finding, managed: 'the profile “Company baseline”' } as Finding;
};

/** Rows of all fixture tasks; compliant unless named otherwise. */
export function rows(findings: Readonly<Record<string, Finding>> = {}): readonly TaskRow[] {
  return FIXTURE_TASKS.map((one) => ({
    id: one.id,
    area: one.area,
    title: one.title,
    name: one.name,
    risk: one.risk,
    severity: one.severity,
    scope: 'computer' as const,
    byCommand: one.byCommand,
    ...(one.needs === undefined ? {} : { needs: one.needs }),
    finding: findings[one.id] ?? compliant(one),
  }));
}

/** The named tasks noncompliant, the rest compliant. */
export function rowsWith(...ids: readonly string[]): readonly TaskRow[] {
  return rows(Object.fromEntries(ids.map((id) => [id, noncompliant(fixtureTask(id))])));
}

export const TAKEN_AT = Date.now() - 42_000;

export function snapshotOf(taskRows: readonly TaskRow[], more: Partial<Snapshot> = {}): Snapshot {
  const verdict: Overall = overall(taskRows);
  return {
    revision: 1,
    simulated: false,
    activity: { kind: 'idle' },
    checked: { takenAt: TAKEN_AT, tookMs: 1_240, macos: 'macOS 26.1 (25B78)', overall: verdict, rows: taskRows },
    recovered: [],
    watches: [],
    iconHidden: false,
    ...more,
  };
}

export const resultRow = (id: string, outcome: ResultRow['outcome'], detail = ''): ResultRow => {
  const { name, words } = fixtureTask(id);
  const now = outcome === 'verified' ? words[1] : outcome === 'not-applied' ? words[0] : '';
  return { taskId: id, name, outcome, before: words[0], after: words[1], now, detail };
};

const SHA = '3f9a5c0e7b1d4a2688c0ffee1234567890abcdef1234567890abcdef12345678';

export const runView = (
  number: number,
  at: string,
  taskRows: readonly ResultRow[],
  more: Partial<RunView> = {},
): RunView => ({
  number,
  at,
  purpose: 'apply',
  end: 'verified',
  detail: '',
  rows: taskRows,
  undoableTaskIds: taskRows.filter(({ outcome }) => outcome !== 'not-applied').map(({ taskId }) => taskId),
  scriptSha256: SHA,
  ...more,
});

export const HISTORY: History = {
  chain: { sound: true, detail: '14 entries, each covering the one before' },
  runs: [
    runView(9, '2026-11-02T09:12:00Z', [resultRow('firewall', 'verified'), resultRow('firewall-stealth', 'verified')]),
    runView(10, '2026-11-09T18:40:00Z', [resultRow('remote-login', 'not-applied', 'Still On')], {
      end: 'declined',
      detail: 'User did not grant permission.',
    }),
    runView(11, '2026-11-19T07:05:00Z', [
      resultRow('remote-login', 'verified'),
      resultRow('smb-guest-access', 'cannot-verify', 'sharing did not answer in 5 s'),
      resultRow('airdrop', 'not-applied', 'Still On. macOS said: Could not write domain'),
    ]),
    runView(
      12,
      '2026-11-20T16:20:00Z',
      [{ ...resultRow('firewall-stealth', 'verified'), before: 'On', after: 'Off' }],
      {
        purpose: 'rollback',
        of: 9,
        undoableTaskIds: [],
      },
    ),
  ],
};

export const SETTINGS: SettingsView = {
  elevationBackend: 'sudo-prompt',
  launchAtLogin: false,
  keepSeconds: 60,
  dataFolder: '/Users/mia/Library/Application Support/Batten',
  version: '0.1.0',
};

const ruleEntry = (path: string, words: string, wanted: boolean, ...verbs: readonly string[]): TaskEntry => ({
  name: path,
  words,
  wanted,
  actions: verbs.map((verb) => ({
    title: `${RULE_TITLES[verb] ?? verb} ${path.slice(path.lastIndexOf('/') + 1)}`,
    taskId: `firewall-rule:${verb}:${path}`,
  })),
});

const RULE_TITLES: Readonly<Record<string, string>> = {
  allow: 'Let the firewall allow',
  block: 'Let the firewall block',
  remove: 'Take off the firewall’s list:',
};

/** Rules of the firewall, one of them missing and one that lets in too much. */
export const FIREWALL_ENTRIES: readonly TaskEntry[] = [
  ruleEntry('/opt/homebrew/bin/cloudflared', 'Not listed, although the policy allows it', false, 'allow'),
  ruleEntry('/opt/homebrew/bin/node', 'Allowed, as the policy says', true, 'block', 'remove'),
  ruleEntry(
    '/opt/homebrew/Cellar/python@3.13/3.13.1/Frameworks/Python.framework/Versions/3.13/Resources/Python.app/Contents/MacOS/Python',
    'Allowed, not in the policy',
    false,
    'block',
    'remove',
  ),
  ruleEntry('Some program', 'Blocked, not in the policy', true),
];

export function detailOf(id: string): TaskDetail {
  const one = fixtureTask(id);
  return {
    taskId: id,
    explain: {
      what: `${one.name} decides whether other computers can reach this Mac in that way. macOS keeps the value in one place and reads it at every start.`,
      why: `${one.exposes}. One weak password, or one flaw in the program that listens, is then enough.`,
      cost: one.cost,
      ...(id === 'firewall'
        ? {
            differs:
              'Older guides write to com.apple.alf with defaults. That has had no effect since macOS 15, so Batten uses socketfilterfw.',
          }
        : {}),
    },
    wanted: one.words[1],
    exposes: one.exposes,
    references: [
      { label: 'CIS 2.3.3.4 (L1)', edition: 'CIS Apple macOS 26 Benchmark v1.1.0', kind: 'cis' },
      {
        label: 'system_settings_ssh_disable',
        edition: 'NIST macOS Security Compliance Project (rule id)',
        kind: 'mscp',
      },
      { label: '800-53 AC-17, CM-7', edition: 'NIST SP 800-53 revision 5', kind: 'nist' },
      { label: 'ISO 27001 A.8.20', edition: 'ISO/IEC 27001:2022, through NIST mappings', kind: 'iso-27001' },
    ],
    evidence: [
      {
        line: '/bin/launchctl print-disabled system',
        ended: 'ended by itself',
        exitCode: 0,
        stdout: 'disabled services = {\n\t"com.openssh.sshd" => enabled\n\t"com.apple.screensharing" => disabled\n}\n',
        stderr: '',
        tookMs: 14,
      },
      {
        line: '/usr/sbin/lsof -nP -iTCP:22 -sTCP:LISTEN',
        ended: 'timed out',
        exitCode: null,
        stdout: '',
        stderr: "lsof: WARNING: can't stat() smbfs",
        tookMs: 5000,
      },
    ],
    ...(id === 'system-integrity-protection'
      ? {
          byHand: {
            steps: [
              'Shut down this Mac.',
              'Hold the power button until the start-up options appear.',
              'Open Terminal and enter: csrutil enable',
              'Restart.',
            ],
          },
        }
      : {}),
    ...(id === 'media-sharing' || id === 'bluetooth'
      ? {
          byHand: {
            steps: ['Open System Settings › General › Sharing.', `Turn ${one.name} off.`],
            pane: 'sharing' as const,
          },
        }
      : {}),
    history:
      id === 'remote-login' || id === 'firewall'
        ? [
            { run: 11, at: '2026-11-19T07:05:00Z', words: 'On → Off, verified', undoable: id === 'firewall' },
            { run: 10, at: '2026-11-09T18:40:00Z', words: 'On → Off was not granted', undoable: false },
          ]
        : [],
    entries: id === 'firewall-signed-software' ? FIREWALL_ENTRIES : [],
  };
}
