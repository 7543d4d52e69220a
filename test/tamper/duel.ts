import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { ElevationOutcome } from '../../src/core/ports';
import { MAIN_SCRIPT } from '../../src/platform/sudo-prompt-files';
import { shippedApplet, unzipped } from '../platform/shipped-applet';
import { stageIn } from './stage';
import type { AskOrder, AttackOrder, AttackReport } from './wire';

/** One try: what is attacked when, and how it is watched. */
export interface Try {
  readonly attack: string;
  readonly seed: number;
  readonly watch: AskOrder['watch'];
  readonly approve: Extract<AttackOrder, { kind: 'attack' }>['approve'];
  /** How long the dialog has been open at least before a change that waits for it, in milliseconds. */
  readonly openForMs?: number;
  /** The attacker stops the asking process first. */
  readonly stopsTheAsker?: boolean;
}

export interface Verdict {
  readonly tried: Try;
  readonly outcome: ElevationOutcome;
  /** Root did something that nobody had approved. */
  readonly evil: string | undefined;
  /** The approved script ran. */
  readonly ran: boolean;
  /** From the change to where the applet could start nothing any more; undefined when that was not seen. */
  readonly lastedMs: number | undefined;
  /** From the change to the password. */
  readonly leadMs: number | undefined;
}

/** An asker and an attacker, each in a process of its own, which meet in one stage after another. */
export interface Duel {
  fight(tried: Try): Promise<Verdict>;
  readonly end: () => void;
}

export function startDuel(): Duel {
  const { asker, attacker, folder, end } = startSides('asker', 'attacker');
  const mainScript = unzipped(shippedApplet()).get(MAIN_SCRIPT.path) ?? Buffer.alloc(0);
  let number = 0;
  return {
    fight: (tried) => {
      number += 1;
      return fight(tried, { stage: newStage(join(folder, String(number)), mainScript), asker, attacker });
    },
    end,
  };
}

export interface BothSides {
  readonly asker: ChildProcess;
  readonly attacker: ChildProcess;
  /** A new folder, outside the project. */
  readonly folder: string;
  readonly end: () => void;
}

/** Starts two files of this folder, each as a process of its own. */
export function startSides(asker: string, attacker: string): BothSides {
  const project = join(import.meta.dirname, '..', '..');
  const cache = join(project, 'node_modules/.cache/batten-tamper');
  mkdirSync(cache, { recursive: true });
  // Below the project, so that the real library is found from there.
  const programs = mkdtempSync(join(cache, 'run-'));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'batten-tamper-')));
  const [first, second] = [startEntry(asker, programs, project), startEntry(attacker, programs, project)];
  return {
    asker: first,
    attacker: second,
    folder,
    end: () => {
      first.kill('SIGKILL');
      second.kill('SIGKILL');
      for (const one of [folder, programs]) rmSync(one, { recursive: true, force: true });
    },
  };
}

function startEntry(name: string, programs: string, project: string): ChildProcess {
  const outfile = join(programs, `${name}.mjs`);
  buildSync({
    absWorkingDir: project,
    entryPoints: [join('test/tamper', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['sudo-prompt'],
    logLevel: 'error',
  });
  return fork(outfile, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
}

const PRECIOUS = 'precious';

function newStage(folder: string, mainScript: Buffer): string {
  const stage = stageIn(folder);
  mkdirSync(stage.temporary, { recursive: true });
  writeFileSync(join(folder, 'main.scpt'), mainScript);
  writeFileSync(stage.precious, PRECIOUS);
  execFileSync('mkfifo', [stage.alive, stage.approve]);
  return folder;
}

interface Sides {
  readonly stage: string;
  readonly asker: ChildProcess;
  readonly attacker: ChildProcess;
}

async function fight(tried: Try, { stage, asker, attacker }: Sides): Promise<Verdict> {
  const { attack, seed, approve } = tried;
  const stops = tried.stopsTheAsker === true && asker.pid !== undefined ? { stops: asker.pid } : {};
  const inPlace = next<AttackReport>(attacker);
  tell(attacker, { kind: 'attack', stage, attack, seed, approve, openForMs: tried.openForMs ?? 0, ...stops });
  await inPlace;
  const answered = next<ElevationOutcome>(asker);
  tell(asker, { stage, watch: tried.watch });
  const outcome = await answered;
  const reported = next<AttackReport>(attacker);
  tell(attacker, { kind: 'over' });
  const report = await reported;
  if (report.kind !== 'done') throw new Error('the attacker lost its way');
  if (report.failed !== undefined) throw new Error(`the attacker did not ${attack}: ${report.failed}`);
  const { evil, precious, approved } = stageIn(stage);
  const verdict = {
    tried,
    outcome,
    evil: existsSync(evil) ? readFileSync(evil, 'utf8') : spoiled(precious),
    ran: existsSync(approved),
    lastedMs: difference(report.from, report.halted),
    leadMs: difference(report.changed, report.approved),
  };
  rmSync(stage, { recursive: true, force: true });
  return verdict;
}

function spoiled(precious: string): string | undefined {
  const now = readFileSync(precious, 'utf8');
  return now === PRECIOUS ? undefined : `wrote over another file: ${now}`;
}

function difference(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}

function tell(process: ChildProcess, order: AttackOrder | AskOrder): void {
  process.send(order);
}

/** The next message of a process; fails when it ends instead. */
export function next<T>(process: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('a process of the test has ended'));
    process.once('exit', gone);
    process.once('message', (message) => {
      process.off('exit', gone);
      resolve(message as T);
    });
  });
}
