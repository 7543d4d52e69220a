import { describe, expect, it } from 'vitest';
import type { Program } from '../../../src/core/command';
import { cutsOf } from '../../../src/core/guard/cut';
import { guardsMoved, guardedSteps } from '../../../src/core/guard/guarded-steps';
import { type Guard, GUARD_KINDS, type Guards } from '../../../src/core/guard/guard';
import { guardQuestions, judgeGuards } from '../../../src/core/guard/judge-guards';
import { readGuards } from '../../../src/core/guard/read-guards';
import type { Json } from '../../../src/core/json';
import { planUndo } from '../../../src/core/plan';
import type { AnyTask } from '../../../src/core/task';
import { TASKS } from '../../../src/tasks';
import { EVERYTHING, ChangeHarness } from '../../support/change-harness';
import { garbage, hangs, saysNothing } from '../../sim/faults';
import { freshMac, MACHINES, remoteMac } from '../../sim/machines';
import { withSshSession } from '../../sim/remote-parts';
import { SimulatedMac } from '../../sim/simulated-mac';
import { fc } from '../fixed-chance';
import {
  BLOCK_ALL,
  BLUETOOTH_OFF,
  BLUETOOTH_ON,
  catalogueOf,
  FIREWALL_ON,
  guardsOn,
  LET_IN,
  planningInputOf,
  planOf,
  rule,
  SCREEN_OFF,
  SCREEN_ON,
  SSH_OFF,
  SSH_ON,
  step,
} from './guarded-mac';

const CLOSING = [
  SSH_OFF,
  SCREEN_OFF,
  BLUETOOTH_OFF,
  FIREWALL_ON,
  BLOCK_ALL,
  rule('/opt/homebrew/bin/node', 'allow', 'block'),
];
const OPENING = [SSH_ON, SCREEN_ON, BLUETOOTH_ON, LET_IN, rule('/opt/homebrew/bin/node', 'block', 'allow')];

describe('the direction of a step', () => {
  it('decides, and not its task: what opens cuts nothing', () => {
    for (const one of CLOSING)
      expect(
        cutsOf(
          one,
          catalogueOf([one]).find(({ id }) => id === one.taskId),
        ).cuts,
      ).not.toEqual([]);
    for (const one of OPENING)
      expect(
        cutsOf(
          one,
          catalogueOf([one]).find(({ id }) => id === one.taskId),
        ).cuts,
      ).toEqual([]);
    expect(guardedSteps(planOf(OPENING), catalogueOf(OPENING), {})).toEqual([]);
    expect(guardedSteps(planOf(CLOSING), catalogueOf(CLOSING), {})).toEqual([
      'remote-login',
      'screen-sharing',
      'bluetooth',
      'firewall-block-all',
    ]);
  });

  it('cuts where a state has a shape that is not known', () => {
    for (const odd of [null, {}, [], 'on?', { running: 'no' }, { on: 1 }] as readonly Json[]) {
      for (const taskId of [
        'remote-login',
        'screen-sharing',
        'bluetooth',
        'firewall-block-all',
        'firewall',
        'remote-management',
      ]) {
        expect([taskId, odd, cutsOf({ taskId, before: odd, after: odd }, undefined).cuts.length > 0]).toEqual([
          taskId,
          odd,
          true,
        ]);
      }
    }
  });

  it('of a task that can lock out and is not in the table cuts both ways', () => {
    const [template] = TASKS;
    if (template === undefined) throw new Error('no task');
    const unknown: AnyTask = { ...template, id: 'something-new', risk: 'locks-out', area: 'Wireless' };
    const one = step('something-new', { on: true }, { on: false });
    expect(guardedSteps(planOf([one]), [unknown], {})).toEqual(['something-new']);
    expect(guardedSteps(planOf([step('something-new', { on: false }, { on: true })]), [unknown], {})).toEqual([
      'something-new',
    ]);
  });

  it('of Remote Login that only decides about the next start cuts nobody off', () => {
    const later = step('remote-login', { running: true, atStart: 'on' }, { running: true, atStart: 'off' });
    expect(cutsOf(later, undefined).cuts).toEqual([]);
  });
});

