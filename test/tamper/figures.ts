import { cpus, loadavg } from 'node:os';
import { ATTACKS } from './attacks';
import { type Duel, startDuel, type Try, type Verdict } from './duel';
import { OSASCRIPT_ATTACKS } from './osascript-attacks';
import { startOsascriptDuel } from './osascript-duel';
import { seeded } from './random';
import { manyTries } from './tries';

// The longer run of what test/tamper/*.spec.ts does, with times. See docs/decisions/2026-11-22-the-dialogs-remaining-window.md.

const AT_LAST = { whenEndedOrAfterMs: 2_000 } as const;
/** How long before the password the change comes, in the tries that ask how often it still wins. */
const LEADS = [0, 1, 2, 5, 10, 20, 50];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

export async function printFigures(rounds: number, seed: number): Promise<boolean> {
  say(
    `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1) ?? '?'}, seed ${seed}`,
  );
  const duel = startDuel();
  try {
    const assured = await neverWins(duel, rounds, seed);
    await remainingWindow(duel, rounds, seed);
    return (await osascript(rounds, seed)) && assured;
  } finally {
    duel.end();
  }
}

async function neverWins(duel: Duel, rounds: number, seed: number): Promise<boolean> {
  const verdicts = await fightAll(duel, manyTries(rounds, seed, { watch: 'events', approve: AT_LAST }));
  const won = verdicts.filter(({ evil, ran }) => evil !== undefined || ran);
  const silent = verdicts.filter(({ outcome }) => outcome.kind !== 'tampered');
  say(
    `\nsudo-prompt, the password long after the change: ${won.length} of ${verdicts.length} had their way, ${silent.length} not reported`,
  );
  for (const { tried, evil, outcome } of [...won, ...silent]) say(`  ${JSON.stringify({ tried, evil, outcome })}`);
  return won.length === 0 && silent.length === 0;
}

/** Only what is found the moment it is done: main.scpt may be saved by the applet, and is given a second. */
const MEASURED = ATTACKS.filter(({ moment, harms }) => moment === 'open' && harms).map(({ name }) => name);

async function remainingWindow(duel: Duel, rounds: number, seed: number): Promise<void> {
  const random = seeded(seed + 1);
  const tries = (common: Pick<Try, 'watch' | 'approve' | 'openForMs'>): readonly Try[] =>
    Array.from({ length: rounds }, () => MEASURED)
      .flat()
      .map((attack) => ({ ...common, attack, seed: random() * 2 ** 32 }));
  say('\nsudo-prompt, from the change to where the applet can start nothing any more, in milliseconds');
  say(row(['', 'tries', 'min', 'median', 'p95', 'max']));
  for (const [words, watch, openForMs] of [
    ['events and clock, dialog open for 0.4 s', 'events', 400],
    ['events and clock, dialog just opened', 'events', 0],
    ['clock only, dialog open for 0.4 s', 'clock-only', 400],
  ] as const) {
    const verdicts = await fightAll(duel, tries({ watch, openForMs, approve: AT_LAST }));
    const lasted = verdicts.flatMap(({ lastedMs }) => (lastedMs === undefined ? [] : [Math.max(0, lastedMs)]));
    say(row([words, String(lasted.length), ...spread(lasted)]));
  }
  say('\nsudo-prompt, how often a change so many milliseconds before the password still wins (and is not reported)');
  say(row(['', ...LEADS.map(String)]));
  for (const watch of ['events', 'clock-only'] as const) {
    const cells: string[] = [];
    for (const afterMs of LEADS) {
      const verdicts = await fightAll(duel, tries({ watch, openForMs: 400, approve: { afterMs } }));
      const won = verdicts.filter(({ evil }) => evil !== undefined);
      const silent = won.filter(({ outcome }) => outcome.kind !== 'tampered').length;
      cells.push(`${Math.round((won.length / verdicts.length) * 100)} %${silent === 0 ? '' : ` (${silent})`}`);
    }
    say(row([watch === 'events' ? 'events and clock' : 'clock only', ...cells]));
  }
}

async function osascript(rounds: number, seed: number): Promise<boolean> {
  const duel = startOsascriptDuel();
  const random = seeded(seed + 2);
  const verdicts = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const { name } of OSASCRIPT_ATTACKS) verdicts.push(await duel.fight(name, random() * 2 ** 32));
    }
  } finally {
    duel.end();
  }
  const won = verdicts.filter(({ evil }) => evil !== undefined);
  say(
    `\nosascript: ${won.length} of ${verdicts.length} had their way; ${verdicts.filter(({ saw }) => saw).length} saw the script`,
  );
  for (const one of won) say(`  ${JSON.stringify(one)}`);
  return won.length === 0;
}

async function fightAll(duel: Duel, tries: readonly Try[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const tried of tries) verdicts.push(await duel.fight(tried));
  return verdicts;
}

function spread(values: readonly number[]): readonly string[] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]?.toFixed(2) ?? '-';
  return [at(0), at(0.5), at(0.95), at(1)];
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => (column === 0 ? cell.padEnd(42) : cell.padStart(9))).join('');
}
