// `npm run fuzz`: every parser with a million inputs and more, every call of the app with any payload. See docs/testing.md.
//
//   npm run fuzz                                       1,000,000 inputs, 100,000 payloads, two minutes guided by coverage
//   npm run fuzz -- --inputs 20000 --payloads 2000     less of it
//   npm run fuzz -- --minutes 30 --seed 7              longer, and other inputs; 0 minutes leave the guided part out
//   npm run fuzz -- --only lsof                        parsers whose name contains the word, and nothing else
//
// Ends with 1 when something was found. Each finding becomes a file in test/fuzz/cases, which the tests try forever after.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BuildError, failPlainly, projectRoot } from './build.mjs';

const cache = join(projectRoot, 'node_modules/.cache/batten-fuzz');

function readOptions() {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '1000000' },
      payloads: { type: 'string', default: '100000' },
      verdicts: { type: 'string', default: '60000' },
      pumps: { type: 'string', default: '40' },
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
      only: { type: 'string' },
    },
  });
  const number = (name) => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < 0) throw new BuildError(`Say a number: --${name} ${values[name]}`);
    return value;
  };
  return {
    inputs: number('inputs'),
    payloads: number('payloads'),
    verdicts: number('verdicts'),
    pumps: number('pumps'),
    minutes: number('minutes'),
    seed: number('seed'),
    ...(values.only === undefined ? {} : { only: values.only }),
  };
}

/** One readable bundle: coverage is told apart by the names of sources that esbuild leaves in it. */
async function bundle() {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'run-'));
  const outfile = join(folder, 'nightly.cjs');
  const { build, stop } = await import('esbuild');
  try {
    await build({
      absWorkingDir: projectRoot,
      entryPoints: ['test/fuzz/nightly.ts'],
      outfile,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
      tsconfigRaw: { compilerOptions: { target: 'es2023' } },
      // Sources look for captures beside the project from where they lie themselves: below test/, like this.
      define: { 'import.meta.url': 'importMetaUrl', 'process.env.NODE_ENV': '"production"' },
      banner: {
        js: `const importMetaUrl = require('node:url').pathToFileURL(${JSON.stringify(join(projectRoot, 'test/sim/fixtures.ts'))}).href;`,
      },
    });
  } catch (error) {
    throw new BuildError(`The fuzzer could not be built: ${error.message}`);
  } finally {
    await stop();
  }
  return { folder, outfile };
}

try {
  const options = readOptions();
  const { folder, outfile } = await bundle();
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  const { nightly } = createRequire(import.meta.url)(outfile);
  const findings = await nightly({
    ...options,
    cases: join(projectRoot, 'test/fuzz/cases'),
    bundle: outfile,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  // Logs that were opened may still be read: nobody waits for them.
  process.exit(findings > 0 ? 1 : 0);
} catch (error) {
  failPlainly(error);
}
