import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ATTACKS, NOTHING } from './attacks';
import { type Duel, startDuel, type Try, type Verdict } from './duel';
import { seeded } from './random';
import { manyTries } from './tries';

// The tries are the same in every run, the instants at which they strike are not: they are a race between real processes.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 40_000 });

/** Two seconds of grace for a computer with nothing to spare. How long it takes is what `node scripts/tamper.mjs` measures. */
const AT_LAST = { whenEndedOrAfterMs: 2_000 } as const;

let duel: Duel;
beforeAll(() => {
  duel = startDuel();
});
afterAll(() => duel.end());

async function fightAll(tries: readonly Try[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const tried of tries) verdicts.push(await duel.fight(tried));
  return verdicts;
}

/** In words, so that a failure says what happened. */
function inWords({ tried, outcome, evil, ran }: Verdict): string {
  const root = evil === undefined ? (ran ? 'the approved script ran' : 'nothing ran') : `root: ${evil.trim()}`;
  const said = outcome.kind === 'tampered' ? 'reported' : `not reported (${JSON.stringify(outcome)})`;
  return `${tried.attack}: ${root}, ${said}`;
}

describe('another program that interferes with the dialog of the real sudo-prompt', () => {
  // Proves P5: More than 100 changes to the dialog's files, each before the password: nothing runs, and each is reported.
  it('never has its way when the password comes later, and is always reported', async () => {
    const tries = manyTries(2, 1, { watch: 'events', approve: AT_LAST });
    expect(tries.length).toBeGreaterThanOrEqual(100);
    const verdicts = await fightAll(tries);
    expect(verdicts.map(inWords)).toEqual(tries.map(({ attack }) => `${attack}: nothing ran, reported`));
  });

  it('has no better luck where the file system tells of no events: the look by the clock is enough', async () => {
    const random = seeded(2);
    // What is undone within a look cannot be seen between two looks, but for its times.
    const open = ATTACKS.filter(({ moment, harms }) => moment === 'open' && harms);
    const tries = open.map(({ name }): Try => ({
      attack: name,
      seed: random() * 2 ** 32,
      watch: 'clock-only',
      approve: AT_LAST,
    }));
    const verdicts = await fightAll(tries);
    expect(verdicts.map(inWords)).toEqual(tries.map(({ attack }) => `${attack}: nothing ran, reported`));
  });

  // Proves P5: A change right before the password can win, and is reported.
  it('can have its way right before the password, and is reported then, too', async () => {
    const random = seeded(3);
    const harmful = ATTACKS.filter(({ moment, harms }) => moment === 'open' && harms);
    const tries = harmful.map(({ name }): Try => {
      const afterMs = random() * 3;
      return { attack: name, seed: random() * 2 ** 32, watch: 'events', approve: { afterMs } };
    });
    const verdicts = await fightAll(tries);
    for (const verdict of verdicts) expect(inWords(verdict)).toMatch(/, reported$/);
  });

  it('would have had its way without the watch, every time: the tries are real ones', async () => {
    const random = seeded(4);
    const harmful = ATTACKS.filter(({ harms }) => harms);
    const tries = harmful.map(({ name }): Try => ({
      attack: name,
      seed: random() * 2 ** 32,
      watch: 'none',
      approve: { afterMs: 100 },
    }));
    const verdicts = await fightAll(tries);
    for (const verdict of verdicts) expect(inWords(verdict)).toMatch(/: root: .+, not reported/s);
  });

  it('has its way when it stops Batten first: what is left is to say so afterwards', async () => {
    for (const attack of [
      'empties sudo-prompt-command and writes it anew',
      'renames another file over sudo-prompt-script',
    ]) {
      const verdict = await duel.fight({
        attack,
        seed: 5,
        watch: 'events',
        approve: { afterMs: 50 },
        stopsTheAsker: true,
      });
      expect(inWords(verdict)).toMatch(/: root: another .+, reported$/);
    }
  });
});

describe('the person, when nobody interferes', () => {
  it('gets the approved script, and no alarm', async () => {
    const verdict = await duel.fight({ attack: NOTHING.name, seed: 6, watch: 'events', approve: { afterMs: 200 } });
    expect(verdict).toMatchObject({ outcome: { kind: 'ran', stdout: 'approved\n' }, evil: undefined, ran: true });
  });
});
