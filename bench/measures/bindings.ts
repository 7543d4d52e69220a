import { spawnSync } from 'node:child_process'; // oxlint-disable-line no-restricted-imports -- the command line is measured as a program
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeExposure } from '../../src/core/exposure/judge';
import { exposureProbe, furtherExposure } from '../../src/core/exposure/probe';
import { readExposure } from '../../src/core/exposure/read-exposure';
import { askInRounds } from '../../src/core/ask-in-rounds';
import type { Command, CommandResult } from '../../src/core/command';
import { LSOF_CONNECTIONS } from '../../src/core/parse/lsof';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { createCommandRunner } from '../../src/platform/command-runner';
import { openListeners } from '../../test/cli/real-listeners';
import { atMostTimes, type Comparison, compare, inTurn, milliseconds } from '../comparison';

const MEASURE = 'Who can reach what';
const FACTS = { home: '/nowhere' };

/** 200 real listeners of this computer, found and judged, against the calls of the tools alone. */
export async function measureBindings(rounds: number, root: string): Promise<readonly Comparison[]> {
  if (!['/usr/sbin/lsof', '/usr/bin/lsof'].some((path) => existsSync(path))) return [];
  const opened = await openListeners(5, 10);
  const runner = createCommandRunner();
  const cli = join(root, 'out/cli/main.cjs');
  try {
    const asked: (readonly Command[])[] = [];
    await findAndJudge((one) => runner.run(one), asked);
    const times = await inTurn(rounds, {
      whole: () => milliseconds(() => findAndJudge((one) => runner.run(one))),
      calls: () => milliseconds(() => inTheirRounds(asked, (one) => runner.run(one))),
      lsof: () => milliseconds(() => runner.run(LSOF_CONNECTIONS)),
      program: () =>
        milliseconds(() => Promise.resolve(spawnSync(process.execPath, [cli, 'bindings', '--json']).status)),
      node: () => milliseconds(() => Promise.resolve(spawnSync(process.execPath, ['-e', '0']).status)),
    });
    const line = { measure: MEASURE, unit: 'ms' } as const;
    return [
      compare({
        ...line,
        what: '200 real listeners, found and judged',
        against: 'the same calls of the tools, and nothing else',
        pairs: times.map((one) => [one.whole, one.calls]),
        target: atMostTimes(1.5),
      }),
      compare({
        ...line,
        what: '200 real listeners, found and judged',
        against: 'lsof alone',
        pairs: times.map((one) => [one.whole, one.lsof]),
      }),
      compare({
        ...line,
        what: '`batten bindings --json` as a program',
        against: 'the calls of the tools + an empty Node',
        pairs: times.map((one) => [one.program, one.calls + one.node]),
        target: atMostTimes(1.5),
      }),
      compare({
        ...line,
        what: '`batten bindings --json` as a program',
        against: 'the calls of the tools, and nothing else',
        pairs: times.map((one) => [one.program, one.calls]),
      }),
    ];
  } finally {
    opened.close();
  }
}

async function inTheirRounds(
  rounds: readonly (readonly Command[])[],
  ask: (one: Command) => Promise<CommandResult>,
): Promise<void> {
  for (const round of rounds) await Promise.all(round.map(ask));
}

/** As the command line does it; `asked` takes down the questions, round by round. */
async function findAndJudge(
  ask: (one: Command) => Promise<CommandResult>,
  asked: (readonly Command[])[] = [],
): Promise<unknown> {
  let round: Command[] = [];
  asked.push(round);
  const results = await askInRounds(
    exposureProbe(FACTS),
    (_key, one) => {
      round.push(one);
      return ask(one);
    },
    (known) => {
      round = [];
      asked.push(round);
      return furtherExposure(known, FACTS);
    },
  );
  return judgeExposure(readExposure(results, FACTS), DEFAULT_POLICY);
}
