import type { Command } from './command';

/** Questions by their keys. */
export type Questions = Readonly<Record<string, Command>>;

/** How often the answers may lead to new questions: a context, its containers, the file that one of them names. */
const ROUNDS = 4;

/**
 * Asks questions, and then those that follow from the answers so far, until no new one comes or four rounds are over.
 *
 * The questions of a round are asked all at once. The answers come by their keys, in the order of the questions.
 */
export async function askInRounds<Answer>(
  first: Questions,
  ask: (key: string, one: Command) => Promise<Answer>,
  further: (answers: Readonly<Record<string, Answer>>) => Questions,
): Promise<Readonly<Record<string, Answer>>> {
  const answers: Record<string, Answer> = {};
  let next = Object.entries(first);
  for (let round = 0; round < ROUNDS && next.length > 0; round += 1) {
    const asked = next.map(async ([key, one]) => [key, await ask(key, one)] as const);
    for (const [key, answer] of await Promise.all(asked)) answers[key] = answer;
    next = Object.entries(further(answers)).filter(([key]) => !Object.hasOwn(answers, key));
  }
  return answers;
}
