import { afterEach, describe, expect, it } from 'vitest';
import { command } from '../../src/core/command';
import type { ChangePlan } from '../../src/core/plan';
import { composeScript } from '../../src/core/script';
import { parseScriptReport } from '../../src/core/script-report';
import { freshMac } from './machines';
import { SimulatedElevator } from './simulated-elevator';
import { SimulatedMac } from './simulated-mac';

const NONCE = 'a'.repeat(32);
const OPERATION = '0123456789abcdef'.repeat(2);
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

describe('an elevator of a simulated Mac', () => {
  let elevator: SimulatedElevator | undefined;
  afterEach(() => elevator?.dispose());

  it('runs the very script that was composed with the true paths', async () => {
    const mac = new SimulatedMac(freshMac('26.5'));
    elevator = new SimulatedElevator(mac);
    const script = compose(mac);
    const begun = performance.now();
    const outcome = await elevator.elevate({ script, operationId: OPERATION });
    console.log(performance.now() - begun);
    if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
    const report = parseScriptReport(outcome.stdout, NONCE, decode);
    console.log(JSON.stringify(report, null, 1));
    expect(report.end).toBe('done');
    expect(mac.state.firewall.global).toBe(true);
  });
});

function compose(mac: SimulatedMac): string {
  const plan: ChangePlan = {
    schema: 'batten.plan/1',
    id: 'p',
    purpose: { kind: 'apply' },
    madeAt: 0,
    states: {},
    byHand: [],
    leftOut: [],
    steps: [
      {
        taskId: 'firewall',
        before: false,
        after: true,
        recapture: [{ key: 'state', command: command('socketfilterfw', '--getglobalstate') }],
        root: [command('socketfilterfw', '--setglobalstate', 'on')],
        user: [],
      },
      {
        taskId: 'remote-login',
        before: false,
        after: true,
        recapture: [],
        root: [
          command('launchctl', 'disable', 'system/com.openssh.sshd'),
          command('launchctl', 'bootout', 'system/com.openssh.sshd'),
        ],
        user: [],
      },
    ],
  };
  return composeScript(plan, [], {
    operationId: OPERATION,
    nonce: NONCE,
    deadline: Math.floor(mac.clock.now() / 1000) + 300,
    askedBy: process.pid,
    account: 'maya',
  });
}
