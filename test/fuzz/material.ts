import type { Command, CommandResult } from '../../src/core/command';
import { fixture, fixtureIndex, haveFixtures } from '../sim/fixtures';
import { machine, type Condition, type Release } from '../sim/machines';
import type { MacState } from '../sim/mac-state';
import { runProgram } from '../sim/run-program';
import { answer, type FuzzInput, type Material, tokensOf } from './input';

/** Captured outputs beside the project, by file, with the command that printed them; none where they are missing. */
interface Capture {
  readonly file: string;
  readonly command: string;
  readonly text: string;
}

let captures: readonly Capture[] | undefined;

/** All captures; read once. Says so where there are none. */
function allCaptures(): readonly Capture[] {
  captures ??= haveFixtures()
    ? ['firewall', 'services', 'bindings'].flatMap((folder) =>
        fixtureIndex(folder).map(({ file, command }) => ({
          file: `${folder}/${file}`,
          command,
          text: fixture(`${folder}/${file}`),
        })),
      )
    : [];
  return captures;
}

/** What a simulated Mac answers to its user. */
export function askMac(state: MacState, { program, args }: Command): CommandResult {
  const call = { program, args, caller: { root: false, user: state.user }, now: state.time } as const;
  const { ending } = runProgram(state, call);
  switch (ending.kind) {
    case 'exits': {
      const { exitCode, stdout, stderr } = ending;
      return { kind: 'exited', exitCode, stdout, stderr };
    }
    case 'goes-on':
      return { kind: 'exited', exitCode: 0, stdout: ending.stdout, stderr: '' };
    case 'is-missing':
      return { kind: 'not-started', reason: 'there is no such program on this computer' };
    case 'hangs':
    case 'floods':
    case 'is-ended':
      return { kind: 'timed-out', afterMs: 5_000 };
  }
}

const PLAYED: readonly (readonly [Condition, Release])[] = [
  ['fresh', '14.6'],
  ['fresh', '26.5'],
  ['hardened', '13.6'],
  ['hardened', '26.5'],
  ['serving', '15.1'],
  ['serving', '26.5'],
];

/** Where a target's genuine inputs come from. */
export interface Sources {
  /** Captures whose file name or command matches. */
  readonly captures?: RegExp;
  /** Commands that simulated Macs are asked. */
  readonly commands?: readonly Command[];
  /** Texts that nobody has captured: examples of manual pages and of doc comments. */
  readonly texts?: readonly string[];
  readonly inputs?: readonly FuzzInput[];
}

/** Gathers the genuine inputs of one parser. */
export function materialFrom({ captures: wanted, commands = [], texts = [], inputs = [] }: Sources): Material {
  const captured =
    wanted === undefined ? [] : allCaptures().filter(({ file, command }) => wanted.test(file) || wanted.test(command));
  const played = PLAYED.flatMap(([condition, release]) => {
    const state = machine(condition, release);
    return commands.flatMap((one) => {
      const result = askMac(state, one);
      return result.kind === 'exited' ? [answer(result.stdout, result.stderr, result.exitCode)] : [];
    });
  });
  const all = [...captured.map(({ text }) => answer(text)), ...played, ...texts.map((text) => answer(text)), ...inputs];
  const distinct = new Map(all.map((input) => [JSON.stringify(input), input]));
  const seeds = [...distinct.values()];
  return { seeds, tokens: tokensOf(seeds.map(({ stdout, stderr }) => `${stdout}\n${stderr}`)) };
}
