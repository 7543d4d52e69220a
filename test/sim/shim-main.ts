import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Program, PROGRAMS } from '../../src/core/command';
import type { MacState } from './mac-state';
import { printedSince } from './programs/printed-since';
import type { Caller } from './programs/program';
import { type Ending, flood, runProgram } from './run-program';
import { type ShimSettings, StateFile } from './state-file';

// What every executable of a shim folder runs: node <this bundle> <folder> <root> <path it was called by> <its words…>
const [, , folder = '', root = '', calledAs = '', ...args] = process.argv;

async function main(): Promise<void> {
  const begun = Date.now();
  const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as ShimSettings;
  const path = calledAs.slice(root.length);
  const program = (Object.keys(PROGRAMS) as Program[]).find((name) => PROGRAMS[name] === path);
  if (program === undefined) throw new Error(`${calledAs} stands for no program`);
  const file = new StateFile(folder);
  const { ending, latencyMs, after } = file.update((state) => {
    const caller = callerOf(state, settings);
    const outcome = runProgram(state, { program, args, caller, now: Date.now() });
    return { state: outcome.state, value: { ...outcome, after: outcome.state } };
  });
  if (settings.latency === 'real') {
    await new Promise((resolve) => setTimeout(resolve, latencyMs - (Date.now() - begun)));
  }
  finish(ending);
  if (ending.kind === 'goes-on') goOn(program, file, after);
}

const LOOK_AGAIN_MS = 150;

/** Prints what comes, as often as it looks at the Mac again, until it is ended or nobody reads any more. */
function goOn(program: Program, file: StateFile, before: MacState): void {
  let told = before;
  process.stdout.on('error', () => process.exit(0));
  setInterval(() => {
    const now = file.read();
    const text = printedSince(program, args, told, now);
    told = now;
    if (text !== '') process.stdout.write(text);
  }, LOOK_AGAIN_MS);
}

function callerOf({ user }: MacState, settings: ShimSettings): Caller {
  if (process.env['BATTEN_SIM_ROOT'] === '1') return { root: true };
  if (process.env['BATTEN_SIM_USER'] === '1' || settings.callers === 'a-person') return { root: false, user };
  return process.getuid?.() === 0 ? { root: true } : { root: false, user };
}

function finish(ending: Ending): void {
  switch (ending.kind) {
    case 'exits':
      writeAll(1, ending.stdout);
      writeAll(2, ending.stderr);
      process.exit(ending.exitCode);
      break;
    case 'goes-on':
      writeAll(1, ending.stdout);
      break;
    case 'hangs':
      setInterval(() => {}, 60_000);
      break;
    case 'floods':
      writeAll(1, flood(ending.bytes));
      break;
    case 'is-ended':
      process.kill(process.pid, ending.signal);
      setInterval(() => {}, 60_000); // the signal is on its way
      break;
    case 'is-missing':
      process.stderr.write(`${calledAs}: No such file or directory\n`);
      process.exitCode = 127;
      break;
  }
}

/** Writes before going on: process.exit would cut what still waits to be written to a pipe. */
function writeAll(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}

void main();