describe('the whole catalogue', () => {
  const named = Object.entries(MACHINES).filter(([name]) => / (?:13\.6|26\.5)$/.test(name));

  it.each(named)('is guarded on a %s Mac where it can lock out, and its way back is not', async (_name, state) => {
    const harness = new ChangeHarness(state);
    try {
      const plan = await harness.planFor(TASKS.map(({ id }) => id));
      const input = await planningInputOf(
        harness,
        plan.steps.map(({ taskId }) => taskId),
      );
      const guards = await readGuards(plan, input.catalogue, EVERYTHING, harness.ports);
      const guarded = guardedSteps(plan, input.catalogue, guards);
      const risky = input.catalogue.filter(({ risk }) => risk === 'locks-out').map(({ id }) => id);
      const planned = plan.steps.map(({ taskId }) => taskId);
      for (const id of planned.filter((one) => risky.includes(one))) expect(guarded).toContain(id);
      for (const id of Object.keys(guards))
        expect([...planned, ...plan.byHand.map(({ taskId }) => taskId)]).toContain(id);
      for (const one of Object.values(guards).flat()) {
        expect(GUARD_KINDS).toContain(one.kind);
        expect(one.consequence).toMatch(/^[A-Z].*\.$/s);
        expect(one.evidence.length).toBeGreaterThan(0);
        expect(one.evidence.every(({ line, said }) => line !== '' && said !== '')).toBe(true);
      }
      // The way back turns on again what was turned off, and lets in again what was blocked.
      const back = planUndo(plan, input);
      const backGuards = await readGuards(back, input.catalogue, EVERYTHING, harness.ports);
      expect(guardedSteps(back, input.catalogue, backGuards)).not.toContain('remote-login');
      expect(guardedSteps(back, input.catalogue, backGuards)).not.toContain('firewall-block-all');
    } finally {
      harness.dispose();
    }
  });

  it('is guarded everywhere on a Mac that is controlled from elsewhere', async () => {
    const { guarded, guards } = await guardsOn(remoteMac('26.5'), CLOSING);
    expect(guarded).toEqual(CLOSING.map(({ taskId }) => taskId));
    expect(Object.keys(guards)).toEqual(CLOSING.map(({ taskId }) => taskId));
  });
});

