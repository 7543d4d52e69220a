import { type ChildProcess, spawn } from 'node:child_process'; // oxlint-disable-line no-restricted-imports -- the app is measured from outside
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Scenario } from './entry/marks';

/** What is measured, and with what. */
export interface Measured {
  /** The Electron program and what precedes the app on its command line. */
  readonly electron: readonly [program: string, ...args: string[]];
  /** Where the two bundles are. */
  readonly bundles: string;
  /** Where the measured programs may write: each of the two has a home of its own, kept from round to round. */
  readonly folder: string;
}

export type Program = 'app' | 'bare';

export interface Mark {
  /** Milliseconds since the process was started. */
  readonly at: number;
  readonly value: unknown;
}

const LONGEST_MS = 60_000;

/** Starts one of the two programs, waits until it has ended, and gives what it said and when. */
export async function start(
  { electron: [program, ...args], bundles, folder }: Measured,
  which: Program,
  scenario: Scenario,
  onMark: (name: string, child: ChildProcess) => void = () => {},
): Promise<Readonly<Record<string, Mark>>> {
  const home = join(folder, `${which}-home`);
  mkdirSync(home, { recursive: true });
  const begun = performance.now();
  const child = spawn(program, [...args, join(bundles, which, 'index.cjs')], {
    env: { ...process.env, ...homeVariables(home), BATTEN_BENCH_SCENARIO: scenario, BATTEN_BENCH_FOLDER: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const marks: Record<string, Mark> = {};
  const complaints: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const at = performance.now() - begun;
    const [, name, value] = /^bench:(\w+) (.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return;
    marks[name] = { at, value: JSON.parse(value) as unknown };
    onMark(name, child);
  });
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  clearTimeout(timer);
  if (Object.keys(marks).length === 0) {
    throw new Error(`Electron (${which}, ${scenario}) ended without a word: ${complaints.slice(-5).join(' | ')}`);
  }
  return marks;
}

/** When something was said; an error where it never was. */
export function timeOf(marks: Readonly<Record<string, Mark>>, name: string): number {
  return markOf(marks, name).at;
}

export function markOf(marks: Readonly<Record<string, Mark>>, name: string): Mark {
  const mark = marks[name];
  if (!mark) throw new Error(`The measured program never got as far as “${name}”`);
  return mark;
}

function homeVariables(home: string): Readonly<Record<string, string>> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
  };
}
