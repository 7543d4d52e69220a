import { useEffect, useState } from 'react';
import type { CallArgument, CallName, CallReply } from '../shared/ipc-contract';
import { call } from './batten-api';

/**
 * Asks when the screen appears and whenever `key` changes; keeps the last answer meanwhile.
 *
 * An answer that comes after the question has changed is dropped.
 */
export function useAnswer<K extends CallName>(
  name: K,
  argument: CallArgument<K>,
  key: string,
): CallReply<K> | undefined {
  const [answer, setAnswer] = useState<CallReply<K>>();
  const question = `${JSON.stringify(argument)} ${key}`;
  useEffect(() => {
    let dropped = false;
    void call(name, argument).then((value) => {
      if (!dropped && value !== undefined) setAnswer(() => value);
    });
    return () => {
      dropped = true;
    };
    // The question stands for its argument: same text, same question.
  }, [name, question]);
  return answer;
}
