import { ATTACKS } from './attacks';
import type { Try } from './duel';
import { seeded } from './random';

/** Every attack several times, each time at another instant; the same for the same seed. */
export function manyTries(rounds: number, seed: number, common: Pick<Try, 'watch' | 'approve'>): readonly Try[] {
  const random = seeded(seed);
  return Array.from({ length: rounds }, () => ATTACKS)
    .flat()
    .map(({ name }) => ({ ...common, attack: name, seed: Math.floor(random() * 2 ** 32) }));
}
