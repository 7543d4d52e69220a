import { askInRounds } from '../ask-in-rounds';
import { type Command, commandKey, type CommandResult } from '../command';
import type { ChangePlan } from '../plan';
import type { Policy } from '../policy';
import type { Clock, CommandRunner } from '../runner';
import type { AnyTask } from '../task';
import type { Guards } from './guard';
import { furtherGuardQuestions, type Guarded, guardQuestions, judgeGuards } from './judge-guards';
import type { Operator } from './remote-session';

/** What reading guards needs of the computer. */
export interface GuardPorts {
  readonly runner: CommandRunner;
  readonly clock: Clock;
  readonly asRoot: boolean;
  /** The home folder of whoever runs Batten. */
  readonly home?: string;
  /** The account of whoever runs Batten; the last part of the home folder where it is not given. */
  readonly account?: string;
  /** Batten was started in an SSH session: SSH_CONNECTION is set in its environment. */
  readonly remoteSession?: boolean;
}

/** For one command, and for all of them together, milliseconds. */
const COMMAND_MS = 5_000;
const ALL_MS = 15_000;

/**
 * Reads what speaks against the steps of a plan, now.
 *
 * Never throws and never takes longer than its limits: what does not answer in time is a guard by itself.
 */
export async function readGuards(
  plan: ChangePlan,
  catalogue: readonly AnyTask[],
  policy: Policy,
  ports: GuardPorts,
): Promise<Guards> {
  const guarded: Guarded = { plan, catalogue, policy };
  const deadline = ports.clock.now() + ALL_MS;
  const asked = new Map<string, Promise<CommandResult>>();
  const ask = (_key: string, one: Command): Promise<CommandResult> => {
    const key = commandKey(one);
    const answer = asked.get(key) ?? answerOf(one, deadline, ports);
    asked.set(key, answer);
    return answer;
  };
  const answers = await askInRounds(guardQuestions(guarded), ask, (known) => furtherGuardQuestions(guarded, known));
  return judgeGuards(guarded, answers, operatorOf(ports));
}

async function answerOf(one: Command, deadline: number, { runner, clock }: GuardPorts): Promise<CommandResult> {
  const timeoutMs = Math.min(COMMAND_MS, deadline - clock.now());
  if (timeoutMs <= 0) return { kind: 'timed-out', afterMs: ALL_MS };
  try {
    return await runner.run(one, { timeoutMs });
  } catch (error) {
    return { kind: 'not-started', reason: error instanceof Error ? error.message : String(error) };
  }
}

function operatorOf({ asRoot, home, account, remoteSession }: GuardPorts): Operator {
  const own = account ?? home?.split('/').findLast((part) => part !== '');
  return {
    asRoot,
    ...(own === undefined ? {} : { account: own }),
    ...(remoteSession === undefined ? {} : { remoteSession }),
  };
}
