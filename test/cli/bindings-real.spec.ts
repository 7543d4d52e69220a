import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliMac } from '../../src/cli/cli-mac';
import { runCli } from '../../src/cli/run';
import type { BindingsReport } from '../../src/core/exposure/report';
import { STRICT_POLICY } from '../../src/core/policy';
import { createCommandRunner } from '../../src/platform/command-runner';
import { systemEntropy } from '../../src/platform/entropy';
import { createLineStream } from '../../src/platform/line-stream';
import { systemClock } from '../../src/platform/system-clock';
import { TASKS } from '../../src/tasks';
import { partOf } from '../../src/tasks/parts/part-of';
import { HOSTS, openListeners, type RealListeners } from './real-listeners';

const hasLsof = ['/usr/sbin/lsof', '/usr/bin/lsof'].some((path) => existsSync(path));
if (!hasLsof) console.log('Real listeners are not looked at here: this computer has no lsof.');

/** The command line on this very computer, with nothing simulated. */
const HERE: CliMac = {
  catalogue: TASKS,
  runner: createCommandRunner(),
  clock: systemClock,
  entropy: systemEntropy,
  asRoot: process.geteuid?.() === 0,
  partOf,
  readPolicy: () => Promise.resolve({ policy: STRICT_POLICY, source: 'built-in' }),
  lines: createLineStream(),
  readJournal: () => Promise.resolve({ kind: 'sound', entries: [] }),
};

describe.skipIf(!hasLsof && process.env['CI'] === undefined)('batten bindings on this computer', () => {
  let opened: RealListeners;
  beforeAll(async () => {
    opened = await openListeners(5, HOSTS.length === 4 ? 10 : 20);
  }, 60_000);
  afterAll(() => opened.close());

  it('finds 200 real listeners of every kind, misses none, invents none, and says who can reach each', async () => {
    expect(opened.listeners).toHaveLength(200);
    const { stdout, exitCode } = await runCli(['bindings', '--json'], {
      ...HERE,
      whole: () => Promise.resolve(HERE),
      version: '0',
    });
    const { listeners, gaps } = JSON.parse(stdout) as BindingsReport;
    const ports = new Set(opened.listeners.map(({ port }) => port));
    const found = listeners
      .filter(({ port, protocol }) => protocol === 'tcp' && ports.has(port))
      .flatMap(({ sockets, scope }) =>
        sockets.flatMap(({ local, programs }) =>
          programs.map(({ pid }) => `${local.address} ${local.port} ${pid} ${scope === 'this-mac' ? 'here' : 'wider'}`),
        ),
      );
    const expected = opened.listeners.map(({ host, port, pid }) =>
      host === '0.0.0.0' || host === '::' ? `* ${port} ${pid} wider` : `${host} ${port} ${pid} here`,
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
    // Half of them can be reached, and this policy expects nothing.
    expect(exitCode).toBe(1);
    if (process.platform !== 'darwin') {
      expect(gaps.some(({ what, hidesListeners }) => hidesListeners && what.includes('other users'))).toBe(true);
    }
  }, 30_000);
});
