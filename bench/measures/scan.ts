import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process'; // oxlint-disable-line no-restricted-imports -- what the command runner is compared with
import { type Command, commandKey } from '../../src/core/command';
import { SW_VERS } from '../../src/core/mac';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { scan } from '../../src/core/scan';
import { createCommandRunner } from '../../src/platform/command-runner';
import { TASKS } from '../../src/tasks';
import { machine } from '../../test/sim/machines';
import { SimulatedMac } from '../../test/sim/simulated-mac';
import {
  atLeastTimesFaster,
  atMostTimes,
  type Comparison,
  compare,
  inTurn,
  milliseconds,
  type Target,
} from '../comparison';

const MEASURE = 'Whole scan';
const HOME = '/Users/alex';

const SCAN_TARGET: Target = {
  words: 'at most 1.25 × + 50 ms',
  isMet: ({ ours, against }) => ours <= 1.25 * against + 50,
};

/** The whole catalogue on a simulated Mac whose programs take their time to answer; how long is mostly assumed. */
export async function measureScan(rounds: number): Promise<readonly Comparison[]> {
  const mac = new SimulatedMac(machine('fresh', '26.5'), { latency: 'real' });
  const ports = { runner: mac, clock: mac.clock, asRoot: false, home: HOME };
  const commands = await commandsOfAScan();
  let alone: readonly number[] = [];
  const times = await inTurn(rounds, {
    scan: () => milliseconds(() => scan(TASKS, DEFAULT_POLICY, ports)),
    oneByOne: async () => {
      alone = await eachAlone(mac, commands);
      return alone.reduce((sum, one) => sum + one, 0);
    },
    slowest: async () => {
      if (alone.length === 0) alone = await eachAlone(mac, commands);
      const slowest = commands[alone.indexOf(Math.max(...alone))];
      return slowest === undefined ? 0 : milliseconds(() => mac.run(slowest));
    },
  });
  return [
    compare({
      measure: MEASURE,
      what: `${TASKS.length} tasks, ${commands.length} commands`,
      against: 'its slowest command alone',
      unit: 'ms',
      pairs: times.map((one) => [one.scan, one.slowest]),
      target: SCAN_TARGET,
    }),
    compare({
      measure: MEASURE,
      what: `${TASKS.length} tasks, ${commands.length} commands`,
      against: 'the same commands one by one',
      unit: 'ms',
      pairs: times.map((one) => [one.scan, one.oneByOne]),
      // How far this can go follows from the simulated delays, nearly all of them assumed: it says little about a Mac.
      target: atLeastTimesFaster(4),
    }),
    ...(await measureRunner(rounds, commands)),
  ];
}

/** The distinct commands of one scan. */
async function commandsOfAScan(): Promise<readonly Command[]> {
  const mac = new SimulatedMac(machine('fresh', '26.5'));
  const found = await scan(TASKS, DEFAULT_POLICY, { runner: mac, clock: mac.clock, asRoot: false, home: HOME });
  const all = [SW_VERS, ...found.tasks.flatMap(({ evidence }) => evidence.map((one) => one.command))];
  return [...new Map(all.map((one) => [commandKey(one), one])).values()];
}

/** How long the slowest command of a scan takes by itself. */
export async function slowestCommandMs(): Promise<number> {
  const mac = new SimulatedMac(machine('fresh', '26.5'), { latency: 'real' });
  return Math.max(...(await eachAlone(mac, await commandsOfAScan())));
}

async function eachAlone(mac: SimulatedMac, commands: readonly Command[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const one of commands) times.push(await milliseconds(() => mac.run(one)));
  return times;
}

/** What the simulated programs leave out: starting as many processes, here all of them /bin/true. */
async function measureRunner(rounds: number, commands: readonly Command[]): Promise<readonly Comparison[]> {
  const program = ['/bin/true', '/usr/bin/true'].find((path) => existsSync(path));
  if (program === undefined) return [];
  const runner = createCommandRunner({ programPath: () => program });
  const times = await inTurn(rounds, {
    ours: () => milliseconds(() => Promise.all(commands.map((one) => runner.run(one)))),
    bare: () => milliseconds(() => Promise.all(commands.map(({ args }) => bareSpawn(program, args)))),
  });
  return [
    compare({
      measure: MEASURE,
      what: `${commands.length} real processes through the command runner`,
      against: 'the same with bare spawn',
      unit: 'ms',
      pairs: times.map(({ ours, bare }) => [ours, bare]),
      target: atMostTimes(2),
    }),
  ];
}

function bareSpawn(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.resume();
    child.stderr.resume();
    child.on('close', () => resolve());
  });
}
