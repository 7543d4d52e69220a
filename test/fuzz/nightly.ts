import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlockCoverage, guided } from './coverage';
import { growthOf, pumpOf } from './growth';
import { anyInput, chanceOf, type Material, seedOf } from './input';
import { type IpcFinding, sendPayloads } from './ipc';
import { type FalseGreen, falseGreenIn } from './judging';
import { materialFrom } from './material';
import { caseOf, type Finding, findingIn, smaller } from './run-target';
import type { Target } from './target';
import { TARGETS } from './targets';

/** What the nightly run is asked to do. */
export interface NightlyOptions {
  readonly inputs: number;
  readonly payloads: number;
  readonly verdicts: number;
  /** How many ways to grow are tried for each parser. */
  readonly pumps: number;
  readonly seed: number;
  /** For the part that is guided by coverage; 0 leaves it out. */
  readonly minutes: number;
  /** Part of a parser's name, for a look at one of them. */
  readonly only?: string;
  readonly cases: string;
  readonly bundle: string;
  readonly say: (line: string) => void;
}

const BATCH = 250;
/** Findings of one parser that are written down; more of the same say nothing new. */
const MOST_OF_ONE = 5;

/** Runs everything and returns how many findings there were; each lies in the folder of cases then. */
export async function nightly(options: NightlyOptions): Promise<number> {
  const { inputs, payloads, verdicts, pumps, seed, minutes, only, say } = options;
  const targets = TARGETS.filter(({ name }) => only === undefined || name.includes(only));
  const begun = performance.now();
  const found: string[] = [];
  const write = (value: Finding | FalseGreen | IpcFinding): void => {
    const lasting = 'target' in value ? caseOf(value) : 'taskId' in value ? verdictCase(value) : { ...value };
    const name =
      'target' in value ? value.target : 'taskId' in value ? `verdict-${value.taskId}` : `call-${value.call}`;
    const text = `${JSON.stringify(lasting, undefined, 2)}\n`;
    const file = `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 10)}.json`;
    mkdirSync(options.cases, { recursive: true });
    writeFileSync(join(options.cases, file), text);
    found.push(file);
    say(`FOUND ${name}: ${value.problem} (test/fuzz/cases/${file})`);
  };

  say(`Seed ${seed}; ${targets.length} parsers.`);
  // First of all: V8 counts the blocks of a function only where it was compiled after the counting began.
  const coverage = minutes > 0 ? new BlockCoverage(options.bundle) : undefined;
  const materials = new Map(targets.map((target) => [target, materialFrom(target.sources)]));
  const sums = { inputs: 0, guided: 0, pumps: 0 };
  for (const [target, material] of materials) {
    if (coverage === undefined) break;
    const run = guided(target, material, (minutes * 60_000) / targets.length, seed, coverage);
    sums.guided += run.inputs;
    if (run.finding !== undefined) write(run.finding);
    say(`${target.name.padEnd(26)} guided: ${run.inputs} inputs, ${run.kept} kept`);
  }
  const covered = coverage?.size();
  coverage?.end();

  const shares = sharesOf(materials, inputs);
  for (const [target, material] of materials) {
    const chance = chanceOf(seedOf(target.name, seed));
    const start = performance.now();
    const share = shares.get(target) ?? 0;
    let ofThis = 0;
    for (let done = 0; done < share && ofThis < MOST_OF_ONE; done += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, share - done) }, () => anyInput(chance, material));
      sums.inputs += batch.length;
      const finding = findingIn(target, batch);
      if (finding === undefined) continue;
      ofThis += 1;
      write(smaller(target, finding));
    }
    const seconds = (performance.now() - start) / 1000;
    for (let done = 0; done < pumps; done += 1) {
      sums.pumps += 1;
      const finding = growthOf(target, pumpOf(chance, material));
      if (finding === undefined) continue;
      write(finding);
      break;
    }
    say(`${target.name.padEnd(26)} ${share} inputs in ${seconds.toFixed(1)} s, ${material.seeds.length} genuine ones`);
  }

  const chance = chanceOf(seed);
  const perTask = new Map<string, number>();
  for (let done = 0; only === undefined && done < verdicts; done += 1) {
    const trial = falseGreenIn(chance);
    if (trial === undefined) continue;
    perTask.set(trial.taskId, (perTask.get(trial.taskId) ?? 0) + 1);
    if (trial.found !== undefined) write(trial.found);
    if (done % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [task, count] of perTask) say(`${task.padEnd(26)} ${count} verdicts on changed answers`);

  const ipc = await sendPayloads(only === undefined ? payloads : 0, seed);
  for (const finding of ipc.findings) write(finding);
  for (const [call, count] of Object.entries(ipc.perCall)) say(`${call.padEnd(26)} ${count} payloads`);

  const trials = [...perTask.values()].reduce((sum, count) => sum + count, 0);
  const seconds = Math.round((performance.now() - begun) / 1000);
  say(
    `\n${sums.inputs + sums.guided} inputs for ${targets.length} parsers (${sums.guided} guided by coverage` +
      `${covered === undefined ? '' : `, ${covered} characters of code reached`}), ${sums.pumps} ways to grow, ` +
      `${trials} verdicts on changed answers, ${ipc.payloads} payloads for ${Object.keys(ipc.perCall).length} calls ` +
      `(${ipc.answered} answered, ${ipc.refused} refused, ${ipc.approved} approved plans), ${found.length} findings, ${seconds} s, seed ${seed}.`,
  );
  return found.length;
}

/** What is quick gets more inputs, so that the same time finds more: by the root of what one of them costs. */
function sharesOf(materials: ReadonlyMap<Target, Material>, inputs: number): ReadonlyMap<Target, number> {
  const weights = [...materials].map(([target, material]) => {
    const chance = chanceOf(1);
    const sample = Array.from({ length: 40 }, () => anyInput(chance, material));
    const begun = performance.now();
    findingIn(target, sample);
    return [target, 1 / Math.sqrt(Math.max(0.02, (performance.now() - begun) / sample.length))] as const;
  });
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  return new Map(weights.map(([target, weight]) => [target, Math.ceil((inputs * weight) / sum)]));
}

function verdictCase({ taskId, condition, release, key, input, problem }: FalseGreen): object {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  const { stdout, stderr, exitCode } = input;
  return {
    kind: 'verdict',
    taskId,
    condition,
    release,
    key,
    problem,
    stdout: base64(stdout),
    stderr: base64(stderr),
    exitCode,
  };
}
