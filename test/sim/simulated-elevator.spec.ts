import { afterEach, describe, expect, it } from 'vitest';
import { command } from '../../src/core/command';
import type { ChangePlan, PlannedStep } from '../../src/core/plan';
import { composeScript, OPERATIONS_FOLDER, type ScriptOptions } from '../../src/core/script';
import { parseProgressLog, parseScriptReport, type ScriptReport } from '../../src/core/script-report';
import { lasting } from './mac-state';
import { freshMac } from './machines';
import { relocate } from './relocate';
import { type DialogAnswer, SimulatedElevator } from './simulated-elevator';
import { SimulatedMac } from './simulated-mac';

const NONCE = 'a'.repeat(32);
const OPERATION = '0123456789abcdef'.repeat(2);
const TRICKY = `it's "$(touch /tmp/never)" & \`id\`; \\ *.app`;
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

const elevators: SimulatedElevator[] = [];
afterEach(() => {
  for (const elevator of elevators.splice(0)) elevator.dispose();
});

function arranged(answer: DialogAnswer = { kind: 'granted' }): { mac: SimulatedMac; elevator: SimulatedElevator } {
  const mac = new SimulatedMac(freshMac('26.5'));
  const elevator = new SimulatedElevator(mac, answer);
  elevators.push(elevator);
  return { mac, elevator };
}

