// `npm run soak`: a day of scans, one every minute of the Mac's time, in one process. Says whether anything grows.
//
//   npm run soak                    1,440 scans, each 6th with real programs, then 200 logs opened and closed
//   npm run soak -- --scans 240     a shorter day
//
// Ends with 1 when something grows by more than the bounds of test/soak/verdict.ts, or is there when it must not be.
import { mkdirSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BuildError, failPlainly, projectRoot } from './build.mjs';

const folder = join(projectRoot, 'node_modules/.cache/batten-soak');

function readOptions() {
  const { values } = parseArgs({
    options: {
      scans: { type: 'string', default: '1440' },
      every: { type: 'string', default: '60' },
      'real-every': { type: 'string', default: '6' },
      openings: { type: 'string', default: '200' },
    },
  });
  const [scans, every, realEvery, openings] = [values.scans, values.every, values['real-every'], values.openings].map(
    (text) => {
      const number = Number(text);
      if (!Number.isInteger(number) || number < 1) throw new BuildError(`Say a whole number, not ${text}.`);
      return number;
    },
  );
  return { scans, every, realEvery, openings };
}

/** Bundles the day into one file, and ends esbuild's own process, which would be counted. */
async function loadDay() {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `soak-${process.pid}.cjs`);
  const { build, stop } = await import('esbuild');
  const entries = ['day', 'verdict'].map((name) => `export * from './test/soak/${name}';`);
  try {
    await build({
      stdin: { contents: entries.join('\n'), resolveDir: projectRoot, loader: 'ts' },
      outfile: file,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: ['electron'],
      logLevel: 'error',
      define: { 'import.meta.url': 'importMetaUrl', 'import.meta.dirname': '__dirname' },
      banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    });
    return createRequire(import.meta.url)(file);
  } catch (error) {
    throw new BuildError(`The soak could not be built: ${error.message}`);
  } finally {
    await stop();
    rmSync(file, { force: true });
  }
}

const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);
const inWords = (measure, value) =>
  measure === 'heap' || measure === 'rss' ? `${megabytes(value)} MB` : String(Math.round(value * 100) / 100);

function headed(measures) {
  const names = measures.map((measure) => measure.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
  const widths = names.map((name) => Math.max(name.length, 9));
  const line = (first, cells) => [first.padStart(8), ...cells.map((cell, at) => cell.padStart(widths[at]))].join('  ');
  return {
    head: (what) => line(what, names),
    row: (sample) =>
      line(
        String(sample.at),
        measures.map((measure) => inWords(measure, sample[measure])),
      ),
  };
}

try {
  const options = readOptions();
  const { soakDay, judgeGrowth, troublesIn, MEASURES, SCANS_A_DAY } = await loadDay();
  // Not through process.stdout, whose pipe would be one of the handles that are counted.
  const print = (line) => writeSync(1, `${line}\n`);
  const table = headed(MEASURES);
  let shown;
  const begun = Date.now();
  const { scans, openings, real } = await soakDay({
    ...options,
    onSample: (sample, of) => {
      if (of !== shown) print(table.head(of));
      shown = of;
      print(table.row(sample));
    },
  });
  print('');
  const warmUp = options.scans / 4;
  let isFlat = true;
  for (const { measure, growthADay, bound, isFlat: flat } of judgeGrowth(scans, warmUp)) {
    isFlat &&= flat;
    const sentence = `${measure} grows by ${inWords(measure, growthADay)} in ${SCANS_A_DAY} scans`;
    print(`${flat ? 'flat   ' : 'GROWS  '}  ${sentence}; allowed: ${inWords(measure, bound)}.`);
  }
  const troubles = [...troublesIn(scans.filter(({ at }) => at >= warmUp)), ...troublesIn(openings)];
  for (const trouble of troubles) print(`TROUBLE  ${trouble}.`);
  const seconds = Math.round((Date.now() - begun) / 1000);
  print(
    `\n${options.scans} scans, ${real.scans} of them with real programs, and ${options.openings} logs opened and closed in ${seconds} s: ` +
      (isFlat && troubles.length === 0 ? 'nothing grows.' : 'something grows.'),
  );
  if (!isFlat || troubles.length > 0) process.exitCode = 1;
} catch (error) {
  failPlainly(error);
}
