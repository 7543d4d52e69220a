import { describe, expect, it } from 'vitest';
import { type Finding, judge, NOT_ASKED_FOR, type Observed, observedIn, overall } from '../../src/core/finding';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { read, unreadable } from '../../src/core/result';
import type { AnyTask } from '../../src/core/task';
import { firewallBlockAll } from '../../src/tasks/firewall-block-all';
import { firewallStealth } from '../../src/tasks/firewall-stealth';
import { fc } from './fixed-chance';

const APPLIES = { kind: 'applies' } as const;
const ON = { on: true };
const OFF = { on: false };

const judged = (
  task: AnyTask,
  ...[applicability, reading]: [Parameters<typeof judge>[1], Parameters<typeof judge>[2]]
) => judge(task, applicability, reading, DEFAULT_POLICY);

describe('a verdict', () => {
  it('follows the state, and says it in words', () => {
    expect(judged(firewallStealth, APPLIES, read({ state: ON }))).toEqual({
      kind: 'compliant',
      state: ON,
      sentence: 'Stealth mode is on',
      words: 'On',
      notes: [],
    });
    expect(judged(firewallStealth, APPLIES, read({ state: OFF }))).toMatchObject({
      kind: 'noncompliant',
      because: firewallStealth.exposes,
      words: 'Off',
    });
  });

  it('is not green for a setting that stands as wanted and has no effect', () => {
    const without = 'It has no effect while the firewall is off.';
    expect(judged(firewallStealth, APPLIES, read({ state: ON, without }))).toMatchObject({
      kind: 'noncompliant',
      because: without,
    });
  });

  it('is unknown for what could not be read, with the text that was not understood', () => {
    expect(judged(firewallStealth, APPLIES, unreadable('odd', 'Tarnmodus ist ein'))).toEqual({
      kind: 'unknown',
      reason: 'odd',
      seen: 'Tarnmodus ist ein',
    });
    expect(judged(firewallStealth, APPLIES, unreadable('odd', ' \n'))).toEqual({ kind: 'unknown', reason: 'odd' });
  });

  it('names who manages a value, and keeps the notes', () => {
    const reading = read({ state: ON, managed: 'a profile', notes: ['Look.'] });
    expect(judged(firewallStealth, APPLIES, reading)).toMatchObject({ managed: 'a profile', notes: ['Look.'] });
  });

  it('is that the task is not applicable where it is not asked for or does not concern this Mac', () => {
    const because = 'macOS 26 has no such setting';
    expect(judged(firewallStealth, { kind: 'not-applicable', because }, read({ state: OFF }))).toEqual({
      kind: 'not-applicable',
      because,
    });
    expect(judged(firewallBlockAll, APPLIES, read({ state: OFF }))).toMatchObject({
      kind: 'not-applicable',
      because: NOT_ASKED_FOR,
      observed: { state: OFF },
    });
    expect(judged(firewallBlockAll, APPLIES, unreadable('odd'))).toEqual({
      kind: 'not-applicable',
      because: NOT_ASKED_FOR,
    });
  });

  it('shows what was observed, whatever it is', () => {
    const observed: Observed = { state: ON, sentence: 's', words: 'w', notes: [] };
    expect(observedIn({ kind: 'compliant', ...observed })).toMatchObject(observed);
    expect(observedIn({ kind: 'noncompliant', because: 'x', ...observed })).toMatchObject(observed);
    expect(observedIn({ kind: 'not-applicable', because: 'x', observed })).toEqual(observed);
    expect(observedIn({ kind: 'not-applicable', because: 'x' })).toBeUndefined();
    expect(observedIn({ kind: 'unknown', reason: 'x' })).toBeUndefined();
  });
});

describe('what the icon shows', () => {
  const observed: Observed = { state: true, sentence: '', words: '', notes: [] };
  const finding: fc.Arbitrary<Finding> = fc.constantFrom<Finding>(
    { kind: 'compliant', ...observed },
    { kind: 'noncompliant', because: '', ...observed },
    { kind: 'unknown', reason: '' },
    { kind: 'not-applicable', because: '' },
  );
  const rows = fc.array(fc.record({ finding, severity: fc.constantFrom('exposed', 'attention') }), { maxLength: 30 });

  it('is never "hardened" while anything is unknown or not as wanted, nor while nothing is known to be right', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const kinds = all.map((one) => one.finding.kind);
        const clean = kinds.includes('compliant') && !kinds.includes('unknown') && !kinds.includes('noncompliant');
        expect(overall(all) === 'hardened').toBe(clean);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the worst of all, whatever the order', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const wrong = all.filter((one) => one.finding.kind === 'noncompliant').map(({ severity }) => severity);
        const expected = wrong.includes('exposed') ? 'exposed' : wrong.includes('attention') ? 'attention' : undefined;
        if (expected !== undefined) expect(overall(all)).toBe(expected);
        expect(overall([...all].reverse())).toBe(overall(all));
      }),
    );
  });

  it('is "unknown" before anything was checked', () => {
    expect(overall([])).toBe('unknown');
    expect(overall([{ finding: { kind: 'not-applicable', because: '' }, severity: 'exposed' }])).toBe('unknown');
  });
});