describe('an elevator of a simulated Mac', () => {
  it('runs the very script that was composed with the true paths, as root', async () => {
    const { mac, elevator } = arranged();
    const script = compose(mac);
    const report = await reported(elevator, script);
    expect(report).toMatchObject({
      end: 'done',
      steps: [{ end: 'completed' }, { end: 'completed' }, { end: 'completed' }],
    });
    expect(report.steps[0]?.before).toEqual([
      { key: 'state', exitCode: 0, output: 'Firewall is disabled. (State = 0)' },
    ]);
    expect(mac.state.firewall.global).toBe(true);
    expect(mac.state.services['com.openssh.sshd']).toMatchObject({ loaded: false, override: 'disabled' });
    expect(elevator.requests).toEqual([{ script, operationId: OPERATION }]);
  });

  it('passes every word through the shell as it is', async () => {
    const { mac, elevator } = arranged();
    await reported(elevator, compose(mac));
    expect(mac.state.firewall.apps.at(-1)?.path).toBe(TRICKY);
  });

  it('keeps the log that the script wrote', async () => {
    const { mac, elevator } = arranged();
    expect(await elevator.read(OPERATION)).toBeUndefined();
    await reported(elevator, compose(mac));
    expect(parseProgressLog((await elevator.read(OPERATION)) ?? '', decode).end).toBe('done');
  });

  it('lets no script run twice, nor after its time', async () => {
    const { mac, elevator } = arranged();
    await reported(elevator, compose(mac));
    expect(await reported(elevator, compose(mac))).toMatchObject({ end: 'refused', refusal: 'ran-before' });
    const late = arranged({ kind: 'granted-late', afterMs: 400_000 });
    expect(await reported(late.elevator, compose(late.mac))).toMatchObject({ end: 'refused', refusal: 'expired' });
    expect(lasting(late.mac.state)).toEqual(lasting(freshMac('26.5')));
  });

  it.each<[DialogAnswer, object]>([
    [{ kind: 'declined' }, { kind: 'not-granted' }],
    [
      { kind: 'dialog-fails', reason: 'Bad CPU type' },
      { kind: 'failed', reason: 'Bad CPU type' },
    ],
    [{ kind: 'tampered', detail: 'a file was swapped' }, { kind: 'tampered' }],
  ])('changes nothing when the dialog ends with %o', async (answer, outcome) => {
    const { mac, elevator } = arranged(answer);
    expect(await elevator.elevate({ script: compose(mac), operationId: OPERATION })).toMatchObject(outcome);
    expect(lasting(mac.state)).toEqual(lasting(freshMac('26.5')));
  });

  it.each([
    ['before', false, 'none'],
    ['during', 'override only', 'none'],
    ['after', true, 'completed'],
  ] as const)('can be killed %s a step', async (when, changed, end) => {
    const { mac, elevator } = arranged({ kind: 'killed', when, step: 2 });
    const outcome = await elevator.elevate({ script: compose(mac), operationId: OPERATION });
    expect(outcome).toMatchObject({ kind: 'failed' });
    const log = parseProgressLog((await elevator.read(OPERATION)) ?? '', decode);
    expect(log.end).toBe('cut-off');
    expect(log.steps.find(({ step }) => step === 1)?.end).toBe('completed');
    expect(log.steps.find(({ step }) => step === 2)?.end).toBe(end);
    expect(log.steps.find(({ step }) => step === 3)).toBeUndefined();
    const { loaded, override } = mac.state.services['com.openssh.sshd'] ?? {};
    expect({ loaded, override }).toEqual({
      loaded: changed !== true,
      override: changed === false ? 'enabled' : 'disabled',
    });
    expect(mac.state.firewall.apps.some(({ path }) => path === TRICKY)).toBe(false);
  });

  it('can be killed after the last step', async () => {
    const { mac, elevator } = arranged({ kind: 'killed', when: 'after', step: 3 });
    await elevator.elevate({ script: compose(mac), operationId: OPERATION });
    const log = parseProgressLog((await elevator.read(OPERATION)) ?? '', decode);
    expect(log).toMatchObject({ end: 'cut-off', steps: [{}, {}, { end: 'completed' }] });
    expect(mac.state.firewall.apps.at(-1)?.path).toBe(TRICKY);
  });

  it('runs a script whose app is gone to its end, and tells nobody', async () => {
    const { mac, elevator } = arranged({ kind: 'unheard' });
    let heard = false;
    void elevator.elevate({ script: compose(mac), operationId: OPERATION }).then(() => (heard = true));
    while (!((await elevator.read(OPERATION)) ?? '').includes('DONE'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(mac.state.firewall.global).toBe(true);
    expect(heard).toBe(false);
  });

  it('answers the app while the script runs, from the same state', async () => {
    const { mac, elevator } = arranged();
    const elevation = elevator.elevate({ script: compose(mac), operationId: OPERATION });
    const seen = new Set<string>();
    let over = false;
    void elevation.finally(() => (over = true));
    while (!over) {
      const result = await mac.run(command('socketfilterfw', '--getglobalstate'));
      if (result.kind === 'exited') seen.add(result.stdout);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect([...seen]).toEqual(['Firewall is disabled. (State = 0)\n', 'Firewall is enabled. (State = 1)\n']);
  });

  it('moves paths exactly as the composer does when it is told other paths', () => {
    const root = '/tmp/elsewhere';
    const { mac } = arranged();
    const paths = { programs: (path: string) => root + path, operationsFolder: root + OPERATIONS_FOLDER };
    // The composer keeps the computer's own id, date, sync and rmdir.
    const moved = relocate(compose(mac), root).replaceAll(
      /\/tmp\/elsewhere(?=\/(?:usr\/bin\/id|bin\/(?:date|sync|rmdir)) )/g,
      '',
    );
    expect(moved.replaceAll('/tmp/elsewhere/bin/sync', '/bin/sync')).toBe(compose(mac, { paths }));
    expect(relocate(relocate(compose(mac), root), root)).toBe(relocate(compose(mac), root));
  });
});

async function reported(elevator: SimulatedElevator, script: string): Promise<ScriptReport> {
  const outcome = await elevator.elevate({ script, operationId: OPERATION });
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  return parseScriptReport(outcome.stdout, NONCE, decode);
}

function compose(mac: SimulatedMac, options: Pick<ScriptOptions, 'paths'> = {}): string {
  const step = (taskId: string, root: PlannedStep['root'], recapture: PlannedStep['recapture'] = []): PlannedStep => {
    return { taskId, before: false, after: true, root, user: [], recapture };
  };
  const plan: ChangePlan = {
    schema: 'batten.plan/1',
    id: 'p',
    purpose: { kind: 'apply' },
    madeAt: 0,
    states: {},
    byHand: [],
    leftOut: [],
    steps: [
      step(
        'firewall',
        [command('socketfilterfw', '--setglobalstate', 'on')],
        [{ key: 'state', command: command('socketfilterfw', '--getglobalstate') }],
      ),
      step('remote-login', [
        command('launchctl', 'disable', 'system/com.openssh.sshd'),
        command('launchctl', 'bootout', 'system/com.openssh.sshd'),
      ]),
      step('firewall-allow-list', [command('socketfilterfw', '--add', TRICKY)]),
    ],
  };
  return composeScript(plan, [], {
    operationId: OPERATION,
    nonce: NONCE,
    deadline: Math.floor(mac.clock.now() / 1000) + 300,
    askedBy: process.pid,
    account: 'maya',
    ...options,
  });
}
