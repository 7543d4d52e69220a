import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../../src/core/command';
import { type Finding, judge, observedIn } from '../../../src/core/finding';
import type { MacFacts } from '../../../src/core/mac';
import { SANTA_STATUS } from '../../../src/core/parse/santactl';
import { TAILSCALE_STATUS } from '../../../src/core/parse/tailscale';
import { DEFAULT_POLICY } from '../../../src/core/policy';
import { defenceTools } from '../../../src/tasks/defence-tools';
import { fc } from '../fixed-chance';
import { said } from '../parse/parsers';
import { answersOf, connectionRow, extensionRow, hosted, LULU, type Mac, SANTA, TAILSCALE_VPN } from './answers';

const FACTS: MacFacts = {
  version: { kind: 'read', value: { version: '26.5', build: '25F71', major: 26, minor: 5 } },
  asRoot: false,
};
const NONE = 'No known intrusion detection, VPN or endpoint protection is running';
const POLICY = { ...DEFAULT_POLICY, notWanted: [] };

function findingOf(results: Readonly<Record<string, CommandResult>>): Finding {
  return judge(defenceTools, defenceTools.applies(FACTS), defenceTools.read(results, FACTS), POLICY);
}

const lulu: Mac = { extensions: [extensionRow(LULU)], processes: [hosted(LULU.bundle)] };
const vpn = (state: string, kind = TAILSCALE_VPN): string => connectionRow({ state, kind, name: 'Work' });

