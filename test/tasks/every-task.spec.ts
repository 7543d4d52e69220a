import { afterEach, describe, expect, it } from 'vitest';
import type { AnyTask } from '../../src/core/task';
import { TASKS } from '../../src/tasks';
import { garbage, hangs, prints, saysNothing } from '../sim/faults';
import { contradictoryMac, freshMac, hardenedMac, type Release, RELEASE_NAMES } from '../sim/machines';
import { withFirewall } from '../sim/mac-state';
import { Person } from '../sim/person';
import { PROGRAMS, type Program } from '../../src/core/command';
import { ChangeHarness, EVERYTHING } from '../support/change-harness';
import { scan } from '../../src/core/scan';
import { findingOf } from '../../src/core/plan';

/**
 * The contract of every task, on every simulated release. A new task is tested by being in the catalogue.
 */
const harnesses: ChangeHarness[] = [];
afterEach(() => {
  for (const harness of harnesses.splice(0)) harness.dispose();
});

function onFreshMac(release: Release): ChangeHarness {
  const harness = new ChangeHarness(freshMac(release));
  harnesses.push(harness);
  return harness;
}

/** Every task is green here, so that a fault has something to hide. */
function onGreenMac(release: Release): ChangeHarness {
  const harness = new ChangeHarness(withFirewall(hardenedMac(release), { blockAll: true }));
  harnesses.push(harness);
  return harness;
}

describe.each(RELEASE_NAMES)('on a fresh macOS %s', (release) => {
  describe.each(TASKS.map((task) => [task.id, task] as const))('%s', (id, task) => {
    // Proves P6: Every task on six releases: after rollback the Mac is deeply equal to what it was.
    it('is noncompliant, compliant after apply, and deeply equal to the first state after rollback', async () => {
      const harness = onFreshMac(release);
      const first = harness.standing;
      const before = await harness.finding(id);
      if (before.kind === 'not-applicable') {
        expect(before.because).not.toBe('');
        return;
      }
      expect(before.kind).toBe('noncompliant');

      const plan = await harness.planFor([id]);
      if (plan.byHand.some(({ taskId }) => taskId === id)) {
        await byHand(harness, task, first);
        return;
      }
      const applied = await harness.carryOut(plan);
      expect(applied).toMatchObject({ kind: 'done' });
      expect(applied.kind === 'done' ? applied.rows.map(({ outcome }) => outcome) : []).toEqual(
        plan.steps.map(() => 'verified'),
      );
      expect((await harness.finding(id)).kind).toBe('compliant');

      const back = await harness.carryOut(await harness.rollbackPlan(1));
      expect(back).toMatchObject({ kind: 'done' });
      expect(harness.standing).toEqual(first);
      expect(await harness.finding(id)).toEqual(before);
    });

    it('changes nothing and says so when the password is declined', async () => {
      const harness = onFreshMac(release);
      const first = harness.standing;
      const plan = await harness.planFor([id]);
      const needsRoot = plan.steps.some(({ root }) => root.length > 0);
      if (!needsRoot) return;
      harness.elevator.willAnswer({ kind: 'declined' });
      const outcome = await harness.carryOut(plan);
      expect(outcome).toMatchObject({ kind: 'declined' });
      expect(outcome.kind === 'declined' ? outcome.rows.every((row) => row.outcome === 'not-applied') : false).toBe(
        true,
      );
      expect(harness.standing).toEqual(first);
    });

    // Proves P1: A source that is garbage, silent, hanging, in German or ends oddly makes each task of it unknown, on six releases.
    it.each(sourcesOf(task, release))('is unknown, never green, when %s cannot be understood', async (program) => {
      const unhelpful = [
        garbage({ program }),
        saysNothing({ program }),
        hangs({ program }),
        prints({ program }, { exitCode: 0, stdout: 'Die Firewall ist aktiviert. (Status = 1)\n', stderr: '' }),
        prints({ program }, { exitCode: 64, stdout: '', stderr: 'unrecognized option\n' }),
      ];
      for (const fault of unhelpful) {
        const harness = onGreenMac(release);
        expect((await harness.finding(id)).kind).not.toBe('noncompliant');
        harness.mac.setFaults(fault);
        const found = await scan([task], EVERYTHING, harness.ports);
        const finding = findingOf(found, id);
        expect(finding.kind === 'unknown' || finding.kind === 'not-applicable', JSON.stringify([fault, finding])).toBe(
          true,
        );
      }
    });
  });

  // Proves P1: Sources that contradict each other give unknown.
  it('is unknown where two sources contradict each other', async () => {
    const harness = new ChangeHarness(contradictoryMac(release));
    harnesses.push(harness);
    expect((await harness.finding('firewall')).kind).toBe('unknown');
    expect((await harness.finding('remote-login')).kind).toBe('unknown');
  });
});

/** Programs whose answer the finding rests on; the profile check only adds who manages a setting. */
function sourcesOf(task: AnyTask, release: Release): readonly Program[] {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  const facts = {
    version: { kind: 'read', value: { version: release, build: '', major, minor } },
    asRoot: false,
  } as const;
  const programs = Object.values(task.probe(facts)).map(({ program }) => program);
  const known = Object.keys(PROGRAMS) as Program[];
  return known.filter((program) => programs.includes(program) && program !== 'osascript');
}

async function byHand(harness: ChangeHarness, task: AnyTask, first: unknown): Promise<void> {
  expect(task.byHand?.steps.length).toBeGreaterThan(0);
  expect(task.byHand?.undoSteps.length).toBeGreaterThan(0);
  const person = new Person(harness.mac);
  expect(person.followSteps(task.id)).toBe(true);
  expect((await harness.finding(task.id)).kind).toBe('compliant');
  expect(person.followSteps(task.id, 'back')).toBe(true);
  expect(harness.standing).toEqual(first);
}
