import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { atMostTimes, type Comparison, compare } from '../comparison';

const MEASURE = 'Bundle sizes';

/** How large what ships is, against what it may be; a kB is 1000 bytes. */
export function measureSizes(root: string): readonly Comparison[] {
  const assets = join(root, 'out/renderer/assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const zipped = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
  return [
    size('main process', 500_000, bytesOf(join(root, 'out/main/index.cjs'))),
    size('preload script', 5_000, bytesOf(join(root, 'out/preload/index.cjs'))),
    size('renderer scripts, gzipped', 350_000, zipped),
    size('command line', 500_000, bytesIn(join(root, 'out/cli'))),
  ];
}

function bytesOf(path: string): number {
  return existsSync(path) ? readFileSync(path).length : Number.NaN;
}

/** Of every file in a folder: the command line is loaded in parts. */
function bytesIn(folder: string): number {
  if (!existsSync(folder)) return Number.NaN;
  return readdirSync(folder).reduce((sum, name) => sum + bytesOf(join(folder, name)), 0);
}

function size(what: string, limit: number, bytes: number): Comparison {
  const pairs = [[bytes / 1000, limit / 1000]] as const;
  return compare({ measure: MEASURE, what, against: 'the limit', unit: 'kB', pairs, target: atMostTimes(1) });
}
