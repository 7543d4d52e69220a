// `npm run bench`: how fast Batten is, as ratios to something measured right beside it. See docs/benchmarks.md.
//
//   npm run bench                       everything, in a few minutes
//   npm run bench -- --only scan,sizes  some of: scan, bindings, start, popover, memory, parsers, logs, change, sizes
//   npm run bench -- --rounds 15        how often each thing is measured (7)
//   npm run bench -- --json figures.json    also there; `--json -` prints JSON to stdout and the table to stderr
//   npm run bench -- --check            ends with 1 when a target is missed, or something could not be measured
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { BuildError, buildAll, failPlainly, projectRoot } from './build.mjs';
import { NoElectron, electronArguments, electronExecutable } from './electron.mjs';

const cache = join(projectRoot, 'node_modules/.cache/batten-bench');
const has = (program) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      json: { type: 'string', default: join(cache, 'bench-results.json') },
      check: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new BuildError('Say a whole number of rounds: --rounds 7');
  return { ...values, rounds, only: values.only?.split(',') };
}

/**
 * Bundles the measures, and the two programs that are measured, into a folder of their own: another build meanwhile
 * changes nothing. The settings are those of `npm run build`.
 */
async function bundle() {
  await buildAll();
  const folder = mkdtempSync(join(cache, 'run-'));
  const { build, stop } = await import('esbuild');
  const one = (entry, outfile) =>
    build({
      absWorkingDir: projectRoot,
      entryPoints: [entry],
      outfile: join(folder, outfile),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: ['electron'],
      logLevel: 'error',
      tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', target: 'es2023' } },
      define: { 'process.env.NODE_ENV': '"production"', 'import.meta.url': 'importMetaUrl' },
      banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    });
  try {
    await one('bench/index.ts', 'bench.cjs');
    await one('bench/entry/log-memory.ts', 'log-memory.cjs');
    await one('bench/entry/app.ts', 'programs/app/index.cjs');
    await one('bench/entry/bare.ts', 'programs/bare/index.cjs');
  } catch (error) {
    throw new BuildError(`The benchmark could not be built: ${error.message}`);
  } finally {
    await stop();
  }
  cpSync(join(projectRoot, 'bench/entry/plain.html'), join(folder, 'programs/bare/plain.html'));
  cpSync(join(projectRoot, 'out/preload'), join(folder, 'programs/preload'), { recursive: true });
  cpSync(join(projectRoot, 'out/renderer'), join(folder, 'programs/renderer'), { recursive: true });
  symlinkSync(join(projectRoot, 'assets'), join(folder, 'assets'));
  return folder;
}

/** The Electron to measure with, or why there is none. */
async function electron() {
  if (process.platform === 'linux' && !process.env.DISPLAY)
    return { obstacle: 'there is neither a display nor xvfb-run' };
  try {
    return { command: [await electronExecutable(), ...electronArguments()] };
  } catch (error) {
    if (error instanceof NoElectron) return { obstacle: error.message };
    throw error;
  }
}

/** Runs this script again with a display where there is none; undefined where nothing needs to be done. */
function againWithDisplay({ json }) {
  if (process.platform !== 'linux' || process.env.DISPLAY || !has('xvfb-run')) return undefined;
  // xvfb-run mixes stdout and stderr, so JSON for stdout takes a way of its own.
  const file = json === '-' ? join(cache, `for-stdout-${process.pid}.json`) : json;
  const own = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2), '--json', file];
  const { status } = spawnSync('xvfb-run', ['-a', ...own], {
    stdio: ['inherit', json === '-' ? process.stderr : 'inherit', 'inherit'],
    env: { ...process.env, BATTEN_BENCH_QUIET: json === '-' ? '1' : '' },
  });
  if (json === '-' && existsSync(file)) {
    process.stdout.write(readFileSync(file));
    rmSync(file);
  }
  return status ?? 1;
}

// ---------------------------------------------------------------------------------------------------------------
// The report

const number = (value) =>
  (value >= 100 ? Math.round(value) : Number(value.toPrecision(value >= 10 ? 3 : 2))).toString();
const ratio = (value) => (value >= 9.95 ? Math.round(value).toString() : value.toFixed(2));
const withSpread = (format, { median, min, max }) =>
  min === max ? format(median) : `${format(median)} (${format(min)}–${format(max)})`;

function table(rows) {
  const head = ['', 'Batten', '', 'Reference', 'Times the reference', 'Target', ''];
  const cells = rows.map(({ what, unit, ours, against, ratio: times, target }) => [
    what,
    `${withSpread(number, ours)} ${unit}`,
    against.what,
    `${withSpread(number, against)} ${unit}`,
    withSpread(ratio, times),
    target?.words ?? '',
    target === undefined ? '' : target.met ? 'met' : 'MISSED',
  ]);
  const all = [head, ...cells];
  const widths = head.map((_cell, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function verdict({ measure, what, against, ratio: times, ours, unit, target }) {
  const sentence = `${measure}, ${what}: ${ratio(times.median)} times ${against.what} (${number(ours.median)} ${unit})`;
  return `${target.met ? 'met   ' : 'MISSED'}  ${sentence}; target: ${target.words}.`;
}

// ---------------------------------------------------------------------------------------------------------------

async function main(options) {
  mkdirSync(cache, { recursive: true });
  const folder = await bundle();
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  const { MEASURES } = createRequire(import.meta.url)(join(folder, 'bench.cjs'));
  const names = options.only ?? Object.keys(MEASURES);
  const unknown = names.find((name) => !(name in MEASURES));
  if (unknown !== undefined) {
    throw new BuildError(`There is no measure “${unknown}”: say some of ${Object.keys(MEASURES).join(', ')}.`);
  }

  const { command, obstacle } = names.some((name) => MEASURES[name].electron) ? await electron() : {};
  const measured = command && { electron: command, bundles: join(folder, 'programs'), folder };
  const print = (line) => (options.json === '-' ? process.stderr : process.stdout).write(`${line}\n`);
  const rows = [];
  const leftOut = [];
  for (const name of names) {
    if (MEASURES[name].electron && !measured) {
      leftOut.push(`${name} (${obstacle})`);
      continue;
    }
    const found = await MEASURES[name].run({ root: projectRoot, folder, rounds: options.rounds, measured });
    print(`\n${found[0]?.measure ?? name}\n${table(found)}`);
    rows.push(...found);
  }

  print(`\nMedians of ${options.rounds} rounds after one that does not count, lowest and highest in brackets.\n`);
  for (const row of rows) if (row.target) print(verdict(row));
  for (const part of leftOut) print(`Left out: ${part}.`);
  const missed = rows.filter((row) => row.target && !row.target.met).length;
  const targets = rows.filter((row) => row.target).length;
  print(`\n${targets - missed} of ${targets} targets met.`);

  const computer = {
    platform: process.platform,
    arch: process.arch,
    processors: cpus().length,
    model: cpus()[0]?.model,
  };
  const report = { at: new Date().toISOString(), computer, rounds: options.rounds, rows, leftOut };
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  if (options.json === '-') {
    process.stdout.write(json);
  } else {
    mkdirSync(dirname(options.json), { recursive: true });
    writeFileSync(options.json, json);
    if (!process.env.BATTEN_BENCH_QUIET) print(`The figures are in ${options.json}`);
  }
  if (options.check && (missed > 0 || leftOut.length > 0)) process.exitCode = 1;
}

try {
  const options = readOptions();
  const status = againWithDisplay(options);
  if (status === undefined) await main(options);
  else process.exitCode = status;
} catch (error) {
  failPlainly(error);
}
