import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, type CommandResult } from '../../src/core/command';
import { judgeExposure, type JudgedExposure } from '../../src/core/exposure/judge';
import { readExposure } from '../../src/core/exposure/read-exposure';
import { parseLsof, LSOF_CONNECTIONS } from '../../src/core/parse/lsof';
import { NETSTAT_TCP, parseNetstatSockets } from '../../src/core/parse/netstat-sockets';
import { DEFAULT_POLICY } from '../../src/core/policy';
import { exposureView } from '../../src/main/exposure-view';
import { createCommandRunner } from '../../src/platform/command-runner';
import type { ExposureView } from '../../src/shared/exposure-views';
import { computingTime } from '../core/exposure/socket-lines';
import { temporaryFolder } from '../platform/temporary-folder';
import { answersWith, exited, type ManyListeners, manyListeners } from './many-listeners';

const SECONDS = { timeout: 120_000 };
const FACTS = { version: { kind: 'unreadable', reason: '' }, asRoot: false, home: '/Users/alex' } as const;
const MEGABYTE = 1024 * 1024;

function shown(results: Readonly<Record<string, CommandResult>>): {
  readonly judged: JudgedExposure;
  readonly view: ExposureView;
} {
  const judged = judgeExposure(readExposure(results, FACTS), DEFAULT_POLICY);
  return { judged, view: exposureView(judged, 0) };
}

/** What a program that prints this answers through the real command runner. */
async function printedBy(text: string): Promise<CommandResult> {
  const folder = temporaryFolder();
  const [answer, program] = [join(folder, 'answer'), join(folder, 'program')];
  writeFileSync(answer, text);
  writeFileSync(program, `#!/bin/sh\nexec cat '${answer}'\n`, { mode: 0o755 });
  return createCommandRunner({ programPath: () => program }).run(command('netstat'), { timeoutMs: 20_000 });
}

const nodesIn = ({ rows }: JudgedExposure) =>
  rows.flatMap(({ listeners }) => listeners).filter(({ name }) => name.startsWith('node-'));

describe('100,000 listeners', () => {
  it('each come to the screen, in time and memory in proportion to what was printed', SECONDS, async () => {
    const many = manyListeners(100_000);
    const results = await answersWith(many);
    const parsing = computingTime(() => {
      parseNetstatSockets(NETSTAT_TCP, results['netstatTcp']);
      parseLsof(LSOF_CONNECTIONS, results['lsof']);
    });
    const before = process.memoryUsage().heapUsed;
    let seen: ReturnType<typeof shown> | undefined;
    const whole = computingTime(() => (seen = shown(results)));
    const grown = process.memoryUsage().heapUsed - before;
    if (seen === undefined) throw new Error('nothing was shown');
    const json = JSON.stringify(seen.view).length;
    console.log(`100,000 listeners take ${(whole / parsing).toFixed(1)} times as long as parsing alone, and ${Math.round(grown / MEGABYTE)} MB for ${Math.round(json / MEGABYTE)} MB of view.`); // prettier-ignore
    const nodes = nodesIn(seen.judged);
    expect(nodes).toHaveLength(many.count);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(many.count);
    expect(seen.view.rows.flatMap(({ boundTo }) => boundTo).length).toBeGreaterThanOrEqual(many.count);
    expect(seen.view.unread).toEqual([]);
    expect(seen.view.headline).toMatch(/^\d+ services can be reached/);
    expect(whole / parsing).toBeLessThan(20);
    expect(grown).toBeLessThan(40 * json);
  });

  it('on one port, as many as a command may print of them, are no harder', SECONDS, async () => {
    const results = await answersWith(manyListeners(6_000, true));
    const parsing = computingTime(() => parseNetstatSockets(NETSTAT_TCP, results['netstatTcp']));
    let seen: ReturnType<typeof shown> | undefined;
    const whole = computingTime(() => (seen = shown(results)));
    expect(seen === undefined ? [] : nodesIn(seen.judged)).toHaveLength(6_000);
    expect(whole / parsing).toBeLessThan(60);
  });

  it('with rows among them that nobody understands: those are shown as such', SECONDS, async () => {
    const odd = Array.from({ length: 1_000 }, (_, at) => `tcp99 an odd row ${at}`);
    const many = manyListeners(5_000);
    const results = await answersWith({ ...many, netstatTcp: `${many.netstatTcp}${odd.join('\n')}\n` });
    const { judged, view } = shown(results);
    expect(nodesIn(judged)).toHaveLength(many.count);
    expect(view.unread).toEqual(odd);
  });

  it('are more than a command may print: nothing is shown as if it were all', SECONDS, async () => {
    const many = manyListeners(100_000);
    const [netstat, lsof] = await Promise.all([printedBy(many.netstatTcp), printedBy(many.lsof)]);
    const flooded = { kind: 'flooded', limitBytes: MEGABYTE };
    expect([netstat, lsof]).toEqual([flooded, flooded]);
    const results = await answersWith(manyListeners(50));
    const reason = 'printed more than 1024 KB and was stopped';
    for (const [without, hides] of [
      [{ netstatTcp: netstat }, true],
      [{ lsof }, false],
      [{ netstatTcp: netstat, lsof }, true],
    ] as const) {
      const { judged, view } = shown({ ...results, ...without });
      const told = judged.gaps.filter((gap) => gap.reason.includes(reason));
      expect(told.length).toBe(Object.keys(without).length);
      expect(told.some(({ hidesListeners }) => hidesListeners)).toBe(hides);
      expect(view.gaps.filter((gap) => gap.reason.includes(reason))).toHaveLength(told.length);
      expect(view.headline).not.toBe('Nothing can be reached from outside this Mac that should not be');
    }
  });

  it('that others do not reach do not hide that the rest could not be read', SECONDS, async () => {
    const onLoopback: ManyListeners = { ...manyListeners(1), netstatTcp: '', lsof: 'p5000\ncnode-5000\nu501\nf3\ntIPv4\nPTCP\nn127.0.0.1:9999\nTST=LISTEN\n' }; // prettier-ignore
    const results = {
      ...(await answersWith(onLoopback)),
      netstatTcp: await printedBy(manyListeners(10_000).netstatTcp),
    };
    const { view } = shown({ ...results, netstatUdp: exited(UDP_OF_NOBODY) });
    expect(view.rows.filter(({ level }) => level === 'exposed')).toEqual([]);
    expect(view.headline).toBe('Not everything that listens could be read');
  });
});

const UDP_OF_NOBODY = 'Active Internet connections (including servers)\nProto Recv-Q Send-Q  Local Address          Foreign Address        (state)\n'; // prettier-ignore
