import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/core/policy';
import { type Command, commandKey, type CommandResult } from '../../../src/core/command';
import type { MacFacts } from '../../../src/core/mac';
import { judge, observedIn } from '../../../src/core/finding';
import { sameJson } from '../../../src/core/json';
import { TASKS } from '../../../src/tasks';
import { inGerman } from '../../sim/faults';
import type { MacState } from '../../sim/mac-state';
import { freshMac, hardenedMac, type Release, RELEASE_NAMES } from '../../sim/machines';
import { runProgram } from '../../sim/run-program';
import { fc } from '../fixed-chance';
import { PARSER_NAMES, PARSERS, said, valueOf } from './parsers';

const printed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'{}[]()=>":.,\n\t DisEnablofrTUE012'.split('')) }),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc
    .array(
      fc.constantFrom('enabled', 'disabled', 'ENABLED', 'on', 'off', 'Yes', '{', '}', '=>', 'LISTEN', 'tcp4', 'sealed'),
    )
    .map((words) => words.join(' ')),
);

describe('text that no tool prints', () => {
  it.each(PARSER_NAMES)('is no answer for %s, whatever it is and however the tool ended', (name) => {
    fc.assert(
      fc.property(printed, printed, fc.constantFrom(0, 1, 113, 255), (stdout, stderr, exitCode) => {
        const parsed = PARSERS[name](said(stdout, { stderr, exitCode }));
        const generic = name === 'airdrop' || name === 'managedPreferences';
        if (!generic) expect([stdout, stderr, valueOf(parsed)]).toEqual([stdout, stderr, 'unreadable']);
      }),
      { numRuns: 400 },
    );
  });

  it.each(PARSER_NAMES)('is not even looked at by %s when the tool did not end by itself', (name) => {
    const endings: readonly (CommandResult | undefined)[] = [
      undefined,
      { kind: 'timed-out', afterMs: 5_000 },
      { kind: 'flooded', limitBytes: 1_024 },
      { kind: 'cancelled' },
      { kind: 'not-started', reason: 'there is no such program' },
      { kind: 'signalled', signal: 'SIGABRT', stdout: 'Firewall is enabled. (State = 1)', stderr: '' },
    ];
    for (const ending of endings) {
      const parsed = PARSERS[name](ending);
      expect(parsed.kind).toBe('unreadable');
      expect(parsed.kind === 'unreadable' && parsed.reason.length).toBeGreaterThan(10);
    }
  });
});

/** A change to a text that a broken tool, terminal or pipe might make. */
type Damage = (text: string) => string;

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map(
    (part): Damage =>
      (text) =>
        text.slice(0, Math.floor(part * text.length)),
  ),
  fc.tuple(fc.nat(), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 })).map(([at, other]): Damage => {
    return (text) => text.slice(0, at % (text.length + 1)) + other + text.slice((at % (text.length + 1)) + 1);
  }),
  fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 30 })).map(([at, line]): Damage => {
    return (text) =>
      text
        .split('\n')
        .toSpliced(at % (text.split('\n').length + 1), 0, line)
        .join('\n');
  }),
  fc.constantFrom<Damage>(
    (text) => text.toUpperCase(),
    (text) => text.replaceAll('\n', ' '),
    (text) => text + text,
    (text) => text.replaceAll(/[a-z]/g, 'x'),
    inGerman,
    () => '',
  ),
);

const facts = (release: Release): MacFacts => {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  return { version: { kind: 'read', value: { version: release, build: '', major, minor } }, asRoot: false };
};

function answerOf(state: MacState, { program, args }: Command): CommandResult {
  const call = { program, args, caller: { root: false, user: state.user }, now: state.time } as const;
  const { ending } = runProgram(state, call);
  if (ending.kind !== 'exits') throw new Error(`${program} does not exit`);
  return said(ending.stdout, ending);
}

describe('a Mac that is not as wanted', () => {
  const cases = RELEASE_NAMES.flatMap((release) => TASKS.map((task) => [release, task.id] as const));

  it('is never called compliant because one of its answers was damaged', { timeout: 60_000 }, () => {
    let unknown = 0;
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.nat(), damage, ([release, id], which, harm) => {
        const task = TASKS.find((one) => one.id === id);
        if (task === undefined || task.applies(facts(release)).kind === 'not-applicable') return;
        const asked = Object.entries(task.probe(facts(release))).filter(([, { program }]) => program !== 'osascript');
        const state = freshMac(release);
        const results = Object.fromEntries(asked.map(([key, one]) => [key, answerOf(state, one)]));
        const [key = '', one] = asked[which % asked.length] ?? [];
        if (one === undefined) return;
        const whole = results[key];
        if (whole?.kind !== 'exited') return;
        const damaged = { ...results, [key]: { ...whole, stdout: harm(whole.stdout), stderr: harm(whole.stderr) } };
        const policy = { ...DEFAULT_POLICY, notWanted: [] };
        const finding = judge(task, { kind: 'applies' }, task.read(damaged, facts(release)), policy);
        expect([release, id, commandKey(one), damaged[key], finding.kind === 'compliant']).toEqual([
          release,
          id,
          commandKey(one),
          damaged[key],
          false,
        ]);
        if (finding.kind === 'unknown') unknown += 1;
      }),
      { numRuns: 6_000 },
    );
    expect(unknown).toBeGreaterThan(2_000);
  });
});

describe('a Mac that is as wanted', () => {
  it('is read rightly or not at all when one of its answers was damaged', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...TASKS), fc.nat(), damage, (task, which, harm) => {
        const state = hardenedMac('14.6');
        if (task.applies(facts('14.6')).kind === 'not-applicable') return;
        const asked = Object.entries(task.probe(facts('14.6'))).filter(([, { program }]) => program !== 'osascript');
        const results = Object.fromEntries(asked.map(([key, one]) => [key, answerOf(state, one)]));
        const right = task.read(results, facts('14.6'));
        const [key = ''] = asked[which % asked.length] ?? [];
        const whole = results[key];
        if (whole?.kind !== 'exited' || right.kind === 'unreadable') return;
        const damaged = { ...results, [key]: { ...whole, stdout: harm(whole.stdout), stderr: harm(whole.stderr) } };
        const policy = { ...DEFAULT_POLICY, notWanted: [] };
        const finding = judge(task, { kind: 'applies' }, task.read(damaged, facts('14.6')), policy);
        // A program's path is free text: a damaged one is read as that of another program, which the verdict does not rest on.
        if (finding.kind !== 'compliant' || task.parts !== undefined) return;
        expect(sameJson(observedIn(finding)?.state, right.value.state)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a Mac that is set to German', () => {
  it.each(RELEASE_NAMES)('with macOS %s is unknown or read rightly, task by task', (release) => {
    for (const state of [freshMac(release), hardenedMac(release)]) {
      for (const task of TASKS) {
        if (task.applies(facts(release)).kind === 'not-applicable') continue;
        const asked = Object.entries(task.probe(facts(release)));
        const results = Object.fromEntries(asked.map(([key, one]) => [key, answerOf(state, one)]));
        const german = Object.fromEntries(
          Object.entries(results).map(([key, one]) => {
            return [
              key,
              one.kind === 'exited' ? { ...one, stdout: inGerman(one.stdout), stderr: inGerman(one.stderr) } : one,
            ];
          }),
        );
        const [right, read] = [task.read(results, facts(release)), task.read(german, facts(release))];
        if (read.kind === 'unreadable') continue;
        expect([task.id, read]).toEqual([task.id, right]);
      }
    }
  });
});
