import { describe, expect, it, vi } from 'vitest';
import { outputOf, startProcess } from '../platform/bundled';
import { temporaryFolder } from '../platform/temporary-folder';
import { badProgram, expectGone, followBad, runBad } from './bad-programs';

// Real processes on a busy computer take their time; nothing here is about speed.
vi.setConfig({ testTimeout: 60_000 });

const MEGABYTE = 1024 * 1024;
const FLOODED = { kind: 'flooded', limitBytes: MEGABYTE };
const TIMED_OUT = { kind: 'timed-out', afterMs: 1_000 };

const IGNORE_SIGNALS = `trap '' TERM INT HUP`;
const HANG = 'while :; do sleep 0.2; done';
/** As many children as a careless script starts, each with the pipe and deaf to signals. */
const STORM = `${IGNORE_SIGNALS}\nfor n in $(seq 50); do (exec sleep 600) & note $!; done`;
/** A child in a session of its own, by the setsid of Linux, where no signal to the group reaches it; waited for until it is. */
const apart = (source: string): string =>
  `setsid bash -c ': >"$0.apart"; ${source}' "$0" & note $!\nuntil [ -e "$0.apart" ]; do sleep 0.01; done`;

describe('a command that the runner must get rid of', () => {
  it('prints gigabytes: two dozen at once, as many as a scan runs, need little memory', async () => {
    const programs = Array.from({ length: 24 }, () => badProgram('exec yes'));
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    const results = await Promise.all(programs.map((one) => runBad(one, 40_000)));
    clearInterval(watch);
    expect(results).toEqual(programs.map(() => FLOODED));
    expect(most - before).toBeLessThan(24 * 6 * MEGABYTE);
    for (const program of programs) await expectGone(program);
  });

  it.each([
    ['hangs, deaf to signals', `${IGNORE_SIGNALS}\n${HANG}`, 1],
    ['has stopped itself', 'kill -STOP $$', 1],
    ['closes its outputs and goes on', `exec >&- 2>&-\n${HANG}`, 1],
    ['has printed half a line and hangs', `printf 'State = 1'\n${HANG}`, 1],
    ['has started fifty children that hold the pipe', `${STORM}\n${HANG}`, 51],
    [
      'starts ever more children, which start children',
      `f() { [ "$1" = 0 ] || { f $(($1 - 1)) & note $!; f $(($1 - 1)) & note $!; }; sleep 600; }\n${IGNORE_SIGNALS}\nf 4`,
      20,
    ],
  ])('%s: it is gone with all it has started, and gives no answer', async (_what, source, atLeast) => {
    const program = badProgram(source);
    expect(await runBad(program, 1_000)).toEqual(TIMED_OUT);
    await expectGone(program, atLeast);
  });

  it('closes its outputs and ends: what it printed before is its answer', async () => {
    const program = badProgram(`printf 'whole'\nexec >&- 2>&-\nsleep 0.4\nexit 4`);
    expect(await runBad(program, 20_000)).toEqual({ kind: 'exited', exitCode: 4, stdout: 'whole', stderr: '' });
    await expectGone(program);
  });

  it('ends while fifty children hold the pipe: it is not waited for them, and they are gone', async () => {
    const program = badProgram(`${STORM}\necho done`);
    expect(await runBad(program, 40_000)).toMatchObject({ kind: 'exited', exitCode: 0, stdout: 'done\n' });
    await expectGone(program, 51);
  });

  it.skipIf(process.platform !== 'linux').each([
    ['floods', 'exec yes', FLOODED],
    ['goes on printing', 'while echo more; do sleep 0.05; done 2>/dev/null', { kind: 'timed-out', afterMs: 3_000 }],
  ])('ends, and a child out of reach %s: the output is not taken for whole', async (_what, source, result) => {
    const program = badProgram(`${apart(source)}\necho part\nexit 0`);
    expect(await runBad(program, 3_000)).toEqual(result);
    // Nobody reads any more, and that ends it.
    await expectGone(program, 2);
  });
});

