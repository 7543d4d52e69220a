import { describe, expect, it } from 'vitest';
import { ASK_MS, firstCommands, startEarly } from '../../src/cli/early';
import { type Command, command, commandKey, type CommandResult } from '../../src/core/command';
import { exposureProbe } from '../../src/core/exposure/probe';
import { SOCKET_QUESTIONS } from '../../src/core/exposure/read-sockets';
import type { CommandRunner } from '../../src/core/ports';

const HOME = '/Users/alex';
const LS = command('ls', '-d', '/tmp');

function keys(commands: readonly Command[]): readonly string[] {
  return commands.map(commandKey).sort();
}

/** Answers each call with its number. */
function counting(): { readonly runner: CommandRunner; readonly calls: Command[] } {
  const calls: Command[] = [];
  const run = (one: Command): Promise<CommandResult> => {
    calls.push(one);
    return Promise.resolve({ kind: 'exited', exitCode: 0, stdout: String(calls.length), stderr: '' });
  };
  return { runner: { run }, calls };
}

describe('what a call begins with', () => {
  it.each([['bindings'], ['bindings --json'], ['--json bindings'], ['tunnels'], ['tunnels --ask-cloudflare']])(
    'is for %s every first question about exposure',
    (line) => {
      for (const home of [HOME, undefined]) {
        const asked = Object.values(exposureProbe(home === undefined ? {} : { home }));
        expect(keys(firstCommands(line.split(' '), home))).toEqual(keys(asked));
      }
    },
  );

  it('is for connections every question about sockets', () => {
    expect(keys(firstCommands(['connections'], HOME))).toEqual(keys(Object.values(SOCKET_QUESTIONS)));
  });

  it.each([
    '',
    'status',
    'bindings extra',
    'bindings --script',
    'bindings --help',
    'tunnels --frobnicate',
    'logs',
    '--version',
  ])('is nothing for anything else: batten %s', (line) => {
    expect(firstCommands(line.split(' '), HOME)).toEqual([]);
  });
});

describe('a command that was started early', () => {
  it('is answered once from what was started, and anew after that', async () => {
    const { runner, calls } = counting();
    const early = startEarly(runner, [LS]);
    expect(calls).toEqual([LS]);
    expect(await early.run(command('ls', '-d', '/tmp'), { timeoutMs: ASK_MS })).toMatchObject({ stdout: '1' });
    expect(await early.run(LS, { timeoutMs: ASK_MS })).toMatchObject({ stdout: '2' });
    expect(calls).toHaveLength(2);
  });

  it('does not answer for another command, another time limit, or a caller that may give up', async () => {
    const { runner, calls } = counting();
    const early = startEarly(runner, [LS]);
    await early.run(command('ls', '-d', '/'), { timeoutMs: ASK_MS });
    await early.run(LS);
    await early.run(LS, { timeoutMs: ASK_MS, signal: new AbortController().signal });
    expect(calls).toHaveLength(4);
    expect(await early.run(LS, { timeoutMs: ASK_MS })).toMatchObject({ stdout: '1' });
  });
});
