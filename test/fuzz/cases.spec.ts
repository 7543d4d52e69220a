import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allScenes, problemWith } from './judging';
import { inputOf, problemOf } from './run-target';
import { TARGETS } from './targets';

/** Everything that was ever found, and must not come again. See `scripts/fuzz.mjs`. */
const FOLDER = join(import.meta.dirname, 'cases');

type AnyCase = Parameters<typeof inputOf>[0] & {
  readonly problem: string;
} & (
    | { readonly kind: 'parser'; readonly target: string }
    | {
        readonly kind: 'verdict';
        readonly taskId: string;
        readonly condition: string;
        readonly release: string;
        readonly key: string;
      }
    | { readonly kind: 'call' }
  );

const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as AnyCase] as const);

describe('what the fuzzer once found', () => {
  it.each(cases)('%s does not come again', (_file, one) => {
    if (one.kind === 'parser') {
      const target = TARGETS.find(({ name }) => name === one.target);
      if (target === undefined) throw new Error(`There is no parser ${one.target} any more: delete its cases.`);
      expect(problemOf(target, inputOf(one)), one.problem).toBeUndefined();
    } else if (one.kind === 'verdict') {
      const { taskId, condition, release, key } = one;
      const scene = allScenes().find((all) => {
        return all.task.id === taskId && all.condition === condition && all.release === release;
      });
      if (scene === undefined) throw new Error(`There is no ${taskId} on a ${condition} ${release} any more.`);
      expect(problemWith(scene, key, inputOf(one), false), one.problem).toBeUndefined();
    } else {
      throw new Error('A call that did too much needs a test of its own, beside the code that was mended.');
    }
  });

  it('is looked for', () => expect(cases.length).toBeGreaterThan(5));
});
