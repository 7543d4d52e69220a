import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tally } from '../faults/tally';
import { lasting } from '../sim/mac-state';
import type { Kill, Lab, Start } from './lab';
import { troublesAfter } from './restart';
import { FIRST, fileKills, forEachKill, type Labs, openLabs, scriptKills, userKills } from './starts';

const first = lasting(FIRST);
const MINUTES = { timeout: 600_000 };
let arranged: Labs;

beforeAll(async () => {
  arranged = await openLabs();
}, 60_000);
afterAll(() => {
  arranged.close();
});

/** Runs, kills, starts again, and says what is wrong then. */
async function wrongAfter(start: Start, kills: readonly Kill[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const wrong = await forEachKill(arranged.labs, kills, async (lab: Lab, kill) => {
    const ran = await lab.run(start, kill);
    const troubles = await troublesAfter(ran.data, lab.resident, first);
    lab.forget(ran);
    return ran.died ? troubles : ['nobody was killed', ...troubles];
  });
  tally('kill points', kills.length, Object.keys(wrong).length);
  return wrong;
}

describe.each(['apply', 'rollback'] as const)('during the %s', (purpose) => {
  it('without a kill, everything is changed and known', () => {
    const { fileCalls, scriptCalls, userCalls, died } = arranged.whole[purpose];
    expect(died).toBe(false);
    expect(fileCalls.filter((call) => call === 'write journal.jsonl')).toHaveLength(3);
    expect(scriptCalls.length).toBeGreaterThan(12);
    expect(userCalls).toHaveLength(1);
  });

  // Proves P2: Killed at any call to the file system, during apply and rollback, the next start knows every step and takes back exactly what was done.
  it('the app is killed at any call to the file system', MINUTES, async () => {
    const kills = fileKills(arranged.whole[purpose]);
    expect(await wrongAfter(arranged[purpose], kills)).toEqual({});
  });

  it('the app is killed between any two commands, and the script goes on', MINUTES, async () => {
    const kills = scriptKills(arranged.whole[purpose], 'app');
    expect(await wrongAfter(arranged[purpose], kills)).toEqual({});
  });

  // Proves P2: The same with the app and the script killed between any two commands.
  it('the app and the script are killed between any two commands', MINUTES, async () => {
    const kills = scriptKills(arranged.whole[purpose], 'both');
    expect(await wrongAfter(arranged[purpose], kills)).toEqual({});
  });

  it('the app is killed around the commands that it runs as the person', MINUTES, async () => {
    const kills = userKills(arranged.whole[purpose]);
    expect(await wrongAfter(arranged[purpose], kills)).toEqual({});
  });
});
