import { useEffect, useState } from 'react';
import type { CallArgument, CallName, CallReply } from '../shared/ipc-contract';
import { call } from './batten-api';

export interface Answered<K extends CallName> {
  /** The last answer; kept while the next one is on its way. */
  readonly value?: CallReply<K>;
  /** The latest question got no answer; the banner says why. */
  readonly failed: boolean;
}

/**
 * Asks when the screen appears and whenever the argument or `key` changes; not at all while `key` is undefined.
 *
 * An answer that comes after the question has changed is dropped.
 */
export function useAnswer<K extends CallName>(
  name: K,
  argument: CallArgument<K>,
  key: string | undefined,
): Answered<K> {
  const [answered, setAnswered] = useState<Answered<K>>({ failed: false });
  // As text, so that an argument written out anew at each render is still the same question.
  const question = JSON.stringify({ argument });
  useEffect(() => {
    if (key === undefined) return undefined;
    let dropped = false;
    const asked = JSON.parse(question) as { readonly argument: CallArgument<K> };
    void call(name, asked.argument).then((value) => {
      if (dropped) return;
      setAnswered((before) => (value === undefined ? { ...before, failed: true } : { value, failed: false }));
    });
    return () => {
      dropped = true;
    };
  }, [name, question, key]);
  return answered;
}
