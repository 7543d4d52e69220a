import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElevationOutcome } from '../../src/core/ports';
import { next, startSides } from './duel';
import type { OsascriptAsk, OsascriptOrder, OsascriptReport } from './osascript-wire';
import { writePlayedOsascript } from './played-osascript';
import { stageIn } from './stage';

export interface OsascriptVerdict {
  readonly attack: string;
  readonly outcome: ElevationOutcome;
  /** Root did something that nobody had approved, in words. */
  readonly evil: string | undefined;
  /** The attacker could read the script in the list of processes. */
  readonly saw: boolean;
  readonly wrote: readonly string[];
}

export interface OsascriptDuel {
  fight(attack: string, seed: number): Promise<OsascriptVerdict>;
  readonly end: () => void;
}

export function startOsascriptDuel(): OsascriptDuel {
  const { asker, attacker, folder, end } = startSides('osascript-asker', 'osascript-attacker');
  let number = 0;
  const fight = async (attack: string, seed: number): Promise<OsascriptVerdict> => {
    number += 1;
    const stage = join(folder, String(number));
    const [closed, at] = [`${stage}-usr-bin`, stageIn(stage)];
    for (const one of [at.temporary, at.aside, closed]) mkdirSync(one, { recursive: true });
    writeFileSync(at.precious, 'precious');
    execFileSync('mkfifo', [at.alive, at.approve]);
    const [osascript, given] = [join(closed, 'osascript'), join(closed, 'given')];
    writePlayedOsascript(osascript, stage, given);
    const script = `echo approved >>'${at.approved}'\necho approved\n`;

    const inPlace = next<OsascriptReport>(attacker);
    attacker.send({ kind: 'attack', stage, attack, seed, asker: asker.pid ?? 0 } satisfies OsascriptOrder);
    await inPlace;
    const answered = next<ElevationOutcome>(asker);
    asker.send({ stage, osascript, script } satisfies OsascriptAsk);
    const outcome = await answered;
    const reported = next<OsascriptReport>(attacker);
    attacker.send({ kind: 'over' } satisfies OsascriptOrder);
    const report = await reported;
    if (report.kind !== 'done') throw new Error('the attacker lost its way');
    const { saw, wrote } = report;
    const verdict = { attack, outcome, saw, wrote, evil: evilIn(at.evil, given, script) };
    for (const one of [stage, closed]) rmSync(one, { recursive: true, force: true });
    return verdict;
  };
  return { fight, end };
}

function evilIn(evil: string, given: string, script: string): string | undefined {
  if (existsSync(evil)) return readFileSync(evil, 'utf8');
  const ran = existsSync(given) ? readFileSync(given, 'utf8') : script;
  return ran === script ? undefined : `root was given: ${ran}`;
}
