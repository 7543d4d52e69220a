import { describe, expect, it } from 'vitest';
import { fc } from '../core/fixed-chance';
import { growsTooFast, growthOf, pumpOf } from './growth';
import { answer, anyInput, chanceOf, type FuzzInput, type Material, mutated, seedOf } from './input';
import { materialFrom } from './material';
import { endsInTime, type Finding, findingIn, problemOf } from './run-target';
import { TARGETS } from './targets';

/** The short run; the long one is `npm run fuzz`. */
const RUNS = 25;
const MUTATED = 75;
const PUMPS = 1;
const SEED = 20_261_122;

/** Arbitrary bytes, and words of the trade in any order, which fast-check can make smaller when something is found. */
function inputs({ seeds, tokens }: Material): fc.Arbitrary<FuzzInput> {
  const text = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...tokens, ' ', '\n'), { maxLength: 60 }).map((words) => words.join('')),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  );
  const spliced = fc
    .tuple(fc.constantFrom(...seeds, answer('')), fc.nat(), text, fc.nat({ max: 30 }))
    .map(([seed, at, piece, gone]) => {
      const place = at % (seed.stdout.length + 1);
      return { ...seed, stdout: seed.stdout.slice(0, place) + piece + seed.stdout.slice(place + gone) };
    });
  const said = fc.record({ stdout: text, stderr: text, exitCode: fc.constantFrom(0, 0, 0, 1, 113, 255) });
  return fc.oneof(said, spliced);
}

function words(finding: Finding | undefined, seed: number): string {
  return finding === undefined
    ? ''
    : `${finding.problem}, seed ${seed}: ${JSON.stringify(finding.input).slice(0, 1_000)}`;
}

describe.each(TARGETS.map((target) => [target.name, target] as const))('%s', (name, target) => {
  const material = materialFrom(target.sources);

  it('reads every genuine input in time and without a throw', () => {
    expect(material.seeds.length).toBeGreaterThan(0);
    for (const seed of material.seeds)
      expect(problemOf(target, seed), JSON.stringify(seed).slice(0, 300)).toBeUndefined();
  });

  it('neither throws nor hangs, whatever it is given', () => {
    fc.assert(
      fc.property(inputs(material), (input) => {
        expect(problemOf(target, input)).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  it('neither throws nor hangs on genuine inputs that were changed', () => {
    const seed = seedOf(name, SEED);
    const chance = chanceOf(seed);
    const many = Array.from({ length: MUTATED }, (_, index) => {
      const genuine = material.seeds[index % material.seeds.length];
      return genuine === undefined || index % 5 === 0 ? anyInput(chance, material) : mutated(genuine, chance, material);
    });
    expect(words(findingIn(target, many), seed)).toBe('');
  });

  it('takes no more than twice as long for twice as much, or about that', { timeout: 60_000 }, () => {
    const seed = seedOf(name, SEED + 1);
    const chance = chanceOf(seed);
    for (let count = 0; count < PUMPS; count += 1)
      expect(words(growthOf(target, pumpOf(chance, material)), seed)).toBe('');
  });
});

describe('the fuzzer itself', () => {
  const planted = (run: (input: FuzzInput) => unknown) => ({ name: 'planted', covers: [], sources: {}, run });

  it('sees a throw, a pattern that never ends, and time by the square', () => {
    const throwing = planted(({ stdout }) => {
      if (stdout.includes('{')) throw new TypeError('no brace');
    });
    expect(findingIn(throwing, [answer('a'), answer('b{')])).toMatchObject({ problem: 'throws TypeError: no brace' });
    expect(endsInTime(() => /^(?:a|a)*$/.test(`${'a'.repeat(60)}b`), 200)).toBe(false);
    expect(endsInTime(() => /^a*$/.test('a'.repeat(60)), 200)).toBe(true);
    expect(growsTooFast([20, 80, 320])).toBe(true);
    expect(growsTooFast([20, 160, 1_300])).toBe(true);
    expect(growsTooFast([100, 9_000])).toBe(true);
    expect(growsTooFast([20, 44, 95, 210])).toBe(false);
    expect(growsTooFast([20, 90, 180, 370])).toBe(false);
  });
});
