import { describe, expect, it } from 'vitest';
import { FRESH_MS } from '../../src/core/snapshot';
import { iconState, iconTooltip } from '../../src/main/icon-state';
import { ageInWords, menuFor } from '../../src/main/menu-template';
import { row, snapshot } from './fixtures';

describe('the icon', () => {
  it('has the shape of the worst finding', () => {
    expect(iconState(snapshot([row('a', 'compliant')]), 0)).toBe('hardened');
    expect(iconState(snapshot([row('a', 'compliant'), row('b', 'unknown')]), 0)).toBe('unknown');
    expect(iconState(snapshot([row('a', 'unknown'), row('b', 'noncompliant')]), 0)).toBe('exposed');
  });

  // Proves P1: The icon never looks hardened on the word of old findings, or of none.
  it('never looks hardened on the word of old findings, or of none', () => {
    const hardened = snapshot([row('a', 'compliant')]);
    expect(iconState(hardened, FRESH_MS)).toBe('hardened');
    expect(iconState(hardened, FRESH_MS + 1)).toBe('unknown');
    expect(iconTooltip(hardened, FRESH_MS + 1)).toBe('Batten – the last check is too old to say anything');
    const { checked: _none, ...unchecked } = hardened;
    expect(iconState(unchecked, 0)).toBe('unknown');
  });

  it('starts its tooltip with the name of the app, counts, and leaves out what only follows from something else', () => {
    const rows = [
      row('firewall', 'noncompliant'),
      row('stealth', 'noncompliant', { needs: 'firewall', severity: 'attention' }),
      row('bluetooth', 'noncompliant', { severity: 'attention' }),
      row('sip', 'unknown'),
    ];
    expect(iconTooltip(snapshot(rows), 0)).toBe(
      'Batten – 1 thing can be reached from your network, 1 to look at, 1 cannot be checked',
    );
  });

  it('says that a Mac is simulated', () => {
    expect(iconTooltip(snapshot([row('a', 'compliant')], { simulated: true }), 0)).toContain('(simulated Mac)');
  });
});

describe('the menu', () => {
  const labels = (items: ReturnType<typeof menuFor>): string[] =>
    items.map((item) => (item.kind === 'separator' ? '-' : item.label));

  it('tells the same as the popover, and offers review and rollback', () => {
    const lastRun = { number: 12, at: '2026-11-22T10:00:00Z', titles: ['Firewall'] };
    expect(labels(menuFor(snapshot([row('a', 'noncompliant'), row('b', 'unknown')], { lastRun }), 40_000))).toEqual([
      '1 thing can be reached from your network, 1 cannot be checked',
      'Checked 40 s ago',
      '-',
      'Firewall is off',
      'Firewall cannot be checked',
      '-',
      'Review and fix (1)…',
      'Roll back run 12…',
      'Check again',
      'Open Batten',
      '-',
      'Quit Batten',
    ]);
  });

  it('offers no change while one is under way, or while Batten only reads', () => {
    const lastRun = { number: 12, at: '2026-11-22T10:00:00Z', titles: [] };
    const changing = { kind: 'changing', phase: 'asking', planId: 'x' } as const;
    for (const more of [{ activity: changing }, { readOnly: { reason: 'damaged' } }]) {
      const shown = labels(menuFor(snapshot([row('a', 'noncompliant')], { lastRun, ...more }), 0)).join();
      expect(shown).not.toMatch(/Review and fix|Roll back/);
    }
  });

  it('says ages as people do', () => {
    expect([0, 30_000, 100_000, 5_400_000].map(ageInWords)).toEqual(['just now', '30 s ago', '2 min ago', '2 h ago']);
  });
});
