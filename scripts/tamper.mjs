// How long before the password a change to the dialog's files still has its way: the figures of
// docs/decisions/2026-11-22-the-dialogs-remaining-window.md.
//
//   node scripts/tamper.mjs                5 rounds of every attack, in about ten minutes
//   node scripts/tamper.mjs --rounds 2     fewer
//   node scripts/tamper.mjs --seed 7       other instants
//
// Ends with 1 when an attack that came in time had its way, or was not reported.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { BuildError, failPlainly, projectRoot } from './build.mjs';

function whole(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new BuildError(`Say a whole number: --${name} 5`);
  return number;
}

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
  });
  const [rounds, seed] = [whole('rounds', values.rounds), whole('seed', values.seed)];
  const cache = join(projectRoot, 'node_modules/.cache/batten-tamper');
  mkdirSync(cache, { recursive: true });
  // Its parts find the project from where they lie.
  const folder = mkdtempSync(join(cache, 'figures-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  const { build } = await import('esbuild');
  const outfile = join(folder, 'figures.mjs');
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/tamper/figures.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['sudo-prompt', 'esbuild'],
    define: { 'import.meta.dirname': JSON.stringify(join(projectRoot, 'test/tamper')) },
    logLevel: 'error',
  });
  const { printFigures } = await import(pathToFileURL(outfile).href);
  process.exitCode = (await printFigures(rounds, seed)) ? 0 : 1;
}

try {
  await main();
} catch (error) {
  failPlainly(error);
}
