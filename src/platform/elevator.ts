import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { exec } from 'sudo-prompt';
import type { ElevationOutcome, ElevationRequest, Elevator } from '../core/ports';
import { cleanEnvironment } from './clean-environment';
import { plainEnvironment } from './plain-environment';
import { outcomeOfSudoPromptError } from './sudo-prompt-errors';
import { startTamperWatch, type Tampering } from './sudo-prompt-watch';

/** The part of sudo-prompt that is used. Its `env` is not: root would expand what is in it. */
export type SudoPrompt = (
  command: string,
  options: { name: string },
  done: (error?: Error, stdout?: string | Buffer) => void,
) => void;

export interface SudoPromptElevatorOptions {
  readonly sudoPrompt?: SudoPrompt;
  /** How long the dialog and the script may take together. */
  readonly waitLimitMs?: number;
  readonly killApplet?: () => Promise<boolean>;
  /** Only tests give this: SHA-256 of an applet that stands in for the real one, by path inside it. */
  readonly shipped?: Readonly<Record<string, string>>;
}

const NAME = 'Batten';
const LONGEST_ANSWER = 8 * 1024 * 1024;

/**
 * Asks for the password through sudo-prompt, and runs the script as root.
 *
 * While the dialog is open this process has a clean environment and stands in `/`, and what the library lays open in its
 * temporary folder is watched. A second call is refused until the library has answered the first.
 */
export function createSudoPromptElevator(options: SudoPromptElevatorOptions = {}): Elevator {
  let open = false;
  return {
    backend: 'sudo-prompt',
    elevate: async (request) => {
      if (open) return { kind: 'failed', reason: 'another password dialog is still open' };
      open = true;
      return elevate(request, options, () => {
        open = false;
      });
    },
  };
}

async function elevate(
  request: ElevationRequest,
  options: SudoPromptElevatorOptions,
  closed: () => void,
): Promise<ElevationOutcome> {
  const killApplet = options.killApplet ?? killOwnApplet;
  const restore = cleanEnvironment();
  const watch = startTamperWatch({
    temporaryFolder: tmpdir(),
    name: NAME,
    command: `cd "/"\n${request.script}`,
    killApplet,
    ...(options.shipped === undefined ? {} : { shipped: options.shipped }),
  });
  const answer = ask(request.script, options.sudoPrompt ?? exec).finally(closed);
  const limitMs = options.waitLimitMs ?? 10 * 60_000;
  const limit = waitFor(limitMs);
  const first = await Promise.race([answer, limit.over]);
  limit.clear();
  const tampered = await watch.stop();
  restore();
  if (tampered !== undefined) return { kind: 'tampered', detail: tamperedInWords(tampered) };
  if (first !== undefined) return first;
  await killApplet();
  return { kind: 'failed', reason: `the dialog had no answer in ${Math.round(limitMs / 60_000)} minutes` };
}

function ask(script: string, sudoPrompt: SudoPrompt): Promise<ElevationOutcome> {
  return new Promise((resolve) => {
    try {
      sudoPrompt(forTheLibrary(script), { name: NAME }, (error, stdout) => {
        if (error) return resolve(outcomeOfSudoPromptError(error));
        resolve({ kind: 'ran', stdout: String(stdout ?? '').slice(0, LONGEST_ANSWER) });
      });
    } catch (error) {
      resolve(outcomeOfSudoPromptError(error));
    }
  });
}

/**
 * On a Mac the library writes the script to a file as it is. Elsewhere it puts it between double quotes on a shell's
 * command line and escapes nothing but double quotes, so the rest is escaped here.
 */
function forTheLibrary(script: string): string {
  return process.platform === 'darwin' ? script : script.replaceAll(/[\\$`]/g, '\\$&');
}

function tamperedInWords({ what, begun }: Tampering): string {
  const open = `while the password dialog was open, another program interfered with it (${what})`;
  return begun ? `${open}; if anything ran as root, it may not be what you approved` : `${open}, so it was closed`;
}

function waitFor(milliseconds: number): { readonly over: Promise<undefined>; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { over, clear: () => clearTimeout(timer) };
}

/** Ends the applet that the library started from this process: the library itself gives no handle to it. */
async function killOwnApplet(): Promise<boolean> {
  const table = await processTable();
  const ours = new Set([process.pid]);
  // Parents have mostly, but not always, smaller numbers than their children: look until nobody is added.
  for (let size = 0; size !== ours.size;) {
    size = ours.size;
    for (const { pid, parent } of table) if (ours.has(parent)) ours.add(pid);
  }
  const applets = table.filter(({ pid, name }) => pid !== process.pid && ours.has(pid) && name === 'applet');
  return applets.map(({ pid }) => kill(pid)).includes(true);
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

function processTable(): Promise<readonly ProcessRow[]> {
  const options = { cwd: '/', env: plainEnvironment(), timeout: 2_000, maxBuffer: 8 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile('/bin/ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='], options, (error, stdout) => {
      const rows = error ? [] : stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line));
      resolve(
        rows.flatMap((row) => {
          const [, pid, parent, state = '', command = ''] = row ?? [];
          // A zombie has ended; only its parent has not noticed yet.
          if (row === null || state.startsWith('Z')) return [];
          return [{ pid: Number(pid), parent: Number(parent), name: basename(command.trim()) }];
        }),
      );
    });
  });
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
