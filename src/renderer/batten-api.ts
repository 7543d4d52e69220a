import type { Answer, CallArgument, CallName, CallReply, RendererApi } from '../shared/ipc-contract';
import { reportProblem } from './snapshot-store';

declare global {
  interface Window {
    /** Put there by the preload script: the only thing the screens talk to. */
    readonly batten: RendererApi;
  }
}

type Calls = {
  readonly [K in CallName]: (argument: CallArgument<K>) => Promise<Answer<CallReply<K>>>;
};

/** Makes a call whose failure the caller shows itself. Never rejects. */
export async function tryCall<K extends CallName>(name: K, argument: CallArgument<K>): Promise<Answer<CallReply<K>>> {
  const calls: Calls = window.batten;
  try {
    return await calls[name](argument);
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Makes a call; a failure becomes the banner at the top of the screen, and `undefined` here. */
export async function call<K extends CallName>(name: K, argument: CallArgument<K>): Promise<CallReply<K> | undefined> {
  const answer = await tryCall(name, argument);
  if (answer.ok) return answer.value;
  reportProblem({ call: name, error: answer.error });
  return undefined;
}

/** The same for a click: nothing waits for it. */
export function send<K extends CallName>(name: K, argument: CallArgument<K>): void {
  void call(name, argument);
}
