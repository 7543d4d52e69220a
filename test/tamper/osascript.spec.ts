import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OSASCRIPT_ATTACKS } from './osascript-attacks';
import { type OsascriptDuel, type OsascriptVerdict, startOsascriptDuel } from './osascript-duel';
import { seeded } from './random';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 40_000 });

let duel: OsascriptDuel;
beforeAll(() => {
  duel = startOsascriptDuel();
});
afterAll(() => duel.end());

describe('another program that interferes while osascript shows its dialog', () => {
  // Proves P5: With osascript another program has its way in 0 of more than 100 tries.
  it('has its way in 0 of more than 100 tries: there is nothing to change', async () => {
    const random = seeded(1);
    const verdicts: OsascriptVerdict[] = [];
    for (const { name } of [...OSASCRIPT_ATTACKS, ...OSASCRIPT_ATTACKS]) {
      verdicts.push(await duel.fight(name, Math.floor(random() * 2 ** 32)));
    }
    expect(verdicts.length).toBeGreaterThanOrEqual(100);
    expect(verdicts.filter(({ evil }) => evil !== undefined)).toEqual([]);
    // Ended by a signal, it is refused or failed; in every other try the approved script ran, and its answer came back.
    const others = verdicts.filter(({ outcome }) => outcome.kind !== 'ran').map(({ attack }) => attack);
    expect(others.every((attack) => /sends SIG(HUP|INT|TERM|USR1|KILL)/.test(attack))).toBe(true);
    const changedAll = verdicts.filter(({ attack }) => attack.startsWith('changes every file it finds'));
    expect(changedAll.map(({ wrote }) => wrote)).toEqual([[], [], [], []]);
    // The attacker was no stranger to the place: it saw every script, and wrote wherever a program of the person can.
    expect(verdicts.filter(({ saw }) => !saw)).toEqual([]);
    expect(verdicts.filter(({ wrote }) => wrote.length > 0).length).toBeGreaterThan(60);
  });
});
