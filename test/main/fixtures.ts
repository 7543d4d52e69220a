import type { Finding } from '../../src/core/finding';
import type { Snapshot, TaskRow } from '../../src/core/snapshot';
import type { Desktop } from '../../src/main/mac';

const OBSERVED = { state: { on: false }, sentence: 'Firewall is off', words: 'Off', notes: [] } as const;

/** A finding of each kind, as plain as can be. */
export const FINDINGS: Readonly<Record<Finding['kind'], Finding>> = {
  compliant: { kind: 'compliant', ...OBSERVED },
  noncompliant: { kind: 'noncompliant', because: 'Anyone can connect.', ...OBSERVED },
  unknown: { kind: 'unknown', reason: 'netstat did not answer in 5 s' },
  'not-applicable': { kind: 'not-applicable', because: 'not asked for by the policy' },
};

export function row(id: string, kind: Finding['kind'], more: Partial<TaskRow> = {}): TaskRow {
  return {
    id,
    area: 'Firewall',
    title: 'Turn on the firewall',
    name: 'Firewall',
    risk: 'safe',
    severity: 'exposed',
    scope: 'computer',
    byCommand: true,
    finding: FINDINGS[kind],
    ...more,
  };
}

export function snapshot(rows: readonly TaskRow[], more: Partial<Snapshot> = {}, takenAt = 0): Snapshot {
  const kinds = rows.map(({ finding }) => finding.kind);
  const overall = kinds.includes('noncompliant') ? 'exposed' : kinds.includes('unknown') ? 'unknown' : 'hardened';
  return {
    revision: 1,
    simulated: false,
    activity: { kind: 'idle' },
    checked: { takenAt, tookMs: 200, macos: '26.5', overall, rows },
    recovered: [],
    watches: [],
    iconHidden: false,
    ...more,
  };
}

/** A desktop on which nothing happens. */
export const DESKTOP: Desktop = {
  startByHand: () => Promise.resolve(),
  copyText: () => Promise.resolve(),
  showWindow: () => undefined,
  hidePopover: () => undefined,
  setLaunchAtLogin: () => undefined,
  facts: () => ({ dataFolder: '/data', version: '0' }),
  saveText: () => Promise.resolve({ kind: 'cancelled' }),
  openText: () => Promise.resolve({ kind: 'cancelled' }),
  showFile: () => undefined,
};