describe('the decision', () => {
  it.each([
    ['nothing at all', {}, 'noncompliant', NONE, 'None running', []],
    ['LuLu runs', lulu, 'compliant', 'LuLu is running', '1 running', [['lulu', 'yes']]],
    [
      'LuLu is accepted and does not run',
      { extensions: [extensionRow(LULU)] },
      'noncompliant',
      `${NONE}; installed: LuLu`,
      'None running',
      [['lulu', 'no']],
    ],
    [
      'a VPN is set up and not connected',
      { connections: [vpn('Disconnected')] },
      'noncompliant',
      `${NONE}; installed: Tailscale`,
      'None running',
      [['tailscale', 'no']],
    ],
    [
      'LuLu runs beside a VPN that is not connected',
      { ...lulu, connections: [vpn('Disconnected')] },
      'compliant',
      'LuLu is running',
      '1 running',
      [
        ['lulu', 'yes'],
        ['tailscale', 'no'],
      ],
    ],
    [
      'LuLu and Tailscale run',
      { ...lulu, connections: [vpn('Connected')] },
      'compliant',
      'LuLu and Tailscale are running',
      '2 running',
      [
        ['lulu', 'yes'],
        ['tailscale', 'yes'],
      ],
    ],
    [
      'three run, one of them without a name',
      {
        extensions: lulu.extensions ?? [],
        processes: [...(lulu.processes ?? []), 'suricata'],
        connections: [vpn('Connected', 'IPSec')],
      },
      'compliant',
      'LuLu, another VPN and Suricata are running',
      '3 running',
      [
        ['lulu', 'yes'],
        ['other-vpn', 'yes'],
        ['suricata', 'yes'],
      ],
    ],
    [
      'a VPN of no tool',
      { connections: [vpn('Connected', 'IPSec')] },
      'compliant',
      'Another VPN is running',
      '1 running',
      [['other-vpn', 'yes']],
    ],
    [
      'LuLu runs beside a VPN whose state is not clear',
      { ...lulu, connections: [vpn('Invalid')] },
      'compliant',
      'LuLu is running',
      '1 running',
      [
        ['lulu', 'yes'],
        ['tailscale', 'unknown'],
      ],
    ],
  ] as const)('%s', (_how, mac: Mac, kind, sentence, words, tools) => {
    const finding = findingOf(answersOf(mac));
    const state = { tools: tools.map(([id, running]) => ({ id, running })) };
    expect(finding).toMatchObject({ kind, sentence, words, state });
    expect(defenceTools.recognise(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });

  it.each([
    [
      'the only VPN has a state that is not clear',
      { connections: [vpn('Invalid')] },
      'whether Tailscale runs is not known',
    ],
    ['an extension runs that is not listed', { processes: [hosted(LULU.bundle)] }, 'whether LuLu runs is not known'],
    [
      'an extension of another maker runs under the name',
      { extensions: [extensionRow({ ...LULU, team: 'AAAAAAAAAA' })], processes: [hosted(LULU.bundle)] },
      'whether LuLu runs is not known',
    ],
    ['another VPN is not clear', { connections: [vpn('Invalid', 'IPSec')] }, 'whether another VPN runs is not known'],
  ] as const)('is unknown where nothing runs and something may: %s', (_how, mac: Mac, reason) => {
    expect(findingOf(answersOf(mac))).toMatchObject({ kind: 'unknown', reason });
  });

  it('names the evidence, and extensions that are not known, in notes', () => {
    const jamf = extensionRow({ team: '483DWKW443', bundle: 'com.jamf.protect', name: 'Jamf Protect' });
    const finding = findingOf(answersOf({ ...lulu, extensions: [extensionRow(LULU), jamf] }));
    expect(observedIn(finding)?.notes).toEqual([
      'LuLu: Its process com.objective-see.lulu.extension runs.',
      'Not known to Batten: Jamf Protect (com.jamf.protect), an extension.',
    ]);
  });
});

describe('a source that cannot be understood', () => {
  const faults: readonly CommandResult[] = [
    said(''),
    said('\u0000\u0007garbage', { exitCode: 0 }),
    said('Die Firewall ist aktiviert. (Status = 1)\n'),
    said('', { stderr: 'unrecognized option\n', exitCode: 64 }),
    { kind: 'timed-out', afterMs: 5_000 },
    { kind: 'flooded', limitBytes: 1_024 },
    { kind: 'cancelled' },
    { kind: 'not-started', reason: 'there is no such program' },
    { kind: 'signalled', signal: 'SIGKILL', stdout: '', stderr: '' },
  ];

  it.each(Object.keys(defenceTools.probe(FACTS)))('makes the task unknown, whatever the others prove: %s', (key) => {
    for (const fault of faults) {
      for (const mac of [{}, lulu, { ...lulu, connections: [vpn('Connected')] }]) {
        const finding = findingOf({ ...answersOf(mac), [key]: fault });
        expect([fault, finding.kind]).toEqual([fault, 'unknown']);
        expect(finding.kind === 'unknown' && finding.reason.length).toBeGreaterThan(10);
      }
    }
  });

  it('is unknown when an answer has not come', () => {
    expect(findingOf({}).kind).toBe('unknown');
  });

  it('leaves the verdict as it is when it is a tool’s own, and says so', () => {
    const right = findingOf(answersOf(lulu));
    for (const fault of faults) {
      const finding = findingOf({ ...answersOf(lulu), tailscale: fault, santa: fault });
      expect(finding).toMatchObject({ kind: 'compliant', state: observedIn(right)?.state });
      if (fault.kind !== 'not-started') expect(observedIn(finding)?.notes.length).toBeGreaterThan(1);
    }
  });

  it('never becomes compliant by damage to an answer', () => {
    const answers = answersOf({
      extensions: [extensionRow(LULU)],
      connections: [vpn('Disconnected')],
      processes: ['-zsh'],
    });
    expect(findingOf(answers).kind).toBe('noncompliant');
    const keys = ['extensions', 'connections', 'processes'] as const;
    const other = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(), fc.nat(), other, (key, from, to, text) => {
        const { stdout } = answers[key].kind === 'exited' ? answers[key] : { stdout: '' };
        const [start, end] = [from, to].map((at) => at % (stdout.length + 1)).sort((a, b) => a - b);
        const damaged = stdout.slice(0, start) + text + stdout.slice(end);
        expect([damaged, findingOf({ ...answers, [key]: said(damaged) }).kind]).not.toEqual([damaged, 'compliant']);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('what is asked', () => {
  const further = (mac: Mac, asRoot = false): unknown => defenceTools.further?.(answersOf(mac), { ...FACTS, asRoot });

  it('first: three programs that every Mac has', () => {
    const programs = Object.values(defenceTools.probe(FACTS)).map(({ program }) => program);
    expect(programs).toEqual(['systemextensionsctl', 'scutil', 'ps']);
  });

  it('then: Santa and a Tailscale without its app, where their processes run, and never as root', () => {
    const santa = hosted(SANTA.bundle);
    const tailscaled = '/opt/homebrew/opt/tailscale/bin/tailscaled';
    expect(further({})).toEqual({});
    expect(further(lulu)).toEqual({});
    expect(further({ processes: [santa] })).toEqual({ santa: SANTA_STATUS });
    expect(further({ processes: [tailscaled] })).toEqual({ tailscale: TAILSCALE_STATUS });
    expect(further({ processes: [santa, tailscaled] }, true)).toEqual({});
    const app = '/Applications/Tailscale.app/Contents/MacOS/Tailscale';
    expect(further({ processes: [app] })).toEqual({});
    expect(further({ processes: [tailscaled, app] })).toEqual({});
    expect(further({ processes: [tailscaled, hosted('io.tailscale.ipn.macsys.network-extension')] })).toEqual({});
    expect(defenceTools.further?.({}, FACTS)).toEqual({});
  });

  it('and a Tailscale that says it is stopped does not count as running', () => {
    const mac = answersOf({ processes: ['/opt/homebrew/bin/tailscaled'] });
    expect(findingOf(mac)).toMatchObject({ kind: 'compliant' });
    const stopped = { ...mac, tailscale: said('{"BackendState":"Stopped"}') };
    expect(findingOf(stopped)).toMatchObject({ kind: 'noncompliant', sentence: `${NONE}; installed: Tailscale` });
  });
});

describe('the states', () => {
  it('are the tools of the list in the order of their ids, and nothing else', () => {
    const good = { tools: [{ id: 'lulu', running: 'yes' }] };
    expect(defenceTools.recognise(good)).toEqual(good);
    expect(defenceTools.recognise({ tools: [] })).toEqual({ tools: [] });
    const tool = (id: string, running: unknown = 'yes'): unknown => ({ id, running });
    const bad: readonly unknown[] = [
      null,
      [],
      {},
      '',
      { tools: {} },
      { tools: [null] },
      { tools: ['lulu'] },
      { tools: [tool('norton')] },
      { tools: [tool('lulu', true)] },
      { tools: [tool('lulu', 'maybe')] },
      { tools: [{ id: 'lulu' }] },
      { tools: [{ id: 'lulu', running: 'yes', more: 1 }] },
      { tools: [tool('lulu'), tool('lulu')] },
      { tools: [tool('tailscale'), tool('lulu')] },
      { tools: [], more: 1 },
    ];
    for (const value of bad) expect([value, defenceTools.recognise(value)]).toEqual([value, undefined]);
  });

  it('lead to one that is wanted, that is recognised, and that a person brings about', () => {
    for (const before of [{ tools: [] }, { tools: [{ id: 'snort', running: 'no' }] }]) {
      const target = defenceTools.target(before, POLICY);
      expect(defenceTools.isWanted(before, POLICY)).toBe(false);
      expect(defenceTools.isWanted(target, POLICY)).toBe(true);
      expect(defenceTools.recognise(target)).toEqual(target);
      expect(defenceTools.change(before, target, FACTS)).toEqual({ kind: 'by-hand' });
      expect(defenceTools.words(target)).toBe('1 running');
    }
    expect(defenceTools.byHand?.steps.length).toBeGreaterThan(2);
    expect(defenceTools.byHand?.undoSteps.length).toBeGreaterThan(0);
  });
});
