import { describe, expect, it } from 'vitest';
import { isCallName } from '../../src/main/answer-call';
import type { MainHandlers } from '../../src/shared/ipc-contract';
import { Refusal } from '../../src/main/refusal';
import { sendPayloads } from './ipc';
import { CALL_NAMES } from './payloads';

const SEED = 20_261_122;

describe('a call with any payload', () => {
  // Proves P10: A call of the pages with any payload is answered, and changes nothing that nobody approved.
  it('is answered, and changes nothing that nobody approved', { timeout: 120_000 }, async () => {
    const { findings, payloads, perCall, answered, refused, approved } = await sendPayloads(1_500, SEED);
    expect(findings.map((finding) => JSON.stringify(finding))).toEqual([]);
    expect(answered + refused).toBe(payloads);
    expect(answered).toBeGreaterThan(100);
    // What may change the Mac did so too.
    expect(approved).toBeGreaterThan(0);
    expect(Object.keys(perCall).sort()).toEqual([...CALL_NAMES].sort());
  });

  it('would be found out where it did too much or told too much', { timeout: 60_000 }, async () => {
    const { findings } = await sendPayloads(400, SEED, ({ backend }) => {
      const handlers = backend.handlers as { -readonly [Name in keyof MainHandlers]: MainHandlers[Name] };
      handlers.hidePopover = async () => {
        const { planId } = await backend.desk.preparePlan(['firewall']);
        await backend.desk.approve(planId, true);
        return undefined;
      };
      handlers.getHistory = () => {
        throw new Refusal('Cannot read /app/out/main/index.cjs:12:7');
      };
      handlers.getSettings = () => {
        throw new TypeError('nobody expected this');
      };
      handlers.getPolicy = () => (() => 'no data') as never;
    });
    const problems = new Set(findings.map(({ call, problem }) => `${call} ${problem.split(/[:,]/)[0]}`));
    expect(problems).toContain('hidePopover starts a script that nobody approved');
    expect(problems).toContain('getHistory tells what is inside');
    expect(problems).toContain('getSettings fails in a way nobody meant');
    expect(problems).toContain('getPolicy answers with what cannot cross');
  });

  it('is only one of the contract', () => {
    for (const name of ['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'GETSNAPSHOT', 'getSnapshot ']) {
      expect(isCallName(name), name).toBe(false);
    }
  });
});