describe('evidence that is not there', () => {
  const ASKED: Readonly<Record<string, readonly Program[]>> = {
    'remote-login': ['netstat', 'who'],
    'screen-sharing': ['netstat'],
    bluetooth: ['system_profiler', 'ioreg'],
    'firewall-block-all': ['netstat', 'who'],
    firewall: ['netstat', 'who'],
  };
  const steps = [SSH_OFF, SCREEN_OFF, BLUETOOTH_OFF, BLOCK_ALL, FIREWALL_ON];

  it.each(steps.map((one) => [one.taskId, one] as const))(
    'guards %s, whichever program fails and however',
    async (taskId, one) => {
      for (const program of ASKED[taskId] ?? []) {
        const endings = [
          garbage({ program }),
          hangs({ program }),
          { program, effect: { kind: 'is-missing' } } as const,
          { program, effect: { kind: 'floods', bytes: 3_000_000 } } as const,
          { program, effect: { kind: 'is-ended-by', signal: 'SIGKILL' } } as const,
          ...(program === 'ioreg' ? [] : [saysNothing({ program })]),
        ];
        for (const fault of endings) {
          const { of } = await guardsOn({ ...freshMac('26.5'), faults: [fault] }, [one]);
          expect([program, fault.effect.kind, of(one).length > 0]).toEqual([program, fault.effect.kind, true]);
        }
      }
    },
  );

  it('guards every step that cuts where nothing was asked at all', () => {
    const guarded = { plan: planOf(CLOSING), catalogue: catalogueOf(CLOSING), policy: EVERYTHING };
    const guards = judgeGuards(guarded, {}, { asRoot: false });
    for (const { taskId } of CLOSING) expect([taskId, guards[taskId]?.length ?? 0]).not.toEqual([taskId, 0]);
    expect(Object.keys(guardQuestions({ ...guarded, plan: planOf(OPENING) }))).toEqual([]);
  });

  it('never throws, whatever the programs print', () => {
    const guarded = { plan: planOf(CLOSING), catalogue: catalogueOf(CLOSING), policy: EVERYTHING };
    const keys = Object.keys(guardQuestions(guarded));
    const result = fc
      .string({ unit: 'binary', maxLength: 120 })
      .map((stdout) => ({ kind: 'exited', exitCode: 0, stdout, stderr: '' }) as const);
    fc.assert(
      fc.property(fc.array(result, { minLength: keys.length, maxLength: keys.length }), (answers) => {
        const known = Object.fromEntries(keys.map((key, at) => [key, answers[at]] as const));
        expect(judgeGuards(guarded, known, { asRoot: false })['remote-login']).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });

  it('is asked for within limits, each command once', async () => {
    const mac = new SimulatedMac({
      ...remoteMac('26.5'),
      faults: [hangs({ program: 'netstat' }), hangs({ program: 'who' })],
    });
    const asked: string[] = [];
    const runner = {
      run: (one: Parameters<typeof mac.run>[0], limits?: Parameters<typeof mac.run>[1]) => {
        asked.push([one.program, ...one.args].join(' '));
        return mac.run(one, limits);
      },
    };
    const begun = mac.clock.now();
    await readGuards(planOf(CLOSING), catalogueOf(CLOSING), EVERYTHING, { runner, clock: mac.clock, asRoot: false });
    expect(mac.clock.now() - begun).toBeLessThanOrEqual(15_000);
    expect(new Set(asked).size).toBe(asked.length);
    const broken = { run: () => Promise.reject(new Error('no more processes')) };
    const guards = await readGuards(planOf(CLOSING), catalogueOf(CLOSING), EVERYTHING, {
      runner: broken,
      clock: mac.clock,
      asRoot: false,
    });
    expect(guards['remote-login']?.[0]?.consequence).toContain('no more processes');
  });
});

describe('guards that move', () => {
  const guard = fc.record<Guard>({
    kind: fc.constantFrom(...GUARD_KINDS),
    consequence: fc.constantFrom('From A.', 'From B.', 'From C.'),
    evidence: fc.array(fc.record({ line: fc.string(), said: fc.string() }), { maxLength: 2 }),
  });
  const some: fc.Arbitrary<Guards> = fc.dictionary(
    fc.constantFrom('a', 'b', '__proto__', 'constructor'),
    fc.array(guard, { maxLength: 3 }),
  );

  it('are those that the person has not seen, and only those', async () => {
    const before = withSshSession(freshMac('26.5'), '192.168.1.31');
    const seen = (await guardsOn(before, [SSH_OFF])).guards;
    const now = (await guardsOn(withSshSession(before, '192.168.1.50', 'kim'), [SSH_OFF])).guards;
    expect(guardsMoved(seen, now)).toEqual(['remote-login']);
    expect(guardsMoved(now, seen)).toEqual([]);
    // The same session again, from another port: nothing new is said of it.
    const again = {
      ...before,
      sockets: before.sockets.map((one) => ({ ...one, foreign: one.foreign.replace('.52101', '.60222') })),
    };
    expect(guardsMoved(seen, (await guardsOn(again, [SSH_OFF])).guards)).toEqual([]);
    expect(guardsMoved({}, seen)).toEqual(['remote-login']);
  });

  it('are none against themselves, and all against nothing', () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(guardsMoved(a, a)).toEqual([]);
        expect(guardsMoved(a, {})).toEqual([]);
        expect(guardsMoved({}, a)).toEqual(Object.keys(a).filter((id) => (a[id] ?? []).length > 0));
        const both = Object.fromEntries(
          Object.keys(b).map((id) => [id, [...(Object.hasOwn(a, id) ? (a[id] ?? []) : []), ...(b[id] ?? [])]]),
        );
        expect(guardsMoved(both, b)).toEqual([]);
      }),
    );
  });
});
