import type { Answer, CallArgument, CallName, CallReply, MainHandlers } from '../shared/ipc-contract';
import { CALLS } from '../shared/ipc-contract';
import { Refusal } from './refusal';
import { ARGUMENTS } from './ipc-arguments';

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(CALLS, name);
}

/**
 * Answers one call of the contract: checks the argument, runs the handler, and turns every failure into a value.
 *
 * What is refused on purpose is told as it is; anything unexpected is logged and told in general words.
 */
export async function answerCall<K extends CallName>(
  handlers: MainHandlers,
  name: K,
  argument: unknown,
  logError: (error: unknown) => void,
): Promise<Answer<CallReply<K>>> {
  const parsed = parsedArgument(name, argument);
  if (parsed === undefined) return { ok: false, error: 'The call was not understood; nothing was changed.' };
  try {
    const handler = handlers[name] as (argument: CallArgument<K>) => Promise<CallReply<K>> | CallReply<K>;
    return { ok: true, value: await handler(parsed.value) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.message };
    logError(error);
    return { ok: false, error: 'That did not work. Check again to see what stands; the log of Batten says more.' };
  }
}

/** The argument where the call takes it; looking at one whose members throw, or that has no end, is no reason to throw. */
function parsedArgument<K extends CallName>(
  name: K,
  argument: unknown,
): { readonly value: CallArgument<K> } | undefined {
  try {
    const parsed = ARGUMENTS[name].safeParse(argument);
    return parsed.success ? { value: parsed.data as CallArgument<K> } : undefined;
  } catch {
    return undefined;
  }
}
