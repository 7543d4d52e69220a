import { describe, expect, it } from 'vitest';
import type { FindingKind } from '../../src/core/finding';
import { isFixable } from '../../src/core/task-rows';
import { remainder, situationOf, statusOf, worstRows } from '../../src/renderer/select';
import { headline, age } from '../../src/renderer/words';
import { compliant, managed, noncompliant, notAskedFor, rows, rowsWith, snapshotOf, unknown } from './fixtures';
import { fixtureTask } from './task-fixtures';

const firewall = fixtureTask('firewall');
const FINDINGS = {
  compliant: compliant(firewall),
  noncompliant: noncompliant(firewall),
  unknown: unknown(),
  'not-applicable': notAskedFor(firewall),
} satisfies Record<FindingKind, unknown>;

describe('statusOf', () => {
  it('gives the ok glyph to compliant findings and to nothing else', () => {
    for (const [kind, finding] of Object.entries(FINDINGS)) {
      for (const severity of ['exposed', 'attention'] as const) {
        expect(statusOf(finding, severity) === 'compliant', `${kind} ${severity}`).toBe(kind === 'compliant');
      }
    }
  });
});

describe('worstRows', () => {
  it('puts what is exposed first, then what needs attention, then what cannot be checked', () => {
    const found = worstRows(
      rows({
        'remote-login': unknown(),
        bluetooth: noncompliant(fixtureTask('bluetooth')),
        'file-sharing': noncompliant(fixtureTask('file-sharing')),
      }),
    );
    expect(found.map(({ id }) => id)).toEqual(['file-sharing', 'bluetooth', 'remote-login']);
  });

  it('leaves out what needs a task that is itself not as wanted', () => {
    expect(worstRows(rowsWith('firewall', 'firewall-stealth')).map(({ id }) => id)).toEqual(['firewall']);
    expect(worstRows(rowsWith('firewall-stealth')).map(({ id }) => id)).toEqual(['firewall-stealth']);
  });
});

describe('the headline', () => {
  const of = (taskRows: ReturnType<typeof rows>): string => headline(situationOf(snapshotOf(taskRows)));
  const sip = fixtureTask('system-integrity-protection');

  it('says what matters most, with its number', () => {
    expect(of(rowsWith('remote-login', 'file-sharing', 'bluetooth'))).toBe('2 things can be reached from your network');
    expect(of(rowsWith('bluetooth'))).toBe('1 setting is not as you wanted');
    expect(of(rows({ bluetooth: unknown() }))).toBe('1 thing cannot be checked');
    expect(of(rows({ [sip.id]: noncompliant(sip) }))).toBe('1 protection is off on this Mac');
    expect(of(rows())).toBe('This Mac is hardened as you wanted');
  });

  // Proves P1: The headline never says hardened when nothing is compliant.
  it('never says hardened when nothing is compliant', () => {
    expect(of([])).toBe('No check applies to this Mac');
    const { checked: _none, ...unchecked } = snapshotOf(rows());
    expect(headline(situationOf(unchecked))).toBe('Nothing has been checked yet');
    expect(headline(situationOf(undefined))).toBe('Checking this Mac');
  });
});

describe('isFixable', () => {
  it('leaves managed and unreadable settings alone', () => {
    const ids = rows({
      firewall: managed(firewall, false),
      'remote-login': unknown(),
      bluetooth: noncompliant(fixtureTask('bluetooth')),
    })
      .filter(isFixable)
      .map(({ id }) => id);
    expect(ids).toEqual(['bluetooth']);
  });
});

describe('remainder', () => {
  it('counts what is not shown, and only compliant rows as fine', () => {
    const taskRows = rows({
      bluetooth: unknown(),
      airdrop: notAskedFor(fixtureTask('airdrop')),
      'remote-login': noncompliant(fixtureTask('remote-login')),
    });
    expect(remainder(taskRows, 1)).toEqual({ toLookAt: 1, fine: taskRows.length - 3 });
  });
});

describe('age', () => {
  it('is told in steps that the ten-second clock can keep', () => {
    expect(age(0, 9_000)).toBe('Checked just now');
    expect(age(0, 47_000)).toBe('Checked 40 s ago');
    expect(age(0, 125_000)).toBe('Checked 2 min ago');
    expect(age(0, 7_300_000)).toBe('Checked 2 h ago');
  });
});