describe.skipIf(process.platform !== 'linux')('a number of a process', () => {
  it('that has ended may be another one’s: nobody is killed by it any more', async () => {
    const kill = vi.spyOn(process, 'kill');
    const signals = (pid: number) => kill.mock.calls.filter(([to]) => to === -pid).map(([, signal]) => signal);
    const printing = apart('while echo more; do sleep 0.05; done 2>/dev/null');
    const run = badProgram(`${printing}\nexit 0`);
    expect(await runBad(run, 3_000)).toEqual({ kind: 'timed-out', afterMs: 3_000 });
    expect(signals(run.pids()[0] ?? 0)).toEqual(['SIGKILL']);
    const followed = badProgram(`${printing}\nexit 0`);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1_500);
    expect(await followBad(followed, { signal: controller.signal })).toEqual({ kind: 'cancelled' });
    expect(signals(followed.pids()[0] ?? 0)).toEqual(['SIGKILL']);
    await expectGone(run, 2);
    await expectGone(followed, 2);
  });
});

describe('a program that is followed', () => {
  it('prints gigabytes: they pass in little memory', async () => {
    const program = badProgram('exec yes');
    const controller = new AbortController();
    const before = process.memoryUsage().rss;
    let [characters, most] = [0, 0];
    const end = await followBad(program, {
      signal: controller.signal,
      onText: (text) => {
        characters += text.length;
        most = Math.max(most, process.memoryUsage.rss());
        if (characters > 1e9) controller.abort();
      },
    });
    expect(end).toEqual({ kind: 'cancelled' });
    expect(characters).toBeGreaterThan(1e9);
    expect(most - before).toBeLessThan(100 * MEGABYTE);
    await expectGone(program);
  });

  it.each([
    ['hangs, deaf to signals', `${IGNORE_SIGNALS}\n${HANG}`, 1],
    ['has stopped itself', 'kill -STOP $$', 1],
    ['closes its outputs and goes on', `exec >&- 2>&-\n${HANG}`, 1],
    ['has started fifty children that hold the pipe', `${STORM}\n${HANG}`, 51],
  ])('%s: it is gone with all it has started', async (_what, source, atLeast) => {
    const program = badProgram(source);
    expect(await followBad(program, { timeoutMs: 1_000 })).toEqual({ ...TIMED_OUT, stderr: '' });
    await expectGone(program, atLeast);
  });

  it('prints half a line and hangs: the half is handed on while it runs', async () => {
    const program = badProgram(`printf 'half a line'\n${HANG}`);
    const controller = new AbortController();
    let text = '';
    const onText = (piece: string): void => {
      text += piece;
      if (text === 'half a line') controller.abort();
    };
    expect(await followBad(program, { onText, signal: controller.signal })).toEqual({ kind: 'cancelled' });
    await expectGone(program);
  });
});

describe('when there are no descriptors left', () => {
  it('says so for each command, and runs them again once there are', async () => {
    const source = `
      import { closeSync, openSync, readdirSync } from 'node:fs';
      import { createCommandRunner } from './src/platform/command-runner';
      import { createLineStream } from './src/platform/line-stream';
      const place = { programPath: () => '/bin/echo' };
      const runner = createCommandRunner(place);
      const all = () => Promise.all(Array.from({ length: 30 }, (_, at) => runner.run({ program: 'sw_vers', args: [String(at)] })));
      const follow = () => new Promise((onEnd) => createLineStream(place).follow({ program: 'log', args: [] }, { onText: () => undefined, onEnd }));
      const words = (results) => [...new Set(results.map((one) => one.kind === 'not-started' ? one.reason : one.kind))].sort();
      (async () => {
        await all();
        const before = readdirSync('/dev/fd').length;
        const held = [];
        try { for (;;) held.push(openSync('/dev/null')); } catch {}
        const none = [...await all(), await follow()];
        for (const one of held.splice(0, 20)) closeSync(one);
        const few = await all();
        for (const one of held) closeSync(one);
        const again = [...await all(), await follow()];
        await new Promise((resolve) => setTimeout(resolve, 300));
        console.log(JSON.stringify({ none: words(none), few: words(few), again: words(again), left: readdirSync('/dev/fd').length - before }));
      })();`;
    const said: unknown = JSON.parse(await outputOf(startProcess(temporaryFolder(), source)));
    expect(said).toEqual({
      none: ['too many files are open'],
      few: ['exited', 'too many files are open'],
      again: ['exited'],
      left: 0,
    });
  });
});
