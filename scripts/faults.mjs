// `npm run test:faults`: kills Batten, fails its disk and tampers with its files, and counts. Nothing may be lost.
//
//   npm run test:faults                  everything
//   npm run test:faults -- --seed 7      with other choices where a test chooses (which byte, which line)
//   npm run test:faults -- tamper        only files whose path contains "tamper"; the least numbers are then not asked for
//
// The same files run in `npm test`. Each test counts what it has really tried (test/faults/tally.ts); this sums them up.
import { startVitest } from 'vitest/node';
import { projectRoot } from './build.mjs';

/** Where the tests that count are. */
const FILES = ['test/kill/', 'test/faults/'];
/** Fewer would mean that a part of the suite has got lost on the way. */
const LEAST = { 'kill points': 500, 'file faults': 200, tamperings: 100 };

const { seed, parts } = readArguments(process.argv.slice(2));
if (seed !== undefined) process.env.BATTEN_FAULTS_SEED = seed;

const sums = Object.fromEntries(Object.keys(LEAST).map((kind) => [kind, { tried: 0, lost: 0 }]));
const counter = {
  onTestRunEnd(modules) {
    for (const { tally = {} } of modules.flatMap((one) => [...one.children.allTests()].map((test) => test.meta()))) {
      for (const [kind, { tried, lost }] of Object.entries(tally)) {
        sums[kind].tried += tried;
        sums[kind].lost += lost;
      }
    }
  },
};

const began = Date.now();
const vitest = await startVitest('test', parts.length > 0 ? parts : FILES, {
  root: projectRoot,
  watch: false,
  reporters: ['default', counter],
});
await vitest.close();

const lost = Object.values(sums).reduce((sum, one) => sum + one.lost, 0);
const words = Object.entries(sums).map(
  ([kind, one]) => `${kind}: ${one.tried} tried, ${one.tried - one.lost} survived`,
);
const missing = parts.length > 0 ? [] : Object.entries(LEAST).filter(([kind, least]) => sums[kind].tried < least);
for (const [kind, least] of missing) console.error(`There are fewer ${kind} than the ${least} there have to be.`);
console.log(`\nSeed ${seed ?? 'as usual'}, ${Math.round((Date.now() - began) / 1000)} s.`);
console.log(`${words.join('; ')}; lost: ${lost}`);
// A test that fails without having counted has found something, too.
process.exitCode = lost > 0 || missing.length > 0 || (process.exitCode ?? 0) !== 0 ? 1 : 0;

function readArguments(words) {
  const at = words.indexOf('--seed');
  if (at === -1) return { seed: undefined, parts: words };
  if (!/^\d{1,9}$/.test(words[at + 1] ?? '')) {
    console.error('Say a seed as a number: npm run test:faults -- --seed 7');
    process.exit(2);
  }
  return { seed: words[at + 1], parts: words.filter((_, index) => index !== at && index !== at + 1) };
}
