import { describe, expect, it } from 'vitest';
import {
  type ChangePlan,
  movedSince,
  planApply,
  type PlanningInput,
  planRollback,
  planUndo,
} from '../../src/core/plan';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import { scan } from '../../src/core/scan';
import { TASKS } from '../../src/tasks';
import { garbage, hangs } from '../sim/faults';
import { contradictoryMac, freshMac, hardenedMac, managedMac } from '../sim/machines';
import { type MacState, withFirewall, withService } from '../sim/mac-state';
import { SimulatedMac } from '../sim/simulated-mac';

const FRESH = freshMac('26.5');
const SSH = 'com.openssh.sshd';
const ALL = TASKS.map(({ id }) => id);

async function inputFor(state: MacState, policy: Policy = DEFAULT_POLICY): Promise<PlanningInput> {
  const mac = new SimulatedMac(state);
  const found = await scan(TASKS, policy, {
    runner: mac,
    clock: mac.clock,
    asRoot: false,
    home: `/Users/${mac.state.user}`,
  });
  return { id: 'p', scan: found, catalogue: TASKS, policy };
}

const stepsOf = ({ steps }: ChangePlan): readonly string[] => steps.map(({ taskId }) => taskId);
const leftOutOf = ({ leftOut }: ChangePlan): Readonly<Record<string, string>> =>
  Object.fromEntries(leftOut.map(({ taskId, because }) => [taskId, because]));

describe('a plan to apply', () => {
  it('follows the order of the catalogue, not that of the question', async () => {
    const plan = planApply(['airdrop', 'remote-login', 'firewall'], await inputFor(FRESH));
    expect(stepsOf(plan)).toEqual(['firewall', 'remote-login', 'airdrop']);
  });

  it('takes along what a task needs, once, and only when it is not as wanted', async () => {
    const chosen = ['firewall-stealth', 'firewall-signed-software'];
    expect(stepsOf(planApply(chosen, await inputFor(FRESH)))).toEqual(['firewall', ...chosen]);
    const on = withFirewall(FRESH, { global: true });
    const plan = planApply(chosen, await inputFor(on));
    expect(stepsOf(plan)).toEqual(chosen);
    expect(plan.leftOut).toEqual([]);
  });

  it('says of every task that it leaves out why', async () => {
    const managed = withFirewall(managedMac('26.5'), { global: false });
    expect(leftOutOf(planApply(['firewall', 'firewall-logging'], await inputFor(managed)))).toEqual({
      firewall:
        'it is set by a configuration profile (com.apple.security.firewall, EnableFirewall) and cannot be changed here',
      'firewall-logging':
        'macOS 26 has no such setting: the firewall always logs, and the commands of macOS 14 are gone',
    });
    const hardened = planApply(['airdrop', 'remote-login'], await inputFor(hardenedMac('26.5')));
    expect(Object.values(leftOutOf(hardened))).toEqual(['it is already as wanted', 'it is already as wanted']);
  });

  it('never plans on what is unknown or contradictory', async () => {
    const unreadable = { ...FRESH, faults: [garbage({ program: 'socketfilterfw' }), hangs({ program: 'defaults' })] };
    for (const state of [unreadable, contradictoryMac('26.5')]) {
      const input = await inputFor(state);
      const plan = planApply(ALL, input);
      const unknown = input.scan.tasks.filter(({ finding }) => finding.kind === 'unknown').map(({ taskId }) => taskId);
      expect(unknown.length).toBeGreaterThan(1);
      for (const id of unknown) expect(leftOutOf(plan)[id]).toMatch(/^it cannot be checked: /);
      expect(stepsOf(plan).filter((id) => unknown.includes(id))).toEqual([]);
    }
  });

  it('gives a person the steps for what only a person can do', async () => {
    const plan = planApply(ALL, await inputFor(FRESH));
    expect(plan.byHand.map(({ taskId }) => taskId)).toEqual([
      'firewall-allow-list',
      'remote-management',
      'service-bindings',
      'tunnel-origins',
      'system-integrity-protection',
      'signed-system-volume',
      'defence-tools',
    ]);
    for (const { steps } of plan.byHand) expect(steps.length).toBeGreaterThan(1);
  });

  it('puts every command where it belongs: what is of a person is never run by root', async () => {
    const plan = planApply(ALL, await inputFor(FRESH));
    for (const step of plan.steps) {
      const { scope } = TASKS.find(({ id }) => id === step.taskId) ?? {};
      if (scope === 'person') expect(step.root).toEqual([]);
      for (const { program } of step.root) expect(['osascript']).not.toContain(program);
    }
  });

  it('is the same whenever it is made from the same', async () => {
    const input = await inputFor(FRESH);
    expect(planApply(ALL, input)).toEqual(planApply([...ALL].reverse(), input));
  });

  it('follows the policy', async () => {
    const contacts: Policy = { ...DEFAULT_POLICY, airdrop: 'Contacts Only' };
    const plan = planApply(['airdrop'], await inputFor(FRESH, contacts));
    expect(plan.steps[0]?.after).toBe('Contacts Only');
  });
});

