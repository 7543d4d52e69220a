import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/fixtures');

/** One line of a folder's index: what was captured. */
export interface CaptureEntry {
  readonly file: string;
  readonly command: string;
}

/** Whether captured outputs lie beside the project; says so where they do not. */
export function haveFixtures(): boolean {
  const have = existsSync(FOLDER);
  if (!have) console.log('No captured outputs in ../shared/fixtures: they are not compared.');
  return have;
}

/** A captured output as it was printed, by folder and file: "firewall/sip-disabled.txt". */
export function fixture(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

export function fixtureIndex(folder: string): readonly CaptureEntry[] {
  return JSON.parse(fixture(`${folder}/index.json`)) as readonly CaptureEntry[];
}