describe('a plan to roll back', () => {
  const off = { running: false, atStart: 'off' };
  const on = { running: true, atStart: 'on' };
  const changed = withService(withFirewall(FRESH, { global: true, stealth: true }), SSH, {
    loaded: false,
    override: 'disabled',
  });
  const done = [
    { taskId: 'firewall', before: { on: false }, after: { on: true } },
    { taskId: 'firewall-stealth', before: { on: false }, after: { on: true } },
    { taskId: 'remote-login', before: on, after: off },
  ];

  it('goes back to the recorded values in the opposite order', async () => {
    const plan = planRollback(4, done, await inputFor(changed));
    expect(plan.purpose).toEqual({ kind: 'rollback', of: 4 });
    expect(stepsOf(plan)).toEqual(['remote-login', 'firewall-stealth', 'firewall']);
    expect(plan.steps.map(({ after }) => after)).toEqual([on, { on: false }, { on: false }]);
  });

  it('leaves alone, and says so, what something else has changed since', async () => {
    const moved = withService(withFirewall(changed, { stealth: false }), SSH, { loaded: true, override: 'disabled' });
    const plan = planRollback(4, done, await inputFor(moved));
    expect(stepsOf(plan)).toEqual(['firewall']);
    expect(leftOutOf(plan)).toEqual({
      'remote-login': 'something else has changed it since, to “On until restart”; it is left alone',
      'firewall-stealth': 'it is already as it was before',
    });
  });

  it('leaves out what is unknown, managed, or of another version', async () => {
    const managed = { ...changed, managed: managedMac('26.5').managed, faults: [garbage({ program: 'netstat' })] };
    const steps = [...done, { taskId: 'printer-sharing', before: true, after: false }];
    const why = leftOutOf(planRollback(4, steps, await inputFor(managed)));
    expect(why['remote-login']).toMatch(/^it cannot be checked: /);
    expect(why['firewall']).toMatch(/^it is set by a configuration profile/);
    expect(why['printer-sharing']).toBe('this version of Batten does not know the task');
  });

  it('leaves out values that Batten does not write', async () => {
    const strange = [{ taskId: 'firewall', before: { on: 'maybe' }, after: { on: true } }];
    const plan = planRollback(4, strange, await inputFor(changed));
    expect(leftOutOf(plan)).toEqual({ firewall: 'the recorded value is not one that Batten writes' });
  });
});

describe('the undo of a plan', () => {
  it('goes from its targets back to what stood before, last first', async () => {
    const input = await inputFor(FRESH);
    const plan = planApply(['firewall', 'remote-login'], input);
    const undo = planUndo(plan, input);
    expect(undo.steps.map(({ taskId, before, after }) => [taskId, before, after])).toEqual(
      [...plan.steps].reverse().map(({ taskId, before, after }) => [taskId, after, before]),
    );
  });
});

describe('a plan that was made a while ago', () => {
  it('holds while nothing has moved, and names what has', async () => {
    const plan = planApply(['firewall', 'remote-login', 'remote-management'], await inputFor(FRESH));
    const now = async (state: MacState) => movedSince(plan, (await inputFor(state)).scan);
    expect(await now(FRESH)).toEqual([]);
    expect(await now({ ...FRESH, smbGuest: false })).toEqual([]);
    expect(await now(withFirewall(FRESH, { global: true }))).toEqual(['firewall']);
    expect(await now({ ...FRESH, remoteManagement: false })).toEqual(['remote-management']);
    expect(await now({ ...FRESH, faults: [hangs({ program: 'netstat' })] })).toEqual([
      'remote-login',
      'remote-management',
    ]);
  });
});
